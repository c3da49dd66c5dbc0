"""Clause 5, insurance: 首台(套)保险补偿."""

from __future__ import annotations

from math import isnan
from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
from simulation.law.rule import LIMIT_REACHED, MISSING_FACT, PAID, Award, nothing, rule
from simulation.law.sentences import MONEY, Against, Known, ShareOfPremium
from simulation.text.problems import Text

LESSER_AMOUNT, COUNTED_RATE = 0, 1


class Facts(NamedTuple):
    """One product in its `insured_year`-th year with a premium (1 is the first); money in 万元."""

    insured_year: int
    premium: Annotated[float, Source("premium")]
    insured_sum: Annotated[float, Source("insured_sum")]


class State(NamedTuple):
    """The product's insured year: how many premiums there were, and one."""

    insured_year: int


class Terms(NamedTuple):
    """Parameters of clause 5 on insurance: shares and limit fractions, the cap in 万元."""

    first_year_share: float
    yearly_step: float
    rate_limit: float
    annual_cap: float
    max_years: float
    insurance_limit: int
    insurance_cap: int


@test(LIMIT_REACHED, Against("insured_year", "≤", "max_years", Text("累计投保年数", "insured years so far")))
def years_left(facts: Facts, terms: Terms) -> bool:
    """最多可连续支持3年."""
    return not facts.insured_year > terms.max_years


@test(
    MISSING_FACT,
    Known(
        {
            "premium": (Text("保费", "premium"), MONEY),
            "insured_sum": (Text("投保金额", "insured sum"), MONEY),
        },
        words="对首台（套）产品投保的企业",
    ),
)
def premium_known(facts: Facts, terms: Terms) -> bool:
    """对首台（套）产品投保的企业."""
    return not (isnan(facts.premium) or isnan(facts.insured_sum))


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """首年度实际保费的90%且最高不超过实际投保费率2%…逐年递减10个百分点…最多可连续支持3年.

    The annual cap comes after, by product or by enterprise.
    """
    if not years_left(facts, terms):
        return nothing(facts.premium, LIMIT_REACHED)
    if not premium_known(facts, terms):
        return nothing(facts.premium, MISSING_FACT)
    share = max(0.0, terms.first_year_share - terms.yearly_step * (facts.insured_year - 1))
    limit = terms.rate_limit * facts.insured_sum
    if terms.insurance_limit == COUNTED_RATE:
        due = share * min(facts.premium, limit)
    else:
        due = min(share * facts.premium, limit)
    return Award(facts.premium, due, due, PAID)


@rule
def after(facts: Facts, due: Award) -> State:
    """What the year leaves for the next."""
    return State(facts.insured_year + 1)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    ShareOfPremium("insured_year", "premium", "insured_sum", "insurance_limit", COUNTED_RATE),
    start=State(1),
    after=after,
    earns=lambda terms: terms.first_year_share,
)
