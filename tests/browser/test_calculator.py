"""One enterprise in a real browser: typed in, judged, kept, and printed on one page."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from simulation.judge.dossier import dossier
from simulation.judge.sheet import sheet_html
from simulation.panel import read_panel
from simulation.scenario import Scenario
from tests.browser.test_as_a_user import go, headline
from tests.browser.waiting import still, write
from tests.places import FIRST
from tests.reading import read

pytestmark = pytest.mark.browser
PANEL = read_panel(FIRST)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("enterprise", ["OEM-C", "ROBOT-A"])
def test_the_sheet_of_a_firm_with_several_measures_is_one_page_of_a4(chromium, enterprise, language):
    scenario = Scenario()
    page = chromium.new_page()
    asked = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.set_content(
        sheet_html(dossier(PANEL, scenario, enterprise), scenario, language, date(2026, 11, 26), "roster")
    )
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert asked == []
    page.close()


PURCHASES = "非关联零部件采购额（万元）"


def form(page):
    """The form's first table, its panel unfolded."""
    page.get_by_text("录入或修改数据").click()
    table = page.get_by_test_id("stDataFrame").first
    still(table)
    return table


def test_a_firm_is_typed_in_corrected_kept_and_taken_away(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    go(page, "单户测算")
    expect(headline(page, "应得合计")).to_have_text("475 万元")
    write(form(page), 3, PURCHASES, "很多")
    expect(page.get_by_text("已录入的内容全部保留")).to_be_visible()
    go(page, "方法与口径")
    expect(page.get_by_text("条文覆盖")).to_be_visible()
    go(page, "单户测算")
    expect(page.get_by_text("已录入的内容全部保留")).to_be_visible()
    write(form(page), 3, PURCHASES, "3,600")
    expect(headline(page, "应得合计")).to_have_text("525 万元")
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载测算单").click()
    text = read(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert "应得 525 万元" in text and "使用者录入" in text
    assert seen.errors == []
    assert seen.foreign == []
