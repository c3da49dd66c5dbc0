"""A user takes the results out of the room: each file downloads, and the page opens without a network."""

import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.test_as_a_user import go, headline
from tests.browser.waiting import still

pytestmark = pytest.mark.browser


def test_each_button_gives_its_file_and_the_page_needs_no_network(visit, chromium, tmp_path):
    seen = visit("?lang=en")
    headline(seen.page, "Outlay 2023–2025")
    go(seen.page, "Reports")
    main = seen.page.get_by_test_id("stMain").get_by_test_id("stDownloadButton")
    expect(main).to_have_count(5)
    files = []
    for place in range(5):
        button = main.nth(place).get_by_role("button")
        still(button)
        with seen.page.expect_download() as caught:
            button.click()
        files.append(tmp_path / caught.value.suggested_filename)
        caught.value.save_as(files[-1])
    assert [file.suffix for file in files] == [".xlsx", ".pptx", ".docx", ".html", ".zip"]
    for file in files:
        if file.suffix != ".html":
            assert zipfile.ZipFile(file).testzip() is None
    assert seen.errors == []
    assert seen.foreign == []
    opened_without_a_network(chromium, files[3])


def opened_without_a_network(chromium, file):
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: faults.append(sent.url) if not sent.url.startswith("file:") else None)
    page.goto(file.as_uri())
    expect(page.locator(".js-plotly-plot")).to_have_count(6)
    assert faults == []
    context.close()
