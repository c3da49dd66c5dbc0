"""The estimate against what was really paid, and what the estimate learns from it. Money in 万元.

**Comparison.** The cash due of a cell (measure, district, fiscal year, payer) in every draw, and the
place of the actual payment among the draws: the share below it, draws equal to it counted half.

**Update.** Draws are reweighted by how well they fit the payments. The likelihood takes a payment
for the model's cash of the draw plus an error of its own, normal: late claims, other budgets, the
crudeness of the model. Fitted by year, the error of a fiscal year's total has a standard deviation
of `tolerance` times the expected total. Fitted by measure, that holds for the total of all known
years, and its variance is shared among the measures as their expected cash is, so that many small
and lumpy lines are not trusted more than their sum. With that error the weights are
exact (Wilkinson, "Approximate Bayesian computation (ABC) gives exact results under the assumption
of model error", 2013); payments without one leave the bands a little too wide. The error does not
depend on what was paid, so that nothing paid is evidence like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import floor, sqrt
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from simulation.engine.outlay import Quantile, cash, quantile_of
from simulation.engine.statistics import Estimate, share_of
from simulation.law.policy import load_policy
from simulation.money.payers import Bill, split
from simulation.scenario import Scenario
from simulation.text.problems import InputError, Problem, Text

Floats = NDArray[np.float64]
Detail = Literal["year", "measure"]
Part = Literal["measure", "district", "year"]

LEAST_DRAWS = 200
TOLERANCE = 0.2
BAND = 0.8


@dataclass(frozen=True)
class Paid:
    """An actual payment, or the sum of several, beside the cash due in every draw (draw,)."""

    measure: str
    district: str
    year: int
    actual: float
    due: Floats

    @property
    def place(self) -> Estimate:
        """Where the actual payment falls among the draws, 0 to 1; equal draws count half."""
        below = share_of(self.due < self.actual)
        return Estimate(below.value + 0.5 * float((self.due == self.actual).mean()), below.error)

    @property
    def inside(self) -> bool:
        """Whether it falls in the middle 80% of the draws."""
        return abs(self.place.value - 0.5) <= BAND / 2

    def band(self) -> tuple[Quantile, Quantile, Quantile]:
        """P10, P50 and P90 of the cash due."""
        ordered = np.sort(self.due)
        return quantile_of(ordered, 0.1), quantile_of(ordered, 0.5), quantile_of(ordered, 0.9)


def compare(bill: Bill, payments: pd.DataFrame, scenario: Scenario, whole: bool = False) -> list[Paid]:
    """What was paid beside the cash due, one a measure, district and fiscal year, payers together.

    `payments` is the panel's table; several rows of one cell, batches and recoveries, are summed. A
    cell that it does not list is not known and left out; with `whole`, a measure and year that it does
    list is complete: the districts not listed paid nothing.
    Raises InputError, every row named.
    """
    if problems := _problems(payments, scenario):
        raise InputError(problems)
    shares, outlay, found = bill.schedule, bill.outlay, []
    for measure, rows in payments.groupby("measure", sort=False):
        at = outlay.measures.index(str(measure))
        amount = outlay.amount[:, at].transpose(0, 2, 1)  # (draw, district, performance year)
        parts = split(amount, bill.table[at][:, None])
        due = {
            "city": cash(parts[0], shares),
            "district": cash(parts[1], shares),
            "both": cash(amount, shares),
        }
        for key, listed in rows.groupby("fiscal_year"):
            year = int(float(key))  # type: ignore[arg-type]
            column = bill.fiscal_years.index(year)
            # Where some districts list their payers apart, both together are all the same.
            payers = ("both",) if "both" in set(listed["payer"]) else tuple(sorted(set(listed["payer"])))
            for place, district in enumerate(outlay.districts):
                cells = listed[listed["district"] == district]
                named = payers if whole else tuple(cells["payer"].unique())
                if named:
                    predicted = sum((due[payer][:, place, column] for payer in named), np.zeros(outlay.draws))
                    actual = float(cells["amount"].sum())
                    found.append(Paid(str(measure), district, year, actual, predicted))
    return found


def _problems(payments: pd.DataFrame, scenario: Scenario) -> list[Problem]:
    first, last = scenario.fiscal_years[0], scenario.fiscal_years[-1]
    problems = []
    for row, measure, year in payments[["measure", "fiscal_year"]].itertuples():
        if not first <= year <= last:
            problems.append(
                Problem(
                    "payments",
                    Text(
                        f"{int(year)} 年不在测算的财政年度内",
                        f"{int(year)} is no fiscal year of the estimate",
                    ),
                    Text(f"应在 {first}–{last} 年", f"the fiscal years are {first}–{last}"),
                    int(row),
                    "fiscal_year",
                    str(int(year)),
                )
            )
        if measure not in scenario.enabled:
            problems.append(
                Problem(
                    "payments",
                    Text("当前情景已关闭此措施", "the scenario has switched this measure off"),
                    Text("请在“政策参数”中打开", "switch it on under Policy"),
                    int(row),
                    "measure",
                    str(measure),
                )
            )
    return problems


def grouped(cells: Sequence[Paid], by: Collection[Part]) -> list[Paid]:
    """Payments summed by some of measure, district and year; the others are left blank (a year as 0)."""
    groups: dict[tuple[str, str, int], list[Paid]] = {}
    for cell in cells:
        name = (
            cell.measure if "measure" in by else "",
            cell.district if "district" in by else "",
            cell.year if "year" in by else 0,
        )
        groups.setdefault(name, []).append(cell)
    return [
        Paid(*name, sum(cell.actual for cell in members), np.sum([cell.due for cell in members], axis=0))
        for name, members in groups.items()
    ]


def coverage(cells: Sequence[Paid]) -> Quantile:
    """The share of payments inside their 80% band, with the 95% range that so many would have by chance.

    The range takes the payments for independent, which those of one year are not: read it as the least.
    """
    inside = sum(cell.inside for cell in cells) / len(cells)
    low, high = binom.ppf((0.025, 0.975), len(cells), BAND) / len(cells)
    return Quantile(BAND, inside, float(low), float(high))


@dataclass(frozen=True)
class Weights:
    """Weights of the draws (draw,), summing to 1, and what they were made from."""

    values: Floats
    fitted: tuple[Paid, ...]
    tolerance: float

    @property
    def effective(self) -> float:
        """The effective sample size: how many equally weighted draws would tell as much (Kish)."""
        return float(1.0 / np.square(self.values).sum())

    def mean(self, draws: Floats) -> Estimate:
        """The weighted mean of draws (draw,) with its error (delta method)."""
        mean = float(self.values @ draws)
        return Estimate(mean, sqrt(float(np.square(self.values) @ np.square(draws - mean))))

    def quantile(self, draws: Floats, level: float) -> Quantile:
        """A weighted order statistic; its interval is that of as many draws as are effective."""
        order = np.argsort(draws, kind="stable")
        heights = np.cumsum(self.values[order])
        count = max(int(self.effective), 1)
        low, high = binom.ppf((0.025, 0.975), count, level) / count

        def at(height: float) -> float:
            place = int(np.searchsorted(heights, height - 1e-12))
            return float(draws[order[min(place, draws.size - 1)]])

        return Quantile(level, at(level), at(float(low)), at(float(high)))

    def share(self, hits: NDArray[np.bool_]) -> Estimate:
        """The weighted share of draws in which something happens."""
        return self.mean(hits.astype(np.float64))


class TooFewDraws(InputError):
    """Too few draws come near the payments: how many are effective, and the payment that fits worst."""

    def __init__(self, effective: float, fitted: Sequence[Paid]) -> None:
        self.effective = effective
        self.worst = max(fitted, key=lambda group: abs(group.place.value - 0.5))
        measure = self.worst.measure
        year = str(self.worst.year)
        named = load_policy().measures[measure].short if measure else Text(year, year)
        super().__init__(
            [
                Problem(
                    "payments",
                    Text(
                        f"有效模拟次数只有 {floor(effective)}，低于 {LEAST_DRAWS}，不予更新；最难解释的是{named.zh}",
                        f"only {floor(effective)} effective draws, under {LEAST_DRAWS}: no update; "
                        f"{named.en} fits worst",
                    ),
                    Text(
                        "请放宽容差、改为按年度合计拟合，或增加模拟次数",
                        "raise the tolerance, fit the totals of years, or raise the draws",
                    ),
                    value=f"{self.worst.actual:,.6g}",
                )
            ]
        )


def reweigh(
    cells: Sequence[Paid],
    years: Collection[int],
    detail: Detail = "year",
    tolerance: float = TOLERANCE,
) -> Weights:
    """Weights that fit the payments of some fiscal years, by the totals of years or of measures.

    Raises TooFewDraws where fewer than 200 would be effective, InputError where the years have no payment.
    """
    known = [cell for cell in cells if cell.year in years]
    fitted = grouped(known, (detail,))
    if not fitted:
        raise InputError([_NOTHING])
    total = sum(float(group.due.mean()) for group in fitted)
    # What never has cash and was paid nothing says nothing; paid something, no draw explains it.
    fits = [
        _log_fit(group, tolerance * sqrt(mean * (mean if detail == "year" else total)))
        for group, mean in ((group, float(group.due.mean())) for group in fitted)
        if mean > 0 or group.actual > 0
    ]
    logs = np.sum(fits, axis=0) if fits else np.zeros(fitted[0].due.size)
    best = float(logs.max())
    raw = np.exp(logs - best) if np.isfinite(best) else np.zeros_like(logs)
    effective = float(raw.sum()) ** 2 / float(np.square(raw).sum()) if raw.any() else 0.0
    if effective < LEAST_DRAWS:
        raise TooFewDraws(effective, fitted)
    return Weights(raw / raw.sum(), tuple(fitted), tolerance)


def least_tolerance(
    cells: Sequence[Paid], years: Collection[int], detail: Detail, tolerances: Sequence[float]
) -> float | None:
    """The first of some rising tolerances at which enough draws are effective; None where none is wide enough."""
    for tolerance in tolerances:
        with suppress(TooFewDraws):
            reweigh(cells, years, detail, tolerance)
            return tolerance
    return None


def _log_fit(group: Paid, error: float) -> Floats:
    if error == 0.0:
        return np.full(group.due.size, -np.inf)
    return np.asarray(-0.5 * np.square((group.actual - group.due) / error))


_NOTHING = Problem(
    "payments",
    Text("所选年度没有实际兑付", "no payment in the years chosen"),
    Text("请选择有数据的财政年度", "choose fiscal years that have payments"),
)
