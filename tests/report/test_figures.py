"""The tables agree with the engine and with each other."""

import numpy as np
import pytest

from simulation.report.figures import baseline_of
from simulation.scenario import Scenario


@pytest.fixture
def figures(reports):
    return reports["zh"].figures


def test_every_way_of_cutting_the_total_gives_the_total(figures):
    total = figures.outlay.total().mean()
    counted = figures["measures"][figures["measures"]["counted"].astype(bool)]
    assert counted["mean"].sum() == pytest.approx(total, rel=1e-12)
    assert (counted["city"] + counted["districts"]).sum() == pytest.approx(total, rel=1e-12)
    assert counted["share"].sum() == pytest.approx(1.0)
    assert figures["years"]["mean"].sum() == pytest.approx(total, rel=1e-12)
    assert figures["fiscal_years"]["mean"].sum() == pytest.approx(total, rel=1e-12)
    assert figures["payers"]["mean"].sum() == pytest.approx(total, rel=1e-12)
    summary = figures["summary"].set_index("scope")["mean"]
    assert summary["city"] + summary["districts"] == pytest.approx(summary["total"], rel=1e-12)


def test_cash_by_measure_adds_up_to_the_fiscal_years(figures):
    headline = figures["cash"][figures["cash"]["measure"].isin(figures.outlay.headline)]
    by_year = headline.groupby("fiscal_year")[["city", "districts"]].sum()
    own = figures["fiscal_years"].set_index("fiscal_year")
    for column in ("city", "districts"):
        assert by_year[column].to_numpy() == pytest.approx(own[column].to_numpy(), rel=1e-12)


def test_a_quantile_is_a_draw_and_lies_in_its_interval(figures):
    quantiles = figures["quantiles"]
    assert ((quantiles["low"] <= quantiles["value"]) & (quantiles["value"] <= quantiles["high"])).all()
    total = quantiles[quantiles["kind"] == "total"].set_index("level")["value"]
    assert np.isin(total.to_numpy(), figures.outlay.total()).all()


def test_a_payer_without_an_appropriation_is_not_known_rather_than_zero(figures):
    budget = figures["budget"].set_index(["payer", "fiscal_year"])
    assert np.isnan(budget.loc[("city", 2026), "appropriation"])
    assert np.isnan(budget.loc[("city", 2026), "probability"])
    assert budget.loc[("city", 2024), "appropriation"] == 1500


def test_the_difference_from_the_baseline_is_paired_on_the_scenario_s_own_dice(figures):
    other = Scenario().with_values({"simulation.seed": 7, "policy.parts_subsidy.annual_cap": 100.0})
    base = baseline_of(other, 50)
    assert (base.seed, base.draws, base.overrides[0][0]) == (7, 50, "simulation.draws")
    changes = figures["changes"].set_index("measure")
    untouched = changes.drop(index=["parts_subsidy", "growth_award"])
    assert (untouched[["mean", "mcse", "p10", "p90"]] == 0).all(axis=None)
    assert changes.loc["parts_subsidy", "mean"] < 0
    assert changes["mean"].sum() == pytest.approx(figures.difference.mean)


def test_parameters_show_law_beside_use_and_what_the_user_moved(figures):
    parameters = figures["parameters"].set_index("path")
    cap = parameters.loc["policy.parts_subsidy.annual_cap"]
    assert (cap["statutory"], cap["used"], cap["basis"], cap["clause"]) == (500, 250, "user", "4")
    assert "不超过500万元" in cap["words"]
    assert parameters.loc["policy.interest_subsidy.subsidy_rate", "basis"] == "law"
