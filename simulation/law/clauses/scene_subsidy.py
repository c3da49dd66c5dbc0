"""Clause 6: 场景应用开放补助."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import pandas as pd

from simulation.law.measure import Rule, Source, test, tests_of
from simulation.law.rule import LIMIT_REACHED, Award, capped, nothing, rule
from simulation.law.sentences import Against, RateOf
from simulation.text.problems import Text


class Facts(NamedTuple):
    """Investment (万元), and the project's place among the year's applicants (0 is the best)."""

    investment: Annotated[float, Source("investment")]
    place: int


class Terms(NamedTuple):
    """Parameters of clause 6: the rate a fraction, the cap in 万元, projects a count."""

    rate: float
    cap: float
    projects_per_year: float


@test(
    LIMIT_REACHED,
    Against("place", "<", "projects_per_year", Text("排在前面的项目数", "projects ahead of it")),
)
def among_the_best(facts: Facts, terms: Terms) -> bool:
    """数量不超过5个."""
    return not facts.place >= terms.projects_per_year


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """给予建设单位投资总额20%的资金补助，补助金额最高不超过200万元，…数量不超过5个."""
    if not among_the_best(facts, terms):
        return nothing(facts.investment, LIMIT_REACHED)
    return capped(facts.investment, terms.rate * facts.investment, terms.cap)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    RateOf("investment"),
    earns=lambda terms: terms.rate,
)


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
