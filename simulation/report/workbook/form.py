"""The budget table in the layout of a project-expenditure budget: 预算 / 测算 / 调整, 单位：万元.

Every subtotal, total and adjustment is a live formula that carries its value.
"""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from simulation.law.policy import load_policy
from simulation.money.budget import BudgetLine
from simulation.report.workbook.sheets import Book

FIRST = 3  # the columns before the years: number, item, clause


def budget_form(book: Book) -> None:
    """The sheet: the estimate by measure, then budget, estimate and adjustment by payer."""
    words = book.report.words
    t = words.t
    sheet = book.sheet(t("table.form"), t("form.title"), f"{t('report.unit')} · {t('form.note')}")
    book.text(sheet, 2, 0, t("report.rounded"), book.caption)
    years = book.report.figures.scenario.fiscal_years
    width = FIRST + 3 * (len(years) + 1)
    row = _by_measure(book, sheet, 4, years)
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
    """Appropriation, estimate and adjustment of each payer and fiscal year. Returns the last row.

    The total has an appropriation only where everyone with something due has one, so that its three
    columns speak of the same payers; what was entered has its own row under it.
    """
    words = book.report.words
    payers = book.report.figures.bill.payers
    under = (words.t("form.appropriation"), words.t("form.estimate"), words.t("form.adjustment"))
    _head(book, sheet, row, words.t("form.payers"), words.t("head.payer"), under)
    grid = {payer: [line for line in book.report.figures.lines if line.payer == payer] for payer in payers}
    first = row + 3
    for number, (payer, lines) in enumerate(grid.items(), start=1):
        _payer(book, sheet, first + number - 1, number, words.payer(payer), lines)
    last = first + len(payers)
    for at, name in ((last, "report.sum"), (last + 1, "form.filled")):
        for place, text in enumerate(("", words.t(name), "")):
            book.text(sheet, at, place, text, book.sums["text"])
    style = book.sums["money"]
    for place in range(len(years) + 1):
        column = FIRST + 3 * place
        budgets, dues = (xl_range(first, column + part, last - 1, column + part) for part in (0, 1))
        whole = [lines if place == len(years) else [lines[place]] for lines in grid.values()]
        budget = _complete([line for lines in whole for line in lines])
        holds = f'AND(COUNT({budgets})>0,SUMPRODUCT(({dues}<>0)*({budgets}=""))=0)'
        due = sum(line.own.value for lines in whole for line in lines)
        _three(sheet, last, column, f'=IF({holds},SUM({budgets}),"")', f"=SUM({dues})", budget, due, style)
        if place < len(years):
            filled = [line for lines in whole for line in lines if line.appropriation is not None]
            known = f'=IF(COUNT({budgets})=0,"",'
            formulas = (f"{known}SUM({budgets}))", f"{known}SUMPRODUCT(ISNUMBER({budgets})*{dues}))")
        else:
            filled = [line for line in book.report.figures.lines if line.appropriation is not None]
            cells = [_cells(last + 1, part, len(years)) for part in (0, 1)]
            formulas = tuple(f'=IF(COUNT({one})=0,"",SUM({one}))' for one in cells)  # type: ignore[assignment]
        entered = sum(line.appropriation or 0.0 for line in filled) if filled else None
        due = sum(line.own.value for line in filled)
        _three(sheet, last + 1, column, *formulas, entered, due if filled else "", style)
    return last + 1


def _complete(lines: list[BudgetLine]) -> float | None:
    """The sum of the appropriations where every line with something due has one."""
    entered = [line.appropriation for line in lines if line.appropriation is not None]
    whole = bool(entered) and all(line.appropriation is not None for line in lines if line.own.value)
    return sum(entered) if whole else None


def _cells(row: int, part: int, years: int) -> str:
    """The cells of one row that hold a part of each year."""
    return ",".join(xl_rowcol_to_cell(row, FIRST + 3 * place + part) for place in range(years))


def _three(
    sheet: Worksheet,
    row: int,
    column: int,
    budget: str,
    due: str,
    budget_value: float | None,
    due_value: float | str,
    style: Format,
) -> None:
    """Appropriation, estimate and their difference as formulas that carry their values."""
    sheet.write_formula(row, column, budget, style, "" if budget_value is None else budget_value)
    sheet.write_formula(row, column + 1, due, style, due_value)
    _adjustment(sheet, row, column, budget_value, due_value, style)


def _adjustment(
    sheet: Worksheet, row: int, column: int, budget: float | None, due: float | str, style: Format
) -> None:
    cells = [xl_rowcol_to_cell(row, column + part) for part in (0, 1)]
    value = "" if budget is None or isinstance(due, str) else due - budget
    formula = f'=IF(ISNUMBER({cells[0]}),{cells[1]}-{cells[0]},"")'
    sheet.write_formula(row, column + 2, formula, style, value)


def _payer(book: Book, sheet: Worksheet, row: int, number: int, name: str, lines: list[BudgetLine]) -> None:
    style = book.body["money"]
    book.text(sheet, row, 0, str(number), book.body["text"])
    book.text(sheet, row, 1, name, book.body["text"])
    book.text(sheet, row, 2, "8", book.body["text"])
    for place, line in enumerate(lines):
        column = FIRST + 3 * place
        if line.appropriation is None:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_number(row, column, line.appropriation, style)
        sheet.write_number(row, column + 1, line.own.value, style)
        _adjustment(sheet, row, column, line.appropriation, line.own.value, style)
    budgets, dues = (_cells(row, part, len(lines)) for part in (0, 1))
    pairs = zip(budgets.split(","), dues.split(","), strict=True)
    known = ",".join(f"OR(ISNUMBER({budget}),{due}=0)" for budget, due in pairs)
    formula = f'=IF(AND(COUNT({budgets})>0,{known}),SUM({budgets}),"")'
    column, due = FIRST + 3 * len(lines), sum(line.own.value for line in lines)
    _three(sheet, row, column, formula, f"=SUM({dues})", _complete(lines), due, style)
