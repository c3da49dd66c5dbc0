"""Clause 2, first sentence: 整车产能提升奖励."""

from __future__ import annotations

from math import isnan
from typing import Annotated, NamedTuple

from simulation.law.measure import Rule, Source, test, tests_of
from simulation.law.rule import (
    ALREADY_AWARDED,
    BELOW_FLOOR,
    MISSING_FACT,
    NO_INCREMENT,
    NO_PRIOR_GROWTH,
    Award,
    capped,
    grew,
    growth_unknown,
    more_than,
    nothing,
    reaches,
    rule,
)
from simulation.law.sentences import (
    VALUE_ADDED,
    VEHICLES,
    Gained,
    KeptGrowing,
    Known,
    Once,
    RateOfGain,
    Share,
    YearsKnown,
)
from simulation.text.problems import Text

ONCE, EACH_YEAR = 0, 1


class Facts(NamedTuple):
    """Output and capacity in vehicles; industrial value added (万元) of the year and of the two years before.

    NaN is not known. `awarded_before` is this enterprise's award in an earlier year.
    """

    vehicle_output: Annotated[float, Source("vehicle_output")]
    approved_capacity: Annotated[float, Source("approved_capacity")]
    nev_output: Annotated[float, Source("nev_output")]
    value_added: Annotated[float, Source("value_added")]
    before: Annotated[float, Source("value_added", 1)]
    two_before: Annotated[float, Source("value_added", 2)]
    awarded_before: bool


class State(NamedTuple):
    """Whether an earlier year was awarded."""

    awarded_before: bool


class Terms(NamedTuple):
    """Parameters of clause 2 on capacity: money in 万元, floors and rate fractions."""

    utilisation_floor: float
    nev_share_floor: float
    rate: float
    cap: float
    prior_growth: int
    capacity_once: int


@test(ALREADY_AWARDED, Once("awarded_before", "capacity_once"))
def not_awarded_yet(facts: Facts, terms: Terms) -> bool:
    """一次性奖励, once an enterprise or once a year: a reading."""
    return not (facts.awarded_before and terms.capacity_once == ONCE)


@test(
    MISSING_FACT,
    Known(
        {
            "vehicle_output": (Text("整车产量", "vehicle output"), VEHICLES),
            "approved_capacity": (Text("核准产能", "approved capacity"), VEHICLES),
            "nev_output": (Text("新能源汽车产量", "new-energy output"), VEHICLES),
        },
        words_of="utilisation_floor",
    ),
)
def vehicles_known(facts: Facts, terms: Terms) -> bool:
    """Output, capacity and new-energy output."""
    return not (isnan(facts.vehicle_output) or isnan(facts.approved_capacity) or isnan(facts.nev_output))


@test(
    BELOW_FLOOR,
    Share(
        "vehicle_output",
        "approved_capacity",
        "utilisation_floor",
        Text("产能利用率", "capacity utilisation"),
    ),
)
def capacity_used(facts: Facts, terms: Terms) -> bool:
    """年度实际产能达到核准产能75%; of no capacity there is no share."""
    if facts.approved_capacity <= 0.0:
        return False
    return reaches(facts.vehicle_output / facts.approved_capacity, terms.utilisation_floor)


@test(
    BELOW_FLOOR,
    Share(
        "nev_output",
        "vehicle_output",
        "nev_share_floor",
        Text("新能源汽车占比", "share of new-energy vehicles"),
    ),
)
def new_energy_enough(facts: Facts, terms: Terms) -> bool:
    """新能源汽车占实际产量50%及以上; of no output there is no share."""
    if facts.vehicle_output <= 0.0:
        return False
    return reaches(facts.nev_output / facts.vehicle_output, terms.nev_share_floor)


@test(MISSING_FACT, YearsKnown("value_added", VALUE_ADDED))
def years_known(facts: Facts, terms: Terms) -> bool:
    """The years that 上年同比保持增长 compares."""
    return not growth_unknown(facts.value_added, facts.before, facts.two_before, terms.prior_growth)


@test(NO_PRIOR_GROWTH, KeptGrowing("value_added", VALUE_ADDED))
def kept_growing(facts: Facts, terms: Terms) -> bool:
    """上年同比保持增长."""
    return grew(facts.value_added, facts.before, facts.two_before, terms.prior_growth)


@test(NO_INCREMENT, Gained("value_added", "rate"))
def gained(facts: Facts, terms: Terms) -> bool:
    """新增工业增加值."""
    return more_than(facts.value_added, facts.before)


@rule
def award(facts: Facts, terms: Terms) -> Award:
    """年度实际产能达到核准产能75%且新能源汽车占实际产量50%及以上，按不高于新增工业增加值5%给予一次性奖励."""
    if not not_awarded_yet(facts, terms):
        return nothing(0.0, ALREADY_AWARDED)
    if not vehicles_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    if not capacity_used(facts, terms):
        return nothing(0.0, BELOW_FLOOR)
    if not new_energy_enough(facts, terms):
        return nothing(0.0, BELOW_FLOOR)
    if not years_known(facts, terms):
        return nothing(0.0, MISSING_FACT)
    increment = facts.value_added - facts.before
    if not kept_growing(facts, terms):
        return nothing(increment, NO_PRIOR_GROWTH)
    if not gained(facts, terms):
        return nothing(increment, NO_INCREMENT)
    return capped(increment, terms.rate * increment, terms.cap)


@rule
def after(facts: Facts, due: Award) -> State:
    """What the year leaves for the next."""
    return State(facts.awarded_before or due.amount > 0.0)


RULE = Rule(
    Facts,
    Terms,
    award,
    tests_of(__name__),
    RateOfGain("value_added"),
    start=State(False),
    after=after,
    earns=lambda terms: terms.rate,
    shown_by=("vehicle_output", "approved_capacity", "nev_output"),
)
