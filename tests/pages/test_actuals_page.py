"""The Actuals page: payments of the session beside the estimate, and what the estimate learns."""

import pandas as pd
import pytest

from pages.parts.rosters import Held
from simulation.engine.outlay import cash
from simulation.engine.run import simulate
from simulation.money.schedule import drawn_shares
from simulation.panel import Panel, read_panel
from simulation.scenario import Scenario
from tests.pages.test_pages import open_page, words
from tests.places import FIRST
from tests.reading import read

DRAWS = 1000
SMALL = Scenario().with_value("simulation.draws", DRAWS)


def true_payments(*years):
    truth = simulate(SMALL.with_value("simulation.seed", 4), draws=1)
    rows = []
    for measure in truth.headline:
        amount = truth.amount[0, truth.measures.index(measure)].T
        paid = cash(amount[None], drawn_shares(SMALL, 1))[0]
        rows += [
            (measure, district, float(year), paid[place, column], "both")
            for place, district in enumerate(truth.districts)
            for column, year in enumerate(SMALL.fiscal_years)
            if year in years
        ]
    frame = pd.DataFrame(rows, columns=["measure", "district", "fiscal_year", "amount", "payer"])
    frame.index += 2
    return frame


def open_with(frame, section="compare", language="zh"):
    app = open_page("overview", language, SMALL)
    app.session_state["payments"] = ("payments.csv", frame)
    app.session_state["kept"] = {"actuals_section": section}
    return app.switch_page("pages/actuals.py").run()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("section", ["compare", "calibration", "update"])
def test_every_section_shows_without_a_fault(section, language):
    app = open_with(true_payments(2024, 2025), section, language)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("by", ["district", "year", "cell"])
def test_payments_are_shown_by_each_part(by):
    app = open_with(true_payments(2024))
    app.segmented_control(key="actuals_by").set_value(by).run()
    assert not app.exception


def test_a_wider_tolerance_leaves_more_draws_effective():
    app = open_with(true_payments(2024, 2025), "update")
    before = words(app)
    app.slider(key="update_tolerance").set_value(60).run()
    assert not app.exception
    assert "次模拟中有效" in words(app)
    assert words(app) != before


def test_a_fit_that_leaves_too_few_draws_is_refused():
    frame = true_payments(2024)
    frame["amount"] *= 20
    app = open_with(frame, "update")
    assert not app.exception and not app.error  # nothing is wrong with the input
    (told,) = [one.value for one in app.warning if "实付" in one.value]
    assert "高于模型几乎所有情形" in told and "至少需要 200 次" in told
    assert "放宽到 60% 也不够" in words(app)


def test_the_smallest_tolerance_that_works_is_one_press_away():
    frame = true_payments(2024)
    frame["amount"] *= 2.2
    app = open_with(frame, "update")
    app.slider(key="update_tolerance").set_value(5).run()
    (widen,) = [one for one in app.button if one.label.startswith("把容差放宽到")]
    percent = int(widen.label.removeprefix("把容差放宽到").strip(" %"))
    widen.click().run()
    assert not app.exception and not app.error
    assert app.slider(key="update_tolerance").value == percent
    assert "没有更新" not in " ".join(one.value for one in app.warning)
    app.slider(key="update_tolerance").set_value(percent - 5).run()
    assert "没有更新" in " ".join(one.value for one in app.warning)


def test_a_year_that_is_no_fiscal_year_is_answered():
    frame = true_payments(2024)
    frame.loc[2, "fiscal_year"] = 2020.0
    app = open_with(frame)
    assert app.error
    assert not app.exception


def test_the_panels_payments_are_taken_where_none_were_uploaded():
    app = open_page("overview", "zh", SMALL)
    roster = {**read_panel(FIRST).tables, "payments": true_payments(2024)}
    app.session_state["panel"] = Held(Panel(roster), "cases")
    app.switch_page("pages/actuals.py").run()
    assert not app.exception
    assert "名册中的“实际兑付”表" in words(app)


def test_equity_stands_apart_from_what_was_paid_in_awards():
    awards = true_payments(2024)
    equity = pd.DataFrame(
        [("fund_investment", "yuhang", 2024.0, 60000.0, "city")], columns=awards.columns, index=[9999]
    )
    without, together = open_with(awards), open_with(pd.concat([awards, equity]))
    said = [read(one.value) for one in together.markdown]
    assert any(one.startswith("另：产业基金") and "6.00 亿元" in one for one in said)
    headlines = [
        [one.value for one in app.markdown if "实际兑付" in one.value] for app in (without, together)
    ]
    assert headlines[0] and headlines[0] == headlines[1]
    alone = open_with(equity)
    assert not alone.exception
    assert any(one.value.startswith("另：产业基金") for one in alone.markdown)
