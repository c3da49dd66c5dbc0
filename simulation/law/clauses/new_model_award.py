"""Clause 2, second sentence: 新车型奖励."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

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


class Terms(NamedTuple):
    """Parameters of clause 2 on new models: money in 万元, `listed_from` a year."""

    tier_1_sales: float
    tier_1_award: float
    tier_2_sales: float
    tier_2_award: float
    listed_from: float


@rule
def tier_award(sales: float, terms: Terms) -> float:
    """The award of the highest tier that these sales reach."""
    award = 0.0
    if at_least(sales, terms.tier_1_sales):
        award = terms.tier_1_award
    if at_least(sales, terms.tier_2_sales):
        award = max(award, terms.tier_2_award)
    return award


@rule
def new_model_award(listed_year: float, sales: float, best_before: float, terms: Terms) -> Award:
    """新车型年度销售额首次达到50亿元以上的…200万元；首次达到100亿元以上的…400万元，进档的奖励差额.

    One vehicle model: its year of listing in the 《公告》, the year's sales and its best sales of
    any earlier year (0 when it has none).
    """
    if listed_year < terms.listed_from:
        return nothing(sales, NOT_ELIGIBLE)
    if isnan(sales):
        return nothing(0.0, MISSING_FACT)
    reached = tier_award(sales, terms)
    if not more_than(reached, 0.0):
        return nothing(sales, BELOW_FLOOR)
    spent = tier_award(best_before, terms)
    if not more_than(reached, spent):
        return nothing(sales, ALREADY_AWARDED)
    difference = reached - spent
    return Award(sales, difference, difference, PAID)
