"""The engine on a real roster: known years stand, unknown ones are drawn, and only what must change does."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

from simulation.engine.run import simulate
from simulation.judge.assess import assess
from simulation.law import MEASURES
from simulation.law.policy import load_policy
from simulation.scenario import Scenario
from simulation.text.problems import InputError
from tests.engine.rosters import DISTRICTS, FIELDS, RULES_ALONE, full_tables, panel_of, until

FULL = full_tables()
PANEL = panel_of(FULL)
KNOWN_UNTIL_2024 = panel_of(until(FULL, 2024))
DRAWS = 200
OTHER_READINGS = [
    (reading.id, option)
    for reading in load_policy().readings.values()
    for option in reading.options
    if option != reading.default
]


def by_rules(panel, scenario):
    """What the rules alone give, (measure, year, district)."""
    table = np.zeros((len(MEASURES), len(scenario.years), len(DISTRICTS)))
    for row in assess(panel, scenario):
        table[MEASURES.index(row.measure), scenario.years.index(row.year), DISTRICTS.index(row.district)] += (
            row.amount
        )
    return table


@pytest.mark.parametrize(("reading", "option"), [("prior_growth", "previous_year_grew"), *OTHER_READINGS])
def test_where_every_fact_is_known_the_estimate_is_the_rules_on_the_roster(reading, option):
    scenario = RULES_ALONE.with_value(f"readings.{reading}", option)
    expected = by_rules(PANEL, scenario)
    outlay = simulate(scenario, PANEL, draws=3)
    assert (expected[:10].sum(axis=(1, 2)) > 0).all()
    for draw in range(3):
        assert outlay.amount[draw] == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_known_years_stand_and_the_year_after_them_is_drawn():
    scenario = RULES_ALONE
    expected = by_rules(PANEL, scenario)
    amount = simulate(scenario, KNOWN_UNTIL_2024, draws=DRAWS).amount
    # A product takes one route for its life, so what its last year brings may move its known years.
    stand = [MEASURES.index(one) for one in MEASURES[:10] if load_policy().measures[one].clause != "5"]
    for draw in range(0, DRAWS, 20):
        assert amount[draw, stand, :2] == pytest.approx(expected[stand, :2])
    drawn = amount[:, :, 2].sum(axis=2)
    lines = [MEASURES.index(one) for one in ("interest_subsidy", "parts_subsidy", "oem_parts_award")]
    assert (drawn[:, lines].std(axis=0) > 0).all()


def test_what_is_drawn_for_the_unknown_year_follows_from_the_last_facts():
    """Nobody's growth has any spread, so the year after is known in advance."""
    still = {f"fields.{field}.growth": 0.1 for field in FIELDS} | {
        f"fields.{field}.growth_scale": 0.0 for field in FIELDS
    }
    quiet = {"economy.macro_sd": 0.0, "economy.field_sd": 0.0, "fields.all.purchases_noise": 0.0}
    scenario = RULES_ALONE.with_values(still | quiet)
    last = FULL["enterprises"][FULL["enterprises"]["year"] == 2024]
    bought, before = (
        FULL["enterprises"].pivot(index="enterprise_id", columns="year", values="parts_purchases")[year]
        for year in (2024, 2023)
    )
    expected = 0.0
    for identity, field in zip(last["enterprise_id"], last["field"], strict=True):
        now = bought[identity] * np.exp(0.1)
        if field in ("robots", "additive") and now >= 1000 and bought[identity] > before[identity]:
            expected += min(0.05 * (now - bought[identity]), 500)
    amount = simulate(scenario, KNOWN_UNTIL_2024, draws=2).amount[:, MEASURES.index("parts_subsidy"), 2]
    assert expected > 0
    assert amount.sum(axis=1) == pytest.approx(np.full(2, expected))


def test_the_order_of_rows_changes_nothing():
    mixed = {name: frame.sample(frac=1.0, random_state=3) for name, frame in until(FULL, 2024).items()}
    one = simulate(Scenario(), KNOWN_UNTIL_2024, draws=DRAWS)
    other = simulate(Scenario(), panel_of(mixed), draws=DRAWS)
    assert all(np.array_equal(one.data[name].values, other.data[name].values) for name in one.data.data_vars)


def test_threads_and_blocks_change_no_bit_of_a_roster_run():
    one = simulate(Scenario(), KNOWN_UNTIL_2024, draws=DRAWS)
    other = simulate(Scenario(), KNOWN_UNTIL_2024, draws=DRAWS, threads=3, block=7)
    assert all(np.array_equal(one.data[name].values, other.data[name].values) for name in one.data.data_vars)


def without(tables, identity):
    return {
        name: frame[frame["enterprise_id"] != identity] if "enterprise_id" in frame else frame
        for name, frame in tables.items()
    }


@pytest.mark.parametrize("identity", ["E0000", "E0003", "E0018", "E0044"])
def test_taking_a_firm_out_takes_away_its_part_and_nothing_else(identity):
    tables = until(FULL, 2024)
    whole = simulate(Scenario(), panel_of(tables), draws=DRAWS)
    rest = simulate(Scenario(), panel_of(without(tables, identity)), draws=DRAWS)
    part = simulate(Scenario(), panel_of(tables), draws=DRAWS, only=identity)
    assert part.total().mean() > 0
    measures = [
        place
        for place, one in enumerate(MEASURES)
        if one not in ("scene_subsidy", "fund_investment", "new_model_award")
    ]
    assert (whole.amount - rest.amount)[:, measures] == pytest.approx(part.amount[:, measures], abs=1e-6)
    # A carmaker less leaves the new models that it would have brought out to the others.
    models = MEASURES.index("new_model_award")
    if part.amount[:, models].sum() == 0:
        assert whole.amount[:, models] == pytest.approx(rest.amount[:, models])


def test_one_enterprise_alone_is_its_part_of_the_whole():
    parts = [
        simulate(Scenario(), KNOWN_UNTIL_2024, draws=15, only=identity).amount
        for identity in sorted(set(FULL["enterprises"]["enterprise_id"]))
    ]
    nobody_else = Scenario().with_values(
        {f"fields.{field}.count": 0 for field in FIELDS}
        | {"fields.first_set.recognised_per_year": 0, "fields.scenes.applicants_per_year": 0}
    )
    whole = simulate(nobody_else, KNOWN_UNTIL_2024, draws=15).amount
    measures = [
        place for place, one in enumerate(MEASURES) if one not in ("scene_subsidy", "fund_investment")
    ]
    assert sum(parts)[:, measures] == pytest.approx(whole[:, measures], abs=1e-6)


def test_an_enterprise_that_the_roster_does_not_have_is_answered():
    with pytest.raises(InputError, match="no such enterprise"):
        simulate(Scenario(), PANEL, draws=2, only="E9999")


def test_a_field_that_the_roster_holds_is_not_drawn_again():
    robots = {"enterprises": FULL["enterprises"][FULL["enterprises"]["field"] == "robots"]}
    panel = panel_of(robots)
    few = simulate(Scenario().with_value("fields.robots.count", 1), panel, draws=50)
    many = simulate(Scenario().with_value("fields.robots.count", 5000), panel, draws=50)
    assert np.array_equal(few.amount, many.amount)
    other_field = simulate(Scenario().with_value("fields.additive.count", 0), panel, draws=50)
    assert other_field.total(("parts_subsidy",)).sum() < few.total(("parts_subsidy",)).sum()


def test_a_coverage_share_fills_the_rest():
    robots = {"enterprises": FULL["enterprises"][FULL["enterprises"]["field"] == "robots"]}
    panel, members = panel_of(robots), robots["enterprises"]["enterprise_id"].nunique()
    base = Scenario().with_values({"fields.additive.count": 0})
    claims = {
        share: simulate(base.with_value("fields.robots.coverage", share), panel, draws=400)
        .data.outcomes.sel(measure="parts_subsidy", year=2025)
        .sum()
        / 400
        for share in (1.0, 0.5, 0.25)
    }
    there = claims[1.0]
    assert claims[0.5] - there == members
    assert claims[0.25] - there == 3 * members


def test_adding_a_roster_changes_nothing_of_the_fields_that_it_does_not_hold():
    robots = {"enterprises": FULL["enterprises"][FULL["enterprises"]["field"] == "robots"]}
    with_roster, without_roster = (simulate(Scenario(), one, draws=100) for one in (panel_of(robots), None))
    for measure in (
        "growth_award",
        "capacity_award",
        "oem_parts_award",
        "application_award",
        "scene_subsidy",
    ):
        place = MEASURES.index(measure)
        assert np.array_equal(with_roster.amount[:, place], without_roster.amount[:, place])


def growth_of(scenario, panel, draws=4000):
    """The rise of purchases into 2025 of one firm of the roster, told from its uncapped subsidy."""
    uncapped = {"policy.parts_subsidy.annual_cap": 1e9, "policy.parts_subsidy.purchases_floor": 0}
    outlay = simulate(scenario.with_values(uncapped), panel, draws=draws, only="R")
    return outlay.amount[:, MEASURES.index("parts_subsidy"), 2].sum(axis=1) / 0.05


def test_the_year_after_the_last_known_one_has_the_fields_growth():
    rows = [("R", "yuhang", "robots", year, 2100.0, 1000.0 + year - 2020) for year in range(2021, 2025)]
    columns = ["enterprise_id", "district", "field", "year", "revenue", "parts_purchases"]
    panel = panel_of({"enterprises": pd.DataFrame(rows, columns=columns)})
    certain = RULES_ALONE.with_values(
        {
            "fields.robots.growth": 0.05, "fields.robots.growth_scale": 0.2, "economy.macro_sd": 0.0,
            "economy.field_sd": 0.0, "fields.robots.purchases_noise": 0.0,
        }
    )  # fmt: skip
    rise = growth_of(certain, panel)
    logs = np.log1p(rise[rise > 0] / 1004.0)
    # Above zero a Laplace step of standard deviation 0.2 about 0.05 shows its own upper part.
    scale = 0.2 / np.sqrt(2)
    upper = logs[logs > 0.05] - 0.05
    assert upper.size / 4000 == pytest.approx(0.5, abs=0.03)
    assert kstest(upper, "expon", args=(0, scale)).pvalue > 0.01


def test_correlated_traits_go_together_and_leave_the_spread_as_it_is():
    only_parts = {f"measures.{one}": "off" for one in MEASURES if one != "parts_subsidy"}
    base = RULES_ALONE.with_values(
        only_parts | {"fields.robots.count": 200, "fields.all.growth_size_exponent": 0.0}
    )
    mean = {
        value: simulate(
            base.with_value("fields.robots.correlations", {"size_growth": value} if value else {}), draws=300
        )
        .total()
        .mean()
        for value in (-0.5, 0.0, 0.5)
    }
    assert mean[-0.5] < mean[0.0] < mean[0.5]


def test_investment_that_goes_with_size_raises_the_interest():
    only_interest = {f"measures.{one}": "off" for one in MEASURES if one != "interest_subsidy"}
    base = RULES_ALONE.with_values(only_interest | {"fields.cnc.count": 200})
    plain = simulate(base, draws=300)
    joint = simulate(base.with_value("fields.cnc.correlations", {"size_investment": 0.6}), draws=300)
    begun = [
        int(one.data.outcomes.sel(measure="interest_subsidy", year=2023).sum()) for one in (plain, joint)
    ]
    assert begun[1] == pytest.approx(begun[0], rel=0.1)
    assert joint.total().mean() > 1.5 * plain.total().mean()
