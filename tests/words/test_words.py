"""Differences in words, for the boss, in both languages."""

import re

import pytest

from simulation.law.policy import load_policy
from simulation.scenario import Scenario, catalogue
from simulation.scenario.formulas import formula_text
from simulation.scenario.presets import load_presets
from simulation.scenario.wording import changes_line, difference_text, key_title, scenario_title, value_text
from simulation.words.speech import Words


def said(changes, language="en"):
    return [difference_text(pair, language) for pair in Scenario().with_values(changes).differences()]


@pytest.mark.parametrize(
    ("path", "value", "zh", "en"),
    [
        ("policy.parts_subsidy.annual_cap", 250, "500 万元 → 250 万元", "500 万元 → 250 万元"),
        ("policy.parts_subsidy.rate", 0.04, "5% → 4%", "5% → 4%"),
        ("measures.fund_investment", "off", "计入 → 关闭", "on → off"),
        ("delivery.accepted.all", {"low": 0.5, "mode": 0.6, "high": 0.7}, "→ 50% – 60% – 70%", "→ 50% – 60% – 70%"),
        ("validity.expires", "2026-12-31", "2025-12-31 → 2026-12-31", "2025-12-31 → 2026-12-31"),
        ("payment_schedule", [0, 1], "0% / 70% / 30% → 0% / 100%", "0% / 70% / 30% → 0% / 100%"),
        ("budget.city", {2024: 30000}, "2024 未填写 → 30,000 万元", "2024 not entered → 30,000 万元"),
        ("budget.districts", {"yuhang": {2024: 5}}, "余杭区 2024 未填写 → 5 万元", "Yuhang 2024 not entered → 5 万元"),
        ("fields.robots.revenue", {"median": 2000, "p90": 9000}, "→ 对数正态（中位数 2,000 万元，P90 9,000 万元）", "→ lognormal (median 2,000 万元, P90 9,000 万元)"),
    ],
)  # fmt: skip
def test_a_change_is_said_with_its_numbers_and_unit(path, value, zh, en):
    assert zh in said({path: value}, "zh")[0]
    assert en in said({path: value}, "en")[0]


def test_of_a_share_table_only_the_cells_that_differ_are_named_and_the_rest_counted():
    line = said({"split.city_share": {"parts_subsidy": {"yuhang": 0.3}}})[0]
    assert "Yuhang" in line and line.endswith("not entered → 30%")
    assert said({"split.city_share": {"parts_subsidy": 0.3}})[0].endswith("7 more")


def test_every_key_has_a_title_and_a_value_in_both_languages():
    for path, key in catalogue().items():
        assert key_title(key, "zh") and re.search("[一-鿿A-Za-z]", key_title(key, "zh"))
        for value in (key.default, Scenario().value(path)):
            assert value_text(key, value, "zh") and value_text(key, value, "en"), path


def test_a_measure_s_own_acceptance_is_named_with_its_measure():
    assert "Parts" in said({"delivery.accepted.parts_subsidy": 0.5})[0]


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({}, "基准情景", "Baseline scenario"),
        ({"simulation.draws": 500, "simulation.seed": 7}, "基准情景", "Baseline scenario"),
        ({"budget.rule": "carry_over"}, "基准情景", "Baseline scenario"),
        ({"budget.city": {2024: 5}}, "基准情景（已填预算）", "Baseline scenario (budget entered)"),
        ({"split.preset": "tiered"}, "基准情景（分担表已改）", "Baseline scenario (own share table)"),
        ({"policy.parts_subsidy.rate": 0.04}, "未命名方案（已改 1 处）", "Unnamed scenario (1 change)"),
        ({"policy.parts_subsidy.rate": 0.04, "readings.growth_tiers": "difference", "budget.city": {2024: 5}},
         "未命名方案（已改 2 处）", "Unnamed scenario (2 changes)"),
    ],
)  # fmt: skip
def test_an_edited_scenario_without_a_name_is_never_called_the_baseline(changes, zh, en):
    for name in ("", "  ", "基准情景", "Baseline"):  # the preset's own name stays when its values are edited
        scenario = Scenario(name).with_values(changes)
        assert (scenario_title(scenario, "zh"), scenario_title(scenario, "en")) == (zh, en)
    assert scenario_title(Scenario("甲").with_values(changes), "zh") == "甲"


def test_an_entered_budget_is_told_apart_from_changes_of_parameters():
    budget = Scenario().with_value("budget.city", {2024: 5})
    assert changes_line(budget, "zh") == "参数改动 0 处 · 已填预算"
    assert budget.badge == "baseline"
    both = budget.with_values({"split.preset": "tiered", "policy.parts_subsidy.rate": 0.04})
    assert changes_line(both, "en") == "1 parameter changed · budget entered · own share table"
    assert both.badge == "edited"


def test_a_preset_is_called_by_its_name_in_either_language():
    for preset in load_presets().values():
        if preset.id != "baseline":
            named = preset.scenario.renamed(preset.name.zh)
            assert Words("en").title(named) == preset.name.en


def everything_moved():
    """A scenario in which no parameter and no reading is the law's."""
    policy = load_policy()
    moved = {
        f"policy.{measure.id}.{one.id}": one.value * 1.05 if one.unit in ("rate", "share") else one.value + 1
        for measure in policy.measures.values()
        for one in measure.parameters.values()
        if one.value is not None
    }
    moved["policy.insurance_compensation.first_year_share"] = 0.85
    readings = {
        f"readings.{reading.id}": next(option for option in reading.options if option != reading.default)
        for reading in policy.readings.values()
    }
    dates = {"validity.effective_from": "2027-03-01", "validity.expires": "2029-12-31"}
    return Scenario().with_values(moved | readings | dates)


def test_formulas_speak_with_the_scenario_s_own_numbers():
    reform = Scenario().with_values(
        {
            "policy.scene_subsidy.rate": 0.21,
            "policy.scene_subsidy.projects_per_year": 6,
            "policy.scene_subsidy.cap": 250,
        }
    )
    assert (
        formula_text("scene_subsidy", Scenario(), "zh")
        == "按投资总额的 20%，最高不超过 200 万元；每年不超过 5 个"
    )
    assert (
        formula_text("scene_subsidy", reform, "zh")
        == "按投资总额的 21%，最高不超过 250 万元；每年不超过 6 个"
    )
    assert "at most 6 projects a year" in formula_text("scene_subsidy", reform, "en")
    once = formula_text("capacity_award", Scenario(), "zh")
    yearly = formula_text(
        "capacity_award", Scenario().with_value("readings.capacity_once", "each_year"), "zh"
    )
    assert "只奖励一次" in once and "只奖励一次" not in yearly


def numbers_in(text):
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?%?", text))


def test_no_formula_of_a_scenario_in_which_all_is_moved_shows_a_number_of_the_law():
    moved = everything_moved()
    assert moved.badge == "reform"
    for measure in load_policy().measures.values():
        law = set()
        for one in measure.parameters.values():
            key = catalogue()[f"policy.{measure.id}.{one.id}"]
            law |= numbers_in(value_text(key, key.default, "zh")) if one.value is not None else set()
        used = set()
        for one in measure.parameters:
            key = catalogue()[f"policy.{measure.id}.{one}"]
            used |= numbers_in(value_text(key, moved.value(key.path), "zh"))
        for language in ("zh", "en"):
            shown = numbers_in(formula_text(measure.id, moved, language))
            assert not shown & (law - used), (measure.id, shown & law)


def test_no_name_of_a_measure_a_parameter_or_a_reading_holds_a_number_that_a_scenario_can_move():
    """What a user can change must not stand in a name; only the law's own words, quoted, may hold it."""
    policy = load_policy()
    names = [
        name
        for measure in policy.measures.values()
        for name in (measure.name, measure.short, measure.claimant, measure.supported,
                     *(one.name for one in measure.parameters.values()))
    ]  # fmt: skip
    names += [
        name for reading in policy.readings.values() for name in (reading.name, *reading.options.values())
    ]
    for name in names:
        assert not re.search(r"\d{2,}|\d%|\d 个", name.zh) and not re.search(r"\d{2,}|\d%|five", name.en), (
            name
        )


def test_one_is_told_in_the_singular():
    english = Words("en")
    assert english.t("board.title", count=1) == "Board: 1 scenario"
    assert english.t("board.title", count=2) == "Board: 2 scenarios side by side"
    assert english.t("panel.rows", count="1") == "1 row"
    assert Words("zh").t("board.title", count=1) == "看板：1 个情景并列"
