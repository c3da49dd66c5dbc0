"""Cells as people write them: full-width digits, separators, units, percent signs, formulas."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import numpy as np
import pandas as pd

from simulation.population.panel.tables import Column
from simulation.problems import Problem, Text

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_FLAGS = {"1": 1.0, "0": 0.0, "是": 1.0, "否": 0.0, "yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}
FIRST_YEAR, LAST_YEAR = 2015, 2035


class CellFault(Exception):
    """A cell that cannot be used: what is wrong and what would be right."""

    def __init__(self, wrong: Text, right: Text) -> None:
        super().__init__(wrong.en)
        self.wrong, self.right = wrong, right


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell."""
    return cell[:1] in "=@" or (cell[:1] in "+-" and not _NUMBER.fullmatch(cell.replace(",", "")))


def parse_number(cell: str) -> float:
    """A number as people write it. Raises CellFault."""
    text = unicodedata.normalize("NFKC", cell).strip().replace(",", "").replace(" ", "")
    text = text.removesuffix("元") if text.endswith("万元") else text
    text = text.removesuffix("万") if not text.endswith("亿") else text
    if text.endswith(("亿", "亿元")):
        digits = text.rstrip("亿元")
        value = f"{float(digits) * 10000:g}" if _NUMBER.fullmatch(digits) else "…"
        raise CellFault(
            Text("金额以亿为单位", "the amount is in 亿"),
            Text(f"请以万元填写：{value}", f"write it in 万元: {value}"),
        )
    if text.endswith("%"):
        digits = text[:-1]
        value = f"{float(digits) / 100:g}" if _NUMBER.fullmatch(digits) else "…"
        raise CellFault(
            Text("不应写百分号", "a percent sign"), Text(f"请写小数：{value}", f"write a fraction: {value}")
        )
    if not _NUMBER.fullmatch(text):
        raise CellFault(
            Text("此处应为数字", "text where a number belongs"),
            Text("请填写数字，未知则留空", "write a number, or leave it blank if not known"),
        )
    return float(text)


def parse_year(cell: str) -> float:
    """A year: 2023, 2023年, 2023-01-01. Raises CellFault."""
    text = unicodedata.normalize("NFKC", cell).strip()
    match = re.fullmatch(r"(\d{4})(\.0+|年|年度|[-/.]\d{1,2}[-/.]\d{1,2}.*)?", text)
    if not match:
        raise CellFault(Text("此处应为年份", "a year is needed"), Text("例如 2023", "for example 2023"))
    year = float(match[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellFault(
            Text(f"年份不在 {FIRST_YEAR}–{LAST_YEAR}", f"the year is outside {FIRST_YEAR}–{LAST_YEAR}"),
            Text("请核对年份", "check the year"),
        )
    return year


def _check_range(column: Column, value: float) -> None:
    if column.kind == "months" and not 0 <= value <= 12:
        raise CellFault(
            Text("月数应在 0–12", "months must lie in 0–12"),
            Text("填写当年贷款存续月数", "write the months of that year"),
        )
    if column.kind == "rate" and value > 1:
        raise CellFault(
            Text("利率大于 1，疑为百分数", "a rate over 1 is probably a percentage"),
            Text(f"是否为 {value / 100:g}？", f"did you mean {value / 100:g}?"),
        )
    if value < 0 and not column.signed:
        raise CellFault(Text("不能为负数", "must not be negative"), Text("请核对符号", "check the sign"))


def _parse(column: Column, cell: str) -> float:
    if column.kind == "year":
        return parse_year(cell)
    if column.kind == "flag":
        flag = _FLAGS.get(unicodedata.normalize("NFKC", cell).strip().lower().removesuffix(".0"))
        if flag is None:
            raise CellFault(
                Text("应为 1 或 0", "must be 1 or 0"),
                Text("1 是，0 否，未知则留空", "1 yes, 0 no, blank if not known"),
            )
        return flag
    value = parse_number(cell)
    _check_range(column, value)
    return value


def numbers(column: Column, cells: pd.Series, place: str) -> tuple[pd.Series, list[Problem]]:
    """A column of cells as float64 with NaN for blanks, and a problem for each that cannot be read.

    Plain numbers go through in one step; only what is left is looked at cell by cell.
    """
    values = pd.to_numeric(cells.where(cells != "", None), errors="coerce").astype("float64")
    low = -np.inf if column.signed else 0.0
    high = {"months": 12.0, "rate": 1.0, "flag": 1.0, "year": float(LAST_YEAR)}.get(column.kind, np.inf)
    if column.kind == "year":
        low = float(FIRST_YEAR)
    odd = (cells != "") & ~(values.between(low, high) & np.isfinite(values))
    if column.kind == "flag":
        odd |= values.notna() & ~values.isin((0.0, 1.0))
    if column.kind == "year":
        odd |= values.notna() & (values % 1 != 0)
    problems = []
    for row in cells.index[odd]:
        try:
            values.loc[row] = _parse(column, cells.loc[row])
        except CellFault as fault:
            values.loc[row] = np.nan
            problems.append(Problem(place, fault.wrong, fault.right, int(row), column.id, cells.loc[row]))
    return values, problems


def formulas(cells: pd.Series, place: str, column: str) -> Iterator[Problem]:
    """A problem for each cell that a spreadsheet would run."""
    suspects = cells[cells.str.startswith(("=", "@", "+", "-"))]
    for row, cell in zip(suspects.index.astype(int), suspects, strict=True):
        if is_formula(cell):
            yield Problem(
                place,
                Text("单元格含公式", "a formula in a cell"),
                Text("请粘贴为数值", "paste it as a value"),
                int(row),  # type: ignore[arg-type]
                column,
                cell,
            )
