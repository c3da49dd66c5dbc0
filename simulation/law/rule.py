"""What a rule returns, and the phrases that several clauses share. Money in 万元."""

from __future__ import annotations

from math import inf, isnan
from typing import NamedTuple

import numpy as np

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

# What is compared is rounded first. Nobody states an amount finer than a yuan; a ratio, or an award
# before its cap, may be, and what it holds below the ninth place is left over from binary reckoning.
YUAN = 1e4  # of them in one 万元
FINE = 1e9  # of them in one

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
def whole(value: float, per_unit: float) -> float:
    """A value in whole parts, `per_unit` of them in one; a half is rounded up.

    The millionth keeps up a half that binary numbers hold a little below itself.
    """
    return np.floor(value * per_unit + 0.500001)  # type: ignore[no-any-return]


@rule
def at_least(figure: float, threshold: float) -> bool:
    """达到…以上: two amounts of 万元 at the grain of money, one yuan. Not known is not at least."""
    return whole(figure, YUAN) >= whole(threshold, YUAN)


@rule
def below(figure: float, threshold: float) -> bool:
    """The other side of `at_least`; not known is not below."""
    return whole(figure, YUAN) < whole(threshold, YUAN)


@rule
def more_than(figure: float, other: float) -> bool:
    """One amount of 万元 above another, at the grain of money."""
    return whole(figure, YUAN) > whole(other, YUAN)


@rule
def reaches(ratio: float, floor: float) -> bool:
    """A ratio or growth against its floor, both rounded to 1e-9."""
    return whole(ratio, FINE) >= whole(floor, FINE)


@rule
def exceeds(award: float, cap: float) -> bool:
    """Whether an award is above its cap, both rounded to 1e-9 of a 万元: a rate of a yuan is finer than one."""
    return whole(award, FINE) > whole(cap, FINE)


@rule
def nothing(base: float, outcome: int) -> Award:
    """No award, for a reason."""
    return Award(base, 0.0, 0.0, outcome)


@rule
def capped(base: float, before_cap: float, cap: float) -> Award:
    """不超过: the award, or the cap where that is less. Reaching the cap exactly is not being capped."""
    return Award(base, before_cap, min(before_cap, cap), CAPPED if exceeds(before_cap, cap) else PAID)


@rule
def grew(now: float, before: float, two_before: float, prior_growth: int) -> bool:
    """上年同比保持增长, in the chosen reading. Needs the years it compares to be known."""
    if prior_growth == THIS_YEAR_GREW:
        return more_than(now, before)
    return more_than(before, two_before)


@rule
def growth_unknown(now: float, before: float, two_before: float, prior_growth: int) -> bool:
    """Whether a year that the growth phrase compares is not known."""
    if isnan(now) or isnan(before):
        return True
    return prior_growth == PREVIOUS_YEAR_GREW and isnan(two_before)


@rule
def grew_by(now: float, before: float, floor: float) -> bool:
    """较上年度增长 floor 以上.

    In exactly this arithmetic, rounded to 1e-9: (1 + floor) × before refuses firms that stand on the
    threshold. From nothing any growth is enough.
    """
    if whole(before, YUAN) == 0.0:
        return more_than(now, 0.0)
    return reaches((now - before) / before, floor)
