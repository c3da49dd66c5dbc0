"""Clause 4: 机器人/增材制造采购补助."""

from __future__ import annotations

from typing import NamedTuple

from simulation.law.rule import (
    BELOW_FLOOR,
    MISSING_FACT,
    NO_INCREMENT,
    NO_PRIOR_GROWTH,
    Award,
    below,
    capped,
    grew,
    growth_unknown,
    more_than,
    nothing,
    rule,
)


class Terms(NamedTuple):
    """Parameters of clause 4: money in 万元, the rate a fraction."""

    purchases_floor: float
    rate: float
    annual_cap: float
    prior_growth: int


@rule
def parts_subsidy(bought: float, before: float, two_before: float, terms: Terms) -> Award:
    """采购非关联零部件企业产品年采购额达到1000万元以上的，按不高于采购额新增部分5%给予补助.

    Non-affiliated purchases of the year and of the two years before; NaN is not known.
    """
    if below(bought, terms.purchases_floor):
        return nothing(0.0, BELOW_FLOOR)
    if growth_unknown(bought, before, two_before, terms.prior_growth):
        return nothing(0.0, MISSING_FACT)
    increment = bought - before
    if not grew(bought, before, two_before, terms.prior_growth):
        return nothing(increment, NO_PRIOR_GROWTH)
    if not more_than(bought, before):
        return nothing(increment, NO_INCREMENT)
    return capped(increment, terms.rate * increment, terms.annual_cap)
