"""Which doubt matters: known answers first, then the simulation's own."""

import numpy as np
import pytest
from scipy.stats import norm

from simulation.engine.run import simulate
from simulation.scenario import Range, Scenario
from simulation.studies.sensitivity import doubt_draws, doubtful, ends_of, first_order, tornado, worth_knowing
from simulation.studies.uncertainty import run_twin, split_doubt

BASE = Scenario().with_value("simulation.draws", 2000)
PATHS = doubtful(BASE)


@pytest.fixture(scope="module")
def run_of_base():
    return simulate(BASE)


@pytest.fixture(scope="module")
def table():
    return doubt_draws(BASE, PATHS, 2000)


def test_the_doubtful_parameters_are_the_ranges_that_the_engine_draws():
    assert len(PATHS) == len(set(PATHS)) > 50
    assert all(isinstance(BASE.value(path), Range) for path in PATHS)
    assert "fields.all.spike" in PATHS
    assert "fields.robots.spike" not in PATHS  # it only inherits
    known = BASE.with_value("fields.all.spike", 0.1)
    assert "fields.all.spike" not in doubtful(known)


def test_the_draws_of_the_parameters_are_those_of_the_run(run_of_base, table):
    sold = table[:, PATHS.index("fields.first_set.sold_within_two_years")]
    assert np.corrcoef(sold, run_of_base.total(("application_award",)))[0, 1] > 0.15
    value = BASE.value("fields.first_set.sold_within_two_years")
    assert value.low < sold.min() < sold.max() < value.high
    # Held at what it was in draw 7, draw 7 does not change.
    held = BASE.with_values({path: float(table[7, place]) for place, path in enumerate(PATHS)})
    again = simulate(held.with_value("simulation.draws", 8))
    assert again.total()[7] == run_of_base.total()[7]


def test_more_draws_of_the_parameters_extend_the_earlier_ones(table):
    assert np.array_equal(doubt_draws(BASE, PATHS, 50), table[:50])


def test_the_ends_are_p10_and_p90():
    low, high = ends_of(Range(0.0, 0.5, 1.0))
    assert low == pytest.approx(1 - high)
    assert 0.2 < low < 0.3


def test_a_bar_s_ends_are_paired_and_its_sign_follows_the_parameter():
    few = BASE.with_value("simulation.draws", 300)
    paths = ("delivery.accepted.all", "delivery.cut.all", "fields.fund.projects_per_year")
    bars = list(tornado(few, paths, simulate))
    accepted, cut, fund = bars
    assert accepted.swing.mean > 0 > cut.swing.mean
    assert accepted.low.mean < 0 < accepted.high.mean
    assert accepted.swing.mean == pytest.approx(accepted.high.mean - accepted.low.mean)
    assert accepted.swing.mcse < 0.1 * accepted.width
    assert fund.width == 0  # equity stands outside the headline


def test_a_tornado_may_be_left_at_any_bar():
    runs = []

    def run(scenario):
        runs.append(scenario)
        return simulate(scenario)

    few = BASE.with_value("simulation.draws", 20)
    next(tornado(few, PATHS, run))
    assert len(runs) == 3


def test_first_order_indices_of_a_linear_model_are_found_within_their_error():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(4000, 3))
    total = 3 * table[:, 0] + 1 * table[:, 1] + rng.normal(size=4000) * 2
    found = first_order(("a", "b", "c"), table, total, 1)
    for index, truth in zip(found, (9 / 14, 1 / 14, 0.0), strict=True):
        assert abs(index.share - truth) < 2 * index.error + 0.01
    assert first_order(("a", "b", "c"), table, np.ones(4000), 1)[0].share == 0


def test_the_indices_sum_to_the_share_that_a_twin_run_gives(run_of_base, table):
    indices = first_order(PATHS, table, run_of_base.total(), 1)
    doubt = split_doubt(run_of_base, run_twin(BASE))
    joint = sum(index.share for index in indices)
    error = np.sqrt(sum((index.error / 1.96) ** 2 for index in indices))
    assert abs(joint - doubt.parameters) < 3 * np.hypot(error, doubt.error)


def test_what_knowing_a_parameter_is_worth_is_known_for_normals():
    rng = np.random.default_rng(2)
    parameter, noise = rng.normal(size=(2, 10_000))
    total = 2 * parameter + noise
    worth = worth_knowing("a", parameter, total, 1)
    width = 2 * norm.ppf(0.9)
    assert worth.now == pytest.approx(width * np.sqrt(5), rel=0.03)
    # What is left is the chance and the spread inside a bin.
    assert worth.shrinks == pytest.approx(width * (np.sqrt(5) - 1), rel=0.08)
    assert 0 < worth.error < 0.05 * worth.now
    assert 0.4 < worth.share < 0.6


def test_what_tells_nothing_is_worth_nothing_within_its_error():
    rng = np.random.default_rng(3)
    parameter, total = rng.normal(size=(2, 5000))
    worth = worth_knowing("a", parameter, total, 1)
    assert abs(worth.shrinks) < 3 * worth.error
    assert worth_knowing("a", parameter, np.zeros(5000), 1).share == 0


def test_the_answers_are_the_same_every_time(run_of_base, table):
    total = run_of_base.total()
    assert first_order(PATHS[:2], table[:, :2], total, 5) == first_order(PATHS[:2], table[:, :2], total, 5)
    assert worth_knowing("a", table[:, 0], total, 5) == worth_knowing("a", table[:, 0], total, 5)
