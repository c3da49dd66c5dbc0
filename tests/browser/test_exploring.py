"""Two people explore at once: save, share, open, change, compare; and links and files that cannot be."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_as_a_user import amount, choose, enter, go, headline
from tests.browser.waiting import answered, still

pytestmark = pytest.mark.browser
FEW = "name: Workshop\nsimulation: {draws: 400}\npolicy: {parts_subsidy: {annual_cap: 250}}\n"


def upload(page, text, name="s.yaml"):
    page.get_by_test_id("stSidebar").get_by_text("情景文件").click()
    uploader = page.get_by_test_id("stSidebar").get_by_test_id("stFileUploader")
    still(uploader)
    buffer = text if isinstance(text, bytes) else text.encode()
    with answered(page):
        uploader.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/yaml", "buffer": buffer}
        )


def press(page, name):
    with answered(page):
        page.get_by_role("button", name=name).click()


def author(page, name):
    enter(page, page.get_by_role("textbox", name="作者"), name)


def test_one_saves_the_other_sees_it_opens_the_link_changes_it_and_compares_both(visit):
    one, other = visit(), visit()
    headline(one.page, "年支出合计")
    headline(other.page, "年支出合计")
    go(other.page, "情景工坊")
    expect(other.page.get_by_text("看板")).to_be_visible()

    upload(one.page, FEW)
    expect(one.page.get_by_test_id("stMain").get_by_text("Workshop").first).to_be_visible()
    go(one.page, "情景工坊")
    author(one.page, "王")
    press(one.page, "另存为新情景")
    link = one.page.get_by_test_id("stCode").filter(has_text="?s=")
    expect(link).to_be_visible()
    address = link.inner_text().strip()
    identity = re.search(r"\?s=([a-z0-9]{8})", address)[1]
    assert address.startswith("http://127.0.0.1")

    # The other's board looks again by itself.
    expect(other.page.get_by_text(re.compile("看板：[1-9]"))).to_be_visible()

    opener = visit(f"?s={identity}")
    total = amount(headline(opener.page, "年支出合计").inner_text())
    main = opener.page.get_by_test_id("stMain")
    expect(main.get_by_text("Workshop").first).to_be_visible()
    go(opener.page, "政策参数")
    choose(opener.page, "第 4 条")
    box = opener.page.get_by_role("textbox", name=re.compile("单个企业年度补助上限"))
    expect(box).to_have_value("250")
    enter(opener.page, box, "20")
    go(opener.page, "情景工坊")
    author(opener.page, "李")
    press(opener.page, "保存为“Workshop”第 2 版")
    expect(opener.page.get_by_text("已保存：Workshop · 第 2 版 · 李")).to_be_visible()

    go(opener.page, "情景比较")
    chosen = opener.page.get_by_role("combobox", name=re.compile("选择 2 至 6 个情景"))
    expect(chosen).to_be_visible()
    expect(main.get_by_text(re.compile("支出更高的概率"))).to_be_visible()
    # Both versions, the first as the base: the one change between them, in words.
    expect(main.get_by_role("listitem").filter(has_text="250 万元 → 20 万元")).to_be_visible()

    # The first version's link still opens the first version.
    again = visit(f"?s={identity}")
    assert amount(headline(again.page, "年支出合计").inner_text()) == total
    for seen in (one, other, opener, again):
        expect(seen.page.get_by_test_id("stException")).to_have_count(0)
        assert seen.errors == []
        assert seen.foreign == []


def test_a_link_that_does_not_exist_gets_a_clear_answer_and_the_baseline(visit):
    page = visit("?s=nothere2").page
    headline(page, "年支出合计")
    expect(page.get_by_text("个问题")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


DEEP = "a: " + "[" * 20_000
BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


def test_a_file_that_cannot_be_used_is_answered_and_loses_nothing(visit):
    page = visit().page
    total = headline(page, "年支出合计").inner_text()
    for text in ("polcy: {}\n", "a: [1, 2", BOMB, DEEP, b"# " + b"x" * 10_000_000, ""):
        upload(page, text)
        expect(page.get_by_text("个问题")).to_have_count(1 if text else 0)
        assert headline(page, "年支出合计").inner_text() == total
        expect(page.get_by_test_id("stException")).to_have_count(0)


def turn(page, key):
    with answered(page):
        page.keyboard.press(key)


def test_the_arrow_keys_turn_the_slides(visit):
    page = visit().page
    headline(page, "年支出合计")
    go(page, "汇报演示")
    expect(page.get_by_text("1 / 3")).to_be_visible()
    turn(page, "ArrowRight")
    expect(page.get_by_text("2 / 3")).to_be_visible()
    turn(page, "ArrowLeft")
    expect(page.get_by_text("1 / 3")).to_be_visible()
