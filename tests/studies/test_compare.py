"""Two scenarios meet draw by draw; parts sum to the whole; changes stack to the whole."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from simulation.cli.main import main
from simulation.engine.outlay import summarise
from simulation.engine.run import simulate
from simulation.engine.statistics import share_of
from simulation.money.payers import Bill
from simulation.scenario import Scenario
from simulation.studies.compare import (
    changes_between,
    compare,
    compare_all,
    on_common_dice,
    side,
    steps_between,
    waterfall,
)

BASE = Scenario().with_value("simulation.draws", 300)
LOWER = BASE.with_values({"policy.parts_subsidy.annual_cap": 100, "policy.interest_subsidy.annual_cap": 200})
MIXED = BASE.with_values(
    {
        "policy.parts_subsidy.annual_cap": 700,
        "policy.parts_subsidy.rate": 0.03,
        "readings.prior_growth": "this_year_grew",
        "fields.robots.count": 100,
        "measures.fund_investment": "headline",
        "split.preset": "tiered",
    }
)


@pytest.fixture(scope="module")
def runs():
    made = {}

    def run(scenario):
        if scenario.hash not in made:
            made[scenario.hash] = simulate(scenario)
        return made[scenario.hash]

    return run


def test_a_lower_cap_never_costs_more_in_any_draw(runs):
    one = compare_all([BASE, LOWER], runs)[0]
    assert (one.total.values <= 0).all()
    assert one.total.costs_more.value == 0
    assert one.total.summary.mean < 0
    assert compare_all([LOWER, BASE], runs)[0].total.costs_more.value == pytest.approx(
        1 - one.total.equal.value
    )


def test_the_error_of_a_difference_is_far_below_that_of_a_total(runs):
    one = compare_all([BASE, LOWER], runs)[0]
    assert one.total.summary.mcse < 0.5 * summarise(one.base.total).mcse


def test_a_scenario_does_not_differ_from_itself(runs):
    one = compare_all([BASE, BASE.renamed("again")], runs)[0]
    assert not one.total.values.any()
    assert (one.total.costs_more.value, one.total.equal.value) == (0, 1)
    assert one.changes == []


@pytest.mark.parametrize("other", [LOWER, MIXED], ids=["lower", "mixed"])
@pytest.mark.parametrize("parts", ["by_measure", "by_year", "by_fiscal_year", "by_payer"])
def test_the_parts_of_a_difference_sum_to_it_in_every_draw(runs, other, parts):
    one = compare_all([BASE, other], runs)[0]
    whole = sum(part.values for part in getattr(one, parts).values())
    assert np.allclose(whole, one.total.values, atol=1e-6)


def test_scenarios_are_put_on_the_dice_of_the_first(runs):
    other = LOWER.with_values({"simulation.seed": 3, "simulation.draws": 50, "simulation.precision": 0.5})
    same = compare_all([BASE, other], runs)[0]
    assert np.array_equal(same.total.values, compare_all([BASE, LOWER], runs)[0].total.values)
    assert [pair.key.path for pair in same.changes] == [
        "policy.interest_subsidy.annual_cap",
        "policy.parts_subsidy.annual_cap",
    ]


def test_runs_on_other_dice_are_not_paired():
    few = [BASE.with_values({"simulation.seed": seed, "simulation.draws": 20}) for seed in (1, 2)]
    with pytest.raises(ValueError, match="same seed"):
        compare(*(side(scenario, simulate(scenario)) for scenario in few))


def test_policies_of_different_years_are_compared_year_by_year(runs):
    later = BASE.with_values({"validity.effective_from": "2026-01-01", "validity.expires": "2028-12-31"})
    one = compare_all([BASE, later], runs)[0]
    assert list(one.by_year) == [2023, 2024, 2025, 2026, 2027, 2028]
    assert (one.by_year[2024].values <= 0).all() and (one.by_year[2027].values >= 0).all()
    assert np.allclose(sum(part.values for part in one.by_year.values()), one.total.values)


@pytest.mark.parametrize("reverse", [False, True], ids=["in order", "in reverse"])
@pytest.mark.parametrize("other", [LOWER, MIXED], ids=["lower", "mixed"])
def test_a_waterfall_s_steps_sum_to_the_difference_in_any_order(runs, other, reverse):
    order = steps_between(BASE, other)
    steps = list(waterfall(BASE, other, order[::-1] if reverse else order, runs))
    whole = compare_all([BASE, other], runs)[0]
    assert [step.changes for step in steps] == (order[::-1] if reverse else order)
    assert np.allclose(sum(step.effect.values for step in steps), whole.total.values, atol=1e-6)
    assert sum(step.effect.summary.mean for step in steps) == pytest.approx(whole.total.summary.mean)


def test_what_a_change_adds_depends_on_what_came_before_it(runs):
    other = BASE.with_values({"policy.parts_subsidy.annual_cap": 100, "policy.parts_subsidy.rate": 0.01})
    order = steps_between(BASE, other)
    first = next(iter(waterfall(BASE, other, order, runs)))
    last = list(waterfall(BASE, other, order[::-1], runs))[-1]
    assert first.changes == last.changes
    assert first.effect.summary.mean < last.effect.summary.mean < 0


def test_a_waterfall_may_follow_the_city_s_money(runs):
    def city(scenario, outlay):
        return Bill.of(outlay, scenario).total("city")

    steps = list(waterfall(BASE, MIXED, steps_between(BASE, MIXED), runs, city))
    split = next(step for step in steps if step.changes[0].key.path == "split.preset")
    assert split.effect.summary.mean != 0
    one = compare_all([BASE, MIXED], runs)[0]
    assert np.allclose(sum(step.effect.values for step in steps), one.by_payer["city"].values)


def test_the_dates_of_validity_move_together(runs):
    later = BASE.with_values({"validity.effective_from": "2026-01-01", "validity.expires": "2028-12-31"})
    steps = list(waterfall(BASE, later, steps_between(BASE, later), runs))
    assert [len(step.changes) for step in steps] == [2]
    assert steps[0].effect.summary.mean == pytest.approx(
        compare_all([BASE, later], runs)[0].total.summary.mean
    )


def test_a_key_that_only_inherits_is_led_to_its_value(runs):
    before = BASE.with_values({"fields.robots.spike": 0.3, "fields.cnc.spike": 0.2})
    after = BASE.with_value("fields.all.spike", 0.1)
    for order in (steps_between(before, after), steps_between(before, after)[::-1]):
        steps = list(waterfall(before, after, order, runs))
        whole = compare_all([before, after], runs)[0].total.values
        assert np.allclose(sum(step.effect.values for step in steps), whole)


def test_a_probability_has_an_error_also_at_its_ends():
    assert share_of(np.zeros(100, dtype=bool)).error > 0
    middle = share_of(np.repeat([False, True], 50))
    assert middle.value == 0.5
    assert middle.error == pytest.approx(0.05, rel=0.02)


def test_changes_leave_the_dice_out():
    assert changes_between(BASE, BASE.with_value("simulation.seed", 4)) == []
    assert on_common_dice([BASE, LOWER.with_value("simulation.seed", 4)])[1].seed == BASE.seed


def test_each_scenario_is_split_by_its_own_table(runs):
    tiered = BASE.with_value("split.preset", "tiered")
    one = compare(side(BASE, runs(BASE)), side(tiered, runs(tiered)))
    assert not one.total.values.any()
    assert one.by_payer["yuhang"].summary.mean > 0 > one.by_payer["city"].summary.mean


def test_equity_is_a_cost_where_the_user_says_so_and_nothing_that_enterprises_receive(runs):
    equity = side(BASE, runs(BASE.with_value("measures.fund_investment", "headline")))
    plain = side(BASE, runs(BASE))
    assert equity.total.mean() > plain.total.mean()
    assert np.array_equal(equity.received, plain.received)
    assert np.array_equal(plain.received, plain.total)


def call(*arguments):
    return CliRunner().invoke(main, ["compare", *arguments])


def test_the_command_gives_the_contract_s_json(tmp_path):
    (tmp_path / "a.yaml").write_text("simulation: {draws: 100}\n")
    (tmp_path / "b.yaml").write_text("name: Half\npolicy: {parts_subsidy: {annual_cap: 250}}\n")
    (tmp_path / "c.yaml").write_text("policy: {parts_subsidy: {annual_cap: 50}}\n")
    answer = call(*(str(tmp_path / name) for name in ("a.yaml", "b.yaml", "c.yaml")), "--json")
    assert answer.exit_code == 0
    rows = json.loads(answer.stdout)["differences"]
    assert [row["scenario"] for row in rows] == ["Half", "c"]
    for row in rows:
        assert set(row) == {"scenario", "mean", "mcse", "p10", "p90", "probability_costs_more"}
        assert row["mean"] < 0
    assert rows[1]["mean"] < rows[0]["mean"]


def test_the_command_says_in_words_what_differs(tmp_path):
    (tmp_path / "a.yaml").write_text("simulation: {draws: 50}\n")
    (tmp_path / "b.yaml").write_text("policy: {parts_subsidy: {annual_cap: 250}}\n")
    answer = call(str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), "--lang", "en")
    assert "500 万元 → 250 万元" in answer.stdout


def test_one_scenario_alone_is_no_comparison(tmp_path):
    (tmp_path / "a.yaml").write_text("")
    answer = call(str(tmp_path / "a.yaml"), "--lang", "en")
    assert answer.exit_code == 2
    assert "two scenarios" in answer.stderr
