"""Clause 6: 场景应用开放补助."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from simulation.law.rule import LIMIT_REACHED, Award, capped, nothing, rule


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


def ranked(scenes: pd.DataFrame) -> pd.DataFrame:
    """Applicants (columns year, score, investment, scene_id), of each year the best first.

    Scores are compared after rounding to 1e-9 and investments to the yuan. An unknown score ranks
    last: nothing shows that the project is among the best.
    """
    places = {"score": 9, "investment": 4}
    return scenes.sort_values(
        ["year", "score", "investment", "scene_id"],
        ascending=[True, False, False, True],
        na_position="last",
        key=lambda column: column.round(places[column.name]) if column.name in places else column,
    )
