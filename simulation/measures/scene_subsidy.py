"""Clause 6: 场景应用开放补助."""

from __future__ import annotations

from typing import NamedTuple

from simulation.measures.award import LIMIT_REACHED, Award, capped, nothing, rule


class Terms(NamedTuple):
    """Parameters of clause 6: the rate a fraction, the cap in 万元, projects a count."""

    rate: float
    cap: float
    projects_per_year: float


@rule
def scene_subsidy(investment: float, place: int, terms: Terms) -> Award:
    """给予建设单位投资总额20%的资金补助，补助金额最高不超过200万元，…数量不超过5个.

    Investment in 万元; `place` is the project's place among the year's applicants (0 is the best).
    """
    if place >= terms.projects_per_year:
        return nothing(investment, LIMIT_REACHED)
    return capped(investment, terms.rate * investment, terms.cap)
