"""A user's text, fit for every file format: it stays text and breaks nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

_COMMANDS = ("=", "+", "-", "@")
_NUMBER = re.compile(r"[+-]?(\d[\d,]*\.?\d*|\.\d+)(e[+-]?\d+)?%?", re.IGNORECASE | re.ASCII)
# They turn the rest of a line round, so that it reads as something else; beside them marks that cannot be seen.
_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
_UNSEEN = "\u061c\u200e\u200f\ufeff\ufffe\uffff"


def plain_line(text: str) -> str:
    """A user's text on one line, without the control characters that no file format can hold.

    Emoji and every printable sign stay; joiners inside them too. What turns the direction of writing goes.
    """
    kept = (sign for sign in text if sign.isspace() or _fit(sign))
    return " ".join("".join(kept).split())


def _fit(sign: str) -> bool:
    return (
        unicodedata.category(sign) not in ("Cc", "Cs")
        and unicodedata.bidirectional(sign) not in _TURNS
        and sign not in _UNSEEN
    )


def cut(text: str, most: int) -> str:
    """A text of at most so many signs, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cell(text: str) -> str:
    """A text for a table that leaves: a spreadsheet must not read it as a formula. Numbers stay."""
    line = plain_line(text)
    first = unicodedata.normalize("NFKC", line[:1])  # full-width signs are signs to a Chinese Excel
    return f"'{line}" if first in _COMMANDS and not _NUMBER.fullmatch(line) else line


def cells(data: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts and headings are fit to leave; its numbers are untouched."""
    fit = data.copy()
    for name in data.columns:
        if not pd.api.types.is_numeric_dtype(data[name]):
            fit[name] = data[name].map(_guarded)
    return fit.rename(columns=_guarded)


def _guarded(value: Any) -> Any:
    return cell(value) if isinstance(value, str) else value


def csv_of(data: pd.DataFrame, header: bool = True) -> bytes:
    """A table as CSV that Excel opens in Chinese, every text guarded."""
    return cells(data).to_csv(index=False, header=header).encode("utf-8-sig")


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
