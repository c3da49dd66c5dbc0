"""Goal seek: the answer keeps the risk, one step further does not, and what cannot be says so."""

import numpy as np
import pytest

from simulation.engine.outlay import quantile_of
from simulation.engine.run import simulate
from simulation.money.payers import Bill
from simulation.scenario import Scenario, catalogue
from simulation.studies.goal import EVERYONE, Target, allocate, parameters, seek

SCENARIO = Scenario().with_value("simulation.draws", 300)
OUTLAY = simulate(SCENARIO)
BILL = Bill.of(OUTLAY, SCENARIO)
CAP = "policy.parts_subsidy.annual_cap"


def risk_at(path, value, target):
    changed = SCENARIO.with_value(path, value)
    outlay = simulate(changed)
    due = target.cash(Bill.of(outlay, changed))
    return float((due > target.budget).mean())


def needed(level, payer=EVERYONE, year=2026):
    return quantile_of(np.sort(Target(0, 0.2, payer, year).cash(BILL)), level).value


def between(path, thrifty, share=0.5):
    """A budget that the law's value breaks and the thriftiest keeps, at a risk of 20%."""
    target = Target(0.0, 0.2, EVERYONE, 2026)
    changed = SCENARIO.with_value(path, thrifty)
    outlay = simulate(changed)
    least = target.cash(Bill.of(outlay, changed))
    low = quantile_of(np.sort(least), 0.8).value
    return Target(low + share * (needed(0.8) - low), 0.2, EVERYONE, 2026)


@pytest.mark.parametrize(
    ("path", "thrifty"),
    [
        (CAP, 0),
        ("policy.parts_subsidy.rate", 0),
        ("policy.parts_subsidy.purchases_floor", 10_000),
        ("policy.interest_subsidy.annual_cap", 0),
    ],
)
def test_the_answer_keeps_the_risk_and_one_step_more_generous_breaks_it(path, thrifty):
    target = between(path, thrifty)
    goal = seek(SCENARIO, OUTLAY, path, target)
    assert goal.bound == ""
    step = catalogue()[path].slider[2]
    further = goal.value + step * (1 if thrifty < SCENARIO.number(path) else -1)
    assert risk_at(path, goal.value, target) <= 0.2 < risk_at(path, further, target)
    assert goal.point.exceeded.value == risk_at(path, goal.value, target)
    assert goal.value / step == pytest.approx(round(goal.value / step))


def test_a_whole_number_is_answered_with_a_whole_number():
    path = "policy.scene_subsidy.projects_per_year"
    target = between(path, 0)
    goal = seek(SCENARIO, OUTLAY, path, target)
    assert goal.value == int(goal.value)
    assert risk_at(path, goal.value, target) <= 0.2 < risk_at(path, goal.value + 1, target)


def test_the_curve_rises_with_a_cap_on_common_dice_and_holds_the_answer():
    goal = seek(SCENARIO, OUTLAY, CAP, between(CAP, 0))
    values = [point.value for point in goal.curve]
    means = [point.mean.value for point in goal.curve]
    quantiles = [point.needed.value for point in goal.curve]
    assert values == sorted(set(values))
    assert means == sorted(means)
    assert quantiles == sorted(quantiles)
    assert goal.value in values
    assert all(point.needed.low <= point.needed.value <= point.needed.high for point in goal.curve)


def test_a_budget_that_no_value_keeps_says_so_with_the_thriftiest():
    goal = seek(SCENARIO, OUTLAY, CAP, Target(1.0, 0.2, EVERYONE, 2026))
    assert (goal.value, goal.bound) == (None, "none")
    assert goal.point.value == 0
    assert goal.point.exceeded.value > 0.2


def test_a_budget_that_every_lawful_value_keeps_gives_the_laws_own():
    goal = seek(SCENARIO, OUTLAY, CAP, Target(1e6, 0.2, EVERYONE, 2026))
    assert (goal.value, goal.bound) == (500, "all")
    floor = "policy.parts_subsidy.purchases_floor"
    assert seek(SCENARIO, OUTLAY, floor, Target(1e6, 0.2, EVERYONE, 2026)).value == 1000


def test_the_search_goes_beyond_the_law_only_as_far_as_the_scenario_does():
    reform = SCENARIO.with_value(CAP, 800)
    goal = seek(reform, simulate(reform), CAP, Target(1e6, 0.2, EVERYONE, 2026))
    assert goal.value == 800


def test_a_parameter_without_effect_says_so():
    certain = SCENARIO.with_value("delivery.take_up.parts_subsidy", 0.0)
    goal = seek(certain, simulate(certain), CAP, Target(1.0, 0.2, EVERYONE, 2026))
    assert (goal.value, goal.bound) == (None, "no_effect")


def test_the_question_may_be_of_the_city_a_district_one_year_or_all():
    due = BILL.cash
    place = BILL.payers.index("yuhang")
    assert np.array_equal(Target(1, 0.2, "yuhang", 2025).cash(BILL), due[:, place, 2])
    assert np.array_equal(Target(1, 0.2, "city").cash(BILL), due[:, 0].sum(axis=1))
    assert Target(1, 0.2).cash(BILL) == pytest.approx(OUTLAY.total(), rel=1e-12)


def test_progress_counts_every_value_once():
    told = []
    goal = seek(SCENARIO, OUTLAY, CAP, between(CAP, 0), progress=told.append)
    assert told == list(range(1, len(goal.curve) + 1))


def test_every_parameter_on_offer_moves_money_of_a_measure_in_the_headline():
    paths = [key.path for key in parameters(SCENARIO)]
    assert CAP in paths
    assert not any("fund_investment" in path for path in paths)
    off = SCENARIO.with_value("measures.parts_subsidy", "off")
    assert not any("parts_subsidy" in key.path for key in parameters(off))


def test_the_common_factor_is_the_largest_that_keeps_the_risk():
    target = Target(0.7 * needed(0.8), 0.2, EVERYONE, 2026)
    found = allocate(BILL, target)
    due = target.cash(BILL)
    assert (due * found.factor.value * (1 - 1e-12) > target.budget).mean() <= 0.2
    assert (due * found.factor.value * 1.02 > target.budget).mean() > 0.2
    assert found.factor.low <= found.factor.value <= found.factor.high


def test_the_envelopes_are_the_largest_at_one_level_that_keep_the_risk():
    target = Target(0.7 * needed(0.8), 0.2, EVERYONE, 2026)
    found = allocate(BILL, target)
    due = sum(BILL.cash_by_measure(payer)[:, :, 3] for payer in BILL.payers)
    caps = np.array(list(found.envelopes.values()))
    paid = np.minimum(due, caps)
    assert (paid.sum(axis=1) > target.budget).mean() == found.exceeded.value <= 0.2
    ordered = np.sort(due, axis=0)
    rank = round(found.level * due.shape[0])
    assert np.array_equal(caps, ordered[rank - 1])
    assert (np.minimum(due, ordered[rank]).sum(axis=1) > target.budget).mean() > 0.2
    assert [one.value for one in found.cut.values()] == pytest.approx((due - paid).mean(axis=0))


def test_a_total_that_is_enough_needs_no_cut():
    found = allocate(BILL, Target(1e6, 0.2, EVERYONE, 2026))
    assert (found.factor.value, found.envelopes) == (1.0, None)
    assert not any(one.value for one in found.cut.values())


def test_a_total_of_nothing_allows_nothing():
    found = allocate(BILL, Target(0.0, 0.2, EVERYONE, 2026))
    assert found.factor.value == 0.0
    assert found.exceeded.value <= 0.2
