"""Every page in both languages, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simulation.scenario import Scenario

ROOT = Path(__file__).parent.parent.parent
PAGES = [
    "overview",
    "estimate",
    "districts",
    "reports",
    "panel",
    "policy",
    "enterprises",
    "budget",
    "calculator",
    "actuals",
    "scenarios",
    "compare",
    "readings",
    "sensitivity",
    "briefing",
    "methods",
]


def open_page(page, language="zh", scenario=None):
    app = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=600)
    app.session_state["language"] = language
    if scenario is not None:
        app.session_state["scenario"] = scenario
    app.run()
    if page != "overview":
        app.switch_page(f"pages/{page}.py").run()
    return app


def words(app):
    return " ".join(str(one.value) for one in [*app.markdown, *app.caption, *app.metric])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_without_a_fault(page, language):
    app = open_page(page, language)
    assert not app.exception
    assert not app.error
    title = {"zh": "基准情景", "en": "Baseline scenario"}[language]
    assert title in words(app)


def test_a_lower_cap_lowers_the_total_and_marks_the_scenario_edited():
    app = open_page("policy")
    app.segmented_control(key="clause").set_value("4").run()
    app.number_input(key="exact:policy.parts_subsidy.annual_cap").set_value(50.0).run()
    assert not app.exception
    assert app.session_state["scenario"].number("policy.parts_subsidy.annual_cap") == 50
    assert app.metric[1].value.startswith("-")
    assert app.session_state["scenario"].badge == "edited"


def test_a_control_holds_its_value_when_the_page_changes():
    app = open_page("policy")
    app.segmented_control(key="clause").set_value("4").run()
    app.slider(key="slide:policy.parts_subsidy.annual_cap").set_value(250.0).run()
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/policy.py").run()
    assert app.number_input(key="exact:policy.parts_subsidy.annual_cap").value == 250


def test_a_value_that_cannot_be_is_answered_and_loses_nothing():
    app = open_page("enterprises")
    app.number_input(key="low:fields.robots.count").set_value(999.0).run()
    assert app.error
    assert not app.exception
    assert not app.session_state["scenario"].overrides


def test_a_preset_moves_the_split_and_not_the_total():
    app = open_page("districts")
    total = open_page("overview").metric[0].value
    app.segmented_control(key="preset").set_value("tiered").run()
    assert not app.exception
    scenario = app.session_state["scenario"]
    assert scenario.value("split.preset") == "tiered"
    assert open_page("overview", scenario=scenario).metric[0].value == total
    assert open_page("overview", scenario=scenario).metric[2].value != open_page("overview").metric[2].value


def test_a_cleared_number_is_no_zero():
    app = open_page("policy")
    app.segmented_control(key="clause").set_value("4").run()
    app.number_input(key="exact:policy.parts_subsidy.annual_cap").set_value(None).run()
    assert not app.session_state["scenario"].overrides
    assert app.number_input(key="exact:policy.parts_subsidy.annual_cap").value == 500
    app = open_page("enterprises")
    app.number_input(key="mode:fields.robots.count").set_value(None).run()
    assert not app.session_state["scenario"].overrides


def test_the_quantile_table_has_a_row_a_year_and_the_total_last():
    app = open_page("estimate")
    table = app.dataframe[-1].value
    assert list(table["年度"]) == ["2023", "2024", "2025", "合计"]
    assert table["均值（万元）"].iloc[:-1].sum() == pytest.approx(
        table["均值（万元）"].iloc[-1], abs=0.3
    )  # each is rounded to 0.1


def test_many_warnings_are_folded_and_name_the_parameter_not_its_path():
    caps = {"policy.parts_subsidy.annual_cap": 750.0, "policy.scene_subsidy.cap": 300.0}
    app = open_page("briefing", scenario=Scenario().with_values({"simulation.draws": 200.0} | caps))
    assert not app.exception
    assert not app.warning
    assert "单个企业年度补助上限 750：超出法定标准 500" in words(app)
    assert "annual_cap" not in words(app)


def test_a_slide_says_how_many_changes_it_leaves_out():
    caps = {
        f"policy.{one}": 10.0
        for one in ("parts_subsidy.annual_cap", "scene_subsidy.cap", "application_award.cap")
    }
    app = open_page("briefing", scenario=Scenario().with_values({"simulation.draws": 200.0} | caps))
    app.button(key="next").click().run()
    assert not app.exception
    assert "另有 1 处改动" in words(app)


def test_a_change_over_other_years_than_the_baseline_s_names_both():
    successor = Scenario().with_values(
        {"validity.effective_from": "2026-01-01", "validity.expires": "2028-12-31", "simulation.draws": 300}
    )
    labels = " ".join(metric.label for metric in open_page("policy", scenario=successor).metric)
    assert "2026–2028 对基准 2023–2025" in labels
    assert "对基准" not in " ".join(metric.label for metric in open_page("policy").metric)
