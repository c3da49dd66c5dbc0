"""What a cell of a workbook was, and its value as text: numbers in all their digits, dates, odd characters."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntFlag
from math import isfinite


class Mark(IntFlag):
    """What a cell of a workbook was before it became text; a text and a cell of a CSV file have no mark."""

    NUMBER = 1
    DATE = 2
    ERROR = 4
    FLAG = 8
    # The value was computed by a formula and is the one that the workbook stores.
    FORMULA = 16
    # A formula of which no value is stored: the text is empty.
    UNSTORED = 32


# The numbers of the built-in formats that show a date or a time, those of Chinese offices too.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
# Parts of a format in which a letter is no day, month, year, hour, minute or second.
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_DAY = 2_958_466


def is_date(number: int, code: str) -> bool:
    """Whether a number format shows a date or a time: its number, and its code where the workbook gives one."""
    if number in _DATE_FORMATS and not code:
        return True
    return bool(re.search("[ymdhs]", _NO_DATE.sub("", code).partition(";")[0].lower()))


def unescaped(text: str) -> str:
    """A text whose control characters are written _x000D_ and the like; what is no character stays."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return match[0] if code == 0 or 0xD800 <= code < 0xE000 else chr(code)

    return _ESCAPED.sub(character, text) if "_x" in text else text


def shown_date(days: float, from_1904: bool) -> str | None:
    """The date or time that a spreadsheet shows for a number; None where it shows none."""
    if not 0 <= days < _LAST_DAY:
        return None
    whole = int(days)
    rest = timedelta(milliseconds=round((days - whole) * 86_400_000))
    if days < 1:
        return (datetime(2000, 1, 1) + rest).time().isoformat()
    # Spreadsheets count a 29 February 1900, which never was.
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if whole < 60 else 30)
    return (first + timedelta(whole) + rest).isoformat().removesuffix("T00:00:00")


def stored_number(text: str) -> str | None:
    """A stored number in all its digits, without an exponent where it is whole; None for what is none."""
    if text.isdigit() and text.isascii() and (text[0] != "0" or text == "0"):
        return text
    if not text.isascii() or "_" in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    if not isfinite(value):
        return None
    if value.is_integer():
        return str(int(value)) if abs(value) < 1e15 else format(Decimal(repr(value)), "f").partition(".")[0]
    return repr(value)


def is_true(text: str | None) -> bool:
    """An attribute that is set."""
    return text is not None and text.strip().lower() in ("1", "true", "on")
