"""Clause 3: 智能网联/氢燃料电池汽车成长奖励."""

from __future__ import annotations

from math import isnan
from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
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
from simulation.law.sentences import (
    MONEY,
    OUTPUT,
    PLAIN,
    FirstTime,
    Found,
    GrewBy,
    KeptGrowing,
    Known,
    TierReached,
    Tiers,
    YearsKnown,
)
from simulation.text.problems import Text

HIGHEST_NEW_TIER, DIFFERENCE, SUM_OF_NEW_TIERS = 0, 1, 2


class Facts(NamedTuple):
    """Output value (万元) of the year and of the two years before; `breakthrough` 1, 0 or NaN (not known).

    `best_before` is the highest output of any earlier year (0 when none is known), which spends the "first
    time"; `paid_before` what earlier years were paid, by difference the award of the highest tier so far.
    """

    output: Annotated[float, Source("output_value")]
    before: Annotated[float, Source("output_value", 1)]
    two_before: Annotated[float, Source("output_value", 2)]
    breakthrough: Annotated[float, Source("technology_breakthrough")]
    best_before: float
    paid_before: float


class State(NamedTuple):
    """What earlier years spent of the tiers: the highest output value, and what was paid, 万元."""

    best_before: float
    paid_before: float


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


@test(MISSING_FACT, Known({"output": (OUTPUT, MONEY)}, words_of="tier_1_output"))
def output_known(facts: Facts, terms: Terms) -> bool:
    """Without the year's output value no tier can be told."""
    return not isnan(facts.output)


@test(MISSING_FACT)
def breakthrough_known(facts: Facts, terms: Terms) -> bool:
    """Whether there was a breakthrough is asked of every claimant."""
    return not isnan(facts.breakthrough)


@test(
    NOT_ELIGIBLE,
    Found(
        "breakthrough",
        Text("关键技术突破", "technology breakthrough"),
        "对在关键共性技术及成套产品研发上有突破",
    ),
)
def broke_through(facts: Facts, terms: Terms) -> bool:
    """对在关键共性技术及成套产品研发上有突破."""
    return facts.breakthrough != 0.0 and not isnan(facts.breakthrough)


@test(
    BELOW_FLOOR,
    TierReached(
        "output",
        ("tier_1_output", "tier_2_output", "tier_3_output"),
        OUTPUT,
        tier_reached,
    ),
)
def reached_a_tier(facts: Facts, terms: Terms) -> bool:
    """企业年产值达到1亿元、5亿元、10亿元."""
    return tier_reached(facts.output, terms) > 0


@test(
    NOT_FIRST_TIME,
    FirstTime(
        "output",
        "best_before",
        OUTPUT,
        tier_reached,
        PLAIN,
        Text("本年所达档次", "tier reached"),
        Text("此前所达档次 ", "tier reached before "),
        "tier_1_output",
    ),
)
def for_the_first_time(facts: Facts, terms: Terms) -> bool:
    """首次."""
    return tier_reached(facts.output, terms) > tier_reached(facts.best_before, terms)


@test(MISSING_FACT, YearsKnown("output", OUTPUT))
def years_known(facts: Facts, terms: Terms) -> bool:
    """The years that 上年同比保持增长 compares."""
    return not growth_unknown(facts.output, facts.before, facts.two_before, terms.prior_growth)


@test(GROWTH_TOO_LOW, GrewBy("output", "growth_floor"))
def grew_enough(facts: Facts, terms: Terms) -> bool:
    """年产值较上年度增长20%以上."""
    return grew_by(facts.output, facts.before, terms.growth_floor)


@test(NO_PRIOR_GROWTH, KeptGrowing("output", OUTPUT))
def kept_growing(facts: Facts, terms: Terms) -> bool:
    """上年同比保持增长."""
    return grew(facts.output, facts.before, facts.two_before, terms.prior_growth)


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """企业年产值首次达到1亿元、5亿元、10亿元…同时年产值较上年度增长20%以上（上年同比保持增长）."""
    if not (output_known(facts, terms) and breakthrough_known(facts, terms)):
        return nothing(0.0, MISSING_FACT)
    if not broke_through(facts, terms):
        return nothing(facts.output, NOT_ELIGIBLE)
    if not reached_a_tier(facts, terms):
        return nothing(facts.output, BELOW_FLOOR)
    if not for_the_first_time(facts, terms):
        return nothing(facts.output, NOT_FIRST_TIME)
    if not years_known(facts, terms):
        return nothing(facts.output, MISSING_FACT)
    if not grew_enough(facts, terms):
        return nothing(facts.output, GROWTH_TOO_LOW)
    if not kept_growing(facts, terms):
        return nothing(facts.output, NO_PRIOR_GROWTH)
    tier, spent = tier_reached(facts.output, terms), tier_reached(facts.best_before, terms)
    due = award_of_tier(tier, terms)
    if terms.growth_tiers == DIFFERENCE:
        due = max(0.0, due - facts.paid_before)
    elif terms.growth_tiers == SUM_OF_NEW_TIERS:
        for passed in range(spent + 1, tier):
            due += award_of_tier(passed, terms)
    return Award(facts.output, due, due, PAID)


@rule
def after(facts: Facts, due: Award) -> State:
    """What the year leaves for the next."""
    best = facts.output if facts.output > facts.best_before else facts.best_before
    return State(best, facts.paid_before + due.amount)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    Tiers(
        "output",
        "best_before",
        "paid_before",
        "growth_tiers",
        tier_reached,
        award_of_tier,
        DIFFERENCE,
        SUM_OF_NEW_TIERS,
    ),
    start=State(0.0, 0.0),
    after=after,
    base="output",
    earns=lambda terms: terms.tier_1_award / max(terms.tier_1_output, 1.0),
)
