"""Cash due against what was appropriated, by payer and fiscal year (model.md §8). Money in 万元."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from simulation.engine.outlay import Quantile, quantile_of
from simulation.engine.statistics import Estimate, costliest_tenth, mean_of, share_of
from simulation.money.payers import Bill
from simulation.money.settlement import settle_payer

Floats = NDArray[np.float64]

CONFIDENCES = (0.80, 0.90, 0.95)
WORST = 0.9
# The costliest tenth of fewer draws is a single one, whose Monte Carlo error nobody knows.
FEWEST_FOR_TENTH = 20


@dataclass(frozen=True)
class BudgetLine:
    """One payer in one fiscal year. What needs an appropriation is None where none was entered.

    `own` is what falls due in the year itself; the other figures are of what stands to be paid in
    it, which under carry_over includes arrears: only `own` may be added up over years.
    `worst_tenth` is the mean of the costliest tenth of draws.
    """

    payer: str
    fiscal_year: int
    own: Estimate
    due: Estimate
    worst_tenth: Estimate
    reserves: tuple[Quantile, ...]
    appropriation: float | None = None
    exceeded: Estimate | None = None
    shortfall: Estimate | None = None
    arrears: Estimate | None = None

    @property
    def holds_arrears(self) -> bool:
        """Whether arrears of earlier years stand to be paid in this one too."""
        return self.due.value > self.own.value * (1.0 + 1e-9)  # sums in another order differ by a hair

    def reserve(self, confidence: float) -> Quantile:
        """What to hold at one of the confidences that were asked for."""
        return next(reserve for reserve in self.reserves if reserve.level == confidence)

    def as_json(self) -> dict[str, object]:
        """The keys of the contract."""
        return {
            "payer": self.payer,
            "fiscal_year": self.fiscal_year,
            "appropriation": self.appropriation,
            "probability_exceeded": None if self.exceeded is None else self.exceeded.value,
            "expected_shortfall": None if self.shortfall is None else self.shortfall.value,
            "reserve": {f"p{round(reserve.level * 100)}": reserve.value for reserve in self.reserves},
            "arrears_mean": None if self.arrears is None else self.arrears.value,
        }


def tail_mean(ordered: Floats, level: float = WORST) -> Estimate:
    """The mean of the costliest draws of sorted values (draw,).

    Its error counts the spread in the tail and the doubt about where the tail begins (Manistre
    and Hancock, "Variance of the CTE estimator", North American Actuarial Journal 9, 2005).
    """
    tail = ordered[-max(round(ordered.size * (1.0 - level)), 1) :]
    mean = float(tail.mean())
    spread = float(tail.var(ddof=1)) if tail.size > 1 else 0.0
    return Estimate(mean, sqrt((spread + level * (mean - float(tail[0])) ** 2) / tail.size))


def line_of(
    payer: str,
    year: int,
    own: Floats,
    owed: Floats,
    unpaid: Floats,
    appropriation: float,
    confidences: Sequence[float] = CONFIDENCES,
) -> BudgetLine:
    """The figures of one payer and year from its draws (draw,); a NaN appropriation is not entered.

    `own` falls due in the year, `owed` stands to be paid in it, arrears included.
    """
    ordered = np.sort(owed)
    reserves = tuple(quantile_of(ordered, level) for level in confidences)
    line = BudgetLine(payer, year, mean_of(own), mean_of(owed), tail_mean(ordered), reserves)
    if np.isnan(appropriation):
        return line
    return BudgetLine(
        payer,
        year,
        line.own,
        line.due,
        line.worst_tenth,
        reserves,
        float(appropriation),
        share_of(owed > appropriation),
        mean_of(np.maximum(owed - appropriation, 0.0)),
        mean_of(unpaid),
    )


def budget_lines(bill: Bill, confidences: Sequence[float] = CONFIDENCES) -> list[BudgetLine]:
    """Every payer and fiscal year: the risk against the appropriation and the reserve to hold."""
    lines = []
    for place, payer in enumerate(bill.payers):
        settled = settle_payer(bill, payer)
        lines += [
            line_of(
                payer,
                year,
                bill.cash[:, place, at],
                settled.owed[:, at],
                settled.unpaid[:, at],
                bill.entered[place, at],
                confidences,
            )
            for at, year in enumerate(bill.fiscal_years)
        ]
    return lines


def total_line(bill: Bill, payer: str, confidences: Sequence[float] = CONFIDENCES) -> BudgetLine:
    """All fiscal years of one payer together (its fiscal year is 0).

    The appropriation is their sum; it counts only when every year in which cash can fall due has one.
    """
    place = bill.payers.index(payer)
    due, entered = bill.cash[:, place], bill.entered[place]
    complete = not np.isnan(entered[due.any(axis=0)]).any() and not np.isnan(entered).all()
    total = due.sum(axis=1)
    whole = float(np.nansum(entered)) if complete else np.nan
    return line_of(payer, 0, total, total, np.maximum(total - whole, 0.0), whole, confidences)


def singly(bill: Bill, payer: str, confidence: float) -> float:
    """What one payer holds who makes each fiscal year's own claims sure by themselves, over all years.

    Arrears that a year carries over are claims of an earlier one, so they are counted there, once.
    """
    due = bill.cash[:, bill.payers.index(payer)]
    return together(due, confidence).parts


@dataclass(frozen=True)
class Together:
    """A quantile of a sum beside the sum of the parts' quantiles."""

    parts: float
    whole: Quantile


def together(parts: Floats, level: float = WORST) -> Together:
    """The sum of the quantiles of parts (draw, part) and the quantile of their sum.

    Quantiles do not add: the parts do not have their costly draws together, so the sum of theirs
    is as a rule more than is needed for the whole.
    """
    ordered = np.sort(parts, axis=0)
    singly = sum(quantile_of(ordered[:, place], level).value for place in range(parts.shape[1]))
    return Together(float(singly), quantile_of(np.sort(parts.sum(axis=1)), level))


def worst_tenth_of(total: Floats, parts: Floats) -> list[Estimate]:
    """What each part (draw, part) costs beyond its mean in the tenth of draws whose total is dearest."""
    costliest = costliest_tenth(total)
    return [mean_of(parts[costliest, place] - parts[:, place].mean()) for place in range(parts.shape[1])]
