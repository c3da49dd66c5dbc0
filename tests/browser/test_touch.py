"""Under a finger and in the dark: what scrolls, scrolls; what is shown has room; nothing jumps."""

import re

import pytest
from playwright.sync_api import expect

from simulation.report.colours import ON_DARK, ON_LIGHT
from tests.browser.waiting import answered, idle, still

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
STEPS = 10


def scrolled(page):
    return page.get_by_test_id("stMain").evaluate("main => main.scrollTop")


def axes(chart):
    """The ranges that the chart shows now."""
    return chart.locator(".js-plotly-plot").evaluate(
        "plot => Object.entries(plot._fullLayout).filter(([name]) => /^[xy]axis\\d*$/.test(name))"
        ".map(([name, axis]) => [name, ...axis.range])"
    )


def swipe(page, chart, up):
    """A finger put on the middle of the chart, drawn upwards so many pixels (downwards where negative), and lifted."""
    box = chart.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    screen = page.context.new_cdp_session(page)

    def touch(kind, *fingers):
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(fingers)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, STEPS + 1):
        touch("touchMove", {"x": x, "y": y - up * step / STEPS})
        page.wait_for_timeout(16)  # a screen tells of a finger once a frame
    touch("touchEnd")


@pytest.mark.parametrize("name", ["", "districts"])
def test_a_swipe_over_a_chart_scrolls_the_page_and_leaves_the_chart_as_it_is(visit, name):
    page = visit(name, **PHONE).page
    idle(page)
    charts = page.get_by_test_id("stPlotlyChart").all()
    assert len(charts) > 1
    for chart in charts:
        chart.evaluate("chart => chart.scrollIntoView({block: 'center'})")
        still(chart)
        before, shown = scrolled(page), axes(chart)
        up = -150 if before > 200 else 150  # where there is room
        swipe(page, chart, up)
        still(chart)
        assert abs(scrolled(page) - before) > 100
        assert axes(chart) == shown


def test_a_table_of_long_texts_scrolls_sideways_and_not_for_ever(visit):
    page = visit("methods?lang=en", **PHONE).page
    table = page.get_by_test_id("stTable").first
    still(table)
    assert table.bounding_box()["width"] <= PHONE["width"]
    assert table.locator("table").bounding_box()["width"] > PHONE["width"]
    assert table.bounding_box()["height"] < 6 * PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_touch_the_tool_bar_of_a_table_does_not_cover_the_line_above(visit):
    page = visit("estimate", **PHONE).page
    idle(page)
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    for bar in page.get_by_test_id("stElementToolbar").all():
        expect(bar).to_be_hidden()


def test_charts_follow_a_reader_whose_system_goes_dark_while_the_page_is_open(visit):
    page = visit("districts", color_scheme="light").page
    idle(page)
    text = "() => document.querySelector('.js-plotly-plot')._fullLayout.font.color"
    assert page.evaluate(text) == ON_LIGHT.text
    for scheme, own in (("dark", ON_DARK), ("light", ON_LIGHT)):
        with answered(page):
            page.emulate_media(color_scheme=scheme)
        assert page.evaluate(text) == own.text


def test_nothing_moves_while_a_figure_is_made_anew(visit):
    page = visit("policy").page
    still(page.get_by_role("textbox", name=re.compile("单个企业年度贴息上限")))
    page.evaluate("""() => {
        const box = () => document.querySelector('[data-testid="stMain"] input[type="text"]');
        const start = box().getBoundingClientRect().top;
        window.moved = 0;
        window.bars = 0;
        const look = () => {
            if (box()) window.moved = Math.max(window.moved, Math.abs(box().getBoundingClientRect().top - start));
            if (document.querySelector('[data-testid="stProgress"]')) window.bars++;
            requestAnimationFrame(look);
        };
        look();
    }""")
    box = page.get_by_role("textbox", name=re.compile("单个企业年度贴息上限"))
    box.fill("900")
    with answered(page):
        box.press("Enter")
    assert page.evaluate("window.bars") > 0
    assert page.evaluate("window.moved") < 2
