"""The budget: what is paid, what is left, and the risk in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.budget import BudgetLine, budget_lines, settle
from simulation.payers import Bill
from simulation.scenario import Scenario

DISTRICTS = ("binjiang", "yuhang")
MEAN = 1000.0
DRAWS = 20_000
# Draws at the middles of equal shares of probability: an exponential distribution without noise.
EXPONENTIAL = -MEAN * np.log1p(-(np.arange(DRAWS) + 0.5) / DRAWS)

amounts = st.floats(0, 1e12, allow_subnormal=True)


def a_bill(city: np.ndarray) -> Bill:
    """A bill of three performance years in which the city owes the same each year."""
    by_payer = np.zeros((city.size, 3, 3))
    by_payer[:, 0] = city[:, None]
    return Bill(("city", *DISTRICTS), by_payer, np.zeros((1, 2, 2)))


def the_line(scenario: Scenario, payer: str, year: int, city: np.ndarray = EXPONENTIAL) -> BudgetLine:
    lines = budget_lines(a_bill(city), scenario)
    return next(line for line in lines if (line.payer, line.fiscal_year) == (payer, year))


@pytest.mark.parametrize(
    ("rule", "paid", "unpaid"),
    [
        ("pay_in_full", [100, 50, 50], [0, 0, 0]),
        ("pro_rata", [60, 50, 50], [40, 0, 0]),
        ("carry_over", [60, 60, 80], [40, 30, 0]),
    ],
)
def test_each_rule_by_hand_where_the_last_year_has_no_appropriation(rule, paid, unpaid):
    own = settle(np.array([[100.0, 50.0, 50.0]]), np.array([60.0, 60.0, np.nan]), rule)
    assert (own[0].tolist(), own[1].tolist()) == ([paid], [unpaid])


@given(amounts, amounts)
def test_paid_and_unpaid_make_what_was_owed_but_for_one_rounding(due, limit):
    paid, unpaid = settle(np.array([[due]]), np.array([limit]), "pro_rata")
    miss = abs(paid[0, 0] + unpaid[0, 0] - due)
    assert miss <= np.spacing(due)
    if limit >= due / 2:
        assert miss == 0.0
    assert unpaid[0, 0] >= 0.0
    assert paid[0, 0] == min(due, limit)


def test_draws_never_share_their_arrears():
    due = np.array([[100.0, 0.0], [0.0, 0.0]])
    paid, unpaid = settle(due, np.array([10.0, 20.0]), "carry_over")
    assert paid.tolist() == [[10.0, 20.0], [0.0, 0.0]]
    assert unpaid.tolist() == [[90.0, 70.0], [0.0, 0.0]]


@pytest.mark.parametrize("appropriation", [500.0, 1000.0, 3000.0])
def test_the_risk_against_an_appropriation_is_that_of_the_exponential(appropriation):
    scenario = Scenario().with_values({"payment_schedule": [1.0], "budget.city": {2024: appropriation}})
    line = the_line(scenario, "city", 2024)
    chance = np.exp(-appropriation / MEAN)
    assert line.probability_exceeded == pytest.approx(chance, abs=1 / DRAWS)
    assert line.probability_error == pytest.approx(np.sqrt(chance * (1 - chance) / DRAWS), rel=1e-3)
    assert line.expected_shortfall == pytest.approx(MEAN * chance, rel=2e-3)
    assert line.arrears_mean == 0.0
    for reserve in line.reserves:
        assert reserve.value == pytest.approx(-MEAN * np.log(1 - reserve.level), rel=2e-3)
        assert reserve.low < reserve.value < reserve.high


def test_arrears_that_are_carried_over_grow_year_by_year():
    given_each = dict.fromkeys((2023, 2024, 2025), 400.0)
    scenario = Scenario().with_values(
        {"payment_schedule": [1.0], "budget.city": given_each, "budget.rule": "carry_over"}
    )
    certain = np.full(10, 1000.0)
    assert [the_line(scenario, "city", year, certain).arrears_mean for year in given_each] == [
        600,
        1200,
        1800,
    ]


def test_a_year_in_which_nothing_falls_due_never_exceeds_an_appropriation_of_nothing():
    scenario = Scenario().with_values({"payment_schedule": [0.6, 0.3, 0.1, 0.0], "budget.city": {2028: 0.0}})
    line = the_line(scenario, "city", 2028)
    assert (line.due_mean, line.probability_exceeded, line.expected_shortfall) == (0.0, 0.0, 0.0)


def test_an_appropriation_that_is_met_exactly_is_not_exceeded():
    scenario = Scenario().with_values({"payment_schedule": [1.0], "budget.city": {2023: 1000.0}})
    assert the_line(scenario, "city", 2023, np.full(10, 1000.0)).probability_exceeded == 0.0


def test_every_payer_and_fiscal_year_has_its_row_and_what_was_not_entered_is_null():
    scenario = Scenario().with_value("budget.districts", {"yuhang": {2024: 5.0}})
    rows = [line.as_json() for line in budget_lines(a_bill(EXPONENTIAL), scenario)]
    places = [(payer, year) for payer in ("city", *DISTRICTS) for year in scenario.fiscal_years]
    assert [(row["payer"], row["fiscal_year"]) for row in rows] == places
    for row in rows:
        assert list(row["reserve"]) == ["p80", "p90", "p95"]
        entered = (row["payer"], row["fiscal_year"]) == ("yuhang", 2024)
        for key in ("appropriation", "probability_exceeded", "expected_shortfall", "arrears_mean"):
            assert (row[key] is not None) == entered
