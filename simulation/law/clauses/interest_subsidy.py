"""Clause 1: 固定资产投资贷款贴息."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

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

WHILE_OUTSTANDING, FIRST_YEAR_ONLY = 0, 1


class Terms(NamedTuple):
    """Parameters of clause 1: money in 万元, the rate a fraction a year."""

    investment_floor: float
    subsidy_rate: float
    annual_cap: float
    interest_years: int


@rule
def project_interest(
    investment: float,
    loan: float,
    loan_rate: float,
    months: float,
    subsidised_before: bool,
    terms: Terms,
) -> Award:
    """实际投资总额（不含土地、厂房、旧设备等）达到2000万元以上的产业项目，按不高于1%的年利率给予贴息补助.

    One project in one year: investment and loan in 万元, the loan's own rate a year, the months it
    was outstanding. `subsidised_before`: the project was eligible in an earlier performance year.
    The cap is the enterprise's: it comes after the sum over its projects.
    """
    if isnan(investment) or isnan(loan) or isnan(loan_rate) or isnan(months):
        return nothing(0.0, MISSING_FACT)
    if below(investment, terms.investment_floor):
        return nothing(0.0, BELOW_FLOOR)
    if subsidised_before and terms.interest_years == FIRST_YEAR_ONLY:
        return nothing(0.0, LIMIT_REACHED)
    interest = loan * min(terms.subsidy_rate, loan_rate) * months / 12.0
    return Award(interest, interest, interest, PAID)
