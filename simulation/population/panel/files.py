"""Files as they come: CSV in UTF-8 or GB18030, workbooks; every cell as text, rows as in the file."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from simulation.population.panel.tables import TABLES
from simulation.problems import Problem, Text

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 500 * 1024 * 1024
MOST_ROWS = 1_000_000

Sheets = dict[str, pd.DataFrame]


def _problem(place: str, zh: str, en: str, way_zh: str, way_en: str, value: str = "") -> Problem:
    return Problem(place, Text(zh, en), Text(way_zh, way_en), value=value)


_NOT_A_TABLE = (
    "不是可读的表格文件",
    "this is not a table",
    "请上传 CSV（UTF-8 或 GB18030）或 .xlsx",
    "give a CSV file (UTF-8 or GB18030) or an .xlsx workbook",
)


def gather(source: Path | Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Problem]]:
    """The files of a folder, of one path, or as uploaded."""
    if isinstance(source, Mapping):
        return dict(source), []
    if not source.exists():
        return {}, [
            _problem(
                str(source), "文件或文件夹不存在", "no such file or folder", "请核对路径", "check the path"
            )
        ]
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    kept = {
        file.name: file.read_bytes()
        for file in files
        if file.is_file() and not file.name.startswith((".", "~"))
    }
    if not kept:
        return {}, [
            _problem(
                str(source),
                "文件夹为空",
                "the folder is empty",
                "至少需要 enterprises.csv",
                "enterprises.csv is needed",
            )
        ]
    return kept, []


def read_files(files: Mapping[str, bytes]) -> tuple[Sheets, list[Problem]]:
    """Raw tables by id: text cells, index = row number in the file, headings as written."""
    sheets: Sheets = {}
    problems: list[Problem] = []
    for name, content in files.items():
        found, wrong = _read_file(name, content)
        for table in sheets.keys() & found.keys():
            wrong.append(
                _problem(
                    name,
                    f"表 {table} 出现两次",
                    f"table {table} is given twice",
                    "只保留一份",
                    "keep one of them",
                )
            )
        sheets |= found
        problems += wrong
    return sheets, problems


def _read_file(name: str, content: bytes) -> tuple[Sheets, list[Problem]]:
    suffix = Path(name).suffix.lower()
    if len(content) > MOST_BYTES:
        return {}, [
            _problem(
                name,
                "文件超过 50 MB",
                "the file is over 50 MB",
                "请拆分或只保留需要的列",
                "split it or keep only the needed columns",
            )
        ]
    if suffix == ".xlsm":
        return {}, [
            _problem(name, "工作簿含宏", "a workbook with macros", "请另存为 .xlsx", "save it as .xlsx")
        ]
    if suffix == ".xlsx":
        return _read_workbook(name, content)
    if suffix == ".csv":
        table = Path(name).stem.lower()
        if table not in TABLES:
            known = "、".join(TABLES)
            return {}, [
                _problem(
                    name,
                    "未知的表名",
                    "unknown table",
                    f"可用的有：{known}",
                    f"known: {known.replace('、', ', ')}",
                )
            ]
        frame, problem = _read_csv(table, content)
        return ({table: frame}, []) if problem is None else ({}, [problem])
    return {}, [_problem(name, *_NOT_A_TABLE)]


def _read_csv(table: str, content: bytes) -> tuple[pd.DataFrame, Problem | None]:
    empty = pd.DataFrame()
    if b"\x00" in content[:4096] or content.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8")):
        return empty, _problem(table, *_NOT_A_TABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            return empty, _problem(table, *_NOT_A_TABLE)
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        return empty, _problem(table, *_NOT_A_TABLE)
    return _frame(table, rows)


def _read_workbook(name: str, content: bytes) -> tuple[Sheets, list[Problem]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                return {}, [
                    _problem(
                        name,
                        "工作簿展开后过大",
                        "the workbook is too large when unpacked",
                        "请拆分为 CSV",
                        "split it into CSV files",
                    )
                ]
            if any("vbaProject" in entry.filename for entry in archive.infolist()):
                return {}, [
                    _problem(
                        name, "工作簿含宏", "a workbook with macros", "请另存为 .xlsx", "save it as .xlsx"
                    )
                ]
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except Exception:  # openpyxl raises whatever its parsers raise; all of it means the same to the user
        return {}, [_problem(name, *_NOT_A_TABLE)]
    sheets: Sheets = {}
    problems: list[Problem] = []
    for sheet in book.worksheets:
        table = _table_of(sheet.title)
        if table is None:
            continue
        rows = [[_cell_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        frame, problem = _frame(table, rows)
        if problem is None:
            sheets[table] = frame
        else:
            problems.append(problem)
    if not sheets and not problems:
        problems.append(
            _problem(
                name,
                "工作簿中没有可识别的表",
                "no known sheet in the workbook",
                "工作表名应为 enterprises 等",
                "name the sheets enterprises and so on",
            )
        )
    return sheets, problems


def _table_of(title: str) -> str | None:
    for word in unicodedata.normalize("NFKC", title).lower().split():
        if word in TABLES:
            return word
    return next((table.id for table in TABLES.values() if table.name.zh == title.strip()), None)


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


def _frame(table: str, rows: list[list[str]]) -> tuple[pd.DataFrame, Problem | None]:
    heading = next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if heading is None:
        return pd.DataFrame(), _problem(
            table,
            "表为空",
            "the table is empty",
            "请填写后再上传，或删除此表",
            "fill it in, or leave the table out",
        )
    names = [name.strip() for name in rows[heading]]
    while names and not names[-1]:
        names.pop()
    body, numbers = [], []
    for place, row in enumerate(rows[heading + 1 :], start=heading + 2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if any(cells[len(names) :]):
            return pd.DataFrame(), Problem(
                table,
                Text("此行单元格多于表头", "this row has more cells than the heading"),
                Text("检查多余的逗号", "look for a stray comma"),
                place,
            )
        body.append((cells + [""] * len(names))[: len(names)])
        numbers.append(place)
    if len(body) > MOST_ROWS:
        return pd.DataFrame(), _problem(table, "超过一百万行", "over a million rows", "请拆分", "split it")
    return pd.DataFrame(body, columns=names, index=numbers, dtype=str), None
