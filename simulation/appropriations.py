"""Appropriations as people enter them: cells typed into a form, or a file. Money in 万元."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from simulation.payers import CITY
from simulation.population.facts import load_facts
from simulation.population.panel import Column, Table, read_one
from simulation.population.panel.tables import MONEY
from simulation.problems import InputError, Problem, Text
from simulation.scenario import Scenario

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


def _problems(scenario: Scenario, payer: str, year: int, amount: float | None) -> list[Problem]:
    first, last = scenario.fiscal_years[0], scenario.fiscal_years[-1]
    found = []
    if payer != CITY and payer not in load_facts().districts:
        known = ", ".join((CITY, *load_facts().districts))
        found.append((Text("未知的预算主体", "unknown payer"), Text(f"可用的有：{known}", f"known: {known}")))
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
    value = "" if amount is None else f"{amount:,.10g}"
    return [Problem("budget", *words, column=f"{payer} · {year}", value=value) for words in found]


def read_appropriations(scenario: Scenario, name: str, content: bytes) -> dict[Cell, float]:
    """Appropriations from a CSV or a workbook: payer, fiscal_year, amount. Raises InputError, each row named."""
    frame, _ = read_one(TABLE, name, content)
    cells: dict[Cell, float] = {}
    problems = []
    for row, payer, year, amount in frame[["payer", "fiscal_year", "amount"]].itertuples():
        cells[str(payer), int(year)] = float(amount)
        for problem in _problems(scenario, str(payer), int(year), float(amount)):
            problems.append(
                Problem(name, problem.wrong, problem.right, int(row), "fiscal_year", f"{payer} · {int(year)}")
            )
    if problems:
        raise InputError(problems)
    return cells
