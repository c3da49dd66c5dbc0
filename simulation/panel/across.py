"""A table whose years stand side by side, as offices lay out a budget: names down, years across.

Only its heading is rewritten, so that it is read as any other table: one column a year. Rows of totals
and notes are left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from simulation.panel.headings import HEADING_WITHIN, bare_heading, is_headed, units_named
from simulation.panel.names import known
from simulation.panel.raw import Refused, Row
from simulation.panel.remarks import remark_of
from simulation.panel.spelling import is_not_known
from simulation.panel.tables import Column, Table
from simulation.text.problems import Problem, Text

_YEAR = re.compile(
    r"(?:fy|year|fiscal|fiscalyear|财政年度)?([0-9]{4})(?:\.0)?(?:财政|年|度|预算|安排|金额|资金|数|额|拟|计划|建议)*"
)


def years_across(table: Table, rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, int]] | None:
    """The place of the row that heads columns with years, and the year by column; None where there is none.

    A table that is headed as one row a thing and year is not laid out so.
    """
    if table.across is None or is_headed(table, rows):
        return None
    best: dict[int, int] = {}
    place = 0
    for number, row in enumerate(rows[:HEADING_WITHIN]):
        years = {column: year for column, cell in enumerate(row) if (year := _year(cell)) is not None}
        if len(years) > len(best) and not _known(row, table):
            best, place = years, number
    return (place, best) if best else None


def _year(cell: str) -> int | None:
    match = _YEAR.fullmatch(bare_heading(cell))
    year = int(match[1]) if match else 0
    return year if 1990 <= year <= 2100 else None  # whether cash is due in it is told later


def _known(cells: Sequence[str], table: Table) -> str:
    """The first cell that is a name of the table's first column; empty where none is."""
    kind = table.columns[0].kind
    return next((cell for cell in cells if cell and known(kind, cell)), "")


def read_across(table: Table, rows: list[Row]) -> tuple[Table, list[Row], list[Problem]] | None:
    """The table with a column a year, its rows, and what was left out; None where it is laid out otherwise.

    Raises Refused where a year is given twice, or figures stand in a column without a heading.
    """
    found = years_across(table, [row.cells for row in rows[: HEADING_WITHIN + 1]])
    if found is None:
        return None
    place, years = found
    heading, body = rows[place], rows[place + 1 :]
    _refuse_twice(table, heading, years)
    named = _named_column(table, body, min(years))
    cells = ["" if column in range(min(years)) else cell for column, cell in enumerate(heading.cells)]
    cells[named : named + 1] = [table.columns[0].id]
    for column, year in years.items():
        cells[column] = " ".join((str(year), *units_named(heading.cells[column])))
    kept: list[Row] = [*rows[:place], heading._replace(cells=cells)]
    notices: list[Problem] = []
    for row in body:
        texts = [cell for cell in row.cells[: min(years)] if cell]
        name = _known(texts, table) or next((text for text in texts if not _is_number(text)), "")
        figures = [cell for column, cell in enumerate(row.cells) if column in years and not _blank(cell)]
        kind = next((kind for text in texts if (kind := remark_of(text))), None)
        if not _known(texts, table) and (kind or (texts and not figures)) and not _is_units(row.cells):
            notices.append(_left_out(table, row.number, texts, kind))
            continue
        _refuse_unheaded(table, row, cells, min(years))
        kept.append(_with_name(row, named, name, [column for column in years]))
    amount = table.column(table.across[1])  # type: ignore[index]
    columns = (table.columns[0], *(_of_year(amount, year) for year in years.values()))
    return replace(table, key=(table.columns[0].id,), columns=columns, across=None), kept, notices


def _of_year(amount: Column, year: int) -> Column:
    return replace(amount, id=str(year), zh=f"{year}年", required=False)


def one_row_each(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with a column a year as one row a thing and year; blanks are no rows. The index stays."""
    assert table.across is not None
    year, amount = table.across
    name = table.columns[0].id
    parts = [
        pd.DataFrame({name: frame[name], year: float(column), amount: frame[column]})
        for column in frame.columns
        if column != name
    ]
    return pd.concat(parts).dropna(subset=[amount]).sort_index(kind="stable")


def _refuse_twice(table: Table, heading: Row, years: Mapping[int, int]) -> None:
    for column, year in years.items():
        if list(years.values()).count(year) > 1:
            raise Refused(
                table.id,
                Text("此列出现两次", "the column is given twice"),
                Text("只保留一列", "keep one of them"),
                heading.number,
                value=heading.cells[column],
            )


def _refuse_unheaded(table: Table, row: Row, heading: Sequence[str], first: int) -> None:
    for column, cell in enumerate(row.cells):
        if column > first and cell and not (heading[column] if column < len(heading) else ""):
            raise Refused(
                table.id,
                Text("此格所在的列没有年度", "the column of this cell has no year"),
                Text("请写上年度，或删除此列", "head it with its year, or delete the column"),
                row.number,
                value=cell[:80],
            )


def _named_column(table: Table, body: Sequence[Row], before: int) -> int:
    """The column left of the years that holds most known names."""
    kind = table.columns[0].kind

    def names_in(column: int) -> int:
        return sum(column < len(row.cells) and known(kind, row.cells[column]) is not None for row in body)

    return max(range(before), key=names_in, default=0)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9.()（）、]+", text))


def _is_units(cells: Sequence[str]) -> bool:
    return all(units_named(cell) for cell in cells if cell)


def _blank(cell: str) -> bool:
    return not cell or is_not_known(cell)


def _with_name(row: Row, place: int, name: str, years: Sequence[int]) -> Row:
    """A row whose name stands in its one column, and in whose years a dash is a blank."""
    cells, marks = list(row.cells), row.marks.ljust(len(row.cells), "0") if row.marks else ""
    if place < len(cells) and cells[place] != name:
        cells[place], marks = name, marks and marks[:place] + "0" + marks[place + 1 :]
    for column in years:
        if column < len(cells) and _blank(cells[column]):
            cells[column] = ""
    return row._replace(cells=cells, marks=marks)


def _left_out(table: Table, number: int, texts: Sequence[str], kind: str | None) -> Problem:
    wrong = (
        Text("合计行，未读入", "a row of totals is left out")
        if kind == "total"
        else Text("没有金额的行，未读入", "a row without amounts is left out")
        if kind is None
        else Text("说明行，未读入", "a note is left out")
    )
    return Problem(
        table.id,
        wrong,
        Text("无需处理", "nothing to do"),
        number,
        value=" ".join(texts)[:60],
        severity="warning",
    )
