"""Clause 7: 产业基金联动直投. Equity, kept out of the headline."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
from simulation.law.rule import NOT_ELIGIBLE, Award, capped, more_than, nothing, rule
from simulation.law.sentences import Above, Asked
from simulation.text.problems import Text


class Facts(NamedTuple):
    """The district's contribution and what is asked of the city's fund, 万元."""

    district_contribution: Annotated[float, Source("district_contribution")]
    asked: Annotated[float, Source("city_contribution")]


class Terms(NamedTuple):
    """Parameter of clause 7: the most that the city adds to one yuan of the district's."""

    city_to_district_ratio: float


@test(
    NOT_ELIGIBLE,
    Above(
        "district_contribution",
        Text("区县出资", "the district's contribution"),
        "city_to_district_ratio",
    ),
)
def district_takes_part(facts: Facts, terms: Terms) -> bool:
    """市、区县（市）联动出资."""
    return more_than(facts.district_contribution, 0.0)


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """市级产业基金可按市、区县（市）不超过1:1的比例联动出资进行直投.

    The award is the city's.
    """
    if not district_takes_part(facts, terms):
        return nothing(0.0, NOT_ELIGIBLE)
    limit = terms.city_to_district_ratio * facts.district_contribution
    return capped(facts.district_contribution, facts.asked, limit)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    Asked(
        Text("申请市级出资", "asked of the city's fund"), "district_contribution", "city_to_district_ratio"
    ),
)
