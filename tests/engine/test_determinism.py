"""The same result, bit for bit, whatever the threads, blocks, executor and order (model.md §9)."""

from concurrent.futures import Executor, Future, ThreadPoolExecutor

import numpy as np
import pytest

from simulation.engine.run import simulate
from simulation.scenario import Scenario

DRAWS = 300
BASE = simulate(Scenario(), draws=DRAWS)


def same(one, other):
    return all(np.array_equal(one.data[name].values, other.data[name].values) for name in one.data.data_vars)


class Backwards(Executor):
    """An executor that runs what it was given last first."""

    def __init__(self):
        self.waiting = []

    def submit(self, function, /, *arguments, **options):
        future = Future()
        self.waiting.append((future, function, arguments))
        own_result = future.result

        def result(timeout=None):
            for later, run, given in reversed(self.waiting):
                if not later.done():
                    later.set_result(run(*given))
            return own_result(timeout)

        future.result = result
        return future


@pytest.mark.parametrize(("threads", "block"), [(1, 300), (2, 7), (3, 1), (2, 1000)])
def test_threads_and_blocks_change_no_bit(threads, block):
    assert same(simulate(Scenario(), draws=DRAWS, threads=threads, block=block), BASE)


def test_executors_and_their_order_change_no_bit():
    assert same(simulate(Scenario(), draws=DRAWS, block=40, executor=Backwards()), BASE)
    with ThreadPoolExecutor(2) as pool:
        assert same(simulate(Scenario(), draws=DRAWS, block=64, executor=pool), BASE)


def test_more_draws_extend_and_never_reshuffle():
    more = simulate(Scenario(), draws=DRAWS + 50)
    assert np.array_equal(more.amount[:DRAWS], BASE.amount)


def test_another_seed_gives_another_result():
    assert not np.array_equal(
        simulate(Scenario().with_value("simulation.seed", 57), draws=DRAWS).amount, BASE.amount
    )


def test_a_change_in_one_field_leaves_the_others_alone():
    more_robots = simulate(
        Scenario().with_value("fields.robots.count", {"low": 150, "mode": 200, "high": 290}), draws=DRAWS
    )
    untouched = ["capacity_award", "new_model_award", "oem_parts_award", "growth_award", "scene_subsidy"]
    for measure in untouched:
        place = BASE.measures.index(measure)
        assert np.array_equal(more_robots.amount[:, place], BASE.amount[:, place])
    assert not np.array_equal(more_robots.amount, BASE.amount)


def test_one_firm_more_changes_only_that_firm():
    few = Scenario().with_values({"fields.robots.count": 100, "fields.additive.count": 0})
    one_more = few.with_value("fields.robots.count", 101)
    without, with_one = simulate(few, draws=DRAWS), simulate(one_more, draws=DRAWS)
    place = without.measures.index("parts_subsidy")
    added = with_one.amount[:, place] - without.amount[:, place]
    # One firm adds at most its cap a year, and takes nothing from the others.
    assert added.min() > -1e-9
    assert added.sum(axis=2).max() <= 500 + 1e-9
    claims = with_one.data.claimants.values[:, place] - without.data.claimants.values[:, place]
    assert set(np.unique(claims)) <= {0.0, 1.0}


def test_a_longer_horizon_keeps_the_first_years():
    longer = simulate(Scenario().with_value("validity.expires", "2026-12-31"), draws=DRAWS)
    place = BASE.measures.index("parts_subsidy")
    assert np.array_equal(longer.amount[:, place, :3], BASE.amount[:, place])


def test_a_twin_shares_parameters_and_nothing_else():
    certain = Scenario().with_values({"measures.fund_investment": "off"})
    twin = simulate(certain, draws=DRAWS, twin=True)
    assert not np.array_equal(twin.amount, BASE.amount)
    correlation = np.corrcoef(twin.total(), BASE.total())[0, 1]
    assert 0.15 < correlation < 0.7


def test_a_run_stops_at_its_precision_whatever_the_block():
    scenario = Scenario().with_values({"simulation.precision": 0.01, "simulation.draws": 5000})
    one, other = simulate(scenario, block=999), simulate(scenario, block=50, threads=1)
    assert one.manifest["stopped_by"] == "precision"
    assert one.draws == other.draws == 1000
    assert same(one, other)
