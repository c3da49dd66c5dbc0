"""A user's text, fit for every file format: it stays text and breaks nothing."""

from __future__ import annotations

import unicodedata

from simulation.plain import plain_line

_COMMANDS = ("=", "+", "-", "@")


def cell(text: str) -> str:
    """A text for a CSV file: a spreadsheet must not read it as a formula."""
    line = plain_line(text)
    return f"'{line}" if line.startswith(_COMMANDS) and not _is_number(line) else line


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def em_width(text: str) -> float:
    """The width of a line in ems: a Chinese sign or an emoji takes one, a Latin letter about half."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.56 for sign in text)


def shortened(text: str, ems: float) -> str:
    """A text cut to a width, with an ellipsis where something is left out."""
    if em_width(text) <= ems:
        return text
    kept = ""
    for sign in text:
        if em_width(kept + sign) > ems - 1.0:
            break
        kept += sign
    return kept.rstrip() + "…"
