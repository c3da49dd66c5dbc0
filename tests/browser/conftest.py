"""The app in headless Chromium: one server a session, one clean browser context a visit."""

import shutil
import subprocess
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.waiting import LONG, listen, opened
from tests.serving import serving

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Visit:
    """A page, what its console complained of, and what it asked of other machines."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server") / "log") as served:
        yield served.address


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    fonts = shutil.which("fc-list")
    if path is None or (fonts and not subprocess.check_output([fonts, ":lang=zh"])):
        pytest.fail(
            "Chromium or a Chinese font is missing: apt-get install chromium fonts-noto-cjk, "
            "or set OUTLAY_NO_BROWSER=1"
        )
    expect.set_options(timeout=LONG)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(server, chromium):
    visits = []

    def open_at(path="", width=1440, height=900, **device):
        context = chromium.new_context(viewport={"width": width, "height": height}, **device)
        context.set_default_timeout(LONG)
        page = context.new_page()
        seen = Visit(page)
        listen(page)
        page.on(
            "console", lambda message: seen.errors.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        own = (f"{server}/", f"{server.replace('http', 'ws')}/", "data:", "blob:")

        def note(sent):
            if not sent.url.startswith(own):
                seen.foreign.append(sent.url)

        page.on("request", note)
        page.on("websocket", note)
        visits.append(context)
        with opened(page):
            page.goto(f"{server}/{path}")
        return seen

    yield open_at
    for context in visits:
        context.close()
