"""Payers, cash and budget: nothing is lost on the way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from simulation.engine.outlay import cash, quantile_of, running, summarise
from simulation.engine.run import simulate
from simulation.money.budget import budget_lines
from simulation.money.payers import CITY, Bill, share_table, split, worst_tenth
from simulation.money.settlement import settle
from simulation.population.facts import load_facts
from simulation.report.outputs import as_result
from simulation.scenario import Scenario
from simulation.studies.readings import reading_costs
from simulation.studies.uncertainty import run_twin, split_doubt

amounts = st.floats(0, 1e12, allow_nan=False, allow_subnormal=True)
shares = st.floats(0, 1)
OUTLAY = simulate(Scenario(), draws=400)


@given(amounts, shares)
def test_city_and_district_sum_to_the_amount_to_the_last_bit(amount, share):
    city, district = split(np.array([amount]), np.array([share]))
    assert city[0] + district[0] == amount
    assert city[0] >= 0
    assert district[0] >= 0


@given(st.lists(amounts, min_size=3, max_size=3), st.lists(st.floats(0.01, 1), min_size=1, max_size=4))
def test_cash_over_the_fiscal_years_is_the_award(by_year, weights):
    schedule = tuple(weight / sum(weights) for weight in weights)
    paid = cash(np.array([by_year]), np.array(schedule))
    assert paid.shape == (1, 3 + len(schedule) - 1)
    assert paid.sum() == pytest.approx(sum(by_year), rel=1e-12)


def test_payers_sum_to_the_total_in_every_draw():
    scenario = Scenario().with_values(
        {"split.preset": "tiered", "split.city_share": {"parts_subsidy": {"yuhang": 0.3}}}
    )
    own = Bill.of(OUTLAY, scenario)
    assert own.by_payer.sum(axis=(1, 2)) == pytest.approx(OUTLAY.total(), rel=1e-12)
    assert own.by_payer.sum(axis=1) == pytest.approx(OUTLAY.by_year(), rel=1e-12)


def test_one_cell_of_the_share_table_moves_only_that_split():
    even = share_table(Scenario(), OUTLAY.measures)
    moved = share_table(
        Scenario().with_value("split.city_share", {"parts_subsidy": {"yuhang": 0.3}}), OUTLAY.measures
    )
    changed = np.argwhere(even != moved)
    assert changed.tolist() == [[OUTLAY.measures.index("parts_subsidy"), OUTLAY.districts.index("yuhang")]]
    before, after = Bill.of(OUTLAY, Scenario(), even), Bill.of(OUTLAY, Scenario(), moved)
    others = [place for place, payer in enumerate(before.payers) if payer not in (CITY, "yuhang")]
    assert np.array_equal(before.by_payer[:, others], after.by_payer[:, others])
    assert after.total("yuhang").mean() > before.total("yuhang").mean()


def test_the_presets_are_those_of_the_facts():
    tiered = share_table(Scenario().with_value("split.preset", "tiered"), ("parts_subsidy",))
    assert dict(zip(load_facts().districts, tiered[0], strict=True))["xiaoshan"] == 0.25
    assert share_table(Scenario(), ("parts_subsidy", "fund_investment", "road_test_support"))[
        :, 0
    ].tolist() == [0.5, 1, 0]


def test_the_worst_tenth_is_the_mean_of_the_costliest_draws():
    total = np.arange(100.0)
    by_payer = np.stack([total * 0.25, total * 0.75], axis=1)[:, :, None]
    mean, worst = worst_tenth(total, by_payer)
    assert mean == pytest.approx([49.5 * 0.25, 49.5 * 0.75])
    assert worst == pytest.approx([94.5 * 0.25, 94.5 * 0.75])


@given(st.lists(amounts, min_size=3, max_size=3), st.lists(amounts, min_size=3, max_size=3))
def test_each_rule_conserves_money(due, appropriated):
    due_years, limit = np.array([due]), np.array(appropriated)
    for rule in ("pay_in_full", "pro_rata", "carry_over"):
        settled = settle(due_years, limit, rule)
        paid, unpaid = settled.paid, settled.unpaid
        owed = due_years[0].copy()
        if rule == "carry_over":
            owed[1:] += unpaid[0, :-1]
        assert paid[0] + unpaid[0] == pytest.approx(owed, rel=1e-12)
    carried = settle(due_years, limit, "carry_over")
    assert carried.paid.sum() + carried.unpaid[0, -1] == pytest.approx(due_years.sum(), rel=1e-12)
    assert (settle(due_years, limit, "pro_rata").paid <= limit).all()
    assert np.array_equal(settle(due_years, limit, "pay_in_full").paid, due_years)


def test_a_budget_line_tells_the_risk_and_is_null_where_nothing_was_entered():
    due = cash(Bill.of(OUTLAY, Scenario()).by_payer[:, 0], np.array([0.0, 0.7, 0.3]))[:, 2]
    middle = float(np.median(due))
    scenario = Scenario().with_value("budget.city", {2025: middle})
    lines = budget_lines(Bill.of(OUTLAY, scenario))
    assert len(lines) == 14 * 5
    entered = [line for line in lines if line.appropriation is not None]
    assert [(line.payer, line.fiscal_year) for line in entered] == [(CITY, 2025)]
    assert entered[0].exceeded.value == pytest.approx(0.5, abs=0.01)
    assert entered[0].shortfall.value == pytest.approx(np.maximum(due - middle, 0).mean())
    assert entered[0].exceeded.error == pytest.approx(0.025, abs=0.001)


def test_quantiles_are_order_statistics_whose_intervals_hold_the_truth():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(200):
        quantile = quantile_of(np.sort(rng.normal(size=400)), 0.9)
        held += quantile.low <= norm.ppf(0.9) <= quantile.high
    assert 0.90 <= held / 200 <= 0.99
    assert quantile_of(np.arange(1.0, 11.0), 0.9).value == 9.0


def test_a_summary_gives_mean_spread_and_error():
    figures = summarise(np.array([1.0, 2.0, 3.0, 4.0]))
    assert figures.mean == 2.5
    assert figures.mcse == pytest.approx(figures.sd / 2)
    assert running(np.arange(100.0)).mean[-1] == pytest.approx(49.5)


def test_the_result_has_the_keys_of_the_contract():
    result = as_result(OUTLAY, Scenario())
    assert set(result) == {"manifest", "measures", "total", "by_year", "by_fiscal_year", "payers", "budget"}
    figures = {
        "mean",
        "sd",
        "mcse",
        "p05",
        "p10",
        "p50",
        "p80",
        "p90",
        "p95",
        "claimants_mean",
        "capped_share",
        "supported_mean",
    }
    assert set(result["total"]) == figures
    assert {"measure", *figures} == set(result["measures"][0])
    assert [row["year"] for row in result["by_fiscal_year"]] == [2023, 2024, 2025, 2026, 2027]
    assert sum(row["mean"] for row in result["payers"]) == pytest.approx(result["total"]["mean"])
    assert sum(row["mean"] for row in result["by_fiscal_year"]) == pytest.approx(result["total"]["mean"])
    assert set(result["budget"][0]) == {
        "payer",
        "fiscal_year",
        "appropriation",
        "probability_exceeded",
        "expected_shortfall",
        "reserve",
        "arrears_mean",
    }


def test_readings_cost_what_two_runs_on_the_same_dice_differ_by():
    scenario = Scenario().with_value("simulation.draws", 200)
    base = simulate(scenario)
    costs = {(cost.reading, cost.option): cost.difference for cost in reading_costs(scenario, base)}
    assert len(costs) == 10
    other = simulate(scenario.with_value("readings.capacity_once", "each_year"))
    assert costs["capacity_once", "each_year"].mean == pytest.approx((other.total() - base.total()).mean())
    assert costs["prior_growth", "this_year_grew"].quantile(0.05).value >= 0
    assert costs["first_year", "from_effective_date"].quantile(0.95).value <= 0


def test_the_doubt_of_certain_parameters_is_all_chance():
    facts = Scenario()
    certain = facts.with_values(
        {
            path: value.mode
            for path, value in ((p, facts.value(p)) for p in _doubtful())
            if hasattr(value, "mode")
        }
    ).with_value("simulation.draws", 1500)
    doubt = split_doubt(simulate(certain), run_twin(certain))
    assert doubt.parameters < 0.1
    known = split_doubt(simulate(facts.with_value("simulation.draws", 1500)), run_twin(facts))
    assert known.parameters > 0.25
    assert known.parameters + known.chance == pytest.approx(1.0)


def _doubtful():
    from simulation.scenario import catalogue

    return [path for path, key in catalogue().items() if key.kind == "doubt" and key.default is not None]
