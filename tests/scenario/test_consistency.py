"""Values that do not fit each other are told with both values and their units; impossible dates are refused."""

import pytest

from simulation.scenario import Scenario, read_scenario, warnings_of
from simulation.scenario.presets import load_presets
from simulation.text.problems import InputError


def told(text):
    return [warning for warning in warnings_of(read_scenario(text)) if "statutory" not in warning.wrong.en]


def only(text):
    (warning,) = told(text)
    assert warning.severity == "warning"
    assert warning.right.zh and warning.right.en
    return warning


@pytest.mark.parametrize(
    ("text", "column", "zh", "en"),
    [
        (
            "policy: {growth_award: {tier_2_output: 8000}}",
            "policy.growth_award.tier_2_output",
            "二档产值 8,000 万元低于一档产值 10,000 万元",
            "Output for tier 2 (8,000 万元) is below Output for tier 1 (10,000 万元)",
        ),
        (
            "policy: {growth_award: {tier_1_output: 60000}}",
            "policy.growth_award.tier_1_output",
            "二档产值 50,000 万元低于一档产值 60,000 万元",
            "below Output for tier 1 (60,000 万元)",
        ),
        (
            "policy: {growth_award: {tier_3_output: 50000}}",
            "policy.growth_award.tier_3_output",
            "三档产值 50,000 万元等于二档产值 50,000 万元",
            "Output for tier 3 (50,000 万元) equals",
        ),
        (
            "policy: {growth_award: {tier_1_award: 300, tier_2_award: 250, tier_3_award: 500}}",
            "policy.growth_award.tier_2_award",
            "二档奖励 250 万元低于一档奖励 300 万元",
            "Award of tier 2 (250 万元) is below Award of tier 1 (300 万元)",
        ),
        (
            "policy: {growth_award: {tier_2_award: 50}}",
            "policy.growth_award.tier_2_award",
            "二档奖励 50 万元低于一档奖励 100 万元",
            "is below",
        ),
        (
            "policy: {new_model_award: {tier_1_sales: 1200000}}",
            "policy.new_model_award.tier_1_sales",
            "二档销售额 1,000,000 万元低于一档销售额 1,200,000 万元",
            "Sales for tier 2 (1,000,000 万元) is below",
        ),
        (
            "policy: {new_model_award: {tier_2_award: 100}}",
            "policy.new_model_award.tier_2_award",
            "二档奖励 100 万元低于一档奖励 200 万元",
            "is below",
        ),
        (
            "policy: {capacity_award: {utilisation_floor: 1.2}}",
            "policy.capacity_award.utilisation_floor",
            "产能利用率下限 120% 超过 100%",
            "(120%) is above 100%",
        ),
        (
            "policy: {capacity_award: {nev_share_floor: 1.01}}",
            "policy.capacity_award.nev_share_floor",
            "没有企业能达到",
            "nobody can pass",
        ),
        (
            "policy: {growth_award: {growth_floor: 1.5}}",
            "policy.growth_award.growth_floor",
            "产值增长率下限 150% 超过 100%",
            "(150%) is above 100%",
        ),
        (
            "policy: {oem_parts_award: {growth_floor: 1.5}}",
            "policy.oem_parts_award.growth_floor",
            "采购增长率下限 150% 超过 100%",
            "must more than double",
        ),
        (
            "policy: {insurance_compensation: {yearly_step: 0.6}}",
            "policy.insurance_compensation.yearly_step",
            "第 3 年补偿比例为负（90% − 2 × 60% = −30%），按 0 计",
            "the share of year 3 is negative (90% − 2 × 60% = −30%): counted as 0",
        ),
        (
            "policy: {new_model_award: {listed_from: 2030}}",
            "policy.new_model_award.listed_from",
            "新列入《公告》起始年 2030 晚于有效期末年 2025",
            "(2030) is after the last year 2025",
        ),
        (
            "{policy: {interest_subsidy: {subsidy_rate: 0.05}}}",
            "policy.interest_subsidy.subsidy_rate",
            "贴息年利率上限 5%高于贷款利率 3.9%",
            "above every loan rate (3.9%)",
        ),
        ("split: {preset: custom}", "split.preset", "按各半计", "half and half"),
        ("budget: {rule: pro_rata}", "budget.rule", "两次降低兑付", "lowered twice"),
    ],
)
def test_values_out_of_order_are_told_with_both_values(text, column, zh, en):
    warning = only(text)
    assert warning.column == column
    assert zh in warning.wrong.zh
    assert en in warning.wrong.en


@pytest.mark.parametrize(
    "text",
    [
        "policy: {growth_award: {tier_1_award: 200}}",  # two tiers may pay the same
        "policy: {capacity_award: {nev_share_floor: 1.0, utilisation_floor: 1.0}}",
        "policy: {insurance_compensation: {yearly_step: 0.45}}",  # 90%, 45%, 0%
        "policy: {insurance_compensation: {first_year_share: 0.2}}",  # 20%, 10%, 0%
        "policy: {interest_subsidy: {subsidy_rate: 0.039}}",
        "{budget: {rule: pro_rata}, delivery: {cut: 0}}",
        "split: {preset: custom, city_share: {parts_subsidy: 0.3}}",
    ],
)
def test_what_stands_exactly_on_its_limit_is_not_told(text):
    assert told(text) == []


@pytest.mark.parametrize(
    "path",
    [
        "parts_subsidy.annual_cap",
        "parts_subsidy.rate",
        "scene_subsidy.projects_per_year",
        "application_award.max_years",
        "growth_award.tier_1_award",
        "fund_investment.city_to_district_ratio",
    ],
)
def test_a_maximum_of_nothing_is_told(path):
    (warning,) = warnings_of(Scenario().with_value(f"policy.{path}", 0))
    assert "不支付" in warning.wrong.zh and "nothing is paid" in warning.wrong.en
    assert "switch it off" in warning.right.en


def test_a_window_of_no_years_leaves_what_is_sold_at_once_and_says_so():
    assert "year of its recognition" in only("policy: {application_award: {window_years: 0}}").wrong.en


def test_nothing_is_told_of_the_maxima_of_a_measure_that_is_off():
    assert told("{measures: {parts_subsidy: off}, policy: {parts_subsidy: {annual_cap: 0}}}") == []


def test_a_floor_in_percent_is_asked_about():
    assert "0.85" in only("policy: {capacity_award: {utilisation_floor: 85}}").right.en
    assert "0.6" in only("policy: {insurance_compensation: {yearly_step: 60}}").right.en


@pytest.mark.parametrize(
    ("text", "column", "en"),
    [
        ("validity: {effective_from: 2024-07-01}", "validity.effective_from", "2024 counts in full"),
        ("validity: {expires: 2025-06-30}", "validity.expires", "2025 counts in full"),
        (
            "{readings: {first_year: from_effective_date}, validity: {expires: 2025-06-30}}",
            "validity.expires",
            "2025 counts in full",
        ),
    ],
)
def test_a_part_of_a_year_that_counts_in_full_is_told_with_the_reading_that_changes_it(text, column, en):
    warning = only(text)
    assert warning.column == column
    assert en in warning.wrong.en
    assert "readings.first_year" in warning.right.zh and "readings.first_year" in warning.right.en


@pytest.mark.parametrize(
    "text",
    [
        "",
        "validity: {effective_from: 2024-01-01}",
        "{validity: {effective_from: 2024-07-01}, readings: {first_year: from_effective_date}}",
    ],
)
def test_whole_years_and_the_laws_own_first_year_are_not_told(text):
    assert told(text) == []


@pytest.mark.parametrize("identity", load_presets())
def test_no_preset_has_a_warning_but_its_reforms(identity):
    words = [warning.wrong.en for warning in warnings_of(load_presets()[identity].scenario)]
    assert [word for word in words if "statutory" not in word] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("effective_from: 2026-01-01", ("2026-01-01", "2025-12-31", "swapped")),
        ("expires: 2020-01-01", ("2023-08-27", "2020-01-01", "swapped")),
        ("effective_from: 2016-12-31, expires: 2020-12-31", ("2016-12-31", "2017–2035", "two years before")),
        ("effective_from: 2030-01-01, expires: 2036-01-01", ("2036-01-01", "2017–2035")),
        ("effective_from: 2090-01-01, expires: 2092-12-31", ("2090-01-01", "2017–2035")),
        ("expires: 2033-01-01", ("2023-08-27", "2033-01-01", "more than 10 years")),
    ],
)
def test_impossible_dates_are_refused_with_both_dates_wherever_they_come_from(text, words):
    with pytest.raises(InputError) as refused:
        read_scenario(f"validity: {{{text}}}")
    (problem,) = refused.value.problems
    for word in words:
        assert word in problem.line("en")
    dates = {f"validity.{name}": value for name, value in (pair.split(": ") for pair in text.split(", "))}
    with pytest.raises(InputError):
        Scenario().with_values(dates)


def test_both_dates_may_move_at_once_beyond_the_old_ones():
    later = {"validity.effective_from": "2033-01-01", "validity.expires": "2035-12-31"}
    scenario = Scenario().with_values(later)
    assert scenario.years == (2033, 2034, 2035)
    assert scenario.fiscal_years[-1] == 2037
    assert scenario.with_value("budget.city", {2037: 5}).rows("budget.city") == ((2037, 5.0),)
