"""Rows of a table that are no things: totals, signatures, notes, the heading once more.

Each is one problem that says to delete it, and nothing else is said of it. Whatever it is called, a
total would be counted beside what it sums.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from simulation.panel.faults import Finding
from simulation.panel.identities import ORDINARY
from simulation.panel.raw import Sheet
from simulation.panel.spelling import folded, visible
from simulation.panel.tables import Kind, Table
from simulation.text.problems import Problem, Text

_SUMS = "合计|小计|总计|累计|共计|总和|汇总"
# A firm may be called 合计科技: such a word counts at the end of a cell, by itself, or before a number or a mark.
_TOTAL = re.compile(
    rf".*(合计|小计|总计|累计|共计)(数|额|值|金额|户数|家数)?(\(.*\))?:?|({_SUMS}|总数)(:.*|\(.*\))?"
    rf"|({_SUMS}|共)[0-9]+[家户个项台辆笔条页].*|其中(:.*)?|平均(值|数|水平)?:?|均值"
    r"|(sub|grand)?-?totals?(:.*|\(.*\))?|sums?:?|averages?:?|mean:?|ofwhich:?.*"
)
_WHO = "制表|填表|填报|编制|审核|审批|复核|经办|报送|统计|联系|负责|主管|分管|单位|部门|企业|法人|法定代表|科室|处室"
_SIGNED = re.compile(
    rf"\(?({_WHO})(人员?|单位|部门|机构|领导|负责人|联系人)*(电话|手机|日期|时间|签字|签名|签章|盖章|公章|意见)?(\(.*\))?\)?:.*"
    r"|(制表|填表|填报|编制|审核|复核|经办|负责|联系)(人员?|单位|日期|时间)(\(.*\))?|审核|复核|(电话|手机|日期|时间):.*"
    r"|(单位|企业|部门|法人)?\(?(负责人)?(盖章|公章|签字|签章|签名)\)?(处|栏)?"
    r"|(prepared|filledin|checked|approved|reviewed|signed|reported)(by|on)?:.*|(signature|seal|stamp|date|contact|phone):.*"
)
_NOTES = "注|备注|附注|说明|注释|附|附件|填表说明|填报说明|编制说明|数据来源|资料来源|来源"
_NOTED = re.compile(
    rf"[*※(]*({_NOTES})\)?[0-9一二三四五六七八九十]*[:.、,;].*|[*※(]*({_NOTES})\)?|(notes?|remarks?|sources?)[0-9]*:.*"
    r"|\(?以下(空白|无正文|为空)\)?|(此页|本页)(无正文|以下空白)|第[0-9]+页.*"
)
_DELETE = Text("请删除此行", "delete this row")
_KINDS = {
    "total": (Text("像是合计行", "this looks like a row of totals"), _DELETE),
    "note": (Text("像是说明行或签字行", "this looks like a note or a signature"), _DELETE),
    "heading": (Text("表头又出现一次", "the heading once more"), _DELETE),
    "sum": (
        Text(
            "各数恰为上方各行之和，像是合计行",
            "each figure is the sum of rows above: this looks like a row of totals",
        ),
        _DELETE,
    ),
    "alone": (
        Text("此行只有一格有内容，像是说明行", "only one cell is filled: this looks like a note"),
        Text("请删除此行，或填写其余各项", "delete this row, or fill in the others"),
    ),
}
# A payer may be called 合计: both together.
_SPEAKING: tuple[Kind, ...] = ("id", "text", "district", "field", "measure", "budget", "year")
# Of so many rows without a name the figures are compared with the sums above; a table of more is broken anyway.
_MOST_SUMS = 1000
_NEAR = 1e-6


def without_remarks(table: Table, sheet: Sheet) -> tuple[Sheet, list[Finding]]:
    """A raw table without the rows that are no things, and a problem for each of them."""
    columns = {column.id: place for place, column in enumerate(sheet.heading.columns) if column}
    kinds = _spoken(table, sheet, columns)
    for row in _headings(sheet):
        kinds.setdefault(row, ("heading", ""))
    filled = (sheet.cells != "").sum(axis=1)
    if sum(column.required for column in table.columns) > 1:
        for row in sheet.cells.index[filled == 1]:
            kinds.setdefault(row, ("alone", _first(sheet.cells.loc[row].to_numpy())))
    for row in _sums(table, sheet, columns, kinds):
        kinds[row] = ("sum", _first(sheet.cells.loc[row].to_numpy()))
    if not kinds:
        return sheet, []

    def tell(row: int) -> Problem:
        kind, value = kinds[row]
        return Problem(table.id, *_KINDS[kind], row, value=visible(value)[:40])

    left = ~sheet.cells.index.isin(list(kinds))
    kept = replace(sheet, cells=sheet.cells[left], marks=sheet.marks[left])
    return kept, [Finding(sorted(kinds), tell, "")]


def remark_of(cell: str) -> str | None:
    """What a cell says of its row: that it is a total or a note; None where it says neither."""
    text = folded(cell).lower().replace(" ", "")
    if _TOTAL.fullmatch(text):
        return "total"
    return "note" if _SIGNED.fullmatch(text) or _NOTED.fullmatch(text) else None


def _spoken(table: Table, sheet: Sheet, columns: Mapping[str, int]) -> dict[int, tuple[str, str]]:
    """The rows that say in an id or a name what they are; without an id, in their first cell."""
    found: dict[int, tuple[str, str]] = {}
    for column in table.columns:
        if column.kind in _SPEAKING and column.id in columns:
            cells = sheet.cells[columns[column.id]]
            cells = cells[~cells.str.fullmatch(ORDINARY).astype(bool)]
            said = {cell: kind for cell in cells.unique() if cell and (kind := remark_of(cell))}
            named = cells[cells.isin(said)]
            for row, cell in zip(named.index, named, strict=True):
                found.setdefault(int(row), (said[cell], cell))
    first = table.columns[0].id
    unnamed = sheet.cells[sheet.cells[columns[first]] == ""] if first in columns else sheet.cells[:0]
    for row, texts in zip(unnamed.index, unnamed.to_numpy(), strict=True):
        cell = _first(texts)
        kind = remark_of(cell)
        if kind:
            found.setdefault(int(row), (kind, cell))
    return found


def _first(cells: np.ndarray) -> str:
    return str(next((cell for cell in cells if cell), ""))


def _headings(sheet: Sheet) -> list[int]:
    """Rows that repeat the heading, as printed pages do."""
    names = [folded(name) for name in sheet.heading.names]
    suspect = sheet.cells[sheet.cells[_widest(names)].isin([sheet.heading.names[_widest(names)]])]
    return [
        int(row)
        for row, cells in zip(suspect.index, suspect.to_numpy(), strict=True)
        if all(folded(cell) == name for cell, name in zip(cells, names, strict=True) if cell)
        and sum(cell != "" for cell in cells) > 1
    ]


def _widest(names: list[str]) -> int:
    """The place of the longest heading, the least likely to be a value."""
    return max(range(len(names)), key=lambda place: len(names[place]))


def _sums(table: Table, sheet: Sheet, columns: Mapping[str, int], told: Mapping[int, object]) -> list[int]:
    """Rows without an id, district or field whose every figure is the sum of two or more rows above."""
    named = [
        columns[column.id]
        for column in table.columns
        if column.required and column.kind in _SPEAKING and column.kind != "year" and column.id in columns
    ]
    amounts = [
        columns[column.id] for column in table.columns if column.kind == "amount" and column.id in columns
    ]
    rows = sheet.cells[~sheet.cells.index.isin(list(told))]
    suspect = (rows[named] == "").any(axis=1).to_numpy()
    if not suspect.any() or not amounts or suspect.sum() > _MOST_SUMS:
        return []
    bare = rows[amounts].apply(lambda cells: cells.str.replace(",", "", regex=False))
    figures = bare.apply(pd.to_numeric, errors="coerce").fillna(0.0).to_numpy("float64")
    year = next((columns.get(column.id) for column in table.columns if column.kind == "year"), None)
    years = np.full(len(rows), "") if year is None else rows[year].to_numpy(str)
    found: list[int] = []
    last = 0
    for place in np.flatnonzero(suspect).tolist():
        # Cells merged downwards leave their rows without an id too, but each with another year.
        above = np.arange(place)
        ways = [years[:place] == years[place]] if years[place] else [above >= 0, above >= last]
        if any(_adds_up(figures[place], figures[:place][way & ~suspect[:place]]) for way in ways):
            found.append(int(rows.index[place]))
            last = place + 1
    return found


def _adds_up(mine: np.ndarray, above: np.ndarray) -> bool:
    """Whether each figure of a row is the sum of those above, and more than one of them."""
    several = ((above != 0).sum(axis=0) > 1)[mine != 0]
    close = np.abs(above.sum(axis=0) - mine) <= _NEAR * np.maximum(np.abs(mine), 1.0)
    return bool(several.any() and close[mine != 0].all())
