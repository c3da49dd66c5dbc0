"""Cash due against what was appropriated, by payer and fiscal year (model.md §8). Money in 万元."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from simulation.outlay import Quantile, quantile_of
from simulation.payers import CITY, Bill
from simulation.scenario import Scenario

Floats = NDArray[np.float64]

CONFIDENCES = (0.80, 0.90, 0.95)


@dataclass(frozen=True)
class BudgetLine:
    """One payer in one fiscal year. What needs an appropriation is None where none was entered."""

    payer: str
    fiscal_year: int
    due_mean: float
    appropriation: float | None
    probability_exceeded: float | None
    probability_error: float | None
    expected_shortfall: float | None
    reserves: tuple[Quantile, ...]
    arrears_mean: float | None

    def as_json(self) -> dict[str, object]:
        """The keys of the contract."""
        return {
            "payer": self.payer,
            "fiscal_year": self.fiscal_year,
            "appropriation": self.appropriation,
            "probability_exceeded": self.probability_exceeded,
            "expected_shortfall": self.expected_shortfall,
            "reserve": {f"p{round(reserve.level * 100)}": reserve.value for reserve in self.reserves},
            "arrears_mean": self.arrears_mean,
        }


def appropriations(scenario: Scenario, payers: tuple[str, ...], years: tuple[int, ...]) -> Floats:
    """What was entered, (payer, fiscal year); NaN is not entered. Years outside are left out."""
    table = np.full((len(payers), len(years)), np.nan)
    entered = [(CITY, scenario.rows("budget.city")), *scenario.rows("budget.districts")]
    for payer, by_year in entered:
        for year, amount in by_year:
            if year in years:
                table[payers.index(payer), years.index(year)] = amount
    return table


def settle(due: Floats, appropriated: Floats, rule: str) -> tuple[Floats, Floats]:
    """Cash paid and arrears at each year's end of one payer; due (draw, year), appropriated (year,).

    pay_in_full pays what is due; pro_rata scales claims down for good; carry_over pays arrears
    first and carries the rest. A year without an appropriation pays what it owes. In each draw
    and year the unpaid part is what was owed less what was paid: exact when at least half is paid
    (Sterbenz), and otherwise rounded once, by at most half a unit in the last place of what was owed.
    """
    paid, unpaid = np.zeros_like(due), np.zeros_like(due)
    carried = np.zeros(due.shape[0])
    for year in range(due.shape[1]):
        owed = due[:, year] + carried if rule == "carry_over" else due[:, year]
        limit = appropriated[year]
        free = rule == "pay_in_full" or np.isnan(limit)
        paid[:, year] = owed if free else np.minimum(owed, limit)
        unpaid[:, year] = owed - paid[:, year]
        carried = unpaid[:, year]
    return paid, unpaid


def budget_lines(bill: Bill, scenario: Scenario) -> list[BudgetLine]:
    """Every payer and fiscal year: the risk against the appropriation and the reserve to hold."""
    years = scenario.fiscal_years
    due = bill.cash(scenario.schedule)
    entered = appropriations(scenario, bill.payers, years)
    rule = str(scenario.value("budget.rule"))
    lines = []
    for place, payer in enumerate(bill.payers):
        _, unpaid = settle(due[:, place], entered[place], rule)
        for at, year in enumerate(years):
            lines.append(_line(payer, year, due[:, place, at], entered[place, at], unpaid[:, at]))
    return lines


def _line(payer: str, year: int, due: Floats, appropriation: float, unpaid: Floats) -> BudgetLine:
    ordered = np.sort(due)
    reserves = tuple(quantile_of(ordered, level) for level in CONFIDENCES)
    if np.isnan(appropriation):
        return BudgetLine(payer, year, float(due.mean()), None, None, None, None, reserves, None)
    chance = float((due > appropriation).mean())
    return BudgetLine(
        payer,
        year,
        float(due.mean()),
        float(appropriation),
        chance,
        sqrt(chance * (1 - chance) / due.size),
        float(np.maximum(due - appropriation, 0.0).mean()),
        reserves,
        float(unpaid.mean()),
    )
