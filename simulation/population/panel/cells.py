"""Cells as people write them: full-width digits, separators, units, percent signs, dates, formulas."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time

import numpy as np
import pandas as pd
from openpyxl.utils.datetime import to_excel

from simulation.population.panel.findings import Finding, plain
from simulation.population.panel.tables import FIRST_YEAR, LAST_YEAR, MONEY, SCALES, Column
from simulation.problems import MOST_PROBLEMS, Problem, Text

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_YEAR = re.compile(r"(\d{4})(\.0+|年|年度)?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_TIME = re.compile(r"\d{2}:\d{2}:\d{2}(\.\d+)?")
_FLAGS = {"1": 1.0, "0": 0.0, "是": 1.0, "否": 0.0, "yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}
NOT_A_FLAG = (
    Text("应为 1 或 0", "must be 1 or 0"),
    Text("1 是，0 否，未知则留空", "1 yes, 0 no, blank if not known"),
)
NOT_A_YEAR = (Text("此处应为年份", "a year is needed"), Text("例如 2023", "for example 2023"))


class CellFault(Exception):
    """A cell that cannot be used: what is wrong and what would be right."""

    def __init__(self, wrong: Text, right: Text) -> None:
        super().__init__(wrong.en)
        self.wrong, self.right = wrong, right


def formulas(cells: pd.Series[str]) -> pd.Series[bool]:
    """Which cells a spreadsheet would run. A lone sign is none, and a signed number is a number."""
    suspect = cells.str.startswith(("=", "@", "+", "-")) & (cells.str.len() > 1)
    run = cells[suspect].map(lambda cell: cell[0] in "=@" or not _NUMBER.fullmatch(cell.replace(",", "")))
    return suspect & run.astype(bool).reindex(cells.index, fill_value=False)


def parse_number(cell: str, unit: str = MONEY) -> float:
    """A number as people write it, alone or with the column's unit. Raises CellFault."""
    text = unicodedata.normalize("NFKC", cell).strip().replace(",", "").replace(" ", "")
    digits, named = _split(text)
    factor = SCALES.get(unit, {unit: 1.0}).get(named, 0.0)
    if factor == 1:
        text = digits
    elif factor:
        value = plain(float(digits) * factor)
        raise CellFault(
            Text(f"{'金额' if unit == MONEY else '数值'}以{named}为单位", f"the amount is in {named}"),
            Text(f"请以{unit}填写：{value}", f"write it in {unit}: {value}"),
        )
    if text.endswith("%"):
        value = plain(float(digits) / 100) if digits else "…"
        raise CellFault(
            Text("不应写百分号", "a percent sign"), Text(f"请写小数：{value}", f"write a fraction: {value}")
        )
    serial = _serial(text)
    if serial is not None:
        raise CellFault(
            Text("单元格是日期", "a date where a number belongs"),
            Text(
                f"若应为 {plain(serial)}，请把单元格格式改为数值",
                f"if {plain(serial)} is meant, format the cell as a number",
            ),
        )
    if not _NUMBER.fullmatch(text) or not np.isfinite(float(text)):
        raise CellFault(
            Text("此处应为数字", "text where a number belongs"),
            Text("请填写数字，未知则留空", "write a number, or leave it blank if not known"),
        )
    return float(text)


def _split(text: str) -> tuple[str, str]:
    """A number and the unit written after it; no number where the text is something else."""
    match = _NUMBER.match(text)
    return (match[0], text[match.end() :]) if match else ("", text)


def _serial(text: str) -> float | None:
    """The number that a spreadsheet shows as this date or time; None for any other text."""
    try:
        if _TIME.fullmatch(text):
            return float(to_excel(time.fromisoformat(text)))
        if match := _DATE.fullmatch(text):
            day = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
            return float(to_excel(datetime.fromisoformat(day + (match[4] or "").replace(" ", "T"))))
    except ValueError:
        return None
    return None


def parse_year(cell: str) -> float:
    """A year: 2023, 2023年, 2023-01-01, or the year that a cell shows as a date in 1905.

    Raises CellFault.
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    match = _YEAR.fullmatch(text) or _DATE.fullmatch(text)
    if not match:
        raise CellFault(*NOT_A_YEAR)
    serial = _serial(text)
    if serial is not None and serial.is_integer() and FIRST_YEAR <= serial <= LAST_YEAR:
        return serial
    return float(match[1])


def _parse(column: Column, cell: str) -> float:
    if column.kind == "year":
        return parse_year(cell)
    if column.kind == "flag":
        flag = _FLAGS.get(unicodedata.normalize("NFKC", cell).strip().lower())
        if flag is None:
            raise CellFault(*NOT_A_FLAG)
        return flag
    return parse_number(cell, column.unit)


def read_numbers(
    table: str, column: Column, cells: pd.Series[str]
) -> tuple[pd.Series[float], list[Finding], list[Finding]]:
    """A column of cells as float64 with NaN for blanks and what cannot be read; faults and doubts.

    Plain numbers go through in one step; only what is left is looked at, each text once.
    """
    bare = cells.str.replace(",", "", regex=False)
    values = pd.to_numeric(bare.where(bare != "", None), errors="coerce").astype("float64")
    odd = (cells != "") & ~np.isfinite(values)
    read: dict[str, float] = {}
    faults: dict[str, CellFault] = {}
    for cell in cells[odd].unique():
        try:
            read[cell] = _parse(column, cell)
        except CellFault as fault:
            if len(faults) < MOST_PROBLEMS:  # of the others only the number will be told
                faults[cell] = fault
    values[odd] = cells[odd].map(read).astype("float64")

    def unread(row: int) -> Problem:
        cell = str(cells.at[row])
        return Problem(table, faults[cell].wrong, faults[cell].right, row, column.id, cell)

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

    shown = odd & (column.kind == "year") & cells.str.startswith("1905") & values.ge(FIRST_YEAR)
    unreadable = Finding(cells.index[odd & values.isna()], unread, column.id)
    return values, [unreadable], [Finding(cells.index[shown], dated, column.id)]
