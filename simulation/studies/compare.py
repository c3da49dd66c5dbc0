"""Scenarios against each other on the same dice. Money in 万元.

Draw n of one run meets draw n of the other: the same enterprises with the same luck. What differs
is the policy or an assumption, so the error of a difference is far below that of either total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from simulation.engine.outlay import Floats, Outlay, Summary, summarise
from simulation.engine.statistics import Estimate, share_of
from simulation.law.policy import load_policy
from simulation.money.payers import Bill
from simulation.scenario import Difference, Scenario

Run = Callable[[Scenario], Outlay]
Money = Callable[[Scenario, Outlay], Floats]
Part = TypeVar("Part")


@dataclass(frozen=True)
class Paired:
    """What one scenario costs more (+) or less (−) than another, draw by draw, and how often more."""

    values: Floats
    summary: Summary
    costs_more: Estimate
    equal: Estimate


def paired(values: Floats) -> Paired:
    """Figures of differences (draws,)."""
    return Paired(values, summarise(values), share_of(values > 0.0), share_of(values == 0.0))


@dataclass(frozen=True)
class Side:
    """One scenario's run in the sums that a comparison needs, each (draws,); not the whole tensor.

    `total` is the headline's; `received` what enterprises and organisations get: every award and
    programme that is on, equity not. `claimants` is the mean number of awards paid.
    """

    scenario: Scenario
    total: Floats
    received: Floats
    claimants: float
    by_measure: dict[str, Floats]
    by_year: dict[int, Floats]
    by_fiscal_year: dict[int, Floats]
    by_payer: dict[str, Floats]

    @property
    def nbytes(self) -> int:
        """The memory that the sums hold."""
        parts = (self.by_measure, self.by_year, self.by_fiscal_year, self.by_payer)
        return self.total.nbytes * (2 + sum(len(part) for part in parts))


def side(scenario: Scenario, outlay: Outlay) -> Side:
    """A scenario and its run, ready to be compared."""
    split = Bill.of(outlay, scenario)
    due = split.cash.sum(axis=1)
    by_year = outlay.by_year()
    kinds = load_policy().measures
    gifts = tuple(measure for measure in scenario.enabled if kinds[measure].kind != "equity")
    return Side(
        scenario=scenario,
        total=outlay.total(),
        received=outlay.total(gifts),
        claimants=outlay.summary(gifts).claimants_mean or 0.0,
        by_measure={measure: outlay.total((measure,)) for measure in outlay.headline},
        by_year={year: by_year[:, place] for place, year in enumerate(outlay.years)},
        by_fiscal_year={year: due[:, place] for place, year in enumerate(scenario.fiscal_years)},
        by_payer={payer: split.total(payer) for payer in split.payers},
    )


def on_common_dice(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios with the seed and the number of draws of the first, and no early stop."""
    first = scenarios[0]
    dice = {
        "simulation.seed": first.seed,
        "simulation.draws": first.draws,
        "simulation.precision": 0.0,
    }
    return [scenario.with_values(dice) for scenario in scenarios]


@dataclass(frozen=True)
class Comparison:
    """One scenario against the first: the total and its parts, each a paired difference.

    `by_measure` sums to the total: a measure outside a scenario's headline counts as 0 there.
    `by_year` are performance years, `by_fiscal_year` the cash due, `by_payer` all performance years;
    a year that only one of the two scenarios has counts as 0 in the other.
    """

    base: Side
    other: Side
    total: Paired
    by_measure: dict[str, Paired]
    by_year: dict[int, Paired]
    by_fiscal_year: dict[int, Paired]
    by_payer: dict[str, Paired]
    changes: list[Difference]


def compare(base: Side, other: Side) -> Comparison:
    """The second scenario less the first; refused where they were not run on the same dice."""
    if base.scenario.seed != other.scenario.seed or base.total.size != other.total.size:
        raise ValueError("paired runs need the same seed and the same number of draws")
    return Comparison(
        base,
        other,
        paired(other.total - base.total),
        _subtract(other.by_measure, base.by_measure),
        _subtract(other.by_year, base.by_year),
        _subtract(other.by_fiscal_year, base.by_fiscal_year),
        _subtract(other.by_payer, base.by_payer),
        changes_between(base.scenario, other.scenario),
    )


def _subtract(after: dict[Part, Floats], before: dict[Part, Floats]) -> dict[Part, Paired]:
    nothing = np.zeros(1)
    parts = dict.fromkeys([*before, *after])
    return {part: paired(after.get(part, nothing) - before.get(part, nothing)) for part in parts}


def compare_all(scenarios: Sequence[Scenario], run: Run) -> list[Comparison]:
    """Every scenario after the first against the first, on the first one's dice."""
    sides = [side(scenario, run(scenario)) for scenario in on_common_dice(scenarios)]
    return [compare(sides[0], other) for other in sides[1:]]


def changes_between(before: Scenario, after: Scenario) -> list[Difference]:
    """What differs between two scenarios, apart from the dice, which a comparison makes equal."""
    return [pair for pair in after.differences(before) if pair.key.stage != "run"]


@dataclass(frozen=True)
class Step:
    """One change of a waterfall: what it adds to the money, on top of the changes before it."""

    changes: tuple[Difference, ...]
    effect: Paired


def steps_between(before: Scenario, after: Scenario) -> list[tuple[Difference, ...]]:
    """The changes that lead from one scenario to another, as steps that can be put in any order.

    The dates of validity move together: between them a policy could end before it began.
    """
    changes = changes_between(before, after)
    dates = tuple(pair for pair in changes if pair.key.path.startswith("validity."))
    steps = [(pair,) for pair in changes if pair not in dates]
    return [*([dates] if dates else []), *steps]


def waterfall(
    before: Scenario,
    after: Scenario,
    order: Sequence[tuple[Difference, ...]],
    run: Run,
    money: Money = lambda _, outlay: outlay.total(),
) -> Iterator[Step]:
    """Each change's effect, stacked in the order given; they sum to the whole paired difference.

    `money` says whose: the headline's total when not given. What a change adds depends on the
    order where changes act on the same money; the sum does not.
    """
    start, end = on_common_dice([before, after])
    reached, level = start, money(start, run(start))
    for place, changes in enumerate(order):
        last = place == len(order) - 1
        reached = end if last else _moved(reached, end, [pair.key.path for pair in changes])
        now = money(reached, run(reached))
        yield Step(tuple(changes), paired(now - level))
        level = now


def _moved(reached: Scenario, end: Scenario, paths: Sequence[str]) -> Scenario:
    """The scenario reached so far, with the end's own entries (or the lack of one) for some keys."""
    theirs = dict(end.overrides)
    moved = reached.with_checked({path: theirs.get(path) for path in paths})
    # A key that only inherits in the end, and is the parent of none, gets the value itself.
    still = {path: end.value(path) for path in paths if moved.value(path) != end.value(path)}
    return replace(moved.with_checked(still), name=reached.name)


def touches_total(pair: Difference) -> bool:
    """Whether a change can move the total: the split, the budget and the schedule cannot."""
    return not pair.key.after_the_dice
