"""What a rule returns, and the phrases that several clauses share. Money in 万元."""

from __future__ import annotations

from math import inf, isnan
from typing import NamedTuple

from simulation.compiled import compiled

rule = compiled

OUTCOMES = (
    "paid",
    "capped",
    "below_floor",
    "growth_too_low",
    "no_prior_growth",
    "no_increment",
    "already_awarded",
    "not_first_time",
    "missing_fact",
    "not_eligible",
    "superseded",
    "limit_reached",
)
(
    PAID,
    CAPPED,
    BELOW_FLOOR,
    GROWTH_TOO_LOW,
    NO_PRIOR_GROWTH,
    NO_INCREMENT,
    ALREADY_AWARDED,
    NOT_FIRST_TIME,
    MISSING_FACT,
    NOT_ELIGIBLE,
    SUPERSEDED,
    LIMIT_REACHED,
) = range(len(OUTCOMES))

UNKNOWN = float("nan")
UNLIMITED = inf

# The options of the readings (model.md §3), numbered in the order of data/policy.
PREVIOUS_YEAR_GREW, THIS_YEAR_GREW = 0, 1


class Award(NamedTuple):
    """What a rule makes of one claim: the base it is reckoned on, the award before and after the
    cap (万元), and the outcome, an index into OUTCOMES.
    """

    base: float
    before_cap: float
    amount: float
    outcome: int


@rule
def nothing(base: float, outcome: int) -> Award:
    """No award, for a reason."""
    return Award(base, 0.0, 0.0, outcome)


@rule
def capped(base: float, before_cap: float, cap: float) -> Award:
    """不超过: the award, or the cap where that is less. Reaching the cap exactly is not being capped."""
    if before_cap > cap:
        return Award(base, before_cap, cap, CAPPED)
    return Award(base, before_cap, before_cap, PAID)


@rule
def grew(now: float, before: float, two_before: float, prior_growth: int) -> bool:
    """上年同比保持增长, in the chosen reading. Needs the years it compares to be known."""
    if prior_growth == THIS_YEAR_GREW:
        return now > before
    return before > two_before


@rule
def growth_unknown(now: float, before: float, two_before: float, prior_growth: int) -> bool:
    """Whether a year that the growth phrase compares is not known."""
    if isnan(now) or isnan(before):
        return True
    return prior_growth == PREVIOUS_YEAR_GREW and isnan(two_before)


@rule
def grew_by(now: float, before: float, floor: float) -> bool:
    """较上年度增长 floor 以上.

    In exactly this arithmetic: (1 + floor) × before refuses firms that stand on the threshold.
    """
    if before == 0.0:
        return now > 0.0
    return (now - before) / before >= floor
