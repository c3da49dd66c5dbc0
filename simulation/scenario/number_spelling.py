"""How numbers are written: what is one, and what was probably meant by a text that is none."""

from __future__ import annotations

import re
from unicodedata import normalize

from simulation.text.problems import Text

# Plain decimals only. YAML 1.1 would read 0500 as 320 and 8:20 as 500.
NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_LEADING_ZEROS = re.compile(r"([-+]?)0+([0-9][0-9.]*)")
_OTHER_BASE = re.compile(r"[-+]?0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_GROUPED = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:[,_ '][0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)+")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_WITH_UNIT = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?) ?(%|万元?|亿元?)")
_ENDLESS = re.compile(r"[-+]?\.?(?:nan|inf|infinity)", re.IGNORECASE)
_UNITS = {"%": 0.01, "万": 1.0, "万元": 1.0, "亿": 1e4, "亿元": 1e4}
_LONGEST = 40

PLAIN = Text("请填写数字，不带单位", "write a number without a unit")


def number_in(text: str) -> int | float | None:
    """The number that a plain decimal text is, None for any other; infinite where no float64 holds it."""
    if not NUMBER.fullmatch(text):
        return None
    whole = text.lstrip("+-").isdigit() and len(text) <= 20
    return int(text) if whole else float(text)


def is_endless(text: str) -> bool:
    """Whether the text says infinity or no number at all (.inf, NaN)."""
    return len(text) <= _LONGEST and _ENDLESS.fullmatch(text.strip()) is not None


def meant(text: str) -> Text:
    """The way out of a text where a number is needed: how to write what was probably meant."""
    if len(text) > _LONGEST or any(sign.isdigit() and not sign.isdecimal() for sign in text):
        return PLAIN  # a superscript or a circled digit is no digit
    line = normalize("NFKC", text).strip()
    if NUMBER.fullmatch(line):
        return Text(
            f"请写作 {line}，不加引号，用半角数字", f"write {line}, in plain digits and without quotes"
        )
    if found := _LEADING_ZEROS.fullmatch(line):
        return _write(found[1] + found[2])
    if _OTHER_BASE.fullmatch(line):
        return _write(str(int(line, 0)))
    if _GROUPED.fullmatch(line):
        return _write(re.sub("[,_ ']", "", line))
    if _DECIMAL_COMMA.fullmatch(line):
        return _write(line.replace(",", "."))
    if found := _WITH_UNIT.fullmatch(line):
        return _write(f"{float(found[1]) * _UNITS[found[2]]:.12g}")
    if ":" in line:
        return Text("数字中不能有冒号，请写作十进制", "a number has no colon: write it as a decimal")
    return PLAIN


def _write(number: str) -> Text:
    return Text(f"请写作 {number}", f"write {number}")


def year_in(raw: object) -> int | None:
    """The year that a key says, with digits of either width; None for anything else."""
    text = str(raw) if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    return int(text) if len(text) == 4 and text.isdecimal() else None
