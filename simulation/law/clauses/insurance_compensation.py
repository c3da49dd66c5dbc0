"""Clause 5, insurance: 首台(套)保险补偿."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

from simulation.law.rule import LIMIT_REACHED, MISSING_FACT, PAID, Award, nothing, rule

LESSER_AMOUNT, COUNTED_RATE = 0, 1


class Terms(NamedTuple):
    """Parameters of clause 5 on insurance: shares and limit fractions, the cap in 万元."""

    first_year_share: float
    yearly_step: float
    rate_limit: float
    annual_cap: float
    max_years: float
    insurance_limit: int
    insurance_cap: int


@rule
def insurance_compensation(insured_year: int, premium: float, insured_sum: float, terms: Terms) -> Award:
    """首年度实际保费的90%且最高不超过实际投保费率2%…逐年递减10个百分点…最多可连续支持3年.

    One product in its `insured_year`-th year with a premium (1 is the first); premium and insured
    sum in 万元. The annual cap comes after, by product or by enterprise.
    """
    if insured_year > terms.max_years:
        return nothing(premium, LIMIT_REACHED)
    if isnan(premium) or isnan(insured_sum):
        return nothing(premium, MISSING_FACT)
    share = max(0.0, terms.first_year_share - terms.yearly_step * (insured_year - 1))
    limit = terms.rate_limit * insured_sum
    if terms.insurance_limit == COUNTED_RATE:
        award = share * min(premium, limit)
    else:
        award = min(share * premium, limit)
    return Award(premium, award, award, PAID)
