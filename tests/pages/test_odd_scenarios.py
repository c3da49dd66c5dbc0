"""Each page under each odd scenario: no fault, and a sentence where there is nothing to draw."""

import base64
import json
import re

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.calculator import typed
from pages.parts.rosters import Held
from tests.odd import ODD
from tests.pages.test_hostile import shown
from tests.pages.test_pages import PAGES, open_page, words

NO_WORD = re.compile(r"(?<![A-Za-z])(nan|None(?! of the)|inf|NaN)(?![A-Za-z])")
NO_RANGE = re.compile(r"(?<![\d.,])0 万元 – 0 万元|-0 万元|\+-|2027–2027")
ALL_OFF = {"everything off", "only the fund", "a budget and everything off"}


def session(name, language="zh"):
    """A session on an odd scenario; its draws are those of the comparison too."""
    odd = ODD[name]
    app = open_page("overview", language, odd.scenario)
    app.session_state["compared"] = ["current", "preset:baseline"]
    if odd.roster is not None:
        app.session_state["panel"] = Held(odd.roster(), "名册", name == "the invented roster")
    return app


def go(app, page):
    return app.switch_page(f"pages/{page}.py").run()


def numbers(values):
    """The numbers of one axis of a chart, however it was sent."""
    if isinstance(values, dict) and "bdata" in values:
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()
    flat = np.ravel(np.asarray(values, dtype=object))
    return [value for value in flat if isinstance(value, int | float)]


def drawn(spec):
    """Whether a chart shows anything: a number that is not 0, a tile, or a cell with its number in words."""
    chart = json.loads(spec)
    if any(trace["type"] == "heatmap" for trace in chart["data"]):
        return True
    held = [
        value
        for trace in chart["data"]
        for values in (trace.get("x", []), trace.get("y", []), trace.get("link", {}).get("value", []))
        for value in numbers(values)
    ]
    if chart["data"] and all(trace.get("mode") == "lines" for trace in chart["data"]):
        held = [value for trace in chart["data"] for value in numbers(trace["y"])[1:]]  # a point is no line
    return any(held) or (not chart["data"] and len(chart["layout"]["shapes"]) > 1)


def check(app, where):
    """What holds on every page: no fault, no word of the program's inside, no chart without anything in it."""
    assert not app.exception, where
    texts, charts = shown(app)
    for text in [*texts, *(one.value for one in app.metric)]:
        assert not NO_WORD.search(text), (where, text)
        assert not NO_RANGE.search(text), (where, text)
    for spec in charts:
        assert drawn(spec), (where, spec[:300])
    for table in app.get("arrow_data_frame"):
        empty = table.value.isna().any(axis=None) and not table.proto.editing_mode
        assert not empty or table.proto.placeholder == "—", where


@pytest.mark.parametrize("name", [name for name, odd in ODD.items() if not odd.alike])
def test_every_page_is_shown_without_a_fault(name):
    app = session(name)
    for page in PAGES:
        check(go(app, page), (name, page))


@pytest.mark.parametrize("name", ["everything off", "one year"])
def test_in_english_too(name):
    for page in PAGES:  # each anew: outside a run AppTest reads the choices of a page in Chinese
        check(go(session(name, "en"), page), (name, page))


@pytest.mark.parametrize("name", [name for name, odd in ODD.items() if odd.nothing])
def test_a_total_of_nothing_is_said_with_its_reason_and_the_way_out(name):
    app = session(name)
    reason = "没有任何措施计入合计" if name in ALL_OFF else "在 20 次模拟中都没有支出"
    for page in ("overview", "estimate", "districts", "sensitivity"):
        go(app, page)
        assert any(reason in one.value for one in app.info), page
        assert not app.get("plotly_chart") or page == "estimate", page
    go(app, "briefing")
    assert reason in words(app)
    assert "八成把握" not in words(app)


def test_a_measure_that_pays_nothing_says_so_and_why_its_claims_fail():
    app = session("no firm qualifies")
    go(app, "estimate")
    app.selectbox(key="estimate_measure").select("parts_subsidy").run()
    assert any("采购补助在 2023–2025 年的 20 次模拟中都没有支出" in one.value for one in app.info)
    assert any("最常见的不符原因" in one.value for one in app.markdown)


def test_too_few_draws_are_said_on_every_page_and_the_usual_number_is_one_press_away():
    app = session("two draws", "zh")
    for page in PAGES:
        go(app, page)
        assert any("只模拟了 2 次" in one.value for one in app.warning), page
    app.button(key="more_draws").click().run()
    assert app.session_state["scenario"].draws == 10_000
    assert not any("只模拟了" in one.value for one in app.warning)


def test_a_year_without_anything_due_says_so_instead_of_a_need_of_0():
    app = session("everything off")
    go(app, "budget")
    assert sum(one.value == "本年没有应付" for one in app.caption) == 5
    assert not any("把握需 **0**" in one.value for one in app.markdown)


@pytest.mark.parametrize("section", ["form", "payers", "shortage", "worst", "goal"])
@pytest.mark.parametrize(
    "name", ["everything off", "a budget of nothing", "a budget of one year", "one year"]
)
def test_every_section_of_the_budget_is_shown(name, section):
    app = session(name)
    app.session_state["kept"] = {"budget_section": section}
    check(go(app, "budget"), (name, section))


def test_the_costliest_tenth_of_too_few_draws_is_not_told():
    app = session("two draws")
    app.session_state["kept"] = {"budget_section": "worst"}
    check(go(app, "budget"), "worst")
    assert any("少于 20 次" in one.value for one in app.info)
    app.session_state["kept"] = {"budget_section": "form"}
    go(app, "budget")
    assert not any("最贵一成" in one.value for one in app.caption)


def test_what_pays_alone_is_not_named_together_with_what_pays_nothing():
    assert "采购补助占支出的 100%" in words(session("one firm alone").run())


def test_goal_seek_with_nothing_to_move_says_so():
    app = session("everything off")
    app.session_state["kept"] = {"budget_section": "goal"}
    go(app, "budget")
    assert any("没有计入合计的措施可调" in one.value for one in app.info)


def test_a_scenario_compared_with_itself_has_no_difference_and_no_chart_of_it():
    app = session("baseline")
    go(app, "compare")
    check(app, "compare")
    assert "每次模拟都相同" in words(app)
    assert "没有不同" in words(app)
    assert "0 处" not in words(app)


def test_scenarios_of_other_years_are_compared_year_by_year():
    app = session("one year")
    app.session_state["compared"] = ["current", "preset:baseline", "preset:successor"]
    go(app, "compare")
    for part in ("measure", "year", "fiscal_year", "payer"):
        app.segmented_control(key="compare_by").set_value(part).run()
        check(app, part)


@pytest.mark.parametrize(
    ("name", "draws", "said"),
    [("nothing doubtful", 200, "没有以区间给出的参数"), ("baseline", 199, "少于 200 次")],
)
def test_sensitivity_says_why_it_ranks_nothing(name, draws, said):
    app = open_page("sensitivity", scenario=ODD[name].scenario.with_value("simulation.draws", draws))
    check(app, name)
    assert any(said in one.value for one in app.info)


@pytest.mark.parametrize(("name", "off"), [("everything off", True), ("two draws", False)])
@pytest.mark.parametrize("section", ["compare", "calibration", "update"])
def test_payments_are_taken_or_refused_in_words(name, off, section):
    rows = [
        ("parts_subsidy", "yuhang", 2024.0, 320.5, "both"),
        ("scene_subsidy", "xihu", 2025.0, 0.0, "city"),
    ]
    paid = pd.DataFrame(rows, columns=["measure", "district", "fiscal_year", "amount", "payer"], index=[2, 3])
    app = session(name)
    app.session_state["payments"] = ("payments.csv", paid)
    app.session_state["kept"] = {"actuals_section": section}
    check(go(app, "actuals"), section)
    if off:
        assert any("已关闭此措施" in one.value.to_string() for one in app.dataframe)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("baseline", range(2021, 2026)),
        ("a later policy", range(2024, 2031)),
        ("one year", range(2025, 2029)),
        ("ten years", range(2024, 2036)),
    ],
)
def test_the_form_of_one_enterprise_asks_for_the_policy_s_years_and_the_two_before(name, rows):
    app = session(name)
    go(app, "calculator")
    check(app, name)
    assert app.dataframe[0].value["year"].tolist() == [str(year) for year in rows]
    assert "均为虚构" in " ".join(one.value for one in app.warning)
    assert app.metric, "the example earns something under each policy"


def test_years_that_were_typed_stay_when_the_policy_s_years_change():
    app = session("baseline")
    one = typed.example()
    one.name = "乙公司"
    app.session_state["typed"] = one
    go(app, "calculator")
    app.session_state["scenario"] = ODD["a later policy"].scenario
    app.run()
    years = app.dataframe[0].value.set_index("year")
    assert list(years.index) == [str(year) for year in range(2021, 2031)]
    assert years.loc["2024", "revenue"] == "15900" and years.loc["2025", "revenue"] == ""


@pytest.mark.parametrize(("language", "told"), [("zh", "程序出错"), ("en", "The program failed")])
def test_a_fault_is_told_in_the_reader_s_language_and_leads_nowhere_outside(language, told):
    def script():
        from pages.parts.fault import show

        show(ValueError("secret row"))

    app = AppTest.from_function(script)
    app.session_state["language"] = language
    app.run()
    assert told in app.error[0].value
    for text in shown(app)[0]:
        assert "http" not in text and "secret" not in text
