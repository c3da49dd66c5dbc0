"""A result made from an earlier one is the result of a whole run, bit for bit."""

import numpy as np
import pytest

from simulation.engine.reuse import simulate_from, touched
from simulation.engine.run import simulate
from simulation.law import MEASURES
from simulation.population.curves import Curve
from simulation.scenario import Range, Scenario, catalogue
from tests.engine.rosters import full_tables, panel_of, until

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
        ({"readings.capacity_once": "each_year"}, {"capacity_award"}),
        (
            {"readings.prior_growth": "this_year_grew"},
            {"capacity_award", "oem_parts_award", "growth_award", "parts_subsidy"},
        ),
        ({"fields.robots.count": 10}, {"interest_subsidy", "parts_subsidy", "scene_subsidy"}),
        ({"fields.hydrogen_vehicle.growth": 0.3}, {"growth_award"}),
        ({"fields.first_set.insured": 0.3}, {"insurance_compensation", "application_award"}),
        ({"fields.all.loan_share": 0.3}, {"interest_subsidy", "scene_subsidy"}),
        ({"simulation.seed": 3}, set(MEASURES)),
    ],
    ids=lambda names: ", ".join(sorted(names)),  # a set's own order differs between two workers
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


def _moved(key):
    """Another value for a key, as a scenario file would write it."""
    value = BASE.value(key.path)
    if isinstance(value, Range):
        return value.low + 0.1 * (value.high - value.low)
    if isinstance(value, Curve):
        if value.family == "fixed":
            return value["value"] * 0.8
        factor = {"median": 1.3, "p90": 1.3, "ceiling": 1.3, "low": 0.9, "mode": 0.9, "high": 0.9}
        return {name: number * factor.get(name, 1.0) for name, number in value.parameters}
    if key.kind == "choice":
        return next(option for option, _ in key.options if option != value)
    if key.kind == "by_year":
        return {year: number * 0.7 for year, number in value}
    if key.kind == "weights":
        return {"yuhang": 1.0}
    if key.kind == "correlations":
        return {"size_growth": 0.3, "size_investment": 0.2, "parts_share_growth": 0.1}
    return value * 0.8 if value else 0.1


NARROW = [
    path
    for path in catalogue()
    if path.startswith(("readings.", "economy.", "delivery.", "fields.all.", "fields.vehicle_oem."))
    or path.startswith(("fields.first_set.", "fields.scenes.", "fields.fund.", "fields.robots."))
]


@pytest.mark.parametrize("path", NARROW)
def test_no_measure_outside_those_named_moves_with_a_key(path):
    few = BASE.with_value("simulation.draws", 60)
    changed = few.with_value(path, _moved(catalogue()[path]))
    whole, before = simulate(changed), simulate(few)
    still = [measure for measure in MEASURES if measure not in touched(few, changed)]
    for name in ("amount", "claimants", "capped", "supported", "outcomes"):
        one, other = whole.data[name].sel(measure=still), before.data[name].sel(measure=still)
        assert np.array_equal(one.values, other.values), name
    if "interest_subsidy" in still:
        assert np.array_equal(whole.data.investment.values, before.data.investment.values)


def test_the_earlier_result_is_left_as_it_was():
    before = RESULT.amount.copy()
    simulate_from(BASE.with_value("policy.parts_subsidy.annual_cap", 100), BASE, RESULT)
    assert np.array_equal(RESULT.amount, before)


def test_on_a_roster_what_a_field_reads_may_touch_every_measure():
    """A member may have been in another field, and makes first-set products."""
    panel = panel_of(until(full_tables(30), 2024))
    base = BASE.with_value("simulation.draws", 60)
    before = simulate(base, panel)
    for path in (
        "fields.robots.unaffiliated_share",
        "delivery.take_up_size_correlation",
        "fields.robots.revenue",
    ):
        changed = base.with_value(path, _moved(catalogue()[path]))
        whole, reused = simulate(changed, panel), simulate_from(changed, base, before, panel)
        assert np.array_equal(whole.amount, reused.amount), path
    capped = base.with_value("policy.parts_subsidy.annual_cap", 20)
    assert touched(base, capped, roster=True) == ("parts_subsidy",)
    assert np.array_equal(simulate(capped, panel).amount, simulate_from(capped, base, before, panel).amount)
