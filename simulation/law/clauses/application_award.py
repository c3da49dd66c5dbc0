"""Clause 5, application: 首台(套)应用奖励."""

from __future__ import annotations

from math import isnan
from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
from simulation.law.rule import LIMIT_REACHED, MISSING_FACT, NOT_ELIGIBLE, PAID, Award, nothing, rule
from simulation.law.sentences import MONEY, PLAIN, SALES, Against, Known, RateOf
from simulation.text.problems import Text

EACH_YEAR, IN_TOTAL = 0, 1
_TO_SALE = Text("认定到首次销售的年数", "years from recognition to the first sale")


class Facts(NamedTuple):
    """One product in one year: its sales (万元), the years from recognition to the first sale.

    `year_of_sale` are the years since that sale, 0 in its first year.
    """

    sales: Annotated[float, Source("sales")]
    years_to_sale: float
    year_of_sale: float


class Terms(NamedTuple):
    """Parameters of clause 5 on application: the rate a fraction, the cap in 万元."""

    rate: float
    cap: float
    max_years: float
    window_years: float
    application_cap: int
    application_cap_period: int


@test(MISSING_FACT, Known({"sales": (SALES, MONEY), "years_to_sale": (_TO_SALE, PLAIN)}, words_of="rate"))
def sale_known(facts: Facts, terms: Terms) -> bool:
    """Sales and the time that they took."""
    return not (isnan(facts.sales) or isnan(facts.years_to_sale))


@test(NOT_ELIGIBLE, Against("years_to_sale", "≤", "window_years", _TO_SALE))
def sold_in_time(facts: Facts, terms: Terms) -> bool:
    """两年内成功实现应用."""
    return not facts.years_to_sale > terms.window_years


@test(
    LIMIT_REACHED,
    Against(
        "year_of_sale",
        "<",
        "max_years",
        Text("首次销售以来的年数", "years since the first sale"),
    ),
)
def years_left(facts: Facts, terms: Terms) -> bool:
    """最多可连续支持3年."""
    return not facts.year_of_sale >= terms.max_years


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """两年内成功实现应用…不高于首台（套）产品年销售总额10%的资金奖励…最多可连续支持3年.

    The cap comes after.
    """
    if not sale_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    if not sold_in_time(facts, terms):
        return nothing(facts.sales, NOT_ELIGIBLE)
    if not years_left(facts, terms):
        return nothing(facts.sales, LIMIT_REACHED)
    due = terms.rate * facts.sales
    return Award(facts.sales, due, due, PAID)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    RateOf("sales"),
    earns=lambda terms: terms.rate,
)
