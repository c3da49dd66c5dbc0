"""Clause 2, first sentence: 整车产能提升奖励."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

from simulation.law.rule import (
    ALREADY_AWARDED,
    BELOW_FLOOR,
    MISSING_FACT,
    NO_INCREMENT,
    NO_PRIOR_GROWTH,
    Award,
    capped,
    grew,
    growth_unknown,
    more_than,
    nothing,
    reaches,
    rule,
)

ONCE, EACH_YEAR = 0, 1


class Terms(NamedTuple):
    """Parameters of clause 2 on capacity: money in 万元, floors and rate fractions."""

    utilisation_floor: float
    nev_share_floor: float
    rate: float
    cap: float
    prior_growth: int
    capacity_once: int


@rule
def capacity_award(
    vehicle_output: float,
    approved_capacity: float,
    nev_output: float,
    value_added: float,
    before: float,
    two_before: float,
    awarded_before: bool,
    terms: Terms,
) -> Award:
    """年度实际产能达到核准产能75%且新能源汽车占实际产量50%及以上，按不高于新增工业增加值5%给予一次性奖励.

    Output and capacity in vehicles; industrial value added (万元) of the year and of the two years
    before; NaN is not known. `awarded_before` is this enterprise's award in an earlier year.
    """
    if awarded_before and terms.capacity_once == ONCE:
        return nothing(0.0, ALREADY_AWARDED)
    if isnan(vehicle_output) or isnan(approved_capacity) or isnan(nev_output):
        return nothing(0.0, MISSING_FACT)
    if approved_capacity <= 0.0 or not reaches(vehicle_output / approved_capacity, terms.utilisation_floor):
        return nothing(0.0, BELOW_FLOOR)
    if vehicle_output <= 0.0 or not reaches(nev_output / vehicle_output, terms.nev_share_floor):
        return nothing(0.0, BELOW_FLOOR)
    if growth_unknown(value_added, before, two_before, terms.prior_growth):
        return nothing(0.0, MISSING_FACT)
    increment = value_added - before
    if not grew(value_added, before, two_before, terms.prior_growth):
        return nothing(increment, NO_PRIOR_GROWTH)
    if not more_than(value_added, before):
        return nothing(increment, NO_INCREMENT)
    return capped(increment, terms.rate * increment, terms.cap)
