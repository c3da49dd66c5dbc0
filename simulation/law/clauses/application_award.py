"""Clause 5, application: 首台(套)应用奖励."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

from simulation.law.rule import LIMIT_REACHED, MISSING_FACT, NOT_ELIGIBLE, PAID, Award, nothing, rule

EACH_YEAR, IN_TOTAL = 0, 1


class Terms(NamedTuple):
    """Parameters of clause 5 on application: the rate a fraction, the cap in 万元."""

    rate: float
    cap: float
    max_years: float
    window_years: float
    application_cap: int
    application_cap_period: int


@rule
def application_award(sales: float, years_to_sale: float, year_of_sale: float, terms: Terms) -> Award:
    """两年内成功实现应用…不高于首台（套）产品年销售总额10%的资金奖励…最多可连续支持3年.

    One product in one year: its sales (万元), the years from recognition to the first sale, and
    the years since that sale (0 in its first year). The cap comes after.
    """
    if isnan(sales) or isnan(years_to_sale):
        return nothing(0.0, MISSING_FACT)
    if years_to_sale > terms.window_years:
        return nothing(sales, NOT_ELIGIBLE)
    if year_of_sale >= terms.max_years:
        return nothing(sales, LIMIT_REACHED)
    award = terms.rate * sales
    return Award(sales, award, award, PAID)
