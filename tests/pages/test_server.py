"""What the server does and does not do, asked as a browser or an attacker asks it."""

import logging
import os
import shutil
import socket
import time
import uuid

import pytest
import requests
from streamlit import config, net_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from streamlit.web.server.server_util import is_url_from_allowed_origins
from websockets.sync.client import connect

from pages.parts import server as guards
from pages.parts.fault import Wordless, number
from tests.serving import ROOT, serving

MEGABYTE = 1024**2


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server") / "log") as served:
        yield served


class Visitor:
    """One session over the browser's protocol."""

    def __init__(self, served):
        self.address = served.address
        self.link = connect(
            f"{served.address.replace('http', 'ws')}/_stcore/stream",
            subprotocols=["streamlit"], origin=served.address, max_size=None, open_timeout=60,
        )  # fmt: skip
        self.run(until="new_session")
        self.id = self.messages[-1].new_session.initialize.session_id
        self.web = requests.Session()
        self.web.get(f"{self.address}/_stcore/health", timeout=30)
        self.web.headers["X-Xsrftoken"] = self.web.cookies.get("_streamlit_xsrf", "")

    def run(self, pressed=None, until="script_finished"):
        """Run the script, with a button pressed, until it tells of something."""
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        if pressed:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        self.link.send(asked.SerializeToString())
        self.messages = []
        self.listen(until)

    def listen(self, until):
        """Take in what the script tells."""
        while not self.messages or self.messages[-1].WhichOneof("type") != until:
            self.messages.append(ForwardMsg.FromString(self.link.recv(timeout=300)))

    def words(self):
        return " ".join(str(one.delta.new_element) for one in self.messages if one.HasField("delta"))

    def button(self, key):
        (found,) = (
            one.delta.new_element.button.id for one in self.messages if key in one.delta.new_element.button.id
        )
        return found

    def upload(self, body):
        return self.web.put(
            f"{self.address}/_stcore/upload_file/{self.id}/{uuid.uuid4()}",
            data=body, headers={"Content-Type": "multipart/form-data; boundary=cut"}, timeout=120,
        )  # fmt: skip


def part(content):
    yield b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    yield from content
    yield b"\r\n--cut--\r\n"


def handshake(served, host, origin):
    """The first line of the answer to a WebSocket under another name or from another page."""
    port = int(served.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        link.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: streamlit\r\n\r\n".encode()
        )
        return link.recv(200).decode().split("\r\n")[0]


def files_on_disk(pid):
    """The unnamed temporary files that a process holds open."""
    found = []
    for place in os.listdir(f"/proc/{pid}/fd"):
        try:
            name = os.readlink(f"/proc/{pid}/fd/{place}")
        except OSError:
            continue
        if name.endswith("(deleted)") and "memfd" not in name:
            found.append(name)
    return found


def test_an_upload_of_many_megabytes_is_never_on_the_disk(served):
    visitor, before, during = Visitor(served), set(files_on_disk(served.pid)), set()

    def pieces():
        for _ in range(24):
            yield b"x" * (MEGABYTE // 4)
            time.sleep(0.05)
            during.update(files_on_disk(served.pid))

    assert visitor.upload(part(pieces())).status_code == 204
    assert during - before == set()


def test_a_session_cannot_heap_up_uploads(served):
    visitor = Visitor(served)
    answers = [visitor.upload(part([b"x"])).status_code for _ in range(guards.MOST_FILES + 1)]
    assert answers == [204] * guards.MOST_FILES + [413]


def test_another_site_s_name_that_leads_here_is_refused(served):
    port = served.address.rpartition(":")[2]
    assert " 403 " in handshake(served, f"rebind.evil:{port}", f"http://rebind.evil:{port}")
    for own in ("localhost", "127.0.0.1", "[::1]"):
        assert " 101 " in handshake(served, f"{own}:{port}", f"http://{own}:{port}"), own


def test_a_foreign_page_is_refused_and_nobody_outside_is_asked(served):
    port = served.address.rpartition(":")[2]
    assert " 403 " in handshake(served, f"localhost:{port}", "http://evil.example")
    assert "external IP" not in served.journal.read_text()


def test_what_streamlit_is_guarded_with_is_there(monkeypatch):
    """Private names: their loss would leave the guard without effect and without a word."""
    assert hasattr(net_util, "_external_ip")
    called = []
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, timeout=5: called.append(url))
    monkeypatch.setattr(net_util, "_external_ip", None)
    assert not is_url_from_allowed_origins("http://evil.example")
    assert called
    called.clear()
    monkeypatch.setattr(net_util, "_external_ip", "127.0.0.1")
    assert not is_url_from_allowed_origins("http://evil.example")
    assert not called


def test_the_served_address_is_one_of_the_names_that_are_answered(monkeypatch):
    asked = {
        "server.address": "10.0.0.5",
        "browser.serverAddress": "finance.example",
        "server.allowedHosts": [],
    }
    told = {}
    monkeypatch.setattr(config, "get_option", asked.get)
    monkeypatch.setattr(config, "is_manually_set", lambda name: True)
    monkeypatch.setattr(config, "set_option", told.__setitem__)
    monkeypatch.setattr(guards.MultiPartParser, "spool_max_size", 1)
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(logging.getLogger("streamlit.error_util"), "filters", [])
    guards.guard()
    assert set(told["server.allowedHosts"]) == {
        "localhost",
        "127.0.0.1",
        "::1",
        "10.0.0.5",
        "finance.example",
    }
    assert told["server.disconnectedSessionTTL"] > guards.GRACE


def test_no_site_may_frame_the_app_or_steer_it(served):
    answer = requests.get(served.address, timeout=30)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert requests.get(f"{served.address}/_stcore/host-config", timeout=30).json()["allowedOrigins"] == []


def test_a_session_whose_page_has_gone_is_closed_after_its_grace(monkeypatch):
    active, closed = {"here"}, []

    class Server:
        is_active_session = staticmethod(lambda one: one in active)
        close_session = staticmethod(closed.append)

    monkeypatch.setattr(guards.runtime, "get_instance", Server)
    monkeypatch.setattr(guards, "_sessions", {"here", "asleep", "gone"})
    gone = {}
    guards.clear_gone(gone, 0.0)
    active.add("asleep")
    guards.clear_gone(gone, guards.GRACE - 1.0)
    active.discard("asleep")
    guards.clear_gone(gone, float(guards.GRACE))
    assert closed == ["gone"]
    guards.clear_gone(gone, 2.0 * guards.GRACE)
    assert closed == ["gone", "asleep"]
    assert guards._sessions == {"here"}


FAULTY = """
import streamlit as st
row = " ".join(["secret", "row"])
if "language" not in st.session_state:
    st.session_state.spoilt = True
if "spoilt" in st.session_state:
    raise KeyError(row)
st.markdown("whole again")
"""


def test_a_fault_is_told_under_the_number_that_the_log_has_and_quotes_nothing(tmp_path):
    shutil.copy(ROOT / "app.py", tmp_path)
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    (tmp_path / "frame.py").write_text(FAULTY)
    with serving(tmp_path / "log", tmp_path) as served:
        visitor = Visitor(served)
        visitor.listen("script_finished")
        told = visitor.words()
        log = served.journal.read_text()
        found = log.partition("Fault ")[2][:8]
        assert len(found) == 8 and found in told
        assert "KeyError" in log and "frame.py" in log
        assert "secret row" not in log and "secret row" not in told
        assert "Ask" not in told
        visitor.run(pressed=visitor.button("fault_restart"))
        assert "whole again" in visitor.words()


def test_a_logged_fault_has_its_place_and_not_its_words():
    row = " ".join(["secret", "row"])

    def deep():
        raise ValueError(row)

    try:
        try:
            deep()
        except ValueError as error:
            raise KeyError(row) from error
    except KeyError as error:
        found = error
    record = logging.LogRecord(
        "x", logging.ERROR, "f", 1, "Uncaught", None, (type(found), found, found.__traceback__)
    )
    assert Wordless().filter(record)
    told = logging.Formatter().format(record)
    assert number(found) in told and "in deep" in told and "ValueError" in told
    assert "secret row" not in told


def test_starting_over_drops_all_but_the_language():
    def script():
        import streamlit as st

        from pages.parts.fault import show

        if "spoilt" in st.session_state:
            show(ValueError())

    app = AppTest.from_function(script)
    app.session_state["spoilt"], app.session_state["language"] = True, "en"
    app.run()
    assert "number" in app.error[0].value
    app.button(key="fault_restart").click().run()
    assert not app.error
    assert app.session_state["language"] == "en"


def held_bytes(address):
    told = requests.get(f"{address}/_stcore/metrics", timeout=30).text
    lines = [line for line in told.splitlines() if "UploadedFileManager" in line and not line.startswith("#")]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


def test_the_uploads_of_a_closed_page_are_freed(tmp_path):
    soon = "from pages.parts import server\n\nserver.GRACE, server._EVERY = 2, 1\nguard()"
    (tmp_path / "app.py").write_text((ROOT / "app.py").read_text().replace("guard()", soon))
    (tmp_path / "frame.py").write_text("from pages.parts.server import note_session\n\nnote_session()\n")
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    with serving(tmp_path / "log", tmp_path) as served:
        visitor, stays = Visitor(served), Visitor(served)
        for one in (visitor, stays):
            one.listen("script_finished")
            assert one.upload(part([b"x" * MEGABYTE])).status_code == 204
        assert held_bytes(served.address) >= 2 * MEGABYTE
        visitor.link.close()
        end = time.monotonic() + 60
        while held_bytes(served.address) >= 2 * MEGABYTE and time.monotonic() < end:
            time.sleep(0.5)
        time.sleep(3)
        assert MEGABYTE <= held_bytes(served.address) < 2 * MEGABYTE  # the open page keeps its own
