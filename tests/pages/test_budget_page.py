"""The Budget page: what is typed, what comes back, and that nothing typed is lost."""

import pytest
from streamlit.testing.v1 import AppTest

from simulation.scenario import Scenario
from tests.pages.test_pages import ROOT, open_page, words

SMALL = Scenario().with_value("simulation.draws", 500)


def open_section(section, scenario=SMALL, language="zh"):
    app = open_page("overview", language, scenario)
    app.session_state["kept"] = {"budget_section": section}
    return app.switch_page("pages/budget.py").run()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("section", "rule"),
    [
        ("form", "carry_over"),
        ("payers", "pro_rata"),
        ("shortage", "pay_in_full"),
        ("shortage", "pro_rata"),
        ("shortage", "carry_over"),
        ("worst", "pay_in_full"),
        ("goal", "pay_in_full"),
    ],
)
def test_every_section_shows_without_a_fault(section, rule, language):
    scenario = SMALL.with_values(
        {
            "budget.rule": rule,
            "budget.city": {2025: 2000, 2026: 3000},
            "budget.districts": {"yuhang": {2025: 300}},
        }
    )
    app = open_section(section, scenario, language)
    assert not app.exception
    assert not app.error


def test_less_than_the_mean_is_exceeded_more_often_than_not_and_the_reserve_reaches_the_confidence():
    app = open_section("form")
    assert "尚未填写预算" in words(app)
    app.text_input(key="cell:budget:city:2026").set_value("2,800").run()
    assert "比现计划多" in words(app)
    assert any(":red-badge[超出" in one.value for one in app.markdown)
    app.text_input(key="cell:budget:city:2026").set_value("").run()
    app.button(key="budget:fill").click().run()
    assert not app.exception
    held = app.session_state["scenario"].mapping("budget.city")
    assert sorted(held) == [2023, 2024, 2025, 2026, 2027]
    assert sum(":green-badge[超出" in one.value for one in app.markdown) == 5


def test_a_negative_amount_is_answered_and_stays_typed_beside_what_is_good():
    app = open_section("form")
    app.text_input(key="cell:budget:city:2025").set_value("3000万").run()
    app.text_input(key="cell:budget:city:2026").set_value("-5").run()
    assert app.error
    assert app.text_input(key="cell:budget:city:2026").value == "-5"
    assert app.session_state["scenario"].mapping("budget.city") == {2025: 3000.0}
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/budget.py").run()
    assert app.text_input(key="cell:budget:city:2026").value == "-5"
    assert app.text_input(key="cell:budget:city:2025").value == "3,000"
    app.text_input(key="cell:budget:city:2026").set_value("５").run()
    assert not app.error
    assert app.session_state["scenario"].mapping("budget.city") == {2025: 3000.0, 2026: 5.0}


def test_the_confidence_moves_the_reserve_and_is_kept():
    app = open_section("form")
    app.slider(key="budget_confidence").set_value(95).run()
    assert "95% 的把握下" in words(app)
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/budget.py").run()
    assert "95% 的把握下" in words(app)


def test_a_district_has_its_own_form():
    app = open_section("form")
    app.selectbox(key="budget_payer").set_value("yuhang").run()
    app.text_input(key="cell:budget:yuhang:2025").set_value("400").run()
    assert app.session_state["scenario"].rows("budget.districts") == (("yuhang", ((2025, 400.0),)),)


def test_the_rule_is_chosen_where_its_outcome_is_shown():
    app = open_section("shortage", SMALL.with_value("budget.city", {2025: 2000}))
    assert "企业实得应付的 100%" in words(app)
    app.segmented_control(key="shortage:budget.rule").set_value("pro_rata").run()
    assert "企业实得应付的 9" in words(app)
    app.segmented_control(key="shortage:budget.pro_rata").set_value("by_measure").run()
    assert not app.exception
    assert app.session_state["scenario"].value("budget.pro_rata") == "by_measure"


def test_the_goal_is_found_and_used_and_a_hopeless_one_says_so():
    app = open_section("goal")
    app.text_input(key="goal_budget").set_value("3000万")
    app.button(key="goal:find").click().run()
    assert not app.exception
    assert "不高于 20%" in words(app)
    next(one for one in app.button if one.label.startswith("采用")).click().run()
    assert app.session_state["scenario"].is_changed("policy.parts_subsidy.annual_cap")
    app.text_input(key="goal_budget").set_value("10")
    app.button(key="goal:find").click().run()
    assert "做不到" in words(app)


def test_a_negative_budget_to_keep_is_answered_and_the_question_kept():
    app = open_section("goal")
    app.text_input(key="goal_budget").set_value("-3")
    app.button(key="goal:find").click().run()
    assert app.error
    assert app.text_input(key="goal_budget").value == "-3"


@pytest.mark.parametrize("typed", ["51", "0", "2千", "", "33,33"])
def test_a_risk_that_cannot_be_is_answered_and_the_question_kept(typed):
    app = open_section("goal")
    app.text_input(key="goal_risk").set_value(typed)
    app.button(key="goal:find").click().run()
    assert any("尚未采用" in one.value for one in app.error)
    assert app.text_input(key="goal_risk").value == typed


def test_an_amount_that_cannot_be_read_outlives_a_reload_and_is_cleared_with_its_payer():
    app = open_section("form")
    app.text_input(key="cell:budget:city:2026").set_value("33,33").run()
    again = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=600)
    again.query_params["d"] = app.session_state["draft"].id
    again.session_state["kept"] = {"budget_section": "form"}
    again.run().switch_page("pages/budget.py").run()
    assert again.text_input(key="cell:budget:city:2026").value == "33,33"
    assert any("33.33" in one.value and "3333" in one.value for one in again.error)
    next(one for one in again.button if one.label == "清空").click().run()
    assert again.text_input(key="cell:budget:city:2026").value == ""
    assert not again.error


def test_what_is_filled_in_leaves_alone_what_was_typed():
    app = open_section("form")
    app.text_input(key="cell:budget:city:2026").set_value("1.2.3").run()
    app.button(key="budget:fill").click().run()
    assert sorted(app.session_state["scenario"].mapping("budget.city")) == [2023, 2024, 2025, 2027]
    assert app.text_input(key="cell:budget:city:2026").value == "1.2.3"


def test_an_amount_that_cannot_be_used_is_named_by_row_and_column_under_the_table():
    app = open_section("form")
    app.text_input(key="cell:budget:city:2026").set_value("![x](http://a.b)").run()
    app.segmented_control(key="budget_section").set_value("payers").run()
    assert not app.exception
    (told,) = (one.value for one in app.error)
    assert "市级 · 2026" in told and "尚未采用" in told and "![x]" not in told


def test_the_overview_leads_to_the_budget_and_shows_its_risk():
    app = open_page("overview", "en", SMALL.with_value("budget.city", {2026: 1000}))
    assert not app.exception
    assert any(metric.value in ("100%", ">99%") for metric in app.metric)
