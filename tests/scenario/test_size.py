"""A run that is too large is refused before it is begun, with the figures and the way out."""

import pytest

from simulation.engine.run import simulate
from simulation.scenario import Scenario
from simulation.scenario.size import APP, HARD, cost_of, too_large
from simulation.text.problems import InputError

CROWDED = {f"fields.{field}.count": 20000 for field in ("robots", "cnc", "additive")}


def of(values):
    return Scenario().with_values(values)


def test_the_cost_is_the_memory_that_the_result_takes():
    for values in ({}, {"validity.expires": "2032-12-31"}):
        scenario = of({"simulation.draws": 20, **values})
        outlay = simulate(scenario)
        arrays = ("amount", "claimants", "capped", "supported", "investment")
        assert cost_of(scenario).result_bytes == sum(outlay.data[name].nbytes for name in arrays)
        assert cost_of(scenario).claimant_years >= outlay.manifest["enterprise_years"]


def test_a_default_run_is_small_for_the_app():
    assert too_large(Scenario(), APP) == []
    assert too_large(of({"validity.expires": "2032-12-31"}), APP) == []


@pytest.mark.parametrize(
    ("values", "limit", "words", "way_out"),
    [
        ({"simulation.draws": 1_000_000}, HARD, "4,417 MiB; 4,096 MiB", "927,238 draws"),
        ({"simulation.draws": 1_000_000}, APP, "4,417 MiB; 256 MiB", "57,952 draws"),
        ({"simulation.draws": 20_000, "validity.expires": "2032-12-31"}, APP, "294 MiB; 256", "17,385 draws"),
        (CROWDED, APP, "million", "fewer enterprises"),
    ],
)
def test_a_heavy_run_is_refused_with_what_it_would_take_and_how_many_draws_are_left(
    values, limit, words, way_out
):
    problems = too_large(of(values), limit)
    assert words in problems[0].wrong.en
    assert way_out in problems[0].right.en
    assert problems[0].right.zh


def test_as_many_draws_as_the_refusal_names_are_allowed():
    most = 57_952
    assert too_large(of({"simulation.draws": most}), APP) == []
    assert too_large(of({"simulation.draws": most + 100}), APP)


def test_a_simulation_beyond_the_hard_limit_is_not_begun():
    heavy = of({"simulation.draws": 1_000_000})
    with pytest.raises(InputError, match="at most 927,238 draws"):
        simulate(heavy)
    assert simulate(heavy, draws=10).draws == 10


def test_a_roster_is_counted_with_what_it_may_leave_out():
    assert cost_of(Scenario(), 100).claimant_years - cost_of(Scenario()).claimant_years == 100 * 3 * 10_000
    half = of({"fields.all.coverage": 0.5})
    assert cost_of(half, 100).claimant_years - cost_of(half).claimant_years == 200 * 3 * 10_000
