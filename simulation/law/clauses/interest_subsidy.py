"""Clause 1: 固定资产投资贷款贴息."""

from __future__ import annotations

from math import isnan
from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
from simulation.law.rule import (
    BELOW_FLOOR,
    LIMIT_REACHED,
    MISSING_FACT,
    PAID,
    Award,
    below,
    nothing,
    rule,
)
from simulation.law.sentences import INVESTMENT, MONEY, PLAIN, RATE, InterestOf, Known, Once, at_least
from simulation.text.problems import Text

WHILE_OUTSTANDING, FIRST_YEAR_ONLY = 0, 1


class Facts(NamedTuple):
    """One loan of a project in one year: money in 万元, the loan's own rate a year, months outstanding.

    `subsidised_before`: the project was eligible in an earlier performance year.
    """

    investment: Annotated[float, Source("investment")]
    loan: Annotated[float, Source("loan")]
    loan_rate: Annotated[float, Source("loan_rate")]
    months: Annotated[float, Source("months")]
    subsidised_before: bool


class State(NamedTuple):
    """Whether an earlier year of the project was eligible."""

    subsidised_before: bool


class Terms(NamedTuple):
    """Parameters of clause 1: money in 万元, the rate a fraction a year."""

    investment_floor: float
    subsidy_rate: float
    annual_cap: float
    interest_years: int


@test(
    MISSING_FACT,
    Known(
        {
            "investment": (INVESTMENT, MONEY),
            "loan": (Text("贷款额", "loan"), MONEY),
            "loan_rate": (Text("贷款年利率", "loan rate"), RATE),
            "months": (Text("当年贷款月数", "months of the loan in the year"), PLAIN),
        },
        words="根据实际贷款金额",
    ),
)
def loan_known(facts: Facts, terms: Terms) -> bool:
    """根据实际贷款金额."""
    return not (isnan(facts.investment) or isnan(facts.loan) or isnan(facts.loan_rate) or isnan(facts.months))


@test(BELOW_FLOOR, at_least("investment", "investment_floor", INVESTMENT))
def invested_enough(facts: Facts, terms: Terms) -> bool:
    """实际投资总额（不含土地、厂房、旧设备等）达到2000万元以上."""
    return not below(facts.investment, terms.investment_floor)


@test(LIMIT_REACHED, Once("subsidised_before", "interest_years"))
def still_supported(facts: Facts, terms: Terms) -> bool:
    """While the loan is outstanding, or in its first year only: a reading."""
    return not (facts.subsidised_before and terms.interest_years == FIRST_YEAR_ONLY)


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """实际投资总额（不含土地、厂房、旧设备等）达到2000万元以上的产业项目，按不高于1%的年利率给予贴息补助.

    The cap is the enterprise's: it comes after the sum over its projects.
    """
    if not loan_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    if not invested_enough(facts, terms):
        return nothing(0.0, BELOW_FLOOR)
    if not still_supported(facts, terms):
        return nothing(0.0, LIMIT_REACHED)
    interest = facts.loan * min(terms.subsidy_rate, facts.loan_rate) * facts.months / 12.0
    return Award(interest, interest, interest, PAID)


@rule
def after(facts: Facts, due: Award) -> State:
    """What the year leaves for the next."""
    return State(facts.subsidised_before or due.outcome == PAID)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    InterestOf("loan", "subsidy_rate", "loan_rate", "months"),
    start=State(False),
    after=after,
    earns=lambda terms: terms.subsidy_rate,
)
