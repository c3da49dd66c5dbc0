"""A panel, read and checked: either every fact typed, or every problem named at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.panel.across import one_row_each
from simulation.panel.cells import read_numbers
from simulation.panel.checks import breaches
from simulation.panel.doubles import doubles
from simulation.panel.doubts import doubts
from simulation.panel.faults import Finding, single, told
from simulation.panel.files import gather, read_file, read_files
from simulation.panel.gaps import gaps
from simulation.panel.identities import read_ids, read_texts
from simulation.panel.names import NAMED, ids_of, of_their_own
from simulation.panel.raw import Hidden, Mark, Refused, Sheet, marked
from simulation.panel.remarks import without_remarks
from simulation.panel.rules import Typed
from simulation.panel.tables import NUMERIC, TABLES, Column, Table
from simulation.text.problems import InputError, Problem, Text


@dataclass(frozen=True)
class Panel:
    """A checked roster. Ids are canonical, money is float64 万元, NaN is not known, years are whole.

    `tables` holds only those that were given; `notices` are warnings that let the work go on.
    """

    tables: Mapping[str, pd.DataFrame]
    notices: tuple[Problem, ...] = ()

    @cached_property
    def hash(self) -> str:
        """The content hash of every cell, whatever the order of rows and columns or the file format."""
        digest = blake2b(digest_size=12)
        for name in TABLES:
            if name not in self.tables:
                continue
            key = [column for column in TABLES[name].key if column in self.tables[name]]
            frame = self.tables[name].sort_values(key, kind="stable")
            for column in TABLES[name].columns:
                if column.id not in frame:
                    continue
                digest.update(f"\x1e{name}.{column.id}\x1f".encode())
                if column.kind in NUMERIC:
                    digest.update(frame[column.id].to_numpy("float64").tobytes())
                else:
                    digest.update("\x1f".join(frame[column.id].astype(str)).encode())
        return digest.hexdigest()

    def of_enterprises(self) -> Panel:
        """Without the tables that name no enterprise: scenes, fund projects, payments."""
        kept = {name: frame for name, frame in self.tables.items() if "enterprise_id" in frame}
        return Panel(kept, self.notices)

    def only(self, enterprise_id: str) -> Panel:
        """One enterprise's own rows of every table that names enterprises, nothing else.

        What an item did in another owner's hands is not among them. Raises KeyError for an id
        without a row.
        """
        own = {
            name: frame[frame["enterprise_id"] == enterprise_id].reset_index(drop=True)
            for name, frame in self.of_enterprises().tables.items()
        }
        if own["enterprises"].empty:
            raise KeyError(enterprise_id)
        return Panel({name: frame for name, frame in own.items() if not frame.empty})


def read_panel(source: Path | Mapping[str, bytes], hidden: Hidden = "read") -> Panel:
    """Read a folder of CSV files, one workbook, one CSV, or uploaded files (name -> content).

    Rows and sheets that a workbook hides are read and told, or left out and told.
    Raises InputError with the problems of every table, up to 1,000 of each and how many more there are.
    """
    try:
        sheets, problems = read_files(gather(source), hidden)
    except Refused as refused:
        raise InputError([refused.problem]) from refused
    tables: dict[str, pd.DataFrame] = {}
    notices: list[Problem] = []
    enterprises: pd.MultiIndex | None = None
    listed = [problem for problem in problems if problem.place not in TABLES]
    for name, table in TABLES.items():
        faults = [single(problem) for problem in problems if problem.place == name]
        asked: list[Finding] = []
        if name not in sheets:
            # It may be in a file that could not be read.
            faults += [single(_MISSING)] * (name == "enterprises" and not faults and not listed)
        elif sheets[name].cells.empty:
            faults += [single(_EMPTY)] * (name == "enterprises")
            asked += [single(notice) for notice in sheets[name].notices]
            asked += [single(_not_given(table))] * (name != "enterprises")
        else:
            typed, unread, asked = _typed(table, sheets[name])
            faults += unread + breaches(typed, enterprises)
            tables[name] = _without_nan(typed)
            if name == "enterprises":
                enterprises = pd.MultiIndex.from_frame(typed.read[list(table.key)])
        wrong = told(table, faults)
        if name in tables and not wrong:
            asked += _doubts(table, tables[name])
        doubted = told(table, asked)
        if name in sheets:
            wrong, doubted = (sheets[name].spotted(table, told_of) for told_of in (wrong, doubted))
        listed += wrong
        notices += doubted
    if listed:
        raise InputError(listed)
    return Panel(tables, tuple(notices))


def read_one(table: Table, name: str, content: bytes) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """One table from an uploaded file by itself, checked as in a panel, and its notices.

    Its index are the rows as the file numbers them. Raises InputError with every problem.
    """
    try:
        laid, sheet = read_file(table, name, content)
    except Refused as refused:
        raise InputError([refused.problem]) from refused
    if sheet.cells.empty:
        raise InputError([replace(_EMPTY, place=name)])
    typed, unread, asked = _typed(laid, sheet)
    if wrong := told(laid, unread + breaches(typed, None)):
        raise InputError(sheet.spotted(laid, wrong))
    frame = _without_nan(typed)
    notices = sheet.spotted(laid, told(laid, asked + _doubts(laid, frame)))
    return frame if laid is table else one_row_each(table, frame), tuple(notices)


def _doubts(table: Table, rows: pd.DataFrame) -> list[Finding]:
    """All that is asked about a table without faults."""
    return doubts(table, rows) + doubles(table, rows) + gaps(table, rows)


def read_payments(name: str, content: bytes) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """The payments table from a file of its own: no roster is needed beside it. Raises InputError."""
    return read_one(TABLES["payments"], name, content)


_MISSING = Problem(
    "enterprises",
    Text("缺少企业表", "the table is missing"),
    Text("请提供企业表（enterprises）", "give a table enterprises"),
)
_EMPTY = Problem(
    "enterprises",
    Text("表为空", "the table is empty"),
    Text("请填写后再上传，或删除此表", "fill it in, or leave the table out"),
)


def _not_given(table: Table) -> Problem:
    """A sheet of the template that nobody filled in is a table that was not given."""
    return Problem(
        table.id,
        Text("此表没有数据，按未提供处理", "no rows: taken as not given"),
        Text("无需处理", "nothing to do"),
        severity="warning",
    )


def _typed(table: Table, raw: Sheet) -> tuple[Typed, list[Finding], list[Finding]]:
    """A raw table with canonical columns and types, its faults so far and its warnings."""
    sheet, faults = without_remarks(table, raw)
    faults += [single(problem) for problem in sheet.heading.problems]
    asked = [single(notice) for notice in (*sheet.notices, *sheet.heading.notices)]
    written: dict[str, pd.Series[str]] = {}
    read: dict[str, pd.Series] = {}
    places = {column.id: place for place, column in enumerate(sheet.heading.columns) if column}
    for column in table.columns:
        if column.id not in places:
            read[column.id] = _absent(column, sheet.cells.index)
            continue
        cells, marks = _without_quotes(sheet.cells[places[column.id]]), sheet.marks[places[column.id]]
        run = (cells.str.startswith("=") & (marks == 0)) | marked(marks, Mark.UNSTORED)
        faults.append(Finding(cells.index[run], partial(_formula, table, column, cells), column.id))
        stored = marked(marks, Mark.FORMULA)
        asked += [single(_stored(table, column, cells[stored]))] if stored.any() else []
        written[column.id], cells = cells.mask(run & (cells == ""), "="), cells.mask(run, "")
        if column.kind in NUMERIC:
            read[column.id], wrong, odd = read_numbers(table.id, column, cells, marks)
        elif column.kind == "id":
            read[column.id], wrong, odd = read_ids(table.id, column, cells, marks)
        elif column.kind in NAMED:
            names = ids_of(column.kind, cells)
            read[column.id], wrong, odd = names.where(names != ""), [], []
        else:
            read[column.id], wrong = read_texts(table.id, column, cells, marks)
            odd = []
        faults += wrong
        asked += odd
    if table.id == "payments":
        read["payer"] = of_their_own(read["payer"], read["district"])
    return Typed(table, pd.DataFrame(written), pd.DataFrame(read)), faults, asked


def _absent(column: Column, index: pd.Index[int]) -> pd.Series:
    """A column that was not given: not known, or what its blank stands for."""
    if column.kind in NUMERIC:
        return pd.Series(np.nan, index, dtype="float64")
    cells = pd.Series("", index, dtype="str")
    names = ids_of(column.kind, cells) if column.kind in NAMED else cells
    return names.where(names != "")


def _without_quotes(cells: pd.Series[str]) -> pd.Series[str]:
    """A CSV file writes ="00123" so that a spreadsheet takes it for a text."""
    quoted = cells.str.fullmatch('="[^"]*"').astype(bool)
    return cells.where(~quoted, cells.str[2:-1].str.strip()) if quoted.any() else cells


def _formula(table: Table, column: Column, cells: pd.Series[str], row: int) -> Problem:
    wrong = Text("单元格含公式", "a formula in a cell")
    if not cells.at[row]:
        wrong = Text("公式没有存下结果", "a formula whose value is not stored")
    return Problem(
        table.id,
        wrong,
        Text("请粘贴为数值", "paste it as a value"),
        row,
        column.id,
        str(cells.at[row]),
    )


def _stored(table: Table, column: Column, cells: pd.Series[str]) -> Problem:
    return Problem(
        table.id,
        Text(
            f"{len(cells)} 格是公式，取存下的结果",
            f"{len(cells)} cells hold formulas: their stored values are taken",
        ),
        Text("若上次保存后有改动，请重新计算并保存", "calculate and save again if anything changed since"),
        int(cells.index[0]),
        column.id,
        severity="warning",
    )


def _without_nan(typed: Typed) -> pd.DataFrame:
    """The table as the panel holds it: a blank name is an empty text."""
    texts = [column.id for column in typed.table.columns if column.kind not in NUMERIC]
    return typed.read.assign(**{name: typed.read[name].fillna("") for name in texts})
