"""Cells as people write them: full-width digits, separators, units, percent signs, dates, dashes for not known."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time

import numpy as np
import pandas as pd
from openpyxl.utils.datetime import to_excel

from simulation.panel.faults import Finding, plain, single
from simulation.panel.raw import Mark, marked
from simulation.panel.spelling import folded, is_error, is_not_known, name_key
from simulation.panel.tables import FIRST_YEAR, LAST_YEAR, MONEY, SCALES, Column
from simulation.text.catalogue import text_of
from simulation.text.problems import MOST_PROBLEMS, Problem, Text

_PLAIN = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
# Fifteen digits are sure to be a number to the machine as well.
_SHORT = r"[-+]?[0-9]{1,15}(?:\.[0-9]*)?"
# A group of three never follows a zero: 0,500 is a half.
_GROUPED = r"[-+]?[1-9][0-9]{0,2}(?:%s[0-9]{3}){1,5}(?:\.[0-9]*)?"
_NUMBER = re.compile(_PLAIN)
_BY_COMMAS = re.compile(_GROUPED % ",")
_BY_BLANKS = re.compile(_GROUPED % " ")
_POWER = re.compile(_PLAIN + r"[eE]([-+]?)[0-9]{1,3}")
# What stands before the unit: a number, however it is written.
_LEADING = re.compile(r"[-+]?[0-9.](?:[0-9., '’`]*[0-9.])?(?:[eE][-+]?[0-9]+)?")
_BRACKETED = re.compile(r"\(\s*(.+?)\s*\)")
_YEAR = re.compile(r"([0-9]{4})(\.0+|年|年度)?")
_DATE = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?"
)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?")
_OTHER_WIDTH = ("<wide>", "<narrow>", "<small>")
# What the pages call yes and no, and what spreadsheets and people who tick make of them.
_FLAGS = {
    name_key(word): value
    for value, label, others in (
        (1.0, text_of("value.yes"), ("1", "1.0", "true", "y", "√", "✓", "✔")),
        (0.0, text_of("value.no"), ("0", "0.0", "false", "n", "×", "✗", "✘")),
    )
    for word in (label.zh, label.en, *others)
}
NOT_A_FLAG = (
    Text("应为是或否", "must be yes or no"),
    Text("是或 1，否或 0，未知则留空", "yes or 1, no or 0, blank if not known"),
)
NOT_A_YEAR = (Text("此处应为年份", "a year is needed"), Text("例如 2023", "for example 2023"))
AN_ERROR = Text("单元格是错误值", "the cell holds an error value")
_NOT_A_NUMBER = (
    Text("此处应为数字", "text where a number belongs"),
    Text("请填写数字，未知则留空", "write a number, or leave it blank if not known"),
)


class CellFault(Exception):
    """A cell that cannot be used: what is wrong and what would be right."""

    def __init__(self, wrong: Text, right: Text) -> None:
        super().__init__(wrong.en)
        self.wrong, self.right = wrong, right


def parse_number(cell: str, column: Column, exact: bool = False) -> float:
    """A number as people write it, alone or with the column's unit. Raises CellFault.

    `exact` is a number of a workbook, all of whose digits are there whatever its power of ten.
    Commas mark thousands in amounts only; brackets are a minus where the column may be negative.
    """
    value, named = number_and_unit(cell, column, exact)
    factor = SCALES.get(column.unit, {column.unit: 1.0}).get(named, 0.0)
    if factor == 1 or not named:
        return value
    if factor:
        raise _other_unit(column, named, value * factor)
    if named == "%":
        right = plain(value / 100)
        raise CellFault(
            Text("不应写百分号", "a percent sign"), Text(f"请写小数：{right}", f"write a fraction: {right}")
        )
    raise CellFault(*_NOT_A_NUMBER)


def number_and_unit(cell: str, column: Column, exact: bool = False) -> tuple[float, str]:
    """A number as people write it, and what stands after it: a unit, a percent sign or nothing. Raises CellFault."""
    if any(map(_is_ornate, cell)):
        raise CellFault(
            Text("含上标、圈号或其他特殊数字", "a superscript, a circled or another special digit"),
            Text("请用普通数字填写", "write ordinary digits"),
        )
    text = folded(cell)
    if bracketed := _BRACKETED.fullmatch(text):
        return _negative(bracketed[1], column)
    leading = _LEADING.match(text)
    if leading is None:
        raise CellFault(*_NOT_A_NUMBER)
    return _value(leading[0], column, exact), text[leading.end() :].strip()


def _is_ornate(sign: str) -> bool:
    """Whether a sign stands for others that only look like it: ², ①, Ⅳ, ½; full-width signs and blanks do not."""
    return (
        not sign.isascii()
        and not sign.isspace()
        and unicodedata.decomposition(sign).startswith("<")
        and not unicodedata.decomposition(sign).startswith(_OTHER_WIDTH)
    )


def _negative(text: str, column: Column) -> tuple[float, str]:
    value, named = number_and_unit(text, column)
    if value > 0 and column.signed:
        return -value, named
    raise CellFault(
        Text("括号中的数字", "a number in brackets"),
        Text(f"若为负数，请写 -{plain(value)}", f"if it is negative, write -{plain(value)}"),
    )


def _other_unit(column: Column, named: str, value: float) -> CellFault:
    return CellFault(
        Text(f"{'金额' if column.unit == MONEY else '数值'}以{named}为单位", f"the amount is in {named}"),
        Text(f"请以{column.unit}填写：{plain(value)}", f"write it in {column.unit}: {plain(value)}"),
    )


def _value(digits: str, column: Column, exact: bool) -> float:
    """The number that digits with their separators stand for. Raises CellFault where they can be read two ways."""
    if _NUMBER.fullmatch(digits):
        return float(digits)
    if column.kind == "amount" and _BY_COMMAS.fullmatch(digits):
        return float(digits.replace(",", ""))
    if column.kind == "amount" and _BY_BLANKS.fullmatch(digits):
        return float(digits.replace(" ", ""))
    if power := _POWER.fullmatch(digits):
        value = float(digits)
        # A spreadsheet's 1.23E+05 has lost the digits that it does not show; what is small loses nothing.
        if not np.isfinite(value):
            raise CellFault(*_NOT_A_NUMBER)
        if exact or power[1] == "-":
            return value
        raise CellFault(
            Text("科学计数法，末几位可能已丢失", "a power of ten: its last digits may be lost"),
            Text(f"请写全数字：{plain(value)}？", f"write the number in full: {plain(value)}?"),
        )
    if "," in digits:
        raise _comma(digits)
    if re.search(r"[ '’`]", digits):
        raise CellFault(
            Text("数字中间有空格或撇号", "a blank or an apostrophe inside a number"),
            Text("请去掉后填写", "write it without"),
        )
    raise CellFault(*_NOT_A_NUMBER)


def _comma(digits: str) -> CellFault:
    """Both numbers that a comma may mean, where there are just two."""
    wrong = Text("逗号不是千位分隔", "a comma that marks no thousands")
    bare = digits.replace(",", "")
    point = digits.replace(".", "").replace(",", ".")
    readings = [text for text in (point, bare) if _NUMBER.fullmatch(text)]
    if len(readings) == 2:
        first, second = (plain(float(text)) for text in readings)
        return CellFault(
            wrong, Text(f"是 {first} 还是 {second}？请不写逗号", f"{first} or {second}? Write no comma")
        )
    return CellFault(wrong, Text("请不写逗号", "write no comma"))


def _serial(text: str) -> float | None:
    """The number that a spreadsheet shows as this date or time; None for any other text."""
    try:
        if _TIME.fullmatch(text):
            return float(to_excel(time.fromisoformat(text)))
    except ValueError:
        return None
    day = _day(text)
    return None if day is None else float(to_excel(day))


def _day(text: str) -> datetime | None:
    """The date that a text shows; None where there is no such day."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        day = datetime(int(match[1]), int(match[2]), int(match[3]))
        hour, _, rest = (match[4] or "0:00")[1 if match[4] else 0 :].partition(":")
        return datetime.combine(day, time.fromisoformat(f"{int(hour):02}:{rest}"))
    except ValueError:
        return None


def is_date(text: str) -> bool:
    """Whether a text shows a day as spreadsheets do: 2023/3/1, 2023-03-01, 3月1日."""
    return _day(folded(text)) is not None or bool(re.fullmatch(r"[0-9]{1,2}月[0-9]{1,2}日", folded(text)))


def parse_year(cell: str) -> float:
    """A year: 2023, 2023年, 2023-01-01, or the year that a cell shows as a date in 1905.

    Raises CellFault.
    """
    text = folded(cell)
    day = _day(text)
    match = _YEAR.fullmatch(text)
    if any(map(_is_ornate, cell)) or not (match or day):
        raise CellFault(*NOT_A_YEAR)
    serial = _serial(text)
    if serial is not None and serial.is_integer() and FIRST_YEAR <= serial <= LAST_YEAR:
        return serial
    return float(match[1] if match else day.year)  # type: ignore[union-attr]


def _parse(column: Column, cell: str, mark: int) -> float:
    if mark & Mark.ERROR or is_error(cell):
        raise CellFault(
            AN_ERROR,
            Text(
                "请改正公式或填写数值，未知则留空",
                "mend the formula or write the value; leave it blank if not known",
            ),
        )
    if column.kind == "flag":
        flag = _FLAGS.get(name_key(cell))
        if flag is None:
            raise CellFault(*NOT_A_FLAG)
        return flag
    if mark & Mark.FLAG:
        raise CellFault(
            Text("单元格是逻辑值", "TRUE or FALSE where a number belongs"),
            Text("请填写数字，未知则留空", "write a number, or leave it blank if not known"),
        )
    if column.kind == "year":
        return parse_year(cell)
    serial = _serial(folded(cell))
    if serial is not None:
        raise CellFault(
            Text("单元格是日期", "a date where a number belongs"),
            Text(
                f"若应为 {plain(serial)}，请把单元格格式改为数值",
                f"if {plain(serial)} is meant, format the cell as a number",
            ),
        )
    return parse_number(cell, column, bool(mark & Mark.NUMBER))


def says_not_known(cells: pd.Series[str]) -> pd.Series[bool]:
    """Which cells of a column of numbers say that the value is not known."""
    return cells.isin([cell for cell in cells.unique() if is_not_known(cell)])


def read_numbers(
    table: str, column: Column, cells: pd.Series[str], marks: pd.Series[int]
) -> tuple[pd.Series[float], list[Finding], list[Finding]]:
    """A column of cells as float64 with NaN for blanks and what cannot be read; faults and doubts.

    Plain numbers go through in one step; only what is left is looked at, each text once.
    """
    form = f"(?:{_SHORT}|{_BY_COMMAS.pattern})" if column.kind == "amount" else _SHORT
    simple = cells.str.fullmatch(form).astype(bool) & ~marked(marks, Mark.FLAG | Mark.ERROR)
    bare = cells.where(simple, None).str.replace(",", "", regex=False)
    values = pd.to_numeric(bare).astype("float64")
    odd = (cells != "") & values.isna()
    left = pd.DataFrame({"cell": cells[odd], "mark": marks[odd]})
    read: dict[tuple[str, int], float] = {}
    faults: dict[tuple[str, int], CellFault] = {}
    empty: set[str] = set()
    for cell, mark in left.drop_duplicates().itertuples(index=False):
        if is_not_known(cell):
            empty.add(cell)
            continue
        try:
            read[cell, mark] = _parse(column, cell, mark)
        except CellFault as fault:
            if len(faults) < MOST_PROBLEMS:  # of the others only the number will be told
                faults[cell, mark] = fault
    values[odd] = np.array([read.get(key, np.nan) for key in left.itertuples(index=False, name=None)])

    def unread(row: int) -> Problem:
        cell, mark = str(cells[row]), int(marks[row])
        fault = faults[cell, mark]
        return Problem(table, fault.wrong, fault.right, row, column.id, cell)

    def dated(row: int) -> Problem:
        year = plain(values.at[row])
        return Problem(
            table,
            Text(f"单元格显示为日期，按年份 {year} 读取", f"the cell shows a date; read as the year {year}"),
            Text("请把单元格格式改为数值", "format the cell as a number"),
            row,
            column.id,
            str(cells.at[row]),
            "warning",
        )

    blank = cells.isin(empty)
    shown = odd & (column.kind == "year") & cells.str.startswith("1905") & values.ge(FIRST_YEAR)
    unreadable = Finding(cells.index[odd & values.isna() & ~blank], unread, column.id)
    asked = [Finding(cells.index[shown], dated, column.id)]
    if empty and not column.required:
        asked.append(_read_as_blank(table, column, cells[blank]))
    return values, [unreadable], asked


def _read_as_blank(table: str, column: Column, cells: pd.Series[str]) -> Finding:
    spelt = list(dict.fromkeys(cells))[:5]
    return single(
        Problem(
            table,
            Text(
                f"{len(cells)} 格写的是{''.join(f'“{one}”' for one in spelt)}，按留空（未知）读取",
                f"{len(cells)} cells say {', '.join(spelt)}: read as blank (not known)",
            ),
            Text("若应为 0，请写 0", "write 0 where zero is meant"),
            int(cells.index[0]),
            column.id,
            severity="warning",
        )
    )
