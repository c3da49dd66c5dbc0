"""Nothing is touched that runs, loads or moves, and each act is followed to the end of the run it asks for.

Five rules keep the tests in the browser from racing the app:

- what opens the app anew, a reload too, stands inside `opened`, which ends with the first run;
- an act that the app answers with a run stands inside `answered`, which ends with that run;
- what only unfolds in the page (a panel, a popover) is waited for by `still`;
- figures are read after `answered` or `idle`, never while a run goes on;
- a table is written to by `write`, which sees each of its steps done before the next.
"""

from contextlib import contextmanager
from weakref import WeakKeyDictionary

from playwright.sync_api import Locator, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LONG = 300_000  # milliseconds: what any wait may take; the first run compiles the engine, on a busy machine

# The page draws what it was sent bit by bit, also after the run: it stands when nothing in it changes for a while.
_STANDS = """async element => {
    const frame = () => new Promise(requestAnimationFrame);
    const place = () => {
        const {x, y, width, height} = element.getBoundingClientRect();
        return [x, y, width, height].join();
    };
    await frame();
    let changed = false;
    const watch = new MutationObserver(() => { changed = true; });
    watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    const before = place();
    await new Promise(done => setTimeout(done, 250));
    await frame();
    watch.disconnect();
    const app = document.querySelector('[data-testid="stApp"]');
    return !changed
        && app?.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]') === null
        && document.fonts.status === 'loaded'
        && document.getAnimations().every(
            one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)
        && element.isConnected
        && place() === before;
}"""


class _Runs:
    """The runs that a page asks of the app, read from what the two say to each other.

    The page alone would not do: between a run broken off and the next, and between an act and its run,
    it looks as idle as after the last.
    """

    def __init__(self, page: Page):
        self.asked = 0
        self._socket: WebSocket | None = None
        self._awaited: int | None = None
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        self._socket = socket
        self._awaited = ForwardMsg.FINISHED_SUCCESSFULLY  # the page asks for its first run by itself
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, str):
            return
        message = BackMsg.FromString(frame)
        # A part that looks again by itself asks for runs too, which answer nobody's act.
        if message.WhichOneof("type") == "rerun_script" and not message.rerun_script.is_auto_rerun:
            self.asked += 1
            part = message.rerun_script.fragment_id
            self._awaited = (
                ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY if part else ForwardMsg.FINISHED_SUCCESSFULLY
            )

    def _received(self, frame: bytes | str) -> None:
        if isinstance(frame, str):
            return
        message = ForwardMsg.FromString(frame)
        if message.WhichOneof("type") == "script_finished" and message.script_finished == self._awaited:
            self._awaited = None

    def wait(self, page: Page, asked: int) -> None:
        """Until the page has asked for so many runs, and the last of them has ended."""
        if self._socket is None:
            page.wait_for_event("websocket", timeout=LONG)

        def ended(*_: object) -> bool:
            return self.asked >= asked and self._awaited is None

        if not ended():
            self._socket.wait_for_event("framereceived", ended, timeout=LONG)


_runs: WeakKeyDictionary[Page, _Runs] = WeakKeyDictionary()


def listen(page: Page) -> None:
    """Follow the page's runs; before it opens the app."""
    _runs[page] = _Runs(page)


@contextmanager
def opened(page: Page):
    """Around what opens the app anew in this page: until its first run has ended and is drawn.

    Without it the connection of the page that was left, where nothing runs, would pass for the new one's.
    """
    with page.expect_websocket(timeout=LONG):
        yield
    idle(page)


@contextmanager
def answered(page: Page):
    """Around one act that makes the app run: until the run it asked for has ended and is drawn."""
    runs = _runs[page]
    runs.wait(page, 1)
    before = runs.asked
    yield
    runs.wait(page, before + 1)
    idle(page)


def idle(page: Page) -> None:
    """Until the app does not run and nothing on the page is stale, loading or moving."""
    still(page.get_by_test_id("stApp"))


def still(element: Locator) -> None:
    """Until the app is idle and the element is shown and stays where it is."""
    expect(element).to_be_visible()
    page = element.page
    _runs[page].wait(page, 1)
    page.wait_for_function(_STANDS, arg=element.element_handle())


def write(table: Locator, row: int, column: str, text: str) -> None:
    """Write into one cell of a table: `row` counts from 0 under the heading, `column` is its heading.

    A table is a drawing; what it holds and where its mark stands is told beside it, for those who cannot see it.
    """
    page = table.page
    still(table)
    cells = table.locator("[role=gridcell]")
    marked = table.locator('[role=gridcell][aria-selected="true"]')
    headings = table.locator("[role=columnheader]").all_text_contents()
    place = headings.index(column)
    cell = table.locator(f'[aria-rowindex="{row + 2}"] [role=gridcell]').nth(place)
    table.locator(".dvn-scroller").click()
    expect(marked).to_have_count(1)
    page.keyboard.press("Control+Home")
    expect(cells.first).to_have_attribute("aria-selected", "true")
    for key, times in (("ArrowDown", row), ("ArrowRight", place)):
        for _ in range(times):
            page.keyboard.press(key)
    expect(cell).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    entry = page.locator(".gdg-input")
    still(entry)
    entry.fill(text)
    with answered(page):
        entry.press("Enter")
    expect(entry).to_have_count(0)
    expect(cell).to_have_text(text)
    # A table with a mark takes the first click on another table for itself.
    page.keyboard.press("Escape")
    expect(marked).to_have_count(0)
