"""One enterprise's chances: how likely each award is in each performance year, and how much it is.

The simulation of the whole run with nobody else in it: years that the panel does not know are
drawn forward, and every award, of a known year too, passes through delivery (take-up, better
schemes elsewhere, acceptance, cuts). Money in 万元.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from simulation.engine.outlay import Floats, Outlay, Quantile, quantile_of
from simulation.engine.run import simulate
from simulation.engine.statistics import share_of
from simulation.judge.roster import ENTERPRISE_MEASURES
from simulation.panel import Panel
from simulation.scenario import Scenario

LEVELS = (0.1, 0.5, 0.9)
# Fewer paid draws than this say nothing of a P10 or P90 of the amount.
FEWEST_PAID = 50


@dataclass(frozen=True)
class Prospect:
    """An amount that may come to nothing.

    `probability` is the share of draws that pay anything, `error` its Monte Carlo error; `given_paid`
    are P10, P50 and P90 of the amount where it is paid, empty under FEWEST_PAID such draws; `mean`
    counts the draws that pay nothing as zero, and `mean_error` is its Monte Carlo error.
    """

    probability: float
    error: float
    given_paid: tuple[Quantile, ...]
    mean: float
    mean_error: float


@dataclass(frozen=True)
class Chance:
    """The prospect of one measure in one performance year; `known` where the panel has that year."""

    measure: str
    year: int
    known: bool
    prospect: Prospect


@dataclass(frozen=True)
class Future:
    """All chances that are not nil, the years known and simulated, and what the latter come to together.

    `nil` are the years of each measure without a single paid draw.
    """

    known: tuple[int, ...]
    simulated: tuple[int, ...]
    chances: tuple[Chance, ...]
    nil: Mapping[str, tuple[int, ...]]
    together: Prospect
    draws: int


def future(panel: Panel, scenario: Scenario, enterprise_id: str) -> Future:
    """One enterprise's chances: its part of the whole simulation of the panel, bit for bit.

    Raises KeyError for an id that the panel does not have.
    """
    own = panel.only(enterprise_id)
    outlay = simulate(scenario, panel, only=enterprise_id)
    return chances_of(outlay, {int(year) for year in own.tables["enterprises"]["year"]})


def chances_of(outlay: Outlay, on_record: set[int]) -> Future:
    """The chances in the outlay of one enterprise, whose years in the panel are `on_record`.

    A year before the last one on record is known too, though its facts may be missing.
    """
    last = max(on_record)
    known = tuple(year for year in outlay.years if year <= last)
    simulated = tuple(year for year in outlay.years if year > last)
    amount = outlay.amount.sum(axis=3)
    chances: list[Chance] = []
    nil: dict[str, tuple[int, ...]] = {}
    for place, measure in enumerate(outlay.measures):
        if measure not in outlay.headline or measure not in ENTERPRISE_MEASURES:
            continue
        for at, year in enumerate(outlay.years):
            prospect = prospect_of(amount[:, place, at])
            if prospect.probability:
                chances.append(Chance(measure, year, year in known, prospect))
            else:
                nil[measure] = (*nil.get(measure, ()), year)
    together = outlay.by_year()[:, [outlay.years.index(year) for year in simulated]].sum(axis=1)
    return Future(known, simulated, tuple(chances), nil, prospect_of(together), outlay.draws)


def prospect_of(amounts: Floats) -> Prospect:
    """The prospect of an amount (draw,)."""
    draws, probability = amounts.size, share_of(amounts > 0.0)
    paid = np.sort(amounts[amounts > 0.0])
    levels = tuple(quantile_of(paid, level) for level in LEVELS) if paid.size >= FEWEST_PAID else ()
    spread = float(amounts.std(ddof=1)) if draws > 1 else 0.0
    return Prospect(
        probability.value,
        probability.error,
        levels,
        float(amounts.mean()),
        spread / sqrt(draws),
    )


__all__ = ["Chance", "Future", "Prospect", "chances_of", "future", "prospect_of"]
