"""What the wording costs: each phrase alone, and all ways to read them together."""

from itertools import product

import numpy as np
import pytest

from simulation.engine.reuse import read_by
from simulation.engine.run import simulate
from simulation.law.policy import load_policy
from simulation.scenario import Scenario
from simulation.studies.readings import RANGE_DRAWS, groups_of, reading_costs, reading_range

BASE = Scenario().with_value("simulation.draws", 60)


@pytest.fixture(scope="module")
def found():
    return reading_range(BASE)


def whole(combination):
    read = {f"readings.{one}": option for one, option in combination}
    return simulate(BASE.with_values(read)).total()


def test_every_phrase_of_the_policy_is_tied_to_its_measures():
    assert all(read_by(reading) for reading in load_policy().readings)


def test_the_ends_of_the_range_are_what_whole_runs_of_those_readings_give(found):
    own = simulate(BASE).total()
    for end, figures in ((found.cheapest, found.low), (found.dearest, found.high)):
        assert figures.mean == pytest.approx(float(np.mean(whole(end) - own)), rel=1e-9)
    assert found.low.mean < 0 < found.high.mean


def test_no_combination_lies_outside_the_range(found):
    own = simulate(BASE).total()
    options = [
        [(one, option) for option in reading.options] for one, reading in load_policy().readings.items()
    ]
    every = list(product(*options))
    assert found.combinations == len(every) == 768
    for combination in every[::41]:
        mean = float(np.mean(whole(combination) - own))
        assert found.low.mean - 1e-6 <= mean <= found.high.mean + 1e-6


def test_the_range_holds_every_single_reading(found):
    for cost in reading_costs(BASE, simulate(BASE)):
        assert found.low.mean - 1e-6 <= cost.difference.mean <= found.high.mean + 1e-6


def test_a_measure_that_is_off_has_no_phrases():
    off = BASE.with_value("measures.capacity_award", "off")
    assert all("capacity_once" not in phrases for _, phrases in groups_of(off))


def test_progress_counts_the_runs_and_may_end_them():
    seen = []

    def stop(done, most):
        seen.append((done, most))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reading_range(BASE, progress=stop)
    assert seen[-1][0] == 3 < seen[-1][1] < 768


def test_a_long_scenario_s_range_uses_fewer_draws():
    assert (
        reading_range(BASE.with_value("simulation.draws", RANGE_DRAWS), lambda one: _few(one)).draws
        == RANGE_DRAWS
    )


def _few(scenario):
    return simulate(scenario.with_value("simulation.draws", 20))
