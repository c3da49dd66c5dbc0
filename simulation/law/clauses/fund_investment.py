"""Clause 7: 产业基金联动直投. Equity, kept out of the headline."""

from __future__ import annotations

from typing import NamedTuple

from simulation.law.rule import NOT_ELIGIBLE, Award, capped, more_than, nothing, rule


class Terms(NamedTuple):
    """Parameter of clause 7: the most that the city adds to one yuan of the district's."""

    city_to_district_ratio: float


@rule
def fund_investment(district_contribution: float, asked: float, terms: Terms) -> Award:
    """市级产业基金可按市、区县（市）不超过1:1的比例联动出资进行直投.

    The district's contribution and what is asked of the city's fund, 万元; the award is the city's.
    """
    if not more_than(district_contribution, 0.0):
        return nothing(0.0, NOT_ELIGIBLE)
    return capped(district_contribution, asked, terms.city_to_district_ratio * district_contribution)
