"""What the server keeps to before and around every session: no file, no call outside, no foreign name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from streamlit import config, net_util, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts.fault import Wordless

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

GRACE = 300  # seconds that a closed page may come back, for a telephone or a laptop that sleeps
MOST_FILES, MOST_BYTES = 30, 100 * 1024**2  # uploads that one session may hold unread
_EVERY = 15  # seconds between two looks for sessions that have gone
_UPLOADS = "/_stcore/upload_file/"
_OWN_NAMES = ("localhost", "127.0.0.1", "::1")

_sessions: set[str] = set()


def guard() -> None:
    """Set what Streamlit has no setting for, or sets too late. Called once, before the server listens."""
    # Starlette spools an upload over 1 MB to a temporary file; 0 is no size at all. The server's limit bounds it.
    MultiPartParser.spool_max_size = 0
    # A page of another origin makes Streamlit ask a host outside for this machine's address.
    net_util._external_ip = "127.0.0.1"
    # Another site's name that leads here (DNS rebinding) is refused; the served address is one of ours.
    names = [*_OWN_NAMES, config.get_option("server.address"), *config.get_option("server.allowedHosts")]
    if config.is_manually_set("browser.serverAddress"):
        names.append(config.get_option("browser.serverAddress"))
    config.set_option("server.allowedHosts", list(dict.fromkeys(name.strip("[]") for name in names if name)))
    # Streamlit forgets a session this long after its page closed, but frees it late; `tidy` is before it.
    config.set_option("server.disconnectedSessionTTL", GRACE + 4 * _EVERY)
    # A folder called pages makes Streamlit show it in its old way until the frame has run once.
    PagesManager.uses_pages_directory = False
    logging.getLogger("streamlit.error_util").addFilter(Wordless())


def note_session() -> None:
    """Remember the session that runs, so that it is cleared once its page has gone."""
    context = get_script_run_ctx()
    if context is not None:
        _sessions.add(context.session_id)


@asynccontextmanager
async def tidy(_: object) -> AsyncIterator[None]:
    """While the server runs, close what was left: panel, uploads and all."""
    task = asyncio.create_task(_tidying())
    try:
        yield
    finally:
        task.cancel()


async def _tidying() -> None:
    gone: dict[str, float] = {}
    while True:
        await asyncio.sleep(_EVERY)
        clear_gone(gone, monotonic())


def clear_gone(gone: dict[str, float], now: float) -> None:
    """Close every session whose page went `GRACE` seconds ago; `gone` holds when each was first missed."""
    server = runtime.get_instance()
    for session in list(_sessions):
        if server.is_active_session(session):
            gone.pop(session, None)
        elif now - gone.setdefault(session, now) >= GRACE:
            server.close_session(session)
            gone.pop(session)
            _sessions.discard(session)


def forget_upload(file_id: str) -> None:
    """Free the bytes of an upload that has been read."""
    context = get_script_run_ctx()
    uploads = _uploads()
    if context is not None and uploads is not None:
        uploads.remove_file(context.session_id, file_id)


def _uploads() -> MemoryUploadedFileManager | None:
    """Where the server holds uploads; None without a server, as in tests of a page."""
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    return manager if isinstance(manager, MemoryUploadedFileManager) else None


class _Headers:
    """No other site may frame the app, and no browser guesses what a file is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Content-Security-Policy"] = "frame-ancestors 'self'"
            await send(message)

        await self._app(scope, receive, sent)


class _Uploads:
    """A session that holds more uploads than any panel has gets no more."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "PUT" and _UPLOADS in scope["path"]:
            session = scope["path"].partition(_UPLOADS)[2].partition("/")[0]
            if _is_full(session):
                await PlainTextResponse("too many files", status_code=413)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_full(session: str) -> bool:
    uploads = _uploads()
    held = [] if uploads is None else list(uploads.file_storage.get(session, {}).values())
    return len(held) >= MOST_FILES or sum(len(file.data) for file in held) >= MOST_BYTES


AROUND = [Middleware(_Headers), Middleware(_Uploads)]

__all__ = ["AROUND", "GRACE", "clear_gone", "forget_upload", "guard", "note_session", "tidy"]
