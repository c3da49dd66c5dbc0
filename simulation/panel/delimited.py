"""CSV as programs write it: comma, tab or semicolon; a quote that is left open is told, never swallowed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from simulation.panel.across import years_across
from simulation.panel.encodings import decoded
from simulation.panel.headings import HEADING_WITHIN, columns_known
from simulation.panel.raw import Refused, Row
from simulation.panel.tables import Table
from simulation.text.problems import Text

_DELIMITERS = ",\t;"


def csv_rows(place: str, table: Table, content: bytes) -> Iterator[Row]:
    """The rows of a CSV file of one table, each cell stripped. Raises Refused, also while it is read."""
    text = decoded(place, content)
    delimiter = _delimiter(table, text)
    width, null, quoted = 0, "\0" in text, '"' in text
    for number, cells in enumerate(_records(place, text, delimiter), start=1):
        if null and any("\0" in cell for cell in cells):
            raise Refused(
                place,
                Text("单元格含空字节（NUL）", "a NUL byte in a cell"),
                Text("文件可能已损坏，请重新导出", "the file may be damaged: export it again"),
                number,
            )
        if quoted and any("\n" in cell and _swallows(cell, delimiter, width) for cell in cells):
            raise _open_quote(place, number)
        width = max(width, len(cells))
        yield Row(number, [cell.strip() for cell in cells])


def _delimiter(table: Table, text: str) -> str:
    """The sign between cells that makes most columns known."""
    start = text[: 1 << 20]

    def known(delimiter: str) -> int:
        lines = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        try:
            rows = list(islice(lines, HEADING_WITHIN))
            across = years_across(table, rows)
            return columns_known(table, rows) if across is None else len(across[1])
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=known)


def _records(place: str, text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of the text. Strict: a quote that ends before its cell does is a fault, not a guess."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in range(1, len(text) + 2):
        try:
            yield next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            if "limit" in str(error):
                raise Refused(
                    place,
                    Text("一个单元格超过 128 KB", "a cell is over 128 KB"),
                    Text("检查是否有未配对的引号", "look for a quote that is not closed"),
                    number,
                ) from error
            raise _open_quote(place, number) from error


def _swallows(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell of several lines holds what looks like the rest of its row and the start of another."""
    return cell.count(delimiter) >= max(2, width - 1)


def _open_quote(place: str, number: int) -> Refused:
    return Refused(
        place,
        Text(
            "此行的引号不成对，会吞掉后面的内容",
            "a quote in this row is not closed and swallows what follows",
        ),
        Text('补上引号；引号本身写作 ""', 'close it; a quote itself is written ""'),
        number,
    )
