"""The payment schedule: certain as it was to the last bit, uncertain by dice of its own."""

import numpy as np
import pytest

from simulation.engine.outlay import cash
from simulation.money.schedule import drawn_shares
from simulation.population.curves import parse_curve
from simulation.scenario import Range, Scenario, read_scenario, to_yaml
from simulation.text.problems import InputError

WIDE = [0, {"low": 0.5, "mode": 0.7, "high": 0.9}, 0.3]
UNCERTAIN = Scenario().with_value("payment_schedule", WIDE)
RNG = np.random.default_rng(5)
AWARDS = RNG.lognormal(3, 2, size=(300, 4, 3))


def test_a_certain_schedule_is_not_drawn_and_pays_as_by_hand():
    shares = drawn_shares(Scenario(), 300)
    assert shares.tolist() == [0.0, 0.7, 0.3]
    paid = cash(AWARDS, shares)
    first = AWARDS * 0.7
    assert np.array_equal(paid[..., 0], np.zeros((300, 4)))
    assert np.array_equal(paid[..., 1], first[..., 0])
    assert np.array_equal(paid[..., 2], first[..., 1] + (AWARDS - first)[..., 0])


def test_a_range_of_no_width_is_certain_but_for_the_rounding_of_the_sum():
    same = Scenario().with_value("payment_schedule", [0, {"low": 0.7, "mode": 0.7, "high": 0.7}, 0.3])
    assert np.allclose(drawn_shares(same, 10), drawn_shares(Scenario(), 10), rtol=1e-15)


def test_drawn_shares_sum_to_one_and_follow_the_curve():
    shares = drawn_shares(UNCERTAIN, 20_000)
    assert shares.shape == (20_000, 3)
    assert np.allclose(shares.sum(axis=1), 1.0, rtol=1e-15)
    assert (shares[:, 0] == 0.0).all()
    raw = shares[:, 1] / shares[:, 2] * 0.3
    curve = parse_curve({"low": 0.5, "mode": 0.7, "high": 0.9}, "")
    for p in (0.1, 0.5, 0.9):
        assert np.quantile(raw, p) == pytest.approx(float(curve.quantile(np.array([p]))[0]), abs=0.005)


def test_more_draws_extend_and_another_seed_changes_them():
    assert np.array_equal(drawn_shares(UNCERTAIN, 50), drawn_shares(UNCERTAIN, 500)[:50])
    other = UNCERTAIN.with_value("simulation.seed", 57)
    assert not np.array_equal(drawn_shares(other, 50), drawn_shares(UNCERTAIN, 50))


def test_each_draw_pays_an_award_out_by_its_own_shares():
    shares = drawn_shares(UNCERTAIN, 300)
    paid = cash(AWARDS, shares)
    assert np.allclose(paid.sum(axis=-1), AWARDS.sum(axis=-1), rtol=1e-13)
    for draw in (0, 7, 299):
        assert np.array_equal(paid[draw], cash(AWARDS[draw : draw + 1], shares[draw])[0])


def test_the_file_holds_the_ranges_and_the_schedule_touches_no_dice():
    assert read_scenario(to_yaml(UNCERTAIN)) == UNCERTAIN
    assert UNCERTAIN.schedule[1] == Range(0.5, 0.7, 0.9)
    assert UNCERTAIN.dice_hash == Scenario().dice_hash
    assert UNCERTAIN.hash != Scenario().hash
    assert UNCERTAIN.fiscal_years == Scenario().fiscal_years


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ([0.5, 0.6], "sum to 1.1"),
        ([0.5, {"low": 0.1, "mode": 0.6, "high": 0.9}], "sum to 1.1"),
        ([0.5, {"low": 0.1, "mode": 0.5, "high": 1.2}], "out of range"),
        ([0.5, {"low": 0.6, "mode": 0.5, "high": 0.9}], "low"),
        ([], "one to six"),
        ([-0.5, 1.5], "lie in 0–1"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_with_the_way_out(raw, word):
    with pytest.raises(InputError, match=word):
        Scenario().with_value("payment_schedule", raw)
