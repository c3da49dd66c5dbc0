"""City and district: what one pays the other does not, to the last bit."""

import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulation.engine.outlay import Outlay
from simulation.law.policy import load_policy
from simulation.law.rule import OUTCOMES
from simulation.money.payers import Bill, share_table, split, worst_tenth
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.text.problems import InputError

SMALLEST = 5e-324
MEASURES = tuple(load_policy().measures)
DISTRICTS = tuple(load_facts().districts)


@given(st.floats(0, sys.float_info.max), st.floats(0, 1))
@example(SMALLEST, 0.5)
@example(3 * SMALLEST, 0.49999999999999994)
@example(sys.float_info.max, 0.1)
@example(0.1, 0.5 - 2.0**-54)
@example(1e5, SMALLEST)
@example(0.0, 0.3)
def test_the_two_parts_make_the_amount_exactly_over_all_of_float64(amount, share):
    city, district = split(np.array([amount]), np.array([share]))
    assert city[0] + district[0] == amount
    assert 0.0 <= city[0] <= amount
    assert 0.0 <= district[0] <= amount
    assert city[0] == pytest.approx(amount * share, abs=max(amount * 2.3e-16, SMALLEST))


@given(st.floats(0, sys.float_info.max))
def test_a_share_of_all_or_nothing_leaves_the_other_payer_exactly_nothing(amount):
    city, district = split(np.array([amount, amount]), np.array([1.0, 0.0]))
    assert (city.tolist(), district.tolist()) == ([amount, 0.0], [0.0, amount])


def test_a_bill_gives_each_district_its_own_measures_and_leaves_equity_to_its_own_column():
    amount = np.zeros((2, 2, 1, 2))
    amount[:, 0, 0] = [[100.0, 10.0], [200.0, 20.0]]
    amount[:, 1, 0] = 1000.0
    counts = np.zeros((2, 2, 1))
    outlay = Outlay.from_arrays(
        amount=amount,
        claimants=counts,
        capped=counts,
        supported=counts,
        investment=np.zeros((2, 1)),
        outcomes=np.zeros((2, 1, len(OUTCOMES)), dtype=np.int64),
        measures=("parts_subsidy", "fund_investment"),
        years=(2023,),
        districts=("binjiang", "yuhang"),
        headline=("parts_subsidy",),
        manifest={},
    )
    own = Bill.of(outlay, Scenario(), np.array([[0.5, 0.25], [1.0, 1.0]]))
    assert own.payers == ("city", "binjiang", "yuhang")
    assert own.total("city").tolist() == [52.5, 105.0]
    assert own.total("binjiang").tolist() == [50.0, 100.0]
    assert own.total("yuhang").tolist() == [7.5, 15.0]
    assert own.mean[0].tolist() == [[75.0, 75.0], [3.75, 11.25]]
    assert own.mean[1].tolist() == [[1000.0, 0.0], [1000.0, 0.0]]


def test_one_share_for_a_measure_holds_in_every_district_and_custom_starts_from_even():
    scenario = Scenario().with_values({"split.preset": "custom", "split.city_share": {"growth_award": 0.2}})
    table = share_table(scenario, MEASURES)
    assert (table[MEASURES.index("growth_award")] == 0.2).all()
    assert (table[MEASURES.index("parts_subsidy")] == 0.5).all()


def test_what_the_law_gives_to_one_payer_no_share_takes_away():
    scenario = Scenario().with_value("split.city_share", {"fund_investment": 0.1, "road_test_support": 0.9})
    table = share_table(scenario, MEASURES)
    assert (table[MEASURES.index("fund_investment")] == 1.0).all()
    assert (table[MEASURES.index("road_test_support")] == 0.0).all()


@pytest.mark.parametrize(
    ("shares", "word"),
    [
        ({"parts_subsidy": {"yuhang": 1.2}}, "write a fraction"),
        ({"parts_subsidy": {"yuhang": -0.1}}, "out of range"),
        ({"parts_subsidi": 0.5}, "parts_subsidy"),
        ({"parts_subsidy": {"yuhan": 0.5}}, "yuhang"),
    ],
)
def test_a_share_that_cannot_be_is_refused_with_the_way_out(shares, word):
    with pytest.raises(InputError, match=word):
        Scenario().with_value("split.city_share", shares)


def test_the_worst_tenth_follows_the_total_and_not_the_payers_own_worst():
    total = np.arange(20.0)
    by_payer = np.stack([total[::-1], total], axis=1)[:, :, None]
    mean, worst = worst_tenth(total, by_payer)
    assert mean.tolist() == [9.5, 9.5]
    assert worst.tolist() == [0.5, 18.5]


def test_the_worst_tenth_of_less_than_ten_draws_is_the_one_that_costs_most():
    total = np.array([3.0, 9.0, 1.0])
    _, worst = worst_tenth(total, total[:, None, None])
    assert worst.tolist() == [9.0]
