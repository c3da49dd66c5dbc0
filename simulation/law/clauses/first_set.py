"""Clause 5, stacking inside the clause: one product, one route.

同一首台（套）产品不得同时享受首台（套）产品应用奖励和保险补偿政策.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.law.rule import UNLIMITED, at_least, rule

PER_ENTERPRISE, PER_PRODUCT = 0, 1


@rule
def draw_down(awards: NDArray[np.float64], cap: float) -> None:
    """Limit a product's awards (years,) in place to one cap for all years, oldest first."""
    left = cap
    for year in range(awards.size):
        awards[year] = min(awards[year], left)
        left -= awards[year]


@rule
def alone(awards: NDArray[np.float64], cap: float, first_year_factor: float) -> float:
    """A product's total (万元) over the performance years, each year capped as if it were alone."""
    total = 0.0
    for year in range(awards.size):
        award = min(awards[year], cap)
        total += award * first_year_factor if year == 0 else award
    return total


@rule
def prefers_insurance(
    insurance: NDArray[np.float64],
    application: NDArray[np.float64],
    insurance_cap: float,
    application_cap: float,
    first_year_factor: float,
) -> bool:
    """从优、就高: whether a product takes the insurance route for its life; equal totals do."""
    by_insurance = alone(insurance, insurance_cap, first_year_factor)
    return at_least(by_insurance, alone(application, application_cap, first_year_factor))


@rule
def product_cap(per_product: int, cap: float) -> float:
    """The yearly cap of one product: its own in the reading per_product, none otherwise."""
    return cap if per_product == PER_PRODUCT else UNLIMITED


@rule
def enterprise_cap(per_product: int, cap: float) -> float:
    """The yearly cap of one enterprise: none in the reading per_product."""
    return UNLIMITED if per_product == PER_PRODUCT else cap
