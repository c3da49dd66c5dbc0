"""Rolls by purpose and year, and the curves read at a score."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np

from simulation.compiled import compiled
from simulation.engine.dice import Words, normal_score, roll, uniform
from simulation.engine.model import GRID_DENSITY, GRID_START, LAST_KNOT, Floats

_YEAR_ZERO = 1902  # four calendar years share a roll: 2022 to 2025, 2026 to 2029, ...


@compiled
def roll_for(seed: int, entity: int, purpose: int, part: int, draw: int) -> Words:
    """The four words that an entity has for one purpose (and part of it) in one draw."""
    return roll(seed, entity, np.uint64((purpose << 16) | part), np.uint64(draw))


@compiled
def year_part(year: int) -> int:
    """The part of a purpose whose roll holds this calendar year."""
    return (year - _YEAR_ZERO) >> 2


@compiled
def year_word(year: int) -> int:
    """Which of the four words of that roll is this calendar year's."""
    return (year - _YEAR_ZERO) & 3


@compiled
def score(word: int) -> float:
    """The normal score of a word."""
    return normal_score(uniform(word))


@compiled
def read(tables: Floats, row: int, z: float) -> float:
    """A tabulated curve at a normal score, by linear interpolation; beyond its ends as at them."""
    position = (z - GRID_START) * GRID_DENSITY
    knot = min(max(int(position), 0), LAST_KNOT)
    below = tables[row, knot]
    return below + (position - knot) * (tables[row, knot + 1] - below)


@compiled
def blend(common: float, own: float, correlation: float) -> float:
    """A normal score that correlates with a common one."""
    return correlation * common + sqrt(1.0 - correlation * correlation) * own


@compiled
def pick(cumulative: Floats, p: float) -> int:
    """The district that a uniform number falls in, by cumulative weights (D,)."""
    last = cumulative.size - 1
    for district in range(last):
        if p < cumulative[district]:
            return district
    return last


@compiled
def poisson(mean: float, p: float, most: int) -> int:
    """The Poisson quantile of p, at most `most`."""
    chance = exp(-mean)
    total = chance
    count = 0
    while p > total and count < most:
        count += 1
        chance *= mean / count
        total += chance
    return count
