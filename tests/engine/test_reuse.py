"""A result made from an earlier one is the result of a whole run, bit for bit."""

import numpy as np
import pytest

from simulation.engine.reuse import simulate_from, touched
from simulation.engine.run import simulate
from simulation.measures import MEASURES
from simulation.scenario import Scenario

BASE = Scenario().with_value("simulation.draws", 200)
RESULT = simulate(BASE)


@pytest.mark.parametrize(
    ("changes", "measures"),
    [
        ({"policy.parts_subsidy.annual_cap": 100}, {"parts_subsidy"}),
        ({"policy.interest_subsidy.annual_cap": 100}, {"interest_subsidy", "scene_subsidy"}),
        ({"policy.application_award.cap": 100}, {"insurance_compensation", "application_award"}),
        ({"delivery.take_up.growth_award": 0.2}, {"growth_award"}),
        ({"delivery.accepted.oem_parts_award": 0.2}, {"oem_parts_award"}),
        (
            {"response.capacity_award": 1.0, "policy.new_model_award.tier_1_award": 50},
            {"capacity_award", "new_model_award"},
        ),
        ({"measures.parts_subsidy": "off"}, {"parts_subsidy"}),
        ({"measures.fund_investment": "headline"}, {"fund_investment"}),
        ({"split.preset": "tiered", "budget.city": {2024: 5}}, set()),
        ({"delivery.accepted.all": 0.5}, set(MEASURES)),
        ({"readings.capacity_once": "each_year"}, set(MEASURES)),
        ({"fields.robots.count": 10}, set(MEASURES)),
        ({"simulation.seed": 3}, set(MEASURES)),
    ],
    ids=str,
)
def test_only_what_a_change_touches_is_drawn_again_and_the_result_is_the_same(changes, measures):
    changed = BASE.with_values(changes)
    assert set(touched(BASE, changed)) == measures
    whole, reused = simulate(changed), simulate_from(changed, BASE, RESULT)
    for name in whole.data.data_vars:
        assert np.array_equal(whole.data[name].values, reused.data[name].values), name
    assert reused.headline == whole.headline
    assert reused.manifest["scenario_hash"] == changed.hash
    assert np.array_equal(reused.total(), whole.total())


def test_the_earlier_result_is_left_as_it_was():
    before = RESULT.amount.copy()
    simulate_from(BASE.with_value("policy.parts_subsidy.annual_cap", 100), BASE, RESULT)
    assert np.array_equal(RESULT.amount, before)
