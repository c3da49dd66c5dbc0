"""Clause 2, third sentence: 整车企业采购奖励."""

from __future__ import annotations

from typing import NamedTuple

from simulation.law.rule import (
    BELOW_FLOOR,
    GROWTH_TOO_LOW,
    MISSING_FACT,
    NO_INCREMENT,
    NO_PRIOR_GROWTH,
    Award,
    below,
    capped,
    grew,
    grew_by,
    growth_unknown,
    more_than,
    nothing,
    rule,
)


class Terms(NamedTuple):
    """Parameters of clause 2 on purchases: money in 万元, rates fractions."""

    purchases_floor: float
    growth_floor: float
    rate: float
    annual_cap: float
    prior_growth: int


@rule
def oem_parts_award(bought: float, before: float, two_before: float, terms: Terms) -> Award:
    """年采购额达到1亿元以上且较上年度增长2%以上（上年同比保持增长），按不高于新增部分1%的比例给予奖励.

    Non-affiliated purchases of the year and of the two years before; NaN is not known.
    """
    if below(bought, terms.purchases_floor):
        return nothing(0.0, BELOW_FLOOR)
    if growth_unknown(bought, before, two_before, terms.prior_growth):
        return nothing(0.0, MISSING_FACT)
    increment = bought - before
    if not grew_by(bought, before, terms.growth_floor):
        return nothing(increment, GROWTH_TOO_LOW)
    if not grew(bought, before, two_before, terms.prior_growth):
        return nothing(increment, NO_PRIOR_GROWTH)
    if not more_than(bought, before):
        return nothing(increment, NO_INCREMENT)
    return capped(increment, terms.rate * increment, terms.annual_cap)
