"""Clause 2, third sentence: 整车企业采购奖励."""

from __future__ import annotations

from math import isnan
from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
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
from simulation.law.sentences import PURCHASES, Gained, GrewBy, KeptGrowing, RateOfGain, YearsKnown, at_least


class Facts(NamedTuple):
    """Non-affiliated purchases of the year and of the two years before, 万元; NaN is not known."""

    bought: Annotated[float, Source("parts_purchases")]
    before: Annotated[float, Source("parts_purchases", 1)]
    two_before: Annotated[float, Source("parts_purchases", 2)]


class Terms(NamedTuple):
    """Parameters of clause 2 on purchases: money in 万元, rates fractions."""

    purchases_floor: float
    growth_floor: float
    rate: float
    annual_cap: float
    prior_growth: int


@test(MISSING_FACT)
def purchases_known(facts: Facts, terms: Terms) -> bool:
    """Without the year's purchases nothing can be compared."""
    return not isnan(facts.bought)


@test(BELOW_FLOOR, at_least("bought", "purchases_floor", PURCHASES))
def bought_enough(facts: Facts, terms: Terms) -> bool:
    """年采购额达到1亿元以上."""
    return not below(facts.bought, terms.purchases_floor)


@test(MISSING_FACT, YearsKnown("bought", PURCHASES))
def years_known(facts: Facts, terms: Terms) -> bool:
    """The years that 上年同比保持增长 compares."""
    return not growth_unknown(facts.bought, facts.before, facts.two_before, terms.prior_growth)


@test(GROWTH_TOO_LOW, GrewBy("bought", "growth_floor"))
def grew_enough(facts: Facts, terms: Terms) -> bool:
    """较上年度增长2%以上."""
    return grew_by(facts.bought, facts.before, terms.growth_floor)


@test(NO_PRIOR_GROWTH, KeptGrowing("bought", PURCHASES))
def kept_growing(facts: Facts, terms: Terms) -> bool:
    """上年同比保持增长."""
    return grew(facts.bought, facts.before, facts.two_before, terms.prior_growth)


@test(NO_INCREMENT, Gained("bought", "rate"))
def gained(facts: Facts, terms: Terms) -> bool:
    """新增部分."""
    return more_than(facts.bought, facts.before)


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """年采购额达到1亿元以上且较上年度增长2%以上（上年同比保持增长），按不高于新增部分1%的比例给予奖励."""
    if not purchases_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    if not bought_enough(facts, terms):
        return nothing(0.0, BELOW_FLOOR)
    if not years_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    increment = facts.bought - facts.before
    if not grew_enough(facts, terms):
        return nothing(increment, GROWTH_TOO_LOW)
    if not kept_growing(facts, terms):
        return nothing(increment, NO_PRIOR_GROWTH)
    if not gained(facts, terms):
        return nothing(increment, NO_INCREMENT)
    return capped(increment, terms.rate * increment, terms.annual_cap)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    RateOfGain("bought"),
    earns=lambda terms: terms.rate,
)
