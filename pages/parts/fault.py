"""A fault of ours: told in the session's language under a number that the log has too."""

from __future__ import annotations

import logging
from hashlib import blake2b
from traceback import format_tb

import streamlit as st

from pages.parts.language import t


def show(error: Exception) -> bool:
    """The panel in place of the page, with the way on. Streamlit has logged the fault before."""
    st.error(t("fault.title", number=number(error)), icon=":material/error:")
    st.markdown(t("fault.help"))
    st.button(t("fault.restart"), on_click=_restart, key="fault_restart", icon=":material/restart_alt:")
    return True


def number(error: BaseException) -> str:
    """The number of a fault: the same place in the program has the same."""
    return blake2b(_told(error).encode(), digest_size=4).hexdigest()


class Wordless(logging.Filter):
    """Logs where a fault arose and not what it says: its message may quote a roster."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the fault's number and the places in place of the traceback; let the record pass."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = f"Fault {number(error)}\n{_told(error)}", ()
            record.exc_info = record.exc_text = None
        return True


def _told(error: BaseException) -> str:
    """The kinds and the places of a fault and of those that led to it, the first first."""
    told = f"{''.join(format_tb(error.__traceback__))}{type(error).__name__}\n"
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told if before is None else _told(before) + told


def _restart() -> None:
    """Begin again with the baseline and without a panel; only the language stays, and the draft in the store."""
    kept = st.session_state.get("language")
    st.session_state.clear()
    st.query_params.clear()
    if kept is not None:
        st.session_state.language = kept
