"""Goal seek: what keeps the chance of exceeding a budget under a level. Money in 万元.

All on common dice, so the outlay of every draw, and with it every quantile, moves one way with a
parameter. The chance of exceeding is a step function, which a root finder cannot follow; it is at
most `risk` exactly when the quantile 1 − risk of the cash stays within the budget, and that
quantile moves smoothly: it is what the root finder is given.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from simulation.engine.outlay import Outlay, Quantile, quantile_of
from simulation.engine.reuse import simulate_from
from simulation.engine.statistics import Estimate, mean_of, share_of
from simulation.money.payers import Bill
from simulation.panel import Panel
from simulation.scenario import Key, Scenario, catalogue

Floats = NDArray[np.float64]

CURVE_POINTS = 5
EVERYONE = "all"
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Target:
    """A budget that cash exceeds with a chance of at most `risk`.

    `payer` is the city, a district or `EVERYONE`; `year` a fiscal year, or None for all together.
    """

    budget: float
    risk: float
    payer: str = EVERYONE
    year: int | None = None

    def cash(self, split: Bill) -> Floats:
        """The cash that counts against the budget, (draw,)."""
        due = split.cash
        own = due.sum(axis=1) if self.payer == EVERYONE else due[:, split.payers.index(self.payer)]
        if self.year is None:
            return np.asarray(own.sum(axis=1))
        return np.asarray(own[:, split.fiscal_years.index(self.year)])


@dataclass(frozen=True)
class Point:
    """What one value of the parameter gives: the chance, the mean, and the quantile that must fit."""

    value: float
    exceeded: Estimate
    mean: Estimate
    low: Quantile
    needed: Quantile


@dataclass(frozen=True)
class Goal:
    """The answer: the most generous value that keeps the risk, None where none in the range does.

    `curve` holds every point that was looked at, by value; `bound` names why the answer is at an
    end: "all" values keep the risk, "none" does, the parameter has "no_effect", or "" in between.
    """

    value: float | None
    curve: tuple[Point, ...]
    bound: str

    @property
    def point(self) -> Point:
        """The point of the answer; of the thriftiest value looked at where there is none."""
        if self.value is None:
            return min(self.curve, key=lambda point: (point.needed.value, point.mean.value))
        return next(point for point in self.curve if point.value == self.value)


def parameters(scenario: Scenario) -> tuple[Key, ...]:
    """The statutory numbers of the headline's measures that money can be steered by."""
    return tuple(
        key
        for path, key in catalogue().items()
        if path.startswith("policy.") and key.slider and path.split(".")[1] in scenario.headline
        if key.unit in ("money", "rate", "share", "count")
    )


@dataclass
class _Search:
    """Points by value, each simulated once and only where the parameter touches."""

    scenario: Scenario
    base: Outlay
    path: str
    target: Target
    panel: Panel | None = None
    progress: Progress | None = None
    points: dict[float, Point] = field(default_factory=dict)

    def at(self, value: float) -> Point:
        """The point of one value of the parameter."""
        if value not in self.points:
            changed = self.scenario.with_value(self.path, value)
            outlay = simulate_from(changed, self.scenario, self.base, self.panel)
            self.points[value] = _point(value, self.target.cash(Bill.of(outlay, changed)), self.target)
            if self.progress:
                self.progress(len(self.points))
        return self.points[value]

    def over(self, value: float) -> float:
        """By how much the needed quantile passes the budget; negative within it."""
        return self.at(value).needed.value - self.target.budget

    def keeps(self, value: float) -> bool:
        """Whether the value keeps the risk."""
        return self.over(value) <= 0.0


def _point(value: float, due: Floats, target: Target) -> Point:
    ordered = np.sort(due)
    return Point(
        value,
        share_of(due > target.budget),
        mean_of(due),
        quantile_of(ordered, target.risk),
        quantile_of(ordered, 1.0 - target.risk),
    )


def seek(
    scenario: Scenario,
    base: Outlay,
    path: str,
    target: Target,
    panel: Panel | None = None,
    progress: Progress | None = None,
) -> Goal:
    """The most generous value of a statutory number that keeps the risk, on the roster of `base`.

    It is sought on the number's slider, up to the law's standard, or to the scenario's own value where
    that is beyond it. A number that must be whole is searched over whole values; another by Brent's method, and then
    rounded to its slider's step on the safe side.
    """
    key = catalogue()[path]
    assert key.slider is not None
    low, high = _range(key, scenario)
    step = key.slider[2]
    search = _Search(scenario, base, path, target, panel, progress)
    grid = np.linspace(low, high, CURVE_POINTS)
    values = sorted({float(round(value)) for value in grid} if key.bounds.whole else {*map(float, grid)})
    for value in values:
        search.at(value)
    first, last = search.at(values[0]), search.at(values[-1])
    rising = last.mean.value >= first.mean.value
    generous, thrifty = (values[-1], values[0]) if rising else (values[0], values[-1])
    if first == Point(values[0], last.exceeded, last.mean, last.low, last.needed):
        return _goal(search, generous if search.keeps(generous) else None, "no_effect")
    if search.keeps(generous):
        return _goal(search, generous, "all")
    if not search.keeps(thrifty):
        return _goal(search, None, "none")
    ladder = values if rising else values[::-1]  # from thrifty to generous
    beyond = bisect_left(ladder, True, key=lambda value: not search.keeps(value))
    kept, lost = ladder[beyond - 1], ladder[beyond]
    if key.bounds.whole:
        return _goal(search, _whole(search, kept, lost), "")
    return _goal(search, _between(search, kept, lost, step), "")


def _range(key: Key, scenario: Scenario) -> tuple[float, float]:
    assert key.slider is not None
    low, high, _ = key.slider
    if isinstance(key.default, float) and key.beyond:
        limits = (key.default, scenario.number(key.path))
        if key.beyond > 0:
            return low, min(high, max(limits))
        return max(low, min(limits)), high
    return low, high


def _goal(search: _Search, value: float | None, bound: str) -> Goal:
    return Goal(value, tuple(search.points[place] for place in sorted(search.points)), bound)


def _whole(search: _Search, kept: float, lost: float) -> float:
    """The last whole value from `kept` towards `lost` that keeps the risk."""
    way = 1 if lost > kept else -1
    steps = range(1, round(abs(lost - kept)))
    beyond = bisect_left(steps, True, key=lambda step: not search.keeps(kept + way * step))
    return kept + way * beyond


def _between(search: _Search, kept: float, lost: float, step: float) -> float:
    """Where the quantile meets the budget, rounded to the step towards `kept`."""
    root = float(brentq(search.over, kept, lost, xtol=step / 10, rtol=1e-9))
    towards = floor if lost > kept else ceil
    ahead = step if lost > kept else -step
    value = round(towards(round(root / step, 6)) * step, 12)
    inside = min(kept, lost) < value < max(kept, lost)
    value = value if inside else kept
    if not search.keeps(value):  # the root is only as near as the tolerance
        value = round(value - ahead, 12)
    return value if search.keeps(value) else kept


@dataclass(frozen=True)
class Allocation:
    """How a given total can be kept: one factor on every payment, or an envelope a measure.

    `factor` (its interval from the quantile's): what part of every award can be promised.
    `envelopes` by measure are None where no cut is needed; `level` is the share of draws in which
    a measure's own claims fit its envelope; `exceeded` the risk that is left with the envelopes.
    """

    factor: Quantile
    envelopes: dict[str, float] | None
    level: float
    exceeded: Estimate
    cut: dict[str, Estimate]


def allocate(split: Bill, target: Target) -> Allocation:
    """The largest common factor, and the largest equally safe envelopes, that keep the target's risk.

    Nothing is simulated again: both work on the cash of the draws. The envelopes are the claims'
    own quantiles at one level for all measures, the highest level that keeps the total's risk.
    """
    needed = quantile_of(np.sort(target.cash(split)), 1.0 - target.risk)
    factor = Quantile(
        1.0 - target.risk,
        *(
            min(1.0, target.budget / one) if one > 0 else 1.0
            for one in (needed.value, needed.high, needed.low)
        ),
    )
    due = _due_by_measure(split, target)
    ordered = np.sort(due, axis=0)

    def capped(level: float) -> tuple[Floats, Floats]:
        caps = np.array([quantile_of(ordered[:, place], level).value for place in range(due.shape[1])])
        return caps, np.minimum(due, caps)

    def over(level: float) -> float:
        total = np.sort(capped(level)[1].sum(axis=1))
        return quantile_of(total, 1.0 - target.risk).value - target.budget

    measures = split.outlay.headline
    if over(1.0) <= 0:
        level, caps, paid = 1.0, None, due
    else:
        draws = due.shape[0]
        ranks = range(1, draws + 1)
        rank = bisect_left(ranks, True, key=lambda rank: over(rank / draws) > 0)
        level = rank / draws
        found, paid = capped(level) if rank else (np.zeros(due.shape[1]), np.zeros_like(due))
        caps = dict(zip(measures, map(float, found), strict=True))
    lost = due - paid
    return Allocation(
        factor,
        caps,
        level,
        share_of(paid.sum(axis=1) > target.budget),
        {measure: mean_of(lost[:, place]) for place, measure in enumerate(measures)},
    )


def _due_by_measure(split: Bill, target: Target) -> Floats:
    """The cash that counts against the budget by measure, (draw, measure)."""
    payers = split.payers if target.payer == EVERYONE else (target.payer,)
    due = sum(split.cash_by_measure(payer) for payer in payers)
    assert isinstance(due, np.ndarray)
    if target.year is None:
        return np.asarray(due.sum(axis=2))
    return np.asarray(due[:, :, split.fiscal_years.index(target.year)])
