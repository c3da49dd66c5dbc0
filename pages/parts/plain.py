"""What a user wrote, shown as it is written: no markup on the screen, no formula in a spreadsheet."""

from __future__ import annotations

import re

import pandas as pd

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_written(text: str) -> str:
    """A text whose signs of Markdown stand for themselves."""
    return _MARKUP.sub(r"\\\1", text)


def csv_of(data: pd.DataFrame) -> bytes:
    """A table as CSV that Excel opens in Chinese; a text that it would run as a formula is quoted."""
    texts = data.select_dtypes(include=["object", "string"]).columns
    guarded = data.assign(**{name: data[name].map(_guarded) for name in texts})
    return guarded.to_csv(index=False).encode("utf-8-sig")


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
