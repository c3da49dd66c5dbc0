"""The payment schedule: which share of an award is paid in the same year, the next, the one after.

The schedule comes after the dice of the simulation: a share that is a range is drawn once a draw
from dice of its own, so that a certain schedule and every award stay as they are, bit for bit.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulation.engine.dice import entity_key
from simulation.engine.scores import scores_by_draw
from simulation.population.curves import parse_curve
from simulation.scenario import Range, Scenario

Floats = NDArray[np.float64]


def drawn_shares(scenario: Scenario, draws: int) -> Floats:
    """The shares by lag: (lag,) when all are certain, otherwise (draw, lag), each row summing to 1.

    Each range is a PERT curve; what was drawn is divided by its sum.
    """
    return _drawn(scenario.schedule, scenario.seed, draws)


@lru_cache(maxsize=8)
def _drawn(schedule: tuple[float | Range, ...], seed: int, draws: int) -> Floats:
    certain = [share for share in schedule if not isinstance(share, Range)]
    if len(certain) == len(schedule):
        return np.array(certain)
    columns = [
        parse_curve(share.as_value(), "payment_schedule").at(
            scores_by_draw(np.uint64(seed), np.uint64(entity_key("payment_schedule", lag)), draws)  # type: ignore[arg-type]
        )
        if isinstance(share, Range)
        else np.full(draws, share)
        for lag, share in enumerate(schedule)
    ]
    shares = np.stack(columns, axis=1)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
