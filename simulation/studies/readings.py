"""What each doubtful phrase costs: every other option against the scenario's own, on common dice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from simulation.engine.outlay import Floats, Outlay, Summary, summarise
from simulation.engine.reuse import ROUTES, read_by
from simulation.engine.run import simulate
from simulation.law import MEASURES
from simulation.law.policy import load_policy
from simulation.scenario import Scenario

RANGE_DRAWS = 2000
Combination = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadingCost:
    """The cost more (+) or less (−) of one option than of the scenario's own reading, 万元."""

    reading: str
    option: str
    difference: Summary


def options_of(scenario: Scenario) -> list[tuple[str, str]]:
    """Every reading and option that is not in force."""
    return [
        (reading.id, option)
        for reading in load_policy().readings.values()
        for option in reading.options
        if option != scenario.value(f"readings.{reading.id}")
    ]


def cost_of(
    scenario: Scenario, base: Outlay, reading: str, option: str, run: Callable[[Scenario], Outlay] = simulate
) -> ReadingCost:
    """What one option costs, paired draw by draw with the scenario's own run `base`."""
    # A run that stopped at its precision is compared over the draws that it made.
    fixed = scenario.with_values({"simulation.precision": 0.0, "simulation.draws": base.draws})
    other = run(fixed.with_value(f"readings.{reading}", option))
    return ReadingCost(reading, option, summarise(other.total() - base.total()))


def reading_costs(
    scenario: Scenario, base: Outlay, run: Callable[[Scenario], Outlay] = simulate
) -> Iterator[ReadingCost]:
    """Every option that is not in force, one after the other."""
    for reading, option in options_of(scenario):
        yield cost_of(scenario, base, reading, option, run)


@dataclass(frozen=True)
class ReadingRange:
    """The cheapest and the dearest way to read all phrases at once, 万元, over `draws` draws.

    `low` and `high` are paired differences to the scenario's own readings, `combinations` how many
    there are.
    """

    cheapest: Combination
    dearest: Combination
    low: Summary
    high: Summary
    combinations: int
    draws: int


def groups_of(scenario: Scenario) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Measures that no phrase ties together, each with the phrases that touch it."""
    apart = [(measure,) for measure in MEASURES if measure not in ROUTES]
    groups = []
    for measures in (*apart, ROUTES):
        on = tuple(measure for measure in measures if measure in scenario.headline)
        phrases = tuple(one for one in load_policy().readings if set(read_by(one)) & set(measures))
        if on and phrases:
            groups.append((on, phrases))
    return groups


def reading_range(
    scenario: Scenario,
    run: Callable[[Scenario], Outlay] = simulate,
    progress: Callable[[int, int], None] = lambda done, most: None,
) -> ReadingRange:
    """The range of the total over every combination of readings.

    A measure's outlay depends on the phrases about it and on no others, draw by draw: so each
    group of measures is run once for each combination of its own phrases, alone, and a whole
    combination is the sum of its groups. That sum is exact; no interaction is left out.
    """
    options = {one: tuple(reading.options) for one, reading in load_policy().readings.items()}
    few = scenario.with_values(
        {"simulation.draws": min(RANGE_DRAWS, scenario.draws), "simulation.precision": 0.0}
    )
    groups = groups_of(scenario)
    most = sum(_count(options[one] for one in phrases) for _, phrases in groups)
    done = 0
    tables: list[tuple[tuple[str, ...], dict[tuple[str, ...], Floats]]] = []
    for measures, phrases in groups:
        alone = {f"measures.{measure}": "off" for measure in MEASURES if measure not in measures}
        table = {}
        for chosen in product(*(options[one] for one in phrases)):
            read = {f"readings.{one}": option for one, option in zip(phrases, chosen, strict=True)}
            table[chosen] = run(few.with_values(alone | read)).total(measures)
            done += 1
            progress(done, most)
        tables.append((phrases, table))
    return _range(few, options, tables)


def _range(
    scenario: Scenario,
    options: dict[str, tuple[str, ...]],
    tables: list[tuple[tuple[str, ...], dict[tuple[str, ...], Floats]]],
) -> ReadingRange:
    means = [(phrases, {key: float(one.mean()) for key, one in table.items()}) for phrases, table in tables]
    own = {one: str(scenario.value(f"readings.{one}")) for one in options}
    base = _summed(tables, own)
    combinations = [dict(zip(options, chosen, strict=True)) for chosen in product(*options.values())]
    costs = [
        sum(table[tuple(one[phrase] for phrase in phrases)] for phrases, table in means)
        for one in combinations
    ]
    ends = [combinations[costs.index(cost)] for cost in (min(costs), max(costs))]
    low, high = (summarise(_summed(tables, end) - base) for end in ends)
    draws = scenario.draws
    cheapest, dearest = (tuple(end.items()) for end in ends)
    return ReadingRange(cheapest, dearest, low, high, len(combinations), draws)


def _summed(
    tables: list[tuple[tuple[str, ...], dict[tuple[str, ...], Floats]]], read: dict[str, str]
) -> Floats:
    parts = [table[tuple(read[phrase] for phrase in phrases)] for phrases, table in tables]
    return np.sum(parts, axis=0) if parts else np.zeros(1)


def _count(options: Iterable[tuple[str, ...]]) -> int:
    return prod(len(one) for one in options)
