"""Appropriations as people enter them: cells typed into a form, or a file. Money in 万元."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from math import isfinite

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from simulation.money.payers import CITY
from simulation.panel import Column, Table, read_one
from simulation.panel.names import labels
from simulation.panel.tables import MONEY
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.text.problems import InputError, Problem, Spot, Text

Cell = tuple[str, int]  # payer, fiscal year

TABLE = Table(
    "appropriations",
    Text("预算", "Appropriations"),
    ("payer", "fiscal_year"),
    (
        Column("payer", "预算主体", "budget", True),
        Column("fiscal_year", "财政年度", "year", True),
        Column("amount", "预算金额", "amount", True, unit=MONEY),
    ),
    across=("fiscal_year", "amount"),
)


def entered(scenario: Scenario) -> dict[Cell, float]:
    """Every appropriation of a scenario by payer and fiscal year."""
    rows = [(CITY, scenario.rows("budget.city")), *scenario.rows("budget.districts")]
    return {(payer, year): amount for payer, years in rows for year, amount in years}


def with_cells(scenario: Scenario, cells: Mapping[Cell, float | None]) -> Scenario:
    """A scenario with some appropriations entered, or taken away (None). Raises InputError, every cell named."""
    problems = [
        problem
        for (payer, year), amount in cells.items()
        for problem in _problems(scenario, payer, year, amount)
    ]
    if problems:
        raise InputError(problems)
    held = {cell: amount for cell, amount in (entered(scenario) | dict(cells)).items() if amount is not None}
    by_payer: dict[str, dict[int, float]] = {}
    for (payer, year), amount in held.items():
        by_payer.setdefault(payer, {})[year] = amount
    city = by_payer.pop(CITY, {})
    return scenario.with_values({"budget.city": city, "budget.districts": by_payer})


def check_cell(scenario: Scenario, cell: Cell, amount: float) -> None:
    """Raises InputError where a cell cannot hold an amount."""
    problems = _problems(scenario, *cell, amount)
    if problems:
        raise InputError(problems)


def _problems(scenario: Scenario, payer: str, year: int, amount: float | None) -> list[Problem]:
    first, last = scenario.fiscal_years[0], scenario.fiscal_years[-1]
    found = []
    if payer != CITY and payer not in load_facts().districts:
        found.append((Text("未知的预算主体", "unknown payer"), _known()))
    if amount is None:
        return []
    if not isfinite(amount) or amount < 0:
        found.append((Text("预算不能为负数", "must not be negative"), Text("请核对符号", "check the sign")))
    if not first <= year <= last:
        found.append(
            (
                Text(f"{year} 年没有应付现金", f"no cash is due in {year}"),
                Text(f"应在 {first}–{last} 年", f"the fiscal years are {first}–{last}"),
            )
        )
    name = labels("budget").get(payer, Text(payer, payer))
    spot = Spot(TABLE.name, Text(f"{name.zh} · {year}", f"{name.en} · {year}"))
    column, value = f"{payer} · {year}", f"{amount:,.10g}"
    return [Problem("budget", *words, column=column, value=value, spot=spot) for words in found]


def _known() -> Text:
    names = labels("budget").values()
    listed = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
    return Text(f"可用的有：{listed[0]}", f"known: {listed[1]}")


def read_appropriations(
    scenario: Scenario, name: str, content: bytes
) -> tuple[dict[Cell, float], tuple[Problem, ...]]:
    """Appropriations from a CSV or a workbook, and what was noticed. Raises InputError, each row named.

    One row a payer and year (payer, fiscal_year, amount), or payers down and years across.
    """
    try:
        frame, notices = read_one(TABLE, name, content)
    except InputError as error:
        raise InputError(replace(problem, place=name) for problem in error.problems) from error
    cells: dict[Cell, float] = {}
    problems = []
    for row, payer, year, amount in frame[["payer", "fiscal_year", "amount"]].itertuples():
        cells[str(payer), int(year)] = float(amount)
        for problem in _problems(scenario, str(payer), int(year), float(amount)):
            problems.append(
                Problem(name, problem.wrong, problem.right, int(row), "fiscal_year", f"{int(year)}")
            )
    if not cells:
        wrong = Text("表中没有金额", "there are no amounts in the table")
        problems.append(Problem(name, wrong, Text("请填写后再上传", "fill it in and upload it again")))
    if problems:
        raise InputError(problems)
    return cells, tuple(replace(notice, place=name) for notice in notices)


def write_appropriations(years: Sequence[int]) -> bytes:
    """An empty workbook as it is read back: payers down, fiscal years across, 万元."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = TABLE.name.zh
    sheet.append(["预算主体 payer", *(f"{year}年（{MONEY}）" for year in years)])
    for payer in labels("budget").values():
        sheet.append([payer.zh])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in range(1, len(years) + 2):
        sheet.column_dimensions[get_column_letter(column)].width = 18
    sheet.freeze_panes = "B2"
    target = BytesIO()
    book.save(target)
    return target.getvalue()
