"""Clause 2, second sentence: 新车型奖励."""

from __future__ import annotations

from math import isnan
from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
from simulation.law.rule import (
    ALREADY_AWARDED,
    BELOW_FLOOR,
    MISSING_FACT,
    NOT_ELIGIBLE,
    PAID,
    Award,
    at_least,
    more_than,
    nothing,
    rule,
)
from simulation.law.sentences import MONEY, SALES, Against, FirstTime, Known, TierLessSpent, TierReached
from simulation.text.problems import Text


class Facts(NamedTuple):
    """One vehicle model: its year of listing in the 《公告》, the year's sales (万元).

    `best_before` is its best sales of any earlier year (0 when it has none).
    """

    listed_year: Annotated[float, Source("listed_year")]
    sales: Annotated[float, Source("sales")]
    best_before: float


class State(NamedTuple):
    """The model's best sales of earlier years, 万元."""

    best_before: float


class Terms(NamedTuple):
    """Parameters of clause 2 on new models: money in 万元, `listed_from` a year."""

    tier_1_sales: float
    tier_1_award: float
    tier_2_sales: float
    tier_2_award: float
    listed_from: float


@rule
def award_of_tier(sales: float, terms: Terms) -> float:
    """The award of the highest tier that these sales reach."""
    due = 0.0
    if at_least(sales, terms.tier_1_sales):
        due = terms.tier_1_award
    if at_least(sales, terms.tier_2_sales):
        due = max(due, terms.tier_2_award)
    return due


@rule
def tier_that_pays(sales: float, terms: Terms) -> int:
    """The tier that gives these sales their award, 0 for none; of two that give as much the first."""
    if at_least(sales, terms.tier_1_sales):
        second = at_least(sales, terms.tier_2_sales) and terms.tier_2_award > terms.tier_1_award
        return 2 if second else 1
    return 2 if at_least(sales, terms.tier_2_sales) else 0


@test(NOT_ELIGIBLE, Against("listed_year", "≥", "listed_from", Text("列入《公告》的年份", "year of listing")))
def listed_in_time(facts: Facts, terms: Terms) -> bool:
    """对新列入工业和信息化部《道路机动车辆生产企业及产品公告》."""
    return not facts.listed_year < terms.listed_from


@test(MISSING_FACT, Known({"sales": (SALES, MONEY)}, words_of="tier_1_sales"))
def sales_known(facts: Facts, terms: Terms) -> bool:
    """Without the year's sales no tier can be told."""
    return not isnan(facts.sales)


@test(
    BELOW_FLOOR,
    TierReached(
        "sales",
        ("tier_1_sales", "tier_2_sales"),
        SALES,
        tier_that_pays,
        award_of_tier,
        "tier_1_award",
    ),
)
def reached_a_tier(facts: Facts, terms: Terms) -> bool:
    """年度销售额首次达到50亿元以上的…首次达到100亿元以上的."""
    return more_than(award_of_tier(facts.sales, terms), 0.0)


@test(
    ALREADY_AWARDED,
    FirstTime(
        "sales",
        "best_before",
        SALES,
        award_of_tier,
        MONEY,
        Text("本年所达档次的奖励", "award of the tier reached"),
        Text("此前所达档次的奖励 ", "that of the tier reached before "),
        "tier_2_award",
    ),
)
def for_the_first_time(facts: Facts, terms: Terms) -> bool:
    """进档的奖励差额: only what the tiers of earlier years have not given."""
    return more_than(award_of_tier(facts.sales, terms), award_of_tier(facts.best_before, terms))


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """新车型年度销售额首次达到50亿元以上的…200万元；首次达到100亿元以上的…400万元，进档的奖励差额."""
    if not listed_in_time(facts, terms):
        return nothing(facts.sales, NOT_ELIGIBLE)
    if not sales_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    if not reached_a_tier(facts, terms):
        return nothing(facts.sales, BELOW_FLOOR)
    if not for_the_first_time(facts, terms):
        return nothing(facts.sales, ALREADY_AWARDED)
    difference = award_of_tier(facts.sales, terms) - award_of_tier(facts.best_before, terms)
    return Award(facts.sales, difference, difference, PAID)


@rule
def after(facts: Facts, due: Award) -> State:
    """What the year leaves for the next."""
    return State(facts.sales if facts.sales > facts.best_before else facts.best_before)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    TierLessSpent("sales", "best_before", tier_that_pays, award_of_tier),
    start=State(0.0),
    after=after,
    base="sales",
    earns=lambda terms: terms.tier_1_award / max(terms.tier_1_sales, 1.0),
)
