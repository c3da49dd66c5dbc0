"""Clause 4: 机器人/增材制造采购补助."""

from __future__ import annotations

from math import isnan
from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
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
from simulation.law.sentences import PURCHASES, Gained, KeptGrowing, RateOfGain, YearsKnown, at_least


class Facts(NamedTuple):
    """Non-affiliated purchases of the year and of the two years before, 万元; NaN is not known."""

    bought: Annotated[float, Source("parts_purchases")]
    before: Annotated[float, Source("parts_purchases", 1)]
    two_before: Annotated[float, Source("parts_purchases", 2)]


class Terms(NamedTuple):
    """Parameters of clause 4: money in 万元, the rate a fraction."""

    purchases_floor: float
    rate: float
    annual_cap: float
    prior_growth: int


@test(MISSING_FACT)
def purchases_known(facts: Facts, terms: Terms) -> bool:
    """Without the year's purchases nothing can be compared."""
    return not isnan(facts.bought)


@test(BELOW_FLOOR, at_least("bought", "purchases_floor", PURCHASES))
def bought_enough(facts: Facts, terms: Terms) -> bool:
    """年采购额达到1000万元以上."""
    return not below(facts.bought, terms.purchases_floor)


@test(MISSING_FACT, YearsKnown("bought", PURCHASES))
def years_known(facts: Facts, terms: Terms) -> bool:
    """The years that 上年同比保持增长 compares."""
    return not growth_unknown(facts.bought, facts.before, facts.two_before, terms.prior_growth)


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
    """采购非关联零部件企业产品年采购额达到1000万元以上的，按不高于采购额新增部分5%给予补助."""
    if not purchases_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    if not bought_enough(facts, terms):
        return nothing(0.0, BELOW_FLOOR)
    if not years_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    increment = facts.bought - facts.before
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
