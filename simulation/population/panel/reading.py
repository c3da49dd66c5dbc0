"""A panel, read and checked: either every fact typed, or every problem named at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path

import pandas as pd

from simulation.measures import MEASURES
from simulation.policy import load_policy
from simulation.population.facts import load_facts
from simulation.population.panel.cells import formulas, numbers
from simulation.population.panel.checks import across, within
from simulation.population.panel.files import gather, read_files
from simulation.population.panel.tables import TABLES, Column, Table
from simulation.problems import InputError, Problem, Text

_NUMERIC = ("year", "amount", "rate", "months", "flag")


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
            frame = self.tables[name].sort_values(list(TABLES[name].key), kind="stable")
            for column in TABLES[name].columns:
                if column.id not in frame:
                    continue
                digest.update(f"\x1e{name}.{column.id}\x1f".encode())
                if column.kind in _NUMERIC:
                    digest.update(frame[column.id].to_numpy("float64").tobytes())
                else:
                    digest.update("\x1f".join(frame[column.id].astype(str)).encode())
        return digest.hexdigest()


def read_panel(source: Path | Mapping[str, bytes]) -> Panel:
    """Read a folder of CSV files, one workbook, one CSV, or uploaded files (name -> content).

    Raises InputError with every problem of every table.
    """
    files, problems = gather(source)
    if problems:
        raise InputError(problems)
    sheets, problems = read_files(files)
    tables: dict[str, pd.DataFrame] = {}
    notices: list[Problem] = []
    for name, raw in sheets.items():
        if raw.empty and name != "enterprises" and len(raw.columns):
            # A sheet of the template that nobody filled in is a table that was not given.
            notices.append(
                Problem(
                    name,
                    Text("此表没有数据，按未提供处理", "no rows: taken as not given"),
                    Text("无需处理", "nothing to do"),
                    severity="warning",
                )
            )
            continue
        frame, wrong, noticed = _typed(TABLES[name], raw)
        problems += wrong
        notices += noticed
        tables[name] = frame
    broken = {problem.place for problem in problems}
    if "enterprises" not in tables and "enterprises" not in broken:
        problems.append(
            Problem(
                "enterprises",
                Text("缺少企业表", "the table is missing"),
                Text("请提供 enterprises 表", "give a table enterprises"),
            )
        )
    problems += across(tables)
    if problems:
        raise InputError(
            sorted(
                problems,
                key=lambda problem: (
                    list(TABLES).index(problem.place) if problem.place in TABLES else -1,
                    problem.row or 0,
                ),
            )
        )
    return Panel(tables, tuple(notices))


def _match(table: Table, heading: str) -> Column | None:
    words = unicodedata.normalize("NFKC", heading).replace("\n", " ").split()
    normal = [unicodedata.normalize("NFKC", name) for name in words]
    for column in table.columns:
        if column.id in [word.lower() for word in normal] or column.zh in normal:
            return column
    return None


def _typed(table: Table, raw: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem], list[Problem]]:
    """A raw table with canonical columns and types, the problems and the notices."""
    problems: list[Problem] = []
    notices: list[Problem] = []
    columns: dict[str, pd.Series] = {}
    if raw.empty:
        problems.append(
            Problem(
                table.id,
                Text("表为空", "the table is empty"),
                Text("请填写后再上传，或删除此表", "fill it in, or leave the table out"),
            )
        )
        return pd.DataFrame(columns=[column.id for column in table.columns]), problems, notices
    for place, heading in enumerate(raw.columns):
        column = _match(table, heading)
        cells = raw.iloc[:, place]
        problems += formulas(cells, table.id, heading)
        if column is None:
            if heading:
                notices.append(
                    Problem(
                        table.id,
                        Text("多余的列，已忽略", "an extra column is ignored"),
                        Text("无需处理", "nothing to do"),
                        column=heading,
                        severity="warning",
                    )
                )
        elif column.id in columns:
            problems.append(
                Problem(
                    table.id,
                    Text("此列出现两次", "the column is given twice"),
                    Text("只保留一列", "keep one of them"),
                    column=heading,
                )
            )
        else:
            columns[column.id] = cells
    frame = pd.DataFrame(index=raw.index)
    for column in table.columns:
        if column.id not in columns:
            if column.required:
                problems.append(
                    Problem(
                        table.id,
                        Text("缺少必需的列", "a required column is missing"),
                        Text(f"表头写 {column.zh} 或 {column.id}", f"head it {column.id} or {column.zh}"),
                        1,
                        column.id,
                    )
                )
            frame[column.id] = float("nan") if column.kind in _NUMERIC else ""
            continue
        cells = columns[column.id]
        if column.required:
            problems += [
                Problem(
                    table.id,
                    Text("必填项为空", "a required cell is blank"),
                    Text(f"请填写{column.zh}", f"fill in {column.id}"),
                    int(row),
                    column.id,
                )
                for row in cells.index[cells == ""]
            ]
        if column.kind in _NUMERIC:
            runnable = cells.str.startswith(("=", "@"))
            frame[column.id], wrong = numbers(column, cells.mask(runnable, ""), table.id)
        else:
            frame[column.id], wrong = _named(column, cells, table.id)
        problems += wrong
    problems += within(table, frame)
    if "loan_rate" in frame:
        for row in frame.index[frame["loan_rate"].between(0.2, 1.0, inclusive="right")]:
            value = frame.loc[row, "loan_rate"]
            notices.append(
                Problem(
                    table.id,
                    Text("利率高于 20%", "a loan rate over 20%"),
                    Text("请核对是否为百分数", "check whether it is a percentage"),
                    int(row),
                    "loan_rate",
                    f"{value:g}",
                    "warning",
                )
            )
    return frame, problems, notices


@lru_cache(maxsize=8)
def _names(kind: str) -> Mapping[str, str]:
    """Every accepted name of a kind and its canonical id."""
    facts, policy = load_facts(), load_policy()
    if kind == "district":
        pairs = [
            (name, one.id)
            for one in facts.districts.values()
            for name in (one.id, one.name.zh, one.name.zh[:2], one.name.en)
        ]
    elif kind == "field":
        pairs = [
            (name, one.id)
            for one in facts.field_names.values()
            for name in (one.id, one.name.zh, one.name.en)
        ]
    elif kind == "measure":
        pairs = [
            (name, measure)
            for measure in MEASURES
            for name in (measure, policy.measures[measure].name.zh, policy.measures[measure].name.en)
        ]
    else:
        pairs = [
            ("city", "city"),
            ("district", "district"),
            ("both", "both"),
            ("", "both"),
            ("市", "city"),
            ("区县", "district"),
            ("合计", "both"),
        ]
    return {name.lower(): identity for name, identity in pairs}


def _named(column: Column, cells: pd.Series, place: str) -> tuple[pd.Series, list[Problem]]:
    """Ids and texts as they are; names of districts, fields, measures and payers as their ids."""
    if column.kind in ("id", "text"):
        return cells, []
    names = _names(column.kind)
    known = {cell: names.get(unicodedata.normalize("NFKC", cell).strip().lower()) for cell in cells.unique()}
    problems = []
    for row, cell in zip(cells.index.astype(int), cells, strict=True):
        if known[cell] is None and cell:
            close = get_close_matches(cell.lower(), list(names), n=1, cutoff=0.3)
            listed = list(dict.fromkeys(names.values()))
            right = (
                Text(f"是否为 {close[0]}？", f"did you mean {names[close[0]]}?")
                if close
                else Text("可用的有：" + "、".join(listed), "known: " + ", ".join(listed))
            )
            problems.append(
                Problem(
                    place,
                    Text(f"未知的{column.zh}", f"unknown {column.id}"),
                    right,
                    int(row),
                    column.id,
                    cell,
                )
            )  # type: ignore[call-overload]
    return cells.map(lambda cell: known[cell] or ""), problems
