"""The budget table in the layout of a project-expenditure budget: 预算 / 测算 / 调整, 单位：万元.

Every subtotal, total and adjustment is a live formula that carries its value.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from simulation.budget import BudgetLine
from simulation.policy import load_policy
from simulation.report.workbook.sheets import Book

FIRST = 3  # the columns before the years: number, item, clause


def budget_form(book: Book) -> None:
    """The sheet: the estimate by measure, then budget, estimate and adjustment by payer."""
    words = book.report.words
    t = words.t
    sheet = book.sheet(t("table.form"), t("form.title"), f"{t('report.unit')} · {t('form.note')}")
    years = book.report.figures.scenario.fiscal_years
    width = FIRST + 3 * (len(years) + 1)
    row = _by_measure(book, sheet, 3, years)
    last = _by_payer(book, sheet, row + 2, years)
    for place, size in enumerate((11, 18, 7, *[10.5] * (width - FIRST))):
        sheet.set_column(place, place, size)
    sheet.freeze_panes(0, 2)
    sheet.print_area(0, 0, last, width - 1)


def _head(book: Book, sheet: Worksheet, row: int, title: str, item: str, under: tuple[str, str, str]) -> None:
    words = book.report.words
    years = book.report.figures.scenario.fiscal_years
    book.text(sheet, row, 0, title, book.caption)
    for place, name in enumerate((words.t("form.number"), words.t("form.item"), words.t("head.clause"))):
        sheet.merge_range(row + 1, place, row + 2, place, item if place == 1 else name, book.head)
    names = [words.t("form.year", year=year) for year in years] + [words.t("form.all_years")]
    for at, name in enumerate(names):
        place = FIRST + 3 * at
        sheet.merge_range(row + 1, place, row + 1, place + 2, name, book.head)
        for part, label in enumerate(under):
            book.text(sheet, row + 2, place + part, label, book.head)


def _sum(book: Book, sheet: Worksheet, row: int, column: int, cells: str, value: float, strong: bool) -> None:
    style = (book.sums if strong else book.body)["money"]
    sheet.write_formula(row, column, f"=SUM({cells})", style, value)


def _by_measure(book: Book, sheet: Worksheet, row: int, years: tuple[int, ...]) -> int:
    """City, districts and subtotal of each measure and fiscal year. Returns the last row."""
    words = book.report.words
    figures = book.report.figures
    under = (words.t("form.city"), words.t("form.districts"), words.t("form.sum"))
    _head(book, sheet, row, words.t("form.measures"), words.t("head.measure"), under)
    first = row + 3
    totals = [0.0] * (3 * (len(years) + 1))
    for number, measure in enumerate(figures.outlay.headline):
        values = _measure(book, sheet, first + number, measure, str(number + 1))
        totals = [total + value for total, value in zip(totals, values, strict=True)]
    last = first + len(figures.outlay.headline)
    for place, word in enumerate(("", words.t("report.sum"), "")):
        book.text(sheet, last, place, word, book.sums["text"])
    for place, value in enumerate(totals, start=FIRST):
        if last > first:
            _sum(book, sheet, last, place, xl_range(first, place, last - 1, place), value, True)
    # Equity and optional programmes stand under the total, which does not count them.
    outside = [one for one in figures.scenario.enabled if one not in figures.outlay.headline]
    for at, measure in enumerate(outside, start=last + 1):
        _measure(book, sheet, at, measure, words.t("report.outside"))
    return last + len(outside)


def _measure(book: Book, sheet: Worksheet, row: int, measure: str, number: str) -> list[float]:
    """One measure's row: city, districts and subtotal a year, then all years. Returns its figures."""
    figures = book.report.figures
    years = figures.scenario.fiscal_years
    cash = {
        one["fiscal_year"]: one for one in figures["cash"].to_dict("records") if one["measure"] == measure
    }
    names = (number, book.report.words.measure(measure), load_policy().measures[measure].clause)
    for place, text in enumerate(names):
        book.text(sheet, row, place, text, book.body["text"])
    values: list[float] = []
    for place, year in enumerate(years):
        city, district = float(cash[year]["city"]), float(cash[year]["districts"])
        column = FIRST + 3 * place
        sheet.write_number(row, column, city, book.body["money"])
        sheet.write_number(row, column + 1, district, book.body["money"])
        _sum(book, sheet, row, column + 2, xl_range(row, column, row, column + 1), city + district, False)
        values += [city, district, city + district]
    for part in range(3):
        cells = ",".join(xl_rowcol_to_cell(row, FIRST + 3 * place + part) for place in range(len(years)))
        value = sum(values[part : 3 * len(years) : 3])
        _sum(book, sheet, row, FIRST + 3 * len(years) + part, cells, value, False)
        values.append(value)
    return values


def _by_payer(book: Book, sheet: Worksheet, row: int, years: tuple[int, ...]) -> int:
    """Appropriation, estimate and adjustment of each payer and fiscal year. Returns the last row."""
    words = book.report.words
    lines = book.report.figures.lines
    payers = book.report.figures.bill.payers
    under = (words.t("form.appropriation"), words.t("form.estimate"), words.t("form.adjustment"))
    _head(book, sheet, row, words.t("form.payers"), words.t("head.payer"), under)
    first = row + 3
    for number, payer in enumerate(payers):
        own = [line for line in lines if line.payer == payer]
        _payer(book, sheet, first + number, number + 1, words.payer(payer), own)
    last = first + len(payers)
    for place, word in enumerate(("", words.t("report.sum"), "")):
        book.text(sheet, last, place, word, book.sums["text"])
    for place, year in enumerate((*years, None)):
        chosen = [line for line in lines if year in (None, line.fiscal_year)]
        values = _sums(chosen)
        for part, value in enumerate(values):
            column = FIRST + 3 * place + part
            cells = xl_range(first, column, last - 1, column)
            known = part == 1 or any(line.appropriation is not None for line in chosen)
            formula = f'=IF(COUNT({cells})=0,"",SUM({cells}))'
            sheet.write_formula(last, column, formula, book.sums["money"], value if known else "")
    return last


def _sums(lines: list[BudgetLine]) -> tuple[float, float, float]:
    """Appropriations entered, estimates, and adjustments where an appropriation was entered."""
    entered = [(line.appropriation, line.due.value) for line in lines if line.appropriation is not None]
    return (
        sum(budget for budget, _ in entered),
        sum(line.due.value for line in lines),
        sum(due - budget for budget, due in entered),
    )


def _payer(book: Book, sheet: Worksheet, row: int, number: int, name: str, lines: list[BudgetLine]) -> None:
    style = book.body["money"]
    book.text(sheet, row, 0, str(number), book.body["text"])
    book.text(sheet, row, 1, name, book.body["text"])
    book.text(sheet, row, 2, "8", book.body["text"])
    for place, line in enumerate(lines):
        column = FIRST + 3 * place
        budget, due = (xl_rowcol_to_cell(row, column + part) for part in (0, 1))
        change: float | str = ""
        if line.appropriation is None:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_number(row, column, line.appropriation, style)
            change = line.due.value - line.appropriation
        sheet.write_number(row, column + 1, line.due.value, style)
        sheet.write_formula(row, column + 2, f'=IF(ISNUMBER({budget}),{due}-{budget},"")', style, change)
    known = any(line.appropriation is not None for line in lines)
    for part, value in enumerate(_sums(lines)):
        column = FIRST + 3 * len(lines) + part
        cells = ",".join(xl_rowcol_to_cell(row, FIRST + 3 * place + part) for place in range(len(lines)))
        formula = f'=IF(COUNT({cells})=0,"",SUM({cells}))'
        sheet.write_formula(row, column, formula, style, value if part == 1 or known else "")
