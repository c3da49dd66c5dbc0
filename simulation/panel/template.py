"""An empty workbook to fill in: headings in both languages, drop-downs, and what each column means."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from simulation.law.terms import asking
from simulation.panel.names import labels
from simulation.panel.tables import TABLES, Column, Kind, Table
from simulation.text.catalogue import text_of
from simulation.text.problems import Language, Text

_HEAD = PatternFill("solid", fgColor="1F4E79")
_NEEDED = PatternFill("solid", fgColor="C8792B")
_ROWS = 5000
_LINES = (
    Text(
        "一行是一个对象的一个年度；上年数据写在上年那一行。",
        "One row is one thing in one year; last year's figures stand in last year's row.",
    ),
    Text("空白表示未知，绝不当作 0。", "A blank cell means not known, never zero."),
    Text("当年没有投保或没有销售的，请写 0。", "Where there was no insurance or no sale, write 0."),
    Text("金额一律以万元填写。", "Money is in 万元 (10,000 yuan) throughout."),
    Text("橙色表头的列必填。", "Columns with an amber heading are required."),
)
_GUIDE_HEADING = [
    "表 Table",
    "列 Column",
    "中文",
    "必填 Required",
    "单位 Unit",
    "第几条 Clause",
    "说明",
    "Notes",
]


def write_template(target: Path | BytesIO) -> None:
    """Write the template workbook. Required columns have an amber heading."""
    book = Workbook()
    guide = book.worksheets[0]
    guide.title = "说明 Guide"
    _guide(guide)
    lists = book.create_sheet("选项 Lists")
    ranges = _lists(lists)
    for table in TABLES.values():
        _sheet(book.create_sheet(table.id), table, ranges)
    book.move_sheet(lists, offset=len(TABLES))
    book.save(target)


def payments_example(language: Language) -> str:
    """A table of payments with one row, as CSV in the words of the pages."""
    columns = TABLES["payments"].columns
    heads = [_heading(column).split("\n")[0] if language == "zh" else column.id for column in columns]
    measure, district, payer = (
        labels(kind)[name].in_(language)
        for kind, name in (
            ("measure", asking("parts_purchases")[-1]),
            ("district", "yuhang"),
            ("payer", "both"),
        )
    )
    row = {"measure": measure, "district": district, "fiscal_year": "2024", "amount": "320.5", "payer": payer}
    lines = (heads, [row.get(column.id, "") for column in columns])
    return "".join(",".join(line) + "\n" for line in lines)


def _guide(sheet: Worksheet) -> None:
    for line in _LINES:
        sheet.append([f"{line.zh}  {line.en}"])
    sheet.append(_GUIDE_HEADING)
    for table in TABLES.values():
        for column in table.columns:
            needed = "是 yes" if column.required else "否 no"
            place = [table.id, column.id, column.zh, needed, column.unit, column.clause]
            sheet.append([*place, column.note.zh, column.note.en])
    _style(sheet, [14, 26, 20, 14, 12, 14, 32, 44], len(_LINES) + 1)


def _lists(sheet: Worksheet) -> dict[Kind, str]:
    kinds: tuple[tuple[Kind, str], ...] = (
        ("district", "区县 district"),
        ("field", "领域 field"),
        ("measure", "措施 measure"),
        ("payer", "支付方 payer"),
    )
    columns = {kind: (head, [one.zh for one in labels(kind).values()]) for kind, head in kinds}
    yes_or_no = [text_of(answer).zh for answer in ("value.yes", "value.no")]
    ranges: dict[Kind, str] = {}
    for place, (kind, (head, values)) in enumerate(
        (columns | {"flag": ("是否 flag", yes_or_no)}).items(), start=1
    ):
        sheet.cell(1, place, head)
        for row, value in enumerate(values, start=2):
            sheet.cell(row, place, value)
        letter = get_column_letter(place)
        ranges[kind] = f"'{sheet.title}'!${letter}$2:${letter}${len(values) + 1}"
    _style(sheet, [14, 28, 18, 16, 12], 1)
    return ranges


def _sheet(sheet: Worksheet, table: Table, ranges: dict[Kind, str]) -> None:
    for place, column in enumerate(table.columns, start=1):
        sheet.cell(1, place, _heading(column))
        if column.kind in ranges:
            check = DataValidation(type="list", formula1=f"={ranges[column.kind]}", allow_blank=True)
            letter = get_column_letter(place)
            check.add(f"{letter}2:{letter}{_ROWS}")
            sheet.add_data_validation(check)
    # A Chinese character is two letters wide.
    widths = [max(12, 2 * len(column.zh + column.unit) + 6, len(column.id) + 3) for column in table.columns]
    _style(sheet, widths, 1)
    sheet.row_dimensions[1].height = 34
    for place, column in enumerate(table.columns, start=1):
        if column.required:
            sheet.cell(1, place).fill = _NEEDED


def _heading(column: Column) -> str:
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{column.zh}{unit}\n{column.id}"


def _style(sheet: Worksheet, widths: list[int], heading: int) -> None:
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        head = sheet.cell(heading, place)
        head.font = Font(name="Calibri", bold=True, color="FFFFFF")
        head.fill = _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.freeze_panes = f"A{heading + 1}"
    # Printed, a table is as wide as the page.
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{heading}:{heading}"
