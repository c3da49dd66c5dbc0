"""Ids and names as text: what a spreadsheet made of them is a problem, another spelling is the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from simulation.panel.cells import AN_ERROR, is_date
from simulation.panel.faults import Finding
from simulation.panel.raw import Mark, marked
from simulation.panel.spelling import folded, identity_of, is_error, is_not_known, tidy, visible
from simulation.panel.tables import Column
from simulation.text.problems import Problem, Text

# A spreadsheet's number holds fifteen digits; the unified social credit code has eighteen signs.
_DIGITS_KEPT = 15
# 9.13301E+17, also without its sign; the text 12E3 can be an id.
_POWER = re.compile(r"[0-9]+(\.[0-9]+)?E\+[0-9]+|[0-9]+\.[0-9]+E-?[0-9]+", re.IGNORECASE)
# What most ids look like; nothing that is damaged or spelt in two ways does.
ORDINARY = "[A-Z]+-?[0-9]+"
_LONG = re.compile(r"[0-9]{15}0+")
_AS_TEXT = Text(
    "请把此列设为文本格式，从原始资料重新粘贴编号", "format the column as text and paste the ids again"
)
_LOST = (
    Text("编号存为数值，15 位之后已丢失", "an id stored as a number: what follows its 15th digit is lost"),
    _AS_TEXT,
)
_POWERED = (
    Text("编号成了科学计数法，各位数字已丢失", "an id shown as a power of ten: its digits are lost"),
    _AS_TEXT,
)
_DATED = (Text("编号成了日期", "an id has become a date"), _AS_TEXT)
_FLAGGED = (Text("编号成了逻辑值", "an id has become TRUE or FALSE"), _AS_TEXT)
FAILED = AN_ERROR, Text("请改正公式，或填写实际内容", "mend the formula, or write what belongs here")
_NO_ID = (
    Text("这不是编号", "this is no id"),
    Text(
        "请填写各自的编号；此列可空的，没有则留空",
        "give each thing an id of its own; blank where none is needed",
    ),
)


def read_ids(
    table: str, column: Column, cells: pd.Series[str], marks: pd.Series[int]
) -> tuple[pd.Series[str], list[Finding], list[Finding]]:
    """A column of ids in canonical spelling, NaN for blanks and what is damaged; faults and doubts."""
    if (cells.str.fullmatch(ORDINARY) & (marks == 0)).all():
        return cells, [], []
    each = pd.DataFrame({"cell": cells, "mark": marks.astype("int64")})
    texts = each.drop_duplicates()
    faults = {
        (cell, mark): fault
        for cell, mark in texts.itertuples(index=False)
        if (fault := _damage(cell, mark)) is not None
    }
    damaged = _among(each, faults)

    def tell(row: int) -> Problem:
        cell, mark = str(cells[row]), int(marks[row])
        return Problem(table, *faults[cell, mark], row, column.id, visible(cell))

    spelt = {cell: identity_of(cell) for cell in cells.unique()}
    ids = cells.map(spelt).astype("str").mask(damaged)
    asked = [*_spellings(table, column, cells[~damaged], spelt), *_cut_off(table, column, ids)]
    return ids.where(ids != ""), [Finding(cells.index[damaged], tell, column.id)], asked


def read_texts(
    table: str, column: Column, cells: pd.Series[str], marks: pd.Series[int]
) -> tuple[pd.Series[str], list[Finding]]:
    """A column of names as they are written, without what cannot be seen; error values are faults.

    A label is compared and therefore folded.
    """
    wrong = marked(marks, Mark.ERROR) | cells.isin([cell for cell in cells.unique() if is_error(cell)])

    def tell(row: int) -> Problem:
        return Problem(table, *FAILED, row, column.id, str(cells.at[row]))

    shown = folded if column.kind == "label" else tidy
    texts = cells.map({cell: shown(cell) for cell in cells.unique()}).astype("str")
    return texts.where(texts != ""), [Finding(cells.index[wrong], tell, column.id)]


def _damage(cell: str, mark: int) -> tuple[Text, Text] | None:
    text = folded(cell)
    if not text:
        return None
    if mark & Mark.ERROR or is_error(text):
        return FAILED
    if mark & Mark.DATE or is_date(text):
        return _DATED
    if mark & Mark.FLAG:
        return _FLAGGED
    powered = _POWER.fullmatch(text)
    if mark & Mark.NUMBER and (powered or sum(sign.isdigit() for sign in text) > _DIGITS_KEPT):
        return _LOST
    if powered:
        return _POWERED
    return _NO_ID if is_not_known(text) or text.lower() == "nan" else None


def _among(each: pd.DataFrame, faults: dict[tuple[str, int], tuple[Text, Text]]) -> pd.Series[bool]:
    if not faults:
        return pd.Series(False, each.index)
    suspect = each["cell"].isin({cell for cell, _ in faults})
    found = suspect.copy()
    found[suspect] = np.array([key in faults for key in each[suspect].itertuples(index=False, name=None)])
    return found


def _spellings(table: str, column: Column, cells: pd.Series[str], spelt: dict[str, str]) -> list[Finding]:
    """Ids that are spelt in more than one way: read as one, and told."""
    first = cells.drop_duplicates()
    rows = dict(zip(first, first.index, strict=True))
    ways: dict[str, list[str]] = {}
    for cell in rows:
        ways.setdefault(spelt[cell], []).append(cell)

    def tell(several: Sequence[str], row: int) -> Problem:
        told = [visible(one) for one in several]
        return Problem(
            table,
            Text(f"同一编号的几种写法：{'、'.join(told)}", f"one id in several spellings: {', '.join(told)}"),
            Text(
                f"按同一编号 {spelt[several[0]]} 读取；若不是同一对象，请改编号",
                f"read as one, {spelt[several[0]]}; give another id if it is another thing",
            ),
            row,
            column.id,
            visible(str(cells.at[row])),
            "warning",
        )

    return [
        Finding([rows[several[1]]], partial(tell, several), column.id)
        for identity, several in ways.items()
        if identity and len(several) > 1
    ]


def _cut_off(table: str, column: Column, ids: pd.Series[str]) -> list[Finding]:
    """Long ids of digits that end in zeros: a spreadsheet may have cut them off before the file was written."""
    first = ids.dropna().drop_duplicates()
    suspect = first[first.str.fullmatch(_LONG.pattern).astype(bool)]

    def tell(row: int) -> Problem:
        return Problem(
            table,
            Text(
                "编号第 16 位起全是 0，可能在表格软件中丢失",
                "an id of zeros from its 16th digit on, probably lost",
            ),
            Text("请与原始资料核对", "compare it with its source"),
            row,
            column.id,
            str(ids.at[row]),
            "warning",
        )

    return [Finding(suspect.index, tell, column.id)]
