"""A bureau's panel in a real browser: template down, filled, one slip, corrected, fitted, run."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.test_as_a_user import amount, choose, enter, go, headline
from tests.browser.waiting import answered, idle, still

pytestmark = pytest.mark.browser


def fill(path, district):
    """The template as a person fills it: three years of forty robot makers, one district as given."""
    book = load_workbook(path)
    sheet = book["enterprises"]
    ids = [re.search("[a-z_]+", cell.value)[0] for cell in sheet[1]]
    for number in range(40):
        for year in (2021, 2022, 2023):
            facts = {
                "enterprise_id": f"E{number:02d}", "name": f"企业{number}", "field": "机器人", "year": year,
                "district": district if (number, year) == (7, 2022) else "余杭区",
                "revenue": 3000 + 100 * number + 200 * (year - 2021),
                "parts_purchases": 1200 + 40 * number + 90 * (year - 2021),
            }  # fmt: skip
            sheet.append([facts.get(name) for name in ids])
    book.save(path)


def check(page, path):
    """Choose a file and have it checked; the button is at rest while the file is on its way."""
    idle(page)
    page.get_by_test_id("stForm").locator("input[type=file]").set_input_files(path)
    expect(page.get_by_test_id("stForm").get_by_text(path.name).first).to_be_visible()
    press(page, "检查并采用")


def press(page, name):
    button = page.get_by_role("button", name=name)
    still(button)
    with answered(page):
        button.click()


def download(page, name):
    button = page.get_by_role("button", name=name)
    still(button)
    with page.expect_download() as caught:
        button.click()
    return caught.value


def test_from_the_template_to_an_estimate_on_the_bureaus_own_enterprises(visit, tmp_path):
    seen = visit()
    page = seen.page
    synthetic = headline(page, "年支出合计").inner_text()
    go(page, "企业名册")
    path = tmp_path / "panel.xlsx"
    download(page, "下载空白模板").save_as(path)

    fill(path, "余杭曲")
    check(page, path)
    expect(page.get_by_text("上传的文件有 1 个问题，未被采用")).to_be_visible()
    told = download(page, "下载 CSV").path().read_text(encoding="utf-8-sig")
    # The heading is row 1, E07 in 2022 the 23rd below it.
    assert "panel.xlsx,24,C24 区县,余杭曲" in told
    assert "余杭区" in told

    book = load_workbook(path)
    book["enterprises"].cell(24, 3).value = "余杭区"
    book.save(path)
    check(page, path)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("120 行").first).to_be_visible()
    expect(main.get_by_text("未被采用")).to_have_count(0)

    expect(page.get_by_role("button", name="移除名册")).to_be_visible()
    choose(page, "拟合")
    expect(page.get_by_role("radio", name="拟合")).to_be_checked()
    press(page, "采用此拟合")
    expect(main.get_by_text("已采用")).to_be_visible()
    expect(main.get_by_text("已修改")).to_be_visible()

    go(page, "总览")
    expect(main.get_by_text("120 行").first).to_be_visible()
    own = headline(page, "年支出合计").inner_text()
    assert amount(own) > 0
    assert own != synthetic

    go(page, "单户测算")
    enter(page, page.get_by_role("textbox", name="按编号或名称查找"), "E07")
    expect(main.get_by_text("E07 · 企业7").first).to_be_visible()
    expect(main.get_by_text("按条文测算").first).to_be_visible()
    expect(main.get_by_text("模拟的将来")).to_be_visible()
    expect(main.get_by_text(re.compile("绩效年度有 .*（±.*）可能得到奖补"))).to_be_visible()
    press(page, "移除企业名册")
    expect(main.get_by_text("120 行")).to_have_count(0)
    assert seen.errors == []
    assert seen.foreign == []


def test_a_file_over_the_limit_is_answered_and_nothing_breaks(visit, tmp_path):
    page = visit().page
    headline(page, "年支出合计")
    go(page, "企业名册")
    large = tmp_path / "enterprises.csv"
    with large.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    page.get_by_test_id("stForm").locator("input[type=file]").set_input_files(large)
    expect(page.get_by_test_id("stForm").get_by_text("50")).not_to_have_count(0)
    press(page, "检查并采用")
    expect(page.get_by_text("上传的文件有 1 个问题，未被采用")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
