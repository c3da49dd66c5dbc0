"""A budget is entered, raised to what is advised, and learns from what was paid; in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_as_a_user import choose, enter, go, headline
from tests.browser.waiting import answered, still

pytestmark = pytest.mark.browser


def chance(page, year):
    """The probability of exceeding that the year's card shows, in percent."""
    card = page.get_by_test_id("stColumn").filter(
        has=page.get_by_role("textbox", name=f"{year} 预算（万元）")
    )
    badge = card.get_by_text(re.compile("^超出"))
    expect(badge.first).to_be_visible()
    return int(re.search(r"(\d+)%", badge.first.inner_text())[1])


def test_an_appropriation_under_the_mean_is_raised_to_the_advised_reserve(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    go(page, "预算安排")
    box = page.get_by_role("textbox", name="2026 预算（万元）")
    expect(box).to_be_visible()
    enter(page, box, "3000")
    advice = page.get_by_text(re.compile("80% 的把握下，市级 2026 财政年度需安排.*比现计划多"))
    expect(advice).to_be_visible()
    assert chance(page, 2026) > 50
    advised = float(re.search(r"需安排 ([\d,]+)", advice.inner_text())[1].replace(",", ""))
    enter(page, box, str(int(advised) + 1))
    expect(page.get_by_text("各年预算都够")).to_be_visible()
    assert chance(page, 2026) <= 20
    enter(page, box, "-7")
    expect(page.get_by_test_id("stMain").get_by_text("尚未采用：不能为负数")).to_be_visible()
    expect(box).to_have_value("-7")
    go(page, "总览")
    headline(page, "年支出合计")
    go(page, "预算安排")
    expect(page.get_by_role("textbox", name="2026 预算（万元）")).to_have_value("-7")
    assert seen.errors == []
    assert seen.foreign == []


PAYMENTS = "measure,district,fiscal_year,amount,payer\n" + "".join(
    f"{measure},{district},{year},{amount},\n"
    for measure, amount in (("parts_subsidy", 130), ("application_award", 110), ("oem_parts_award", 70))
    for district in ("yuhang", "xiaoshan", "qiantang", "binjiang", "linping")
    for year in (2024, 2025)
)


def upload_payments(page, name, text):
    page.get_by_role("button", name="上传兑付数据").click()
    body = page.get_by_test_id("stPopoverBody")
    still(body)
    with answered(page):
        body.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        )
    page.keyboard.press("Escape")
    expect(body).to_be_hidden()


def test_payments_are_uploaded_and_the_bands_move(visit):
    seen = visit()
    page = seen.page
    headline(page, "年支出合计")
    go(page, "实际兑付")
    expect(page.get_by_text("还没有实际兑付数据")).to_be_visible()
    upload_payments(page, "p.csv", PAYMENTS)
    expect(page.get_by_text("p.csv：30 行")).to_be_visible()
    expect(page.get_by_text(re.compile("预测均值"))).to_be_visible()
    choose(page, "据实更新")
    moved = page.get_by_text(re.compile("2026–2027 财政年度应付由 .*调为"))
    expect(moved).to_be_visible()
    before, after = re.search(r"由 (.+?)元调为 (.+?)元", moved.inner_text()).groups()
    assert before != after
    upload_payments(page, "q.csv", PAYMENTS + "parts_subsidy,yuhan,2024,5,\n")
    expect(page.get_by_text("是否为 yuhang？").or_(page.get_by_text("1 个问题")).first).to_be_visible()
    expect(page.get_by_text("p.csv：30 行")).to_be_visible()
    assert seen.errors == []
    assert seen.foreign == []
