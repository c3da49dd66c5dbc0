"""Files as they come: CSV and workbooks; every cell as text, rows as in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, dropwhile, islice
from pathlib import Path, PurePath

import numpy as np
import pandas as pd

from simulation.panel.across import read_across
from simulation.panel.delimited import csv_rows
from simulation.panel.headings import HEADING_WITHIN, MOST_COLUMNS, place_and_width, read_heading
from simulation.panel.kinds import kind_of
from simulation.panel.raw import Hidden, Refused, Row, Sheet, Source
from simulation.panel.spelling import name_key
from simulation.panel.tables import TABLES, Table
from simulation.panel.unseen import left_out, unseen
from simulation.panel.workbook import Leaf, read_workbook
from simulation.text.problems import Problem, Spot, Text

MOST_BYTES = 50 * 1024 * 1024
MOST_FILES = 100
# A workbook of so many enterprise-years is read in a quarter of a minute; one of a million is not in one.
MOST_ROWS = 200_000
# What file managers leave behind.
_PASSED_OVER = {"thumbs.db", "desktop.ini"}


@dataclass
class _Raw:
    """The rows of one table before its heading is found, and the sheet of a workbook that they are."""

    table: str
    rows: Iterable[Row]
    file: str
    leaf: Leaf | None = None
    notices: list[Problem] = field(default_factory=list)

    @property
    def source(self) -> Source:
        """The file and, of a workbook, the sheet."""
        return Source(self.file, "" if self.leaf is None else self.leaf.title)


def gather(source: Path | Mapping[str, bytes]) -> Iterator[tuple[str, bytes | Refused]]:
    """The files of a folder, of one path, or as uploaded, each read when it is its turn.

    Raises Refused where there are none.
    """
    if isinstance(source, Mapping):
        yield from source.items()
        return
    try:
        files = sorted(source.iterdir()) if source.is_dir() else [source]
        if not source.exists():
            raise Refused(
                str(source),
                Text("文件或文件夹不存在", "no such file or folder"),
                Text("请核对路径", "check the path"),
            )
        named = source.is_dir()
        kept = [file for file in files if not named or _counts(file)]
    except (OSError, ValueError) as error:
        raise _unreadable(str(source), error) from error
    if not kept:
        raise Refused(
            str(source),
            Text("文件夹中没有文件", "no files in the folder"),
            Text("至少需要企业表 enterprises.csv", "enterprises.csv is needed"),
        )
    if len(kept) > MOST_FILES:
        raise Refused(
            str(source),
            Text(f"文件夹中超过 {MOST_FILES} 个文件", f"over {MOST_FILES} files in the folder"),
            Text("请把名册放在单独的文件夹", "keep the roster in a folder of its own"),
        )
    for file in kept:
        try:
            yield file.name, _content(file)
        except Refused as refused:
            yield file.name, refused


def _counts(file: Path) -> bool:
    return (
        not file.is_dir() and not file.name.startswith((".", "~")) and file.name.lower() not in _PASSED_OVER
    )


def _content(file: Path) -> bytes:
    """A file's bytes; looked at before it is opened, as a device or a pipe never ends. Raises Refused."""
    try:
        if not file.is_file():
            raise Refused(
                file.name,
                Text("不是普通文件", "this is not an ordinary file"),
                Text("请给出 .xlsx 或 CSV 文件", "give an .xlsx or a CSV file"),
            )
        if file.stat().st_size > MOST_BYTES:
            raise _too_large(file.name)
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise _unreadable(file.name, error) from error


def _unreadable(name: str, error: OSError | ValueError) -> Refused:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return Refused(
        name[:120],
        Text(f"无法读取（{reason}）", f"it cannot be read ({reason})"),
        Text("请核对路径和权限", "check the path and its permissions"),
    )


def _too_large(name: str) -> Refused:
    return Refused(
        name,
        Text("文件超过 50 MB", "the file is over 50 MB"),
        Text("请拆分或只保留需要的列", "split it or keep only the needed columns"),
    )


def read_files(
    files: Iterable[tuple[str, bytes | Refused]], hidden: Hidden = "read"
) -> tuple[dict[str, Sheet], list[Problem]]:
    """Raw tables by id, and a problem for each file or table that is refused."""
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for name, content in files:
        try:
            if isinstance(content, Refused):
                raise content
            for raw in _tables(name, content, hidden):
                try:
                    if raw.table in sheets:
                        raise _twice(name, TABLES[raw.table], raw)
                    sheets[raw.table] = _sheet(TABLES[raw.table], raw, hidden)
                except Refused as refused:
                    spot = Spot(TABLES[raw.table].title, file=name, sheet=raw.source.sheet)
                    problems.append(replace(refused.problem, spot=spot))
        except Refused as refused:
            problems.append(refused.problem)
    return sheets, problems


def read_file(table: Table, name: str, content: bytes) -> tuple[Table, Sheet]:
    """The one table that a file is asked for, whatever a CSV or an only sheet is called, and as what it was read.

    That is the table itself, or the one with a column a year. Raises Refused.
    """
    raw, *others = _tables(name, content, "read", table)
    if others:
        raise _twice(name, table, others[0])
    if table.across is not None:
        raw.rows = [row for row in raw.rows if not row.blank]
        if found := read_across(table, raw.rows):
            table, raw.rows, notices = found
            raw.notices += notices
    return table, _sheet(table, raw, "read")


def _twice(name: str, table: Table, raw: _Raw) -> Refused:
    return Refused(
        name,
        Text(f"{table.title.zh}表出现两次", f"table {table.title.en} is given twice"),
        Text("只保留一份", "keep one of them"),
        value="" if raw.leaf is None else raw.leaf.title,
    )


def _tables(name: str, content: bytes, hidden: Hidden, only: Table | None = None) -> list[_Raw]:
    """The tables of one file. With `only`, the file is taken for that table. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise _too_large(name)
    path = PurePath(name)
    stem = name_key(path.stem)
    table = only or next(
        (one for one in TABLES.values() if stem in map(name_key, (one.id, one.name.zh))), None
    )
    # A CSV file is its table; any other file may hold several, or none.
    place = table.id if table is not None and path.suffix.lower() == ".csv" else name
    if kind_of(place, content) == "workbook":
        return _of_workbook(name, content, hidden, only)
    if table is None:
        raise Refused(
            name,
            Text("未知的表名", "unknown table"),
            Text(
                "CSV 文件名应为：" + "、".join(f"{one.name.zh}（{one.id}）" for one in TABLES.values()),
                "a CSV file is named after its table: " + ", ".join(TABLES),
            ),
        )
    raw = _Raw(table.id, csv_rows(place, table, content), name)
    if path.suffix.lower().startswith((".xls", ".et")):
        wrong = Text(
            "内容是文本，不是工作簿，按 CSV 读入", "this is a text, not a workbook; it is read as CSV"
        )
        raw.notices.append(
            Problem(table.id, wrong, Text("无需处理", "nothing to do"), value=name, severity="warning")
        )
    return [raw]


def _of_workbook(name: str, content: bytes, hidden: Hidden, only: Table | None) -> list[_Raw]:
    # One row more than is allowed, and those above the body.
    leaves = read_workbook(name, content, MOST_ROWS + HEADING_WITHIN + 2, only)
    kept, notices = left_out(name, leaves, hidden)
    raws = [_Raw(leaf.table, leaf.rows, name, leaf) for leaf in kept if leaf.table]
    if raws:
        raws[0].notices += notices
    return raws


def _sheet(table: Table, raw: _Raw, hidden: Hidden) -> Sheet:
    """The heading and the rows below it that are not blank. Raises Refused as soon as a limit is passed."""
    rows = dropwhile(lambda row: row.blank, raw.rows)
    first = list(islice(rows, HEADING_WITHIN + 1))
    if not first:
        raise Refused(
            table.id,
            Text("表为空", "the table is empty"),
            Text("请填写后再上传，或删除此表", "fill it in, or leave the table out"),
        )
    place, width = place_and_width(table, [row.cells for row in first])
    if width > MOST_COLUMNS:
        raise Refused(
            table.id,
            Text(f"超过 {MOST_COLUMNS} 列", f"over {MOST_COLUMNS} columns"),
            Text("只保留需要的列", "keep only the needed columns"),
            first[place].number,
        )
    heading = read_heading(table, [row.cells for row in first], [row.number for row in first])
    body, covered = _body(table.id, chain(first[heading.below :], rows), width, hidden)
    numbers = [row.number for row in body]
    cells = pd.DataFrame([row.cells for row in body], columns=range(width), index=numbers, dtype="str")
    marks = pd.DataFrame(_marks(body, width), numbers, range(width))
    notices = raw.notices
    if raw.leaf is not None:
        notices = notices + unseen(table, raw.leaf, heading, covered, hidden)
    return Sheet(heading, cells, marks, tuple(notices), raw.source)


def _marks(body: list[Row], width: int) -> np.ndarray:
    if not any(row.marks for row in body):
        return np.zeros((len(body), width), np.uint8)
    signs = "".join(row.marks[:width].ljust(width, "0") for row in body).encode("ascii")
    return (np.frombuffer(signs, np.uint8) - ord("0")).reshape(len(body), width)


def _body(table: str, rows: Iterable[Row], width: int, hidden: Hidden) -> tuple[list[Row], list[int]]:
    """The rows that are not blank, each of `width` cells, and the numbers of the hidden ones."""
    body: list[Row] = []
    covered: list[int] = []
    seen = 0
    for row in rows:
        if row.blank:
            continue
        seen += 1
        if seen > MOST_ROWS:
            raise Refused(
                table,
                Text(f"超过 {MOST_ROWS:,} 行", f"over {MOST_ROWS:,} rows"),
                Text("只保留需要的年度和企业", "keep only the years and enterprises that are needed"),
            )
        if row.hidden:
            covered.append(row.number)
            if hidden == "leave_out":
                continue
        beyond = next(filter(None, row.cells[width:]), "")
        if beyond:
            raise Refused(
                table,
                Text("此行单元格多于表头", "this row has more cells than the heading"),
                Text("检查多余的逗号或表格以外的内容", "look for a stray comma or a cell outside the table"),
                row.number,
                value=beyond[:80],
            )
        if len(row.cells) != width:
            row = row._replace(cells=(row.cells + [""] * width)[:width])
        body.append(row)
    return body, covered
