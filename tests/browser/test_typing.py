"""Tables and fields as they are typed into: at speed, by Tab, pasted; every digit arrives and is seen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_as_a_user import choose, go, headline
from tests.browser.waiting import answered, idle, opened, still

pytestmark = pytest.mark.browser


def mark(table, row, place):
    """Put the mark of a table onto a cell: `row` counts from 0 under the heading, `place` from 0."""
    page = table.page
    still(table)
    table.locator(".dvn-scroller").click(position={"x": 60, "y": 50})
    page.keyboard.press("Control+Home")
    for key, times in (("ArrowDown", row), ("ArrowRight", place)):
        for _ in range(times):
            page.keyboard.press(key)
    cell = table.locator(f'[aria-rowindex="{row + 2}"] [role=gridcell]').nth(place)
    expect(cell).to_have_attribute("aria-selected", "true")


def type_at_speed(table, row, place, cells, key="Enter"):
    """Type cells one after another, faster than anybody could, and wait for nothing.

    Only what no key types, 亿, goes straight into the open cell, as from an input method: it waits for its turn.
    """
    page = table.page
    mark(table, row, place)
    with answered(page):
        for text in cells:
            for sign in text:
                if not sign.isascii():
                    page.wait_for_function("window.heldKeys === null")
                page.keyboard.type(sign)
            page.keyboard.press(key)
        page.wait_for_function("window.heldKeys === null")
    page.keyboard.press("Escape")
    idle(page)


def texts(table, row, place, count, across=False):
    """The texts of cells downwards, or across."""
    return [
        table.locator(f'[aria-rowindex="{row + 2 + (0 if across else step)}"] [role=gridcell]')
        .nth(place + (step if across else 0))
        .inner_text()
        for step in range(count)
    ]


def budget_table(page):
    go(page, "预算安排")
    choose(page, "市区总表")
    table = page.get_by_test_id("stDataFrame").first
    still(table)
    return table


def test_a_column_of_appropriations_typed_at_speed_arrives_whole(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    table = budget_table(page)
    type_at_speed(table, 0, 3, ["1000", "2000", "0.3亿", "4,000", "33,33"])
    assert texts(table, 0, 3, 5) == ["1000", "2000", "0.3亿", "4,000", "33,33"]
    expect(page.get_by_text("33.33")).to_be_visible()
    type_at_speed(table, 6, 1, ["10", "20", "30", "40"], "Tab")
    assert texts(table, 6, 1, 4, across=True) == ["10", "20", "30", "40"]
    go(page, "总览")
    headline(page, "年支出合计")
    with opened(page):
        page.reload()
    headline(page, "年支出合计")
    table = budget_table(page)
    assert texts(table, 0, 3, 5) == ["1,000", "2,000", "3,000", "4,000", "33,33"]
    assert texts(table, 6, 1, 4, across=True) == ["10", "20", "30", "40"]
    assert seen.errors == []
    assert seen.foreign == []


def test_a_payment_schedule_is_typed_in_any_order_and_taken_when_it_fits(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    go(page, "预算安排")
    page.get_by_text("兑付进度：").click()
    table = page.get_by_test_id("stDataFrame").last
    for place in (1, 2, 3):
        type_at_speed(table, 0, place, ["20%", "50", "30"])
        if place < 3:
            expect(page.get_by_text("尚未采用")).to_be_visible()
    expect(page.get_by_text("尚未采用")).to_have_count(0)
    assert [texts(table, row, 1, 3, across=True) for row in range(3)] == [["20%"] * 3, ["50"] * 3, ["30"] * 3]
    assert seen.errors == []


def test_a_firm_is_typed_in_at_speed_and_a_cleared_form_is_no_error(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    go(page, "单户测算")
    page.get_by_text("录入或修改数据").click()
    with answered(page):
        page.get_by_role("button", name="清空").click()
    expect(page.get_by_text("尚未录入")).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_text("个问题")).to_have_count(0)
    table = page.get_by_test_id("stDataFrame").first
    type_at_speed(table, 0, 1, ["9000", "1.15亿", "14,800", "15900"])
    assert texts(table, 0, 1, 4) == ["9000", "1.15亿", "14,800", "15900"]
    assert seen.errors == []


CLIPPED = """() => [...document.querySelectorAll('[data-testid="stMain"] input[type="text"]')]
    .filter(one => one.offsetParent && !one.getAttribute('role') && one.scrollWidth > one.clientWidth)
    .map(one => `${one.getAttribute('aria-label')}: ${one.value}`)"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_field_of_a_number_is_clipped(visit, language):
    seen = visit(f"policy?lang={language}")
    page = seen.page
    for name in ("policy", "enterprises", "budget"):
        with opened(page):
            page.goto(re.sub(r"/\w*\?", f"/{name}?", page.url))
        for width in (1440, 1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            idle(page)
            assert page.evaluate(CLIPPED) == [], (name, width)
            for tab in page.get_by_role("tab").all():
                tab.click()
                still(page.get_by_role("tabpanel", name=tab.inner_text(), exact=True))
                assert page.evaluate(CLIPPED) == [], (name, width, tab.inner_text())
    # A page opened at its own address makes Streamlit look for itself there first, which is a 404.
    assert [error for error in seen.errors if "404" not in error] == []


def test_a_share_of_each_measure_typed_at_speed_is_the_one_used(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    go(page, "市区分担")
    page.get_by_text("分担表：市级比例（%），可逐格修改").first.click()
    table = page.get_by_test_id("stDataFrame").first
    type_at_speed(table, 0, 1, ["60%", "55", "70.5"])
    assert texts(table, 0, 1, 3) == ["60%", "55", "70.5"]
    assert seen.errors == []


def test_a_block_of_a_spreadsheet_is_pasted_and_used(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", "1,000\t2000\n0.3亿\t４０００")
    table = budget_table(page)
    mark(table, 0, 1)
    with answered(page):
        page.keyboard.press("Control+V")
    page.keyboard.press("Escape")  # what the table tells of its cells is told anew when its mark moves
    idle(page)
    assert [texts(table, row, 1, 2, across=True) for row in (0, 1)] == [
        ["1,000", "2000"],
        ["0.3亿", "４０００"],
    ]
    go(page, "总览")
    with opened(page):
        page.reload()
    table = budget_table(page)
    assert [texts(table, row, 1, 2, across=True) for row in (0, 1)] == [
        ["1,000", "2,000"],
        ["3,000", "4,000"],
    ]
    assert seen.errors == []


def test_a_key_on_a_locked_cell_holds_nothing_from_the_field_that_is_clicked_next(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    mark(budget_table(page), 0, 0)
    page.keyboard.press("x")
    name = page.get_by_role("textbox", name="情景名称")
    name.click()
    page.keyboard.type("九月")
    page.keyboard.type("ab12")
    expect(name).to_have_value("九月ab12", timeout=5_000)
