"""A workbook, read in a process of its own with limits of memory and time; its end is told in one sentence."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import simulation
from simulation.panel.across import years_across
from simulation.panel.headings import HEADING_WITHIN, is_headed, tables_headed
from simulation.panel.kinds import SAVE_AS, with_macros
from simulation.panel.raw import Refused, Row
from simulation.panel.tables import TABLES, Table
from simulation.text.problems import Text

# Formatted blanks are cells too. A cell and its value start and end: four tags, with a formula six.
MOST_CELLS = 3_000_000
MOST_TAGS = 13_000_000
MOST_UNPACKED = 250 * 1024 * 1024
MOST_TEXTS = 64 * 1024 * 1024
_MEMORY = 1 << 30
_SECONDS = 30
# The process counts its own seconds of work; the clock on the wall only ends what hangs, on a busy machine too.
_PATIENCE = 4 * _SECONDS
_LONGEST_CELL = 128 * 1024
_START = "import sys; sys.path.append(sys.argv[1]); from simulation.unpack.process import main; main()"
_COPY = Text("请把数值复制到模板或 CSV", "copy the values into the template or CSV files")
# Windows knows no such signal.
_OUT_OF_TIME = getattr(signal, "SIGXCPU", None)


@dataclass
class Leaf:
    """One sheet of a workbook: who it is, its rows (all of a table, the first of any other), what is hidden."""

    title: str
    table: str | None
    hidden: bool
    undated: bool
    rows: list[Row] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    filtered: list[int] = field(default_factory=list)
    by_heading: bool = False


def read_workbook(name: str, content: bytes, most_rows: int, only: Table | None = None) -> list[Leaf]:
    """The sheets of a workbook, those of tables whole. Raises Refused.

    A sheet is a table's by its name. Where no name is known, it is the one sheet whose headings are a table's;
    with `only`, the one sheet there is, or the one that is headed as the table.
    """
    tables = TABLES.values() if only is None else (only,)
    names = {table.id: table.id for table in tables} | {table.name.zh: table.id for table in tables}
    leaves = _ask(name, content, names, None, most_rows)
    if any(leaf.table for leaf in leaves):
        return leaves
    place, table = _chosen(name, leaves, only)
    leaves = _ask(name, content, {}, place, most_rows)
    leaves[place].table, leaves[place].by_heading = table, only is None
    return leaves


def _chosen(name: str, leaves: list[Leaf], only: Table | None) -> tuple[int, str]:
    """The place of the sheet that is a table although its name is not one, and the table. Raises Refused."""
    if only is not None:
        headed_so = [place for place, leaf in enumerate(leaves) if _holds(only, leaf)]
        if len(leaves) == 1 or len(headed_so) == 1:
            return (headed_so or [0])[0], only.id
        raise Refused(
            name,
            Text(f"工作簿中没有“{only.name.zh}”表", f"no sheet {only.id} in the workbook"),
            Text(f"工作表名应为“{only.name.zh}”", f"name the sheet {only.id}"),
        )
    headed = [
        (place, tables)
        for place, leaf in enumerate(leaves)
        if (tables := tables_headed([row.cells for row in leaf.rows]))
    ]
    if len(headed) == 1 and len(headed[0][1]) == 1:
        return headed[0][0], headed[0][1][0]
    titles = "、".join(leaf.title for leaf in leaves[:8])
    raise Refused(
        name,
        Text("工作簿中没有可识别的表", "no known sheet in the workbook"),
        Text("工作表名应为“企业”等", "name the sheets enterprises and so on"),
        value=titles[:80],
    )


def _holds(table: Table, leaf: Leaf) -> bool:
    """Whether the first rows of a sheet head a table, or its years side by side."""
    rows = [row.cells for row in leaf.rows]
    return is_headed(table, rows) or years_across(table, rows) is not None


def _ask(name: str, content: bytes, names: dict[str, str], only: int | None, most_rows: int) -> list[Leaf]:
    """The answer of the process. Raises Refused for the workbook's faults, RuntimeError for ours."""
    limits = {"bytes": MOST_UNPACKED, "tags": MOST_TAGS, "cells": MOST_CELLS, "texts": MOST_TEXTS}
    limits |= {"cell": _LONGEST_CELL, "memory": _MEMORY, "seconds": _SECONDS}
    wanted = {"names": names, "only": only, "rows": most_rows, "head": HEADING_WITHIN + 1, "limits": limits}
    root = str(Path(simulation.__file__).parent.parent)
    command = [sys.executable, "-I", "-S", "-c", _START, root, json.dumps(wanted)]
    try:
        run = subprocess.run(command, input=content, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise _refusal(name, "time") from error
    if run.returncode < 0:
        raise _refusal(name, "time" if -run.returncode == _OUT_OF_TIME else "memory")
    leaves, end = _leaves(run.stdout)
    if "refused" in end:
        last = leaves[-1] if leaves else Leaf(name, None, False, False)
        raise _refusal(last.table or last.title, *end["refused"])
    if "done" not in end:
        raise RuntimeError(f"the reader of workbooks failed: {run.stderr.decode(errors='replace')[-2000:]}")
    return leaves


def _leaves(answer: bytes) -> tuple[list[Leaf], dict[str, list[str]]]:
    """The sheets of an answer, and its last line: that all is told, or why nothing is."""
    leaves: list[Leaf] = []
    end: dict[str, list[str]] = {}
    for line in map(json.loads, answer.splitlines()):
        if isinstance(line, list):
            leaves[-1].rows.append(Row(line[0], line[2], line[3], bool(line[1])))
        elif "title" in line:
            leaves.append(Leaf(**line))
        elif "columns" in line:
            leaves[-1].columns, leaves[-1].filtered = line["columns"], line["filtered"]
        else:
            end = line
    return leaves, end


def _refusal(place: str, why: str, cell: str = "") -> Refused:
    if why == "macros":
        return with_macros(place)
    return Refused(place, *_sentences()[why], value=cell[:20])


_AGAIN = Text(
    "请重新取得原文件，或用 Excel 或 WPS 另存为 .xlsx 或 CSV",
    "get the file again, or save it as .xlsx or CSV from Excel or WPS",
)


def _sentences() -> dict[str, tuple[Text, Text]]:
    """What each word of the process means, and the way out."""
    return {
        "xlsb": (Text("这是二进制工作簿 .xlsb", "this is a binary workbook, .xlsb"), SAVE_AS),
        "ods": (Text("这是 OpenDocument 表格（.ods）", "this is an OpenDocument spreadsheet (.ods)"), SAVE_AS),
        "numbers": (
            Text("这是 Apple Numbers 表格", "this is an Apple Numbers spreadsheet"),
            Text("请在 Numbers 中导出为 .xlsx 或 CSV", "export it from Numbers as .xlsx or CSV"),
        ),
        "document": (
            Text("这是 Word 或 PowerPoint 文档，不是表格", "this is a Word or PowerPoint document, not a table"),
            _COPY,
        ),
        "zip": (
            Text("这是压缩包，不是工作簿", "this is a zip archive, not a workbook"),
            Text("请解压后上传其中的 .xlsx 或 CSV", "unpack it and give the .xlsx or CSV files in it"),
        ),
        "locked": (
            Text("文件有密码", "the file is encrypted"),
            Text("请去掉密码后另存为 .xlsx 或 CSV", "save it as .xlsx or CSV without the password"),
        ),
        "cut": (Text("文件不完整或已损坏", "the file is cut off or damaged"), _AGAIN),
        "broken": (Text("工作簿内部有损坏，无法读取", "the workbook is damaged inside and cannot be read"), _AGAIN),
        "twice": (
            Text("同一单元格或同一行出现两次", "a cell or a row is given twice"),
            Text("请用 Excel 或 WPS 打开，核对后另存为 .xlsx", "open it in Excel or WPS, check it and save it as .xlsx"),
        ),
        "cell": (
            Text("一个单元格超过 128 KB", "a cell is over 128 KB"),
            Text("请缩短其中的文字", "shorten its text"),
        ),
        "far": (
            Text("有单元格远离表格", "a cell stands far away from the table"),
            Text("请删除表格以外的内容", "delete what stands outside the table"),
        ),
        "cells": (
            Text(
                f"工作簿超过 {MOST_CELLS:,} 个单元格（含只有格式的空单元格）",
                f"the workbook has over {MOST_CELLS:,} cells, formatted blank ones among them",
            ),
            _COPY,
        ),
        "tags": (
            Text("工作簿内部的标记过多", "the workbook holds too many elements"),
            _COPY,
        ),
        "bytes": (
            Text(
                f"工作簿展开后超过 {MOST_UNPACKED >> 20} MB",
                f"the workbook is over {MOST_UNPACKED >> 20} MB when unpacked",
            ),
            _COPY,
        ),
        "texts": (
            Text(
                f"工作簿的文字超过 {MOST_TEXTS >> 20} MB", f"the workbook holds over {MOST_TEXTS >> 20} MB of texts"
            ),
            _COPY,
        ),
        "memory": (
            Text("读取工作簿所需内存超过上限", "the workbook needs more memory than is allowed"),
            _COPY,
        ),
        "time": (
            Text("读取工作簿所需时间超过上限", "the workbook needs more time than is allowed"),
            _COPY,
        ),
    }  # fmt: skip
