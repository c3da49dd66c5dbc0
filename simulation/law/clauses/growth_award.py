"""Clause 3: 智能网联/氢燃料电池汽车成长奖励."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

from simulation.law.rule import (
    BELOW_FLOOR,
    GROWTH_TOO_LOW,
    MISSING_FACT,
    NO_PRIOR_GROWTH,
    NOT_ELIGIBLE,
    NOT_FIRST_TIME,
    PAID,
    Award,
    at_least,
    grew,
    grew_by,
    growth_unknown,
    nothing,
    rule,
)

HIGHEST_NEW_TIER, DIFFERENCE, SUM_OF_NEW_TIERS = 0, 1, 2


class Terms(NamedTuple):
    """Parameters of clause 3: money in 万元, the growth floor a fraction."""

    tier_1_output: float
    tier_2_output: float
    tier_3_output: float
    tier_1_award: float
    tier_2_award: float
    tier_3_award: float
    growth_floor: float
    prior_growth: int
    growth_tiers: int


@rule
def tier_reached(output: float, terms: Terms) -> int:
    """The highest tier (0 for none) that this output value reaches."""
    if at_least(output, terms.tier_3_output):
        return 3
    if at_least(output, terms.tier_2_output):
        return 2
    if at_least(output, terms.tier_1_output):
        return 1
    return 0


@rule
def award_of_tier(tier: int, terms: Terms) -> float:
    """The award that the clause names for a tier."""
    if tier == 3:
        return terms.tier_3_award
    if tier == 2:
        return terms.tier_2_award
    if tier == 1:
        return terms.tier_1_award
    return 0.0


@rule
def growth_award(
    output: float,
    before: float,
    two_before: float,
    breakthrough: float,
    best_before: float,
    paid_before: float,
    terms: Terms,
) -> Award:
    """企业年产值首次达到1亿元、5亿元、10亿元…同时年产值较上年度增长20%以上（上年同比保持增长）.

    Output value (万元) of the year and of the two years before; `breakthrough` 1, 0 or NaN (not
    known); `best_before` the highest output of any earlier year (0 when none is known), which
    spends the "first time"; `paid_before` what earlier years were paid, by difference the award
    of the highest tier so far.
    """
    if isnan(output) or isnan(breakthrough):
        return nothing(0.0, MISSING_FACT)
    if breakthrough == 0.0:
        return nothing(output, NOT_ELIGIBLE)
    tier = tier_reached(output, terms)
    if tier == 0:
        return nothing(output, BELOW_FLOOR)
    spent = tier_reached(best_before, terms)
    if tier <= spent:
        return nothing(output, NOT_FIRST_TIME)
    if growth_unknown(output, before, two_before, terms.prior_growth):
        return nothing(output, MISSING_FACT)
    if not grew_by(output, before, terms.growth_floor):
        return nothing(output, GROWTH_TOO_LOW)
    if not grew(output, before, two_before, terms.prior_growth):
        return nothing(output, NO_PRIOR_GROWTH)
    award = award_of_tier(tier, terms)
    if terms.growth_tiers == DIFFERENCE:
        award = max(0.0, award - paid_before)
    elif terms.growth_tiers == SUM_OF_NEW_TIERS:
        for passed in range(spent + 1, tier):
            award += award_of_tier(passed, terms)
    return Award(output, award, award, PAID)
