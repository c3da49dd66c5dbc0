"""How a sheet of the workbook is laid out: its formats, a table with its sums, its print.

A text is written as a text whatever it begins with; only this module and its callers write
formulas, and none of them holds a word of the user's. Sums are live and carry their value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, isnan
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from simulation.report.colours import CITY, INK
from simulation.report.named_tables import Kind, heading, kind_of
from simulation.report.report import Report
from simulation.text.plain import em_width, plain_line

FONT = "Microsoft YaHei"
NUMBERS: dict[Kind, str] = {
    "money": "#,##0.00",
    "share": "0.0%",
    "count": "#,##0.0",
    "year": "0",
    "text": "@",
}
HEAD = 44.0  # the height of a row of headings, points
TOP = 3  # the row of the headings: above it stand the finding and the caption


@dataclass(frozen=True)
class Block:
    """Where a table stands: the row of its headings, its first and last row, its columns by id."""

    sheet: str
    head: int
    first: int
    last: int
    columns: dict[str, int]

    def cells(self, column: str, first: int | None = None, last: int | None = None) -> list[Any]:
        """A column's cells as a chart takes them."""
        place = self.columns[column]
        top = self.first if first is None else first
        return [self.sheet, top, place, self.last if last is None else last, place]


class Book:
    """A workbook being written."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.buffer = BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(self.buffer, options)
        self.book.formats[0].set_font_name(FONT)
        self.book.formats[0].set_font_size(10)
        self.title = self._format(bold=True, font_size=14, font_color=CITY)
        self.caption = self._format(font_color=INK, font_size=9)
        self.red = self._format(font_color="#B3261E", font_size=11, bold=True)
        self.wrapped = self._format(text_wrap=True, valign="top")
        self.head = self._format(
            bold=True, bg_color="#E8EEF4", border=1, border_color="#B7C1CB", text_wrap=True, align="center",
            valign="vcenter",
        )  # fmt: skip
        self.body = {kind: self._cell(kind) for kind in NUMBERS}
        self.sums = {kind: self._cell(kind, bold=True, top=2) for kind in NUMBERS}

    def _format(self, **properties: Any) -> Format:
        return self.book.add_format({"font_name": FONT, "font_size": 10, **properties})

    def _cell(self, kind: Kind, **properties: Any) -> Format:
        side = {} if kind == "text" else {"align": "right"}
        return self._format(num_format=NUMBERS[kind], border=1, border_color="#D9DEE3", **side, **properties)

    def sheet(
        self, title: str, finding: str, caption: str, *, landscape: bool = True, pages: int = 1
    ) -> Worksheet:
        """A new sheet under its finding, set for A4; `pages` 0 lets a long table take as many as it needs."""
        sheet = self.book.add_worksheet(title)
        sheet.write_string(0, 0, plain_line(finding), self.title)
        invented = self.report.invented
        if invented:
            sheet.write_rich_string(
                1, 0, self.red, f"{invented}  ", self.caption, plain_line(caption), self.caption
            )
        else:
            sheet.write_string(1, 0, plain_line(caption), self.caption)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, pages)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        report = self.report
        if report.invented:
            sheet.set_header(f"&C&10&KB3261E{report.invented}")
        sheet.set_footer(f"&L&8&A&C&8{report.foot}&R&8&P / &N")
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
        """A text as a text."""
        sheet.write_string(row, column, plain_line(text), style)

    def value(
        self, sheet: Worksheet, row: int, column: int, value: Any, style: Format, missing: str = "—"
    ) -> None:
        """A number as a number; what is not there as a dash or the word for it."""
        if isinstance(value, str):
            self.text(sheet, row, column, value, style)
        elif value is None or (isinstance(value, float) and isnan(value)):
            sheet.write_string(row, column, missing, style)
        else:
            sheet.write_number(row, column, float(value), style)

    def table(
        self,
        sheet: Worksheet,
        rows: Sequence[dict[str, Any]],
        columns: Iterable[str],
        *,
        top: int = TOP,
        left: int = 0,
        sums: Iterable[str] = (),
        missing: dict[str, str] | None = None,
        kinds: dict[str, Kind] | None = None,
    ) -> Block:
        """A table with headings and, where asked for, a row of live sums under it."""
        districts = self.report.figures.outlay.districts
        places = {column: place for place, column in enumerate(columns, start=left)}
        for column, place in places.items():
            self.text(sheet, top, place, heading(self.report.words, column, districts), self.head)
            kind = (kinds or {}).get(column) or kind_of(column, districts)
            for at, row in enumerate(rows, start=top + 1):
                word = (missing or {}).get(column, "—")
                self.value(sheet, at, place, row[column], self.body[kind], word)
        block = Block(sheet.get_name(), top, top + 1, top + len(rows), places)
        if sums:
            self.sum_row(sheet, block, rows, sums)
        return block

    def sum_row(
        self, sheet: Worksheet, block: Block, rows: Sequence[dict[str, Any]], sums: Iterable[str]
    ) -> None:
        """The sums of some columns under a table, as formulas that carry their value."""
        districts = self.report.figures.outlay.districts
        wanted, row = set(sums), block.last + 1
        for column, place in block.columns.items():
            kind = kind_of(column, districts)
            if column in wanted:
                formula = f"=SUM({xl_range(block.first, place, block.last, place)})"
                total = sum(float(one[column] or 0.0) for one in rows)
                sheet.write_formula(row, place, formula, self.sums[kind], total)
            else:
                word = self.report.words.t("report.sum") if place == 0 else ""
                self.text(sheet, row, place, word, self.sums["text"])

    def finish(
        self, sheet: Worksheet, block: Block, last_row: int, last_column: int, widths: Sequence[float]
    ) -> None:
        """Widths, frozen headings, repeated headings and the print area."""
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(block.head + 1, 1)
        sheet.set_row(block.head, HEAD)
        sheet.repeat_rows(block.head)
        sheet.print_area(0, 0, last_row, last_column)

    def close(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self.buffer.getvalue()


def width_of(texts: Iterable[str], least: float = 9.0, most: float = 60.0) -> float:
    """A column's width for its longest text."""
    return min(max([least, *(em_width(text) * 1.75 + 2 for text in texts)]), most)


def height_of(text: str, width: float) -> float:
    """A row's height, in points, for a wrapped text in a column of so many signs."""
    lines = sum(ceil(max(em_width(line) * 1.75, 1.0) / (width - 2)) for line in text.split("\n"))
    return 15.0 * lines
