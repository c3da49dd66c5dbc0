"""Files as they come: CSV in UTF-8 or GB18030, workbooks; every cell as text, rows as in the file."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain, dropwhile, islice
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from simulation.population.panel.headings import HEADING_WITHIN, read_heading
from simulation.population.panel.sheet import Sheet
from simulation.population.panel.tables import TABLES, Table
from simulation.problems import Problem, Text

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 250 * 1024 * 1024
# Styles, names and shared texts are held in memory as a whole, an element in half a kilobyte, a sheet row by row.
MOST_ELEMENTS = 300_000
MOST_TEXTS = 64 * 1024 * 1024
_LONGEST_ROW = 2 * 1024 * 1024
# A workbook of so many enterprise-years is read in a quarter of a minute; one of a million is not in one.
MOST_ROWS = 200_000
MOST_COLUMNS = 200
# One more than is allowed, so that a wider heading is seen and a row of millions of cells costs nothing.
_WIDEST = MOST_COLUMNS + 1
# No spreadsheet numbers a row higher; a file that does would keep us counting blank ones.
_LAST_ROW = 1_048_576


class Refused(Exception):
    """A file or a table that is not read, and why."""

    def __init__(self, place: str, wrong: Text, right: Text, row: int | None = None) -> None:
        super().__init__(wrong.en)
        self.problem = Problem(place, wrong, right, row)


def _not_a_table(place: str) -> Refused:
    return Refused(
        place,
        Text("不是可读的表格文件", "this is not a table"),
        Text(
            "请上传 CSV（UTF-8 或 GB18030）或 .xlsx",
            "give a CSV file (UTF-8 or GB18030) or an .xlsx workbook",
        ),
    )


def _with_macros(name: str) -> Refused:
    return Refused(
        name, Text("工作簿含宏", "a workbook with macros"), Text("请另存为 .xlsx", "save it as .xlsx")
    )


def gather(source: Path | Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a folder, of one path, or as uploaded. Raises Refused where there are none."""
    if isinstance(source, Mapping):
        return dict(source)
    if not source.exists():
        raise Refused(
            str(source),
            Text("文件或文件夹不存在", "no such file or folder"),
            Text("请核对路径", "check the path"),
        )
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    kept = {
        file.name: file.read_bytes()
        for file in files
        if file.is_file() and not file.name.startswith((".", "~"))
    }
    if not kept:
        raise Refused(
            str(source),
            Text("文件夹为空", "the folder is empty"),
            Text("至少需要 enterprises.csv", "enterprises.csv is needed"),
        )
    return kept


def read_files(files: Mapping[str, bytes]) -> tuple[dict[str, Sheet], list[Problem]]:
    """Raw tables by id, and a problem for each file or table that is refused."""
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for name, content in files.items():
        try:
            for table, rows in _tables(name, content):
                try:
                    if table in sheets:
                        raise Refused(
                            name,
                            Text(f"表 {table} 出现两次", f"table {table} is given twice"),
                            Text("只保留一份", "keep one of them"),
                        )
                    sheets[table] = _sheet(TABLES[table], rows)
                except Refused as refused:
                    problems.append(refused.problem)
        except Refused as refused:
            problems.append(refused.problem)
    return sheets, problems


def read_file(table: Table, name: str, content: bytes) -> Sheet:
    """The one table that a file is asked for, whatever a CSV or an only sheet is called. Raises Refused."""
    for _, rows in _tables(name, content, table):
        return _sheet(table, rows)
    raise Refused(
        name,
        Text(f"工作簿中没有 {table.id} 表", f"no sheet {table.id} in the workbook"),
        Text(f"工作表名应为 {table.id}", f"name the sheet {table.id}"),
    )


def _tables(
    name: str, content: bytes, only: Table | None = None
) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The tables of one file: id and rows of stripped text cells, read as they are asked for.

    With `only`, the file is taken for that table.
    """
    suffix = Path(name).suffix.lower()
    if len(content) > MOST_BYTES:
        raise Refused(
            name,
            Text("文件超过 50 MB", "the file is over 50 MB"),
            Text("请拆分或只保留需要的列", "split it or keep only the needed columns"),
        )
    if suffix == ".xlsm":
        raise _with_macros(name)
    if suffix == ".xlsx":
        yield from _workbook(name, content, only)
    elif suffix == ".csv":
        table = Path(name).stem.lower() if only is None else only.id
        if only is None and table not in TABLES:
            raise Refused(
                name,
                Text("未知的表名", "unknown table"),
                Text("可用的有：" + "、".join(TABLES), "known: " + ", ".join(TABLES)),
            )
        yield table, _csv_rows(table, content)
    else:
        raise _not_a_table(name)


def _csv_rows(table: str, content: bytes) -> Iterator[list[str]]:
    if b"\x00" in content[:4096] or content.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8")):
        raise _not_a_table(table)
    try:
        for row in csv.reader(io.StringIO(_decoded(content), newline="")):
            yield [cell.strip() for cell in row[:_WIDEST]]
    except (csv.Error, UnicodeDecodeError) as error:
        raise _not_a_table(table) from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _workbook(name: str, content: bytes, only: Table | None) -> Iterator[tuple[str, Iterator[list[str]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _weigh(name, archive)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except Refused:
        raise
    except Exception as error:  # zipfile and openpyxl raise what their parsers raise; all means the same
        raise _not_a_table(name) from error
    if only is None:
        known = [(table, sheet) for sheet in book.worksheets if (table := _table_of(sheet.title))]
    else:
        named = [sheet for sheet in book.worksheets if sheet.title in (only.id, only.name.zh)]
        known = [(only.id, sheet) for sheet in named or book.worksheets[: len(book.worksheets) == 1]]
    if only is None and not known:
        raise Refused(
            name,
            Text("工作簿中没有可识别的表", "no known sheet in the workbook"),
            Text("工作表名应为 enterprises 等", "name the sheets enterprises and so on"),
        )
    for table, sheet in known:
        yield table, _sheet_rows(table, sheet)
    book.close()


def _weigh(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse macros, and what a few kilobytes of file would make fill the memory, before any of it is read."""
    parts = archive.infolist()
    if any("vbaProject" in part.filename for part in parts):
        raise _with_macros(name)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        size = f"{MOST_UNPACKED >> 20} MB"
        raise _too_large(name, Text(f"工作簿展开后超过 {size}", f"the workbook is over {size} when unpacked"))
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        if part.filename.endswith("sharedStrings.xml"):
            if part.file_size > MOST_TEXTS:
                size = f"{MOST_TEXTS >> 20} MB"
                raise _too_large(
                    name, Text(f"工作簿的文字超过 {size}", f"the workbook holds over {size} of texts")
                )
        elif part.filename.startswith("xl/worksheets/sheet"):
            if _longest_row(archive, part) > _LONGEST_ROW:
                raise _too_large(name, Text("工作表有一行超过 2 MB", "a row of the sheet is over 2 MB"))
        elif sum(chunk.count(b"<") for chunk in _chunks(archive, part)) > MOST_ELEMENTS:
            wrong = f"工作簿的样式或名称超过 {MOST_ELEMENTS:,} 项", f"over {MOST_ELEMENTS:,} styles or names"
            raise _too_large(name, Text(*wrong))


def _longest_row(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Bytes of the longest stretch of a sheet without a row, to half a megabyte."""
    longest = stretch = 0
    for chunk in _chunks(archive, part):
        stretch = 0 if b"row" in chunk else stretch + len(chunk)
        longest = max(longest, stretch)
    return longest


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as opened:
        while chunk := opened.read(1 << 19):
            yield chunk


def _too_large(name: str, wrong: Text) -> Refused:
    right = Text("请把数值复制到模板或 CSV", "copy the values into the template or CSV files")
    return Refused(name, wrong, right)


def _sheet_rows(table: str, sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    # The size that a sheet states of itself may be wrong; read what is there.
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(values_only=True), _LAST_ROW)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # read as it is asked for, so it breaks here as load_workbook does
            raise _not_a_table(table) from error
        yield [_cell_text(cell) for cell in row[:_WIDEST]]


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
        return cell.isoformat().removesuffix("T00:00:00")
    return str(cell).strip()


def _sheet(table: Table, rows: Iterator[list[str]]) -> Sheet:
    """The heading and the rows below it that are not blank. Raises Refused as soon as a limit is passed."""
    numbered = dropwhile(lambda row: not any(row[1]), enumerate(rows, start=1))
    first = list(islice(numbered, HEADING_WITHIN + 1))
    if not first:
        raise Refused(
            table.id,
            Text("表为空", "the table is empty"),
            Text("请填写后再上传，或删除此表", "fill it in, or leave the table out"),
        )
    heading = read_heading(table, [row for _, row in first], first[0][0])
    width = len(heading.names)
    if width > MOST_COLUMNS:
        raise Refused(
            table.id,
            Text(f"超过 {MOST_COLUMNS} 列", f"over {MOST_COLUMNS} columns"),
            Text("只保留需要的列", "keep only the needed columns"),
            heading.row,
        )
    numbers, body = _body(table.id, chain(first[heading.below :], numbered), width)
    cells = pd.DataFrame(body, columns=range(width), index=numbers, dtype="str")
    return Sheet(heading, cells, pd.DataFrame(0, numbers, range(width), dtype="uint8"))


def _body(
    table: str, numbered: Iterable[tuple[int, list[str]]], width: int
) -> tuple[list[int], list[list[str]]]:
    """The rows that are not blank, each of `width` cells, and their numbers in the file."""
    numbers: list[int] = []
    body: list[list[str]] = []
    for number, cells in numbered:
        if not any(cells):
            continue
        if any(cells[width:]):
            raise Refused(
                table,
                Text("此行单元格多于表头", "this row has more cells than the heading"),
                Text("检查多余的逗号", "look for a stray comma"),
                number,
            )
        if len(body) == MOST_ROWS:
            raise Refused(
                table,
                Text(f"超过 {MOST_ROWS:,} 行", f"over {MOST_ROWS:,} rows"),
                Text("只保留需要的年度和企业", "keep only the years and enterprises that are needed"),
            )
        numbers.append(number)
        body.append((cells + [""] * width)[:width])
    return numbers, body
