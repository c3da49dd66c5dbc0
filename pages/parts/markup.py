"""What a user wrote, shown as it is written: no markup, link or picture on the screen, no order to a chart."""

from __future__ import annotations

import re
from html import escape

from simulation.text.plain import plain_line

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:&])")
_LEADING = re.compile(r"^(-|=|\d+(?=[.)]))")
# Streamlit makes links of bare addresses and signs of :names: after it has taken the backslashes off,
# so an invisible joiner parts them.
_JOINER = "\u2060"
_ALIVE = re.compile(r"(?<=:)(?=[\w+/\\-])|(?<=www)(?=\.)|(?<=@)(?=[\w-])", re.IGNORECASE)


def as_written(text: str) -> str:
    """A text for Markdown, on one line, whose signs stand for themselves."""
    line = _LEADING.sub(_escaped, _MARKUP.sub(r"\\\1", plain_line(text)))
    return _ALIVE.sub(_JOINER, line)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if not found[0].isdigit() else f"{found[0]}{_JOINER}"


def read_aloud(markdown: str) -> str:
    """A Markdown text for where Markdown is not read, such as a picture's description."""
    return re.sub(r"\\(.)", r"\1", markdown).replace(_JOINER, "")


def as_label(text: str) -> str:
    """A text for a chart, which reads HTML and fills in %{…}."""
    return escape(plain_line(text), quote=False).replace("%{", "%&#123;")
