"""The sentences say what the numbers say: a rise, a fall, no change; 万元 and 亿元."""

import re

import numpy as np
import pytest

from simulation.engine.outlay import Quantile, summarise
from simulation.engine.statistics import Estimate
from simulation.money.budget import BudgetLine
from simulation.scenario import Scenario
from simulation.text.catalogue import catalogue
from simulation.text.numbers import chance, money
from simulation.words import budget_findings, findings
from simulation.words.speech import Words

ZH, EN = Words("zh"), Words("en")
THREE = (2023, 2024, 2025)


@pytest.mark.parametrize(
    ("means", "zh", "en"),
    [
        ([100.0, 1.0, 150.0], "支出由 2023 年的 100 万元 增至 2025 年的 150 万元，增长 50%",
         "Outlay rises from 100 万元 in 2023 to 150 万元 in 2025, up 50%"),
        ([12000.0, 0.0, 9000.0], "支出由 2023 年的 1.20 亿元 降至 2025 年的 0.90 亿元，下降 25%",
         "Outlay falls from 1.20 亿元 in 2023 to 0.90 亿元 in 2025, down 25%"),
        ([1000.0, 0.0, 1004.0], "支出大致持平：2023 年 1,000 万元，2025 年 1,004 万元",
         "Outlay hardly changes: 1,000 万元 in 2023, 1,004 万元 in 2025"),
        ([0.0, 5.0, 0.0], "2023 年和 2025 年都没有支出（0 万元、0 万元）",
         "No outlay in 2023 nor in 2025 (0 万元, 0 万元)"),
        ([0.0, 5.0, 200.0], "2023 年支出 0 万元，2025 年为 200 万元", "Outlay is 0 万元 in 2023 and 200 万元 in 2025"),
        ([200.0, 5.0, 0.0], "支出由 2023 年的 200 万元 降至 2025 年的 0 万元，下降 100%",
         "Outlay falls from 200 万元 in 2023 to 0 万元 in 2025, down 100%"),
    ],
)  # fmt: skip
def test_a_trend_has_a_sentence_for_each_way_it_can_go(means, zh, en):
    assert findings.trend(ZH, THREE, means) == zh
    assert findings.trend(EN, THREE, means) == en


def test_one_year_has_no_trend():
    assert findings.trend(ZH, (2024,), [300.0]) == "2024 年支出 300 万元"


def test_a_change_is_a_rise_a_fall_none_or_not_told_apart():
    rise = summarise(np.array([400.0, 402.0, 401.0, 403.0]))
    assert changed(ZH, rise).startswith("比基准增加 402 万元（模拟误差 ±0.6 万元）")
    assert changed(EN, rise).startswith("Costs 402 万元 more than the baseline (")
    fall = summarise(np.array([-20000.0, -20010.0, -20005.0]))
    assert changed(ZH, fall).startswith("比基准减少 2.00 亿元")
    assert changed(EN, fall).startswith("Costs 2.00 亿元 less than the baseline")
    assert changed(ZH, summarise(np.zeros(4))) == "支出合计与基准完全相同"
    assert changed(EN, summarise(np.zeros(4))) == "Costs exactly what the baseline costs"
    blurred = changed(EN, summarise(np.array([-100.0, 100.0, 50.0])))
    assert blurred.startswith("Not told apart from the baseline (+16.7 万元")
    assert "-" not in changed(ZH, fall)  # the word says the direction, the number has no sign


def changed(words, difference, years=THREE, own=900.0):
    return findings.change(words, difference, own, years, THREE)


def test_a_change_between_unlike_years_names_both_periods_and_compares_a_year_with_a_year():
    rise = summarise(np.array([5520.0, 5521.0]))
    same_length = changed(ZH, rise, (2026, 2027, 2028), 24_000.0)
    assert same_length.startswith("2026–2028 年合计比基准 2023–2025 年合计增加 5,520 万元")
    assert "年均" not in same_length
    five = (2026, 2027, 2028, 2029, 2030)
    longer = changed(ZH, summarise(np.array([6000.0, 6000.0])), five, 21_000.0)
    assert longer.endswith("；年均 4,200 万元，基准年均 5,000 万元")
    assert changed(EN, rise, (2026, 2027, 2028)).startswith(
        "Costs 5,520 万元 more in 2026–2028 than the baseline in 2023–2025"
    )
    blurred = changed(ZH, summarise(np.array([-100.0, 100.0, 50.0])), (2026, 2027, 2028))
    assert blurred.startswith("2026–2028 年合计与基准 2023–2025 年合计的差别在模拟误差之内")


def test_a_policy_that_costs_nothing_is_said_to_cost_nothing():
    assert findings.headline(ZH, THREE, summarise(np.zeros(3))) == "本情景没有支出"
    assert findings.certainty(EN, summarise(np.full(3, 7.0))) == "This scenario has no uncertainty"


def line(year, due, appropriation=None, probability=None, own=None):
    reserves = tuple(Quantile(level, due, due, due) for level in (0.8, 0.9, 0.95))
    exceeded = None if probability is None else Estimate(probability, 0.004)
    mean = Estimate(due, 0.0)
    claims = mean if own is None else Estimate(own, 0.0)
    return BudgetLine("city", year, claims, mean, mean, reserves, appropriation, exceeded)


def test_the_budget_sentence_names_the_year_most_at_risk_or_says_that_nothing_was_entered():
    none = budget_findings.budget_risk(ZH, [line(2024, 10.0), line(2025, 4000.0)])
    assert none == "尚未填写预算：2025 年市级兑付最多，八成把握须安排 4,000 万元"
    entered = [line(2024, 10.0, 5.0, 0.999), line(2025, 4000.0, 5000.0, 0.2), line(2026, 9e4)]
    assert budget_findings.budget_risk(EN, entered).startswith(
        "The city's 2024 appropriation of 5.0 万元 is exceeded with probability >99% (±0.4%); 80%"
    )


def test_a_year_in_which_nothing_is_due_is_never_the_finding():
    plan = [line(2023, 0.0, 0.0, 0.0), line(2024, 100.0, 130.0, 0.0), line(2025, 100.0, 140.0, 0.0)]
    told = budget_findings.advice(ZH, plan, 0.8)
    assert "最紧的 2024 财政年度需 100 万元" in told and "2023" not in told
    assert "2023" not in budget_findings.budget_risk(ZH, plan)
    nothing = [line(2023, 0.0), line(2024, 0.0)]
    assert (
        budget_findings.advice(ZH, nothing, 0.8)
        == budget_findings.budget_risk(ZH, nothing)
        == "没有需要兑付的年度"
    )


def test_years_with_the_same_chance_are_all_named():
    plan = [line(year, 100.0, 120.0, 0.2) for year in (2024, 2025, 2026, 2027)]
    assert budget_findings.budget_risk(ZH, plan) == "2024–2027 各年市级预算超过的概率均为 20%（±0.4%）"
    assert budget_findings.budget_risk(EN, plan).startswith(
        "Each year of 2024–2027 has a chance of 20% (±0.4%)"
    )
    gap = [plan[0], line(2025, 100.0, 150.0, 0.1), *plan[2:]]
    assert budget_findings.budget_risk(ZH, gap).startswith("2024、2026、2027 各年")


def test_a_need_that_holds_arrears_of_earlier_years_says_so():
    assert "须安排 160 万元（含以前年度欠款）" in budget_findings.budget_risk(
        ZH, [line(2024, 160.0, 90.0, 0.9, own=100.0)]
    )
    assert "欠款" not in budget_findings.budget_risk(ZH, [line(2024, 160.0, 90.0, 0.9)])
    assert "（含以前年度欠款）" in budget_findings.advice(ZH, [line(2024, 160.0, 90.0, 0.9, own=100.0)], 0.8)


def test_no_default_is_called_the_bureau_s_own_and_no_entered_value_is_called_a_default():
    plain = findings.basis(ZH, Scenario(), panel=False)
    assert "没有一个出自财政部门的名册" in plain
    assert "名册" not in findings.basis(ZH, Scenario(), panel=True)
    own = Scenario().with_value("fields.robots.count", 200.0)
    assert "1 个由使用者填写" in findings.basis(ZH, own, panel=False)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0.0, "0 万元"), (3.25, "3.2 万元"), (99.96, "100 万元"), (9999.4, "9,999 万元"), (9999.6, "1.00 亿元"),
     (10000.0, "1.00 亿元"), (-25000.0, "\u22122.50 亿元")],
)  # fmt: skip
def test_amounts_change_their_unit_at_one_yi(amount, text):
    assert money(amount) == text


def test_chances_keep_off_the_ends():
    assert [chance(share) for share in (0.0, 0.004, 0.5, 0.996, 1.0)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_no_sentence_of_a_finding_ends_in_a_stop_or_holds_a_blank():
    for language in ("zh", "en"):
        for identity, text in catalogue(language).items():
            if identity.startswith("finding."):
                assert not text.endswith(("。", ".")), identity
                assert not re.search(r"\s{2,}", text), identity
