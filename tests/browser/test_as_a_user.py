"""What a user does, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import answered, idle, listen, opened
from tests.serving import serving

pytestmark = pytest.mark.browser


def headline(page, label):
    """The value of a figure, when it stands."""
    idle(page)
    metric = page.get_by_test_id("stMetric").filter(has_text=label)
    expect(metric).to_be_visible()
    return metric.get_by_test_id("stMetricValue")


def go(page, name):
    """To another page, until it stands."""
    with answered(page):
        page.locator(".st-key-navigation").get_by_text(name, exact=True).click()


def choose(page, name):
    """One of a row of choices, until what it changes stands."""
    with answered(page):
        page.get_by_role("radio", name=name).click()


def enter(page, box, text):
    """Type into a box and take it, until what it changes stands."""
    box.fill(text)
    with answered(page):
        box.press("Enter")


def amount(text):
    number = float(re.search(r"-?[\d,.]+", text)[0].replace(",", ""))
    return number * (10000 if "亿" in text else 1)


def test_start_read_lower_a_cap_and_see_the_number_fall(visit):
    seen = visit()
    page = seen.page
    before = amount(headline(page, "年支出合计").inner_text())
    assert 5_000 < before < 60_000
    go(page, "政策参数")
    choose(page, "第 4 条")
    enter(page, page.get_by_role("textbox", name=re.compile("单个企业年度补助上限")), "20")
    expect(headline(page, "较基准")).to_contain_text("\N{MINUS SIGN}")
    assert amount(headline(page, "年支出合计").inner_text()) < before
    go(page, "总览")
    expect(page.get_by_test_id("stMain").get_by_text("已修改")).to_be_visible()
    assert seen.errors == []
    assert seen.foreign == []


def test_a_share_moves_only_the_split(visit):
    seen = visit()
    page = seen.page
    total = headline(page, "年支出合计").inner_text()
    city = headline(page, "其中市级承担").inner_text()
    go(page, "市区分担")
    choose(page, "分档")
    expect(page.get_by_text("经验估计，未经核实")).to_be_visible()
    go(page, "总览")
    expect(headline(page, "其中市级承担")).not_to_have_text(city)
    assert headline(page, "年支出合计").inner_text() == total
    assert seen.errors == []
    assert seen.foreign == []


def test_the_language_switches_on_every_page(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    choose(page, "English")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("Outlay 2023–2025")
    for name, words in (
        ("Estimate", "80% sure to stay under"),
        ("City and districts", "The city pays"),
        ("Policy", "Original text (Chinese)"),
        ("Enterprises", "median revenue"),
        ("Budget", "needs"),
        ("Actuals", "No payments yet"),
        ("Methods", "sentences"),
    ):
        go(page, name)
        expect(page.get_by_test_id("stMain").get_by_text(words).first).to_be_visible()
        chinese = page.locator(".st-key-navigation").inner_text()
        assert not re.search("[一-鿿]", chinese)
    assert seen.errors == []
    assert seen.foreign == []


def test_a_new_server_opened_at_a_page_s_own_address_shows_it_in_its_frame(chromium, tmp_path):
    with serving(tmp_path / "log") as served:
        page = chromium.new_context().new_page()
        listen(page)
        with opened(page):
            page.goto(f"{served.address}/methods")
        expect(page.locator(".st-key-navigation").get_by_text("方法与口径")).to_be_visible()
        expect(page.get_by_test_id("stMain").get_by_text("基准情景").first).to_be_visible()
        page.context.close()


def test_two_tabs_keep_their_own_scenarios(visit):
    one, other = visit(), visit()
    headline(one.page, "年支出合计")
    headline(other.page, "年支出合计")
    go(one.page, "市区分担")
    choose(one.page, "分档")
    expect(one.page.get_by_text("经验估计，未经核实")).to_be_visible()
    idle(other.page)
    expect(other.page.get_by_test_id("stMain").get_by_text("基准", exact=True)).to_be_visible()


def test_the_back_button_keeps_the_scenario(visit):
    page = visit().page
    headline(page, "年支出合计")
    go(page, "市区分担")
    choose(page, "分档")
    expect(page.get_by_text("经验估计，未经核实")).to_be_visible()
    with answered(page):
        page.go_back()
    headline(page, "年支出合计")
    expect(page.get_by_test_id("stMain").get_by_text("已修改")).to_be_visible()


def test_a_reload_finds_the_work_and_the_language_and_the_back_button_leaves_no_page_twice(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    go(page, "市区分担")
    choose(page, "分档")
    expect(page.get_by_text("经验估计，未经核实")).to_be_visible()
    with answered(page):
        page.get_by_role("radio", name="English").click()
    assert "d=" in page.url and "lang=en" in page.url
    with opened(page):
        page.reload()
    expect(page.get_by_test_id("stMain").get_by_text("edited", exact=True)).to_be_visible()
    with answered(page):
        page.go_back()
    headline(page, "Outlay 2023–2025")
    assert "d=" in page.url
    assert seen.foreign == []


def test_nothing_overflows_and_no_chart_is_empty(visit):
    page = visit("?lang=en").page
    for name in (
        "Overview",
        "Estimate",
        "City and districts",
        "Policy",
        "Enterprises",
        "Budget",
        "Actuals",
        "Methods",
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        if name != "Overview":
            go(page, name)
        expect(page.get_by_test_id("stMain").get_by_text("Baseline scenario")).to_be_visible()
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            idle(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            for chart in page.locator(".js-plotly-plot:visible").all():
                assert chart.locator(".trace, .sankey-link, .annotation, .hm image").count() > 0, (
                    name,
                    width,
                )
