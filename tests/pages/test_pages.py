"""Every page in both languages, without a browser."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from simulation.scenario import Scenario
from simulation.text.problems import Problem, Text
from tests.places import ROOT
from tests.reading import read

FEW = Scenario("少").with_values({"simulation.draws": 200, "policy.parts_subsidy.annual_cap": 100})
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
    if page != "overview":
        app.switch_page(f"pages/{page}.py")
    return app.run()


def words(app):
    return read(" ".join(str(one.value) for one in [*app.markdown, *app.caption, *app.metric]))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_without_a_fault(page, language):
    app = open_page(page, language, Scenario().with_value("simulation.draws", 200))
    assert not app.exception
    assert not app.error
    title = {"zh": "基准情景", "en": "Baseline scenario"}[language]
    assert title in words(app)


CAP = "policy.parts_subsidy.annual_cap"
COUNT = "fields.robots.count"


def clause_4():
    app = open_page("policy")
    return app.segmented_control(key="clause").set_value("4").run()


def test_a_lower_cap_lowers_the_total_and_marks_the_scenario_edited():
    app = clause_4()
    app.text_input(key=f"exact:{CAP}").set_value("50").run()
    assert not app.exception
    assert app.session_state["scenario"].number(CAP) == 50
    assert app.metric[1].value.startswith("\N{MINUS SIGN}")
    assert app.session_state["scenario"].badge == "edited"


@pytest.mark.parametrize(
    ("typed", "used", "shown"),
    [
        ("1234.5", 1234.5, "1,234.5"),
        ("１２３", 123.0, "123"),
        ("0.02亿", 200.0, "200"),
        ("499.125 万元", 499.125, "499.125"),
    ],
)
def test_a_field_shows_the_number_that_is_used(typed, used, shown):
    app = clause_4()
    app.text_input(key=f"exact:{CAP}").set_value(typed).run()
    assert app.session_state["scenario"].number(CAP) == used
    assert app.text_input(key=f"exact:{CAP}").value == shown


def test_a_number_beyond_the_slider_is_said_to_be_beyond_it():
    app = clause_4()
    app.text_input(key=f"exact:{CAP}").set_value("99999").run()
    assert app.text_input(key=f"exact:{CAP}").value == "99,999"
    assert any("滑块范围之外" in one.value and "99,999" in one.value for one in app.caption)


@pytest.mark.parametrize("typed", ["33,33", "很多", "-5", "50%"])
def test_what_cannot_be_used_stays_as_typed_and_says_why(typed):
    app = clause_4()
    app.text_input(key=f"exact:{CAP}").set_value(typed).run()
    assert not app.session_state["scenario"].overrides
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/policy.py").run()
    assert app.text_input(key=f"exact:{CAP}").value == typed
    assert any("尚未采用" in one.value for one in app.error)
    app.button(key=f"reset:{CAP}").click().run()
    assert app.text_input(key=f"exact:{CAP}").value == "500"
    assert not app.error


def test_a_percentage_is_taken_with_its_sign_and_no_more_than_all():
    path = "policy.interest_subsidy.subsidy_rate"
    app = open_page("policy")
    app.text_input(key=f"exact:{path}").set_value("0.8567%").run()
    assert app.session_state["scenario"].number(path) == pytest.approx(0.008567)
    assert app.text_input(key=f"exact:{path}").value == "0.8567"
    app.text_input(key=f"exact:{path}").set_value("150").run()
    assert app.session_state["scenario"].number(path) == pytest.approx(0.008567)
    assert any("100%" in one.value for one in app.error)


def test_a_control_holds_its_value_when_the_page_changes():
    app = clause_4()
    app.slider(key=f"slide:{CAP}").set_value(250.0).run()
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/policy.py").run()
    assert app.text_input(key=f"exact:{CAP}").value == "250"


def test_a_range_is_taken_whole_in_whatever_order_it_is_typed():
    app = open_page("enterprises")
    app.text_input(key=f"low:{COUNT}").set_value("300").run()
    assert not app.session_state["scenario"].overrides
    assert any("最低 300 大于最可能 200" in one.value for one in app.error)
    app.text_input(key=f"mode:{COUNT}").set_value("400").run()
    assert not app.session_state["scenario"].overrides
    assert any("最可能 400 大于最高 280" in one.value for one in app.error)
    app.text_input(key=f"high:{COUNT}").set_value("500").run()
    assert not app.error
    held = app.session_state["scenario"].doubt(COUNT)
    assert (held.low, held.mode, held.high) == (300, 400, 500)


def test_what_was_typed_and_does_not_fit_yet_outlives_a_reload():
    app = open_page("enterprises")
    app.text_input(key=f"low:{COUNT}").set_value("300").run()
    again = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=600)
    again.query_params["d"] = app.session_state["draft"].id
    again.run().switch_page("pages/enterprises.py").run()
    assert again.text_input(key=f"low:{COUNT}").value == "300"
    assert any("最低 300 大于最可能 200" in one.value for one in again.error)


def test_all_defaults_again_means_that_nothing_typed_waits():
    app = clause_4()
    app.text_input(key=f"exact:{CAP}").set_value("33,33").run()
    next(one for one in app.button if one.label == "恢复全部默认值").click().run()
    assert app.text_input(key=f"exact:{CAP}").value == "500"
    assert not app.error


def test_every_cell_of_the_split_takes_the_place_of_what_was_typed_there():
    app = open_page("districts")
    app.session_state["pending"] = {"split.city_share:parts_subsidy:yuhang": {"cell": "120"}}
    app.run()
    assert any("比例超过 100%" in one.value and "余杭区" in one.value for one in app.error)
    next(one for one in app.button if one.label == "填入全部单元格").click().run()
    assert not app.exception
    assert not app.error
    assert not app.session_state["pending"]


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
    app = clause_4()
    app.text_input(key=f"exact:{CAP}").set_value("").run()
    assert not app.session_state["scenario"].overrides
    assert app.text_input(key=f"exact:{CAP}").value == "500"
    app = open_page("enterprises")
    app.text_input(key=f"mode:{COUNT}").set_value("").run()
    assert not app.session_state["scenario"].overrides
    assert any("尚未填写" in one.value for one in app.error)


def test_the_quantile_table_has_a_row_a_year_and_the_total_last():
    app = open_page("estimate")
    table = app.dataframe[-1].value
    assert list(table["年度"]) == ["2023", "2024", "2025", "合计"]
    assert table["均值（万元）"].iloc[:-1].sum() == pytest.approx(
        table["均值（万元）"].iloc[-1], abs=0.3
    )  # each is rounded to 0.1


CAPS = [
    "policy.parts_subsidy.annual_cap",
    "policy.scene_subsidy.cap",
    "policy.application_award.cap",
    "policy.interest_subsidy.annual_cap",
]


def beyond(paths):
    law = Scenario()
    return law.with_values({"simulation.draws": 200.0} | {path: 1.5 * law.number(path) for path in paths})


def test_a_warning_is_never_folded_and_names_the_parameter_not_its_path():
    app = open_page("briefing", scenario=beyond(CAPS[:2]))
    assert not app.exception
    said = read(" ".join(one.value for one in app.warning))
    assert "单个企业年度补助上限 750：突破法定标准（500 万元）" in said
    assert "annual_cap" not in said
    assert len(app.warning) == 2


def test_of_many_warnings_the_first_stand_and_the_rest_are_folded():
    app = open_page("briefing", scenario=beyond(CAPS))
    assert len(app.warning) == 3
    assert any("另有 1 处" in one.label for one in app.expander)


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


def test_methods_tell_of_the_run_in_words():
    app = open_page("methods", scenario=FEW)
    told = next(one.value for one in app.dataframe if "程序版本" in one.value.iloc[:, 0].tolist())
    values = dict(zip(told.iloc[:, 0], told.iloc[:, 1], strict=True))
    assert values["名册指纹"] == "未使用名册"
    assert values["停止原因"] == "达到设定次数"
    assert values["情景指纹"] == FEW.hash
    assert not any("_" in name for name in values)
    assert not any("None" in value or "{" in value for value in values.values())


def test_a_scenario_file_is_named_after_its_scenario(monkeypatch):
    offered = []
    monkeypatch.setattr(st, "download_button", lambda _label, _data, name, *_, **__: offered.append(name))
    open_page("overview", scenario=FEW.renamed("上限/降到 100 万"))
    assert "方案_上限降到100万.yaml" in offered


def test_nothing_was_refused_where_nothing_was_entered():
    app = open_page("overview", scenario=FEW)
    app.session_state["problems"] = [
        Problem("store", Text("库不可用", "no store"), Text("稍后再试", "later"))
    ]
    app.run()
    assert [one.value for one in app.error] == ["有 1 个问题"]
    app.session_state["problems"] = [Problem("policy", Text("过大", "too large"), Text("改小", "less"))]
    app.run()
    assert [one.value for one in app.error] == ["输入有 1 个问题，未作任何改动"]
