"""Amounts on the screen: one unit where they are read together, a true minus, no sign before nothing."""

import re

import pytest

from simulation.law.policy import load_policy
from simulation.scenario import Scenario
from tests.pages.test_pages import PAGES, open_page, words
from tests.reading import read

FEW = {"simulation.draws": 300.0}


def row_of(app):
    """The figures at the top of Overview with their ranges, as they are read."""
    ranges = [read(one.value) for one in app.caption if "中间八成情形" in one.value]
    return [read(one.value) for one in app.metric[:3]], ranges


@pytest.mark.parametrize(
    ("changes", "unit"),
    [({}, "亿元"), ({f"measures.{one}": "off" for one in list(load_policy().measures)[1:]}, "万元")],
    ids=["baseline", "one measure"],
)
def test_the_row_of_figures_at_the_top_is_in_one_unit(changes, unit):
    figures, ranges = row_of(open_page("overview", "zh", Scenario().with_values(FEW | changes)))
    assert len(figures) == len(ranges) == 3
    for text in (*figures, *ranges):
        assert re.findall("[万亿]元", text) == [unit], text


def test_a_cheaper_scenario_falls_green_and_a_dearer_one_rises_red():
    for cap, colour, sign in ((1.0, "GREEN", "\N{MINUS SIGN}"), (5000.0, "RED", "+")):
        changes = FEW | {"policy.parts_subsidy.annual_cap": cap, "policy.application_award.cap": cap}
        app = open_page("overview", "zh", Scenario().with_values(changes))
        first = app.metric[0]
        assert first.delta.startswith(sign)
        proto = first.proto
        assert proto.MetricColor.Name(proto.color) == colour
        assert proto.MetricDirection.Name(proto.direction) == ("DOWN" if sign != "+" else "UP")


def test_years_that_are_equally_likely_to_run_short_are_all_named():
    plan = {"budget.city": {year: 1.0 for year in range(2024, 2028)}}
    app = open_page("overview", "zh", Scenario().with_values(FEW | plan))
    label = app.metric[3].label
    assert re.search(r"20\d\d–2027 年", label), label
    assert "2023" not in label
    assert app.metric[3].value.startswith(">")


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("readings", "sensitivity")])
def test_no_page_shows_a_hyphen_for_a_minus_or_a_sign_before_nothing(page):
    changes = FEW | {
        "policy.parts_subsidy.annual_cap": 100.0,
        "fields.robots.growth": {"low": -0.1, "mode": -0.05, "high": 0.0},
    }
    said = words(open_page(page, "zh", Scenario().with_values(changes)))
    assert not re.search(r"(?<![\w.\-–])-\d[\d,.]* ?(万元|亿元|%)", said)
    assert not re.search(r"[+\u2212-]0(\.0+)? ?(万元|亿元|%)", said)


def test_the_number_of_draws_and_the_seed_are_the_users():
    app = open_page("estimate", scenario=Scenario().with_values(FEW))
    app.text_input(key="exact:simulation.draws").set_value("12,000").run()
    app.text_input(key="exact:simulation.seed").set_value("7").run()
    assert not app.exception
    scenario = app.session_state["scenario"]
    assert (scenario.draws, scenario.seed) == (12_000, 7)
    app.text_input(key="exact:simulation.draws").set_value("1").run()
    assert app.session_state["scenario"].draws == 12_000
    assert any("应在 2" in error.value for error in app.error)
