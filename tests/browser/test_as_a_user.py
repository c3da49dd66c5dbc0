"""What a user does, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.serving import serving

pytestmark = pytest.mark.browser
FIRST_RUN = 120_000  # milliseconds: the first start of all compiles the engine


def headline(page, label):
    metric = page.get_by_test_id("stMetric").filter(has_text=label)
    expect(metric).to_be_visible(timeout=FIRST_RUN)
    return metric.get_by_test_id("stMetricValue")


def go(page, name):
    page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click(timeout=FIRST_RUN)


def settled(page):
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=FIRST_RUN)


def amount(text):
    number = float(re.search(r"-?[\d,.]+", text)[0].replace(",", ""))
    return number * (10000 if "亿" in text else 1)


def test_start_read_lower_a_cap_and_see_the_number_fall(visit):
    seen = visit()
    page = seen.page
    before = amount(headline(page, "年支出合计").inner_text())
    assert 5_000 < before < 60_000
    go(page, "政策参数")
    page.get_by_role("radio", name="第 4 条").click()
    box = page.get_by_role("spinbutton", name=re.compile("单个企业年度补助上限"))
    expect(box).to_be_visible(timeout=FIRST_RUN)
    box.fill("20")
    box.press("Enter")
    change = headline(page, "较基准")
    expect(change).to_contain_text("-", timeout=30_000)
    assert amount(headline(page, "年支出合计").inner_text()) < before
    go(page, "总览")
    expect(page.get_by_test_id("stMain").get_by_text("已修改")).to_be_visible(timeout=30_000)
    assert seen.errors == []
    assert seen.foreign == []


def test_a_share_moves_only_the_split(visit):
    seen = visit()
    page = seen.page
    total = headline(page, "年支出合计").inner_text()
    city = headline(page, "其中市级承担").inner_text()
    go(page, "市区分担")
    page.get_by_role("radio", name="分档").click()
    expect(page.get_by_text("凭记忆，未经核实")).to_be_visible(timeout=30_000)
    go(page, "总览")
    expect(headline(page, "其中市级承担")).not_to_have_text(city, timeout=30_000)
    assert headline(page, "年支出合计").inner_text() == total
    assert seen.errors == []
    assert seen.foreign == []


def test_the_language_switches_on_every_page(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_test_id("stMetric").first).to_contain_text("Outlay 2023–2025", timeout=30_000)
    for name, words in (
        ("Estimate", "80% sure to stay under"),
        ("City and districts", "The city pays"),
        ("Policy", "Words of the clause"),
        ("Enterprises", "median revenue"),
        ("Budget", "needs"),
        ("Actuals", "No payments yet"),
        ("Methods", "sentences"),
    ):
        go(page, name)
        expect(page.get_by_test_id("stMain").get_by_text(words).first).to_be_visible(timeout=60_000)
        settled(page)
        chinese = page.get_by_test_id("stSidebarNav").inner_text()
        assert not re.search("[一-鿿]", chinese)
    assert seen.errors == []
    assert seen.foreign == []


def test_a_new_server_opened_at_a_page_s_own_address_shows_it_in_its_frame(chromium, tmp_path):
    with serving(tmp_path / "log") as served:
        page = chromium.new_context().new_page()
        page.goto(f"{served.address}/methods")
        expect(page.get_by_test_id("stSidebarNav").get_by_text("方法与口径")).to_be_visible(timeout=FIRST_RUN)
        expect(page.get_by_test_id("stMain").get_by_text("基准情景").first).to_be_visible(timeout=FIRST_RUN)
        page.context.close()


def test_two_tabs_keep_their_own_scenarios(visit):
    one, other = visit(), visit()
    headline(one.page, "年支出合计")
    headline(other.page, "年支出合计")
    go(one.page, "市区分担")
    one.page.get_by_role("radio", name="分档").click()
    expect(one.page.get_by_text("凭记忆，未经核实")).to_be_visible(timeout=30_000)
    expect(other.page.get_by_test_id("stMain").get_by_text("基准", exact=True)).to_be_visible()


def test_the_back_button_keeps_the_scenario(visit):
    page = visit().page
    headline(page, "年支出合计")
    go(page, "市区分担")
    page.get_by_role("radio", name="分档").click()
    expect(page.get_by_text("凭记忆，未经核实")).to_be_visible(timeout=30_000)
    page.go_back()
    headline(page, "年支出合计")
    expect(page.get_by_test_id("stMain").get_by_text("已修改")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("broken", ["polcy: {}\n", "a: [1, 2", ""], ids=["misspelt", "no YAML", "empty"])
def test_a_scenario_file_is_answered_and_nothing_is_lost(visit, broken):
    page = visit().page
    total = headline(page, "年支出合计").inner_text()
    page.get_by_test_id("stSidebar").get_by_text("情景文件").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "s.yaml", "mimeType": "text/yaml", "buffer": broken.encode()}
    )
    if broken:
        expect(page.get_by_text("个问题")).to_be_visible(timeout=30_000)
    settled(page)
    assert headline(page, "年支出合计").inner_text() == total
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "page_name", ["", "estimate", "districts", "policy", "enterprises", "budget", "actuals", "methods"]
)
def test_nothing_overflows_and_no_chart_is_empty(visit, page_name, width):
    page = visit(f"{page_name}?lang=en" if page_name else "?lang=en", width, 900).page
    expect(page.get_by_test_id("stMain").get_by_text("Baseline scenario")).to_be_visible(timeout=FIRST_RUN)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for chart in page.locator(".js-plotly-plot:visible").all():
        assert chart.locator(".trace, .sankey-link, .annotation").count() > 0
