"""Differences in words, for the boss, in both languages."""

import re

import pytest

from simulation.scenario import Scenario, catalogue
from simulation.scenario.words import difference_text, key_title, value_text


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
