"""A user's text on one line: what every message, table and report shows of it."""

from __future__ import annotations

import unicodedata

# They turn the rest of a line round, so that it reads as something else.
_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def plain_line(text: str) -> str:
    """A user's text on one line, without the control characters that no file format can hold.

    Emoji and every printable sign stay; joiners inside them too. What turns the direction of writing goes.
    """
    return " ".join("".join(sign for sign in text if sign.isspace() or _fit(sign)).split())


def _fit(sign: str) -> bool:
    return (
        unicodedata.category(sign) not in ("Cc", "Cs")
        and unicodedata.bidirectional(sign) not in _TURNS
        and sign not in "\ufffe\uffff"
    )


def cut(text: str, most: int) -> str:
    """A text of at most so many signs, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
