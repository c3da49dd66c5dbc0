"""On a phone, under a finger: what scrolls, scrolls; and what is shown has room."""

import pytest

from tests.browser.waiting import idle, still

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
        chart.evaluate("chart => chart.scrollIntoView({block: 'end'})")
        still(chart)
        before, shown = scrolled(page), axes(chart)
        swipe(page, chart, -150)
        still(chart)
        assert before - scrolled(page) > 100
        assert axes(chart) == shown
