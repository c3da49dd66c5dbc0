"""Money that runs short: nothing is lost and nothing is made, to the last bit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulation.money.settlement import envelopes, pay, settle

SMALLEST = 5e-324
amounts = st.floats(0, 1e300, allow_subnormal=True)
purses = st.one_of(st.just(np.nan), amounts)
rules = st.sampled_from(["pay_in_full", "pro_rata", "carry_over"])


@given(amounts, amounts)
@example(1.0, SMALLEST)
@example(1e16, 0.1)
@example(0.1, 0.1 - 2.0**-57)
@example(3 * SMALLEST, SMALLEST)
@example(1e300, 1.0)
def test_what_is_paid_and_what_is_left_are_the_claim_in_real_numbers(claim, purse):
    paid, left = (float(part[0]) for part in pay(np.array([claim]), np.array([purse])))
    assert Fraction(paid) + Fraction(left) == Fraction(claim)
    assert paid + left == claim
    assert 0.0 <= paid <= purse
    assert left >= 0.0
    assert paid >= min(claim, purse) - np.spacing(claim)


@given(st.lists(amounts, min_size=3, max_size=3), st.lists(purses, min_size=3, max_size=3), rules)
@example([0.1, 0.2, 0.3], [0.05, 0.15, np.nan], "carry_over")
@example([1e16, 1.0, 1.0], [1.0, 1e16, 3.0], "carry_over")
@example([0.1, 0.1, 0.1], [0.0, 0.0, 0.30000000000000004], "carry_over")
def test_each_years_claims_are_paid_in_some_year_or_left_at_the_end_exactly(due, purse, rule):
    own = settle(np.array([due]), np.array(purse), rule)
    for year, claim in enumerate(due):
        parts = [*own.by_claim[0, year], own.left[0, year]]
        assert sum(map(Fraction, parts)) == Fraction(claim)
        assert min(parts) >= 0.0
        assert not own.by_claim[0, year, :year].any()
    whole = sum(map(Fraction, own.by_claim.ravel())) + sum(map(Fraction, own.left.ravel()))
    assert whole == sum(map(Fraction, due))


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
    assert (own.paid[0].tolist(), own.unpaid[0].tolist()) == (paid, unpaid)


def test_the_oldest_arrears_are_paid_first():
    own = settle(np.array([[100.0, 50.0, 10.0]]), np.array([0.0, 20.0, 90.0]), "carry_over")
    assert own.by_claim[0].tolist() == [[0, 20, 80], [0, 0, 10], [0, 0, 0]]
    assert own.left[0].tolist() == [0, 40, 10]
    assert own.owed[0].tolist() == [100, 150, 140]


def test_draws_never_share_their_arrears():
    due = np.array([[100.0, 0.0], [0.0, 0.0]])
    own = settle(due, np.array([10.0, 20.0]), "carry_over")
    assert own.paid.tolist() == [[10.0, 20.0], [0.0, 0.0]]
    assert own.unpaid.tolist() == [[90.0, 70.0], [0.0, 0.0]]


def test_an_appropriation_of_nothing_pays_nothing_and_a_missing_one_pays_all():
    due = np.array([[3.0, 4.0]])
    assert settle(due, np.array([0.0, np.nan]), "pro_rata").paid.tolist() == [[0.0, 4.0]]


def test_envelopes_follow_the_mean_claims_and_share_out_the_whole_appropriation():
    due = np.array([[[30.0, 0.0], [10.0, 0.0]], [[30.0, 0.0], [50.0, 0.0]]])
    lines = envelopes(due, np.array([100.0, 7.0]))
    assert lines.tolist() == [[50.0, 3.5], [50.0, 3.5]]
    assert np.isnan(envelopes(due, np.array([np.nan, 1.0]))[:, 0]).all()
