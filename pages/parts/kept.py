"""Choices of a page that are no part of the scenario: kept in the session when the page changes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st


def kept(name: str, default: Any, options: Collection[Any] | None = None) -> str:
    """The widget key of a choice, which starts from what was chosen last; `default` the first time.

    What is no option any more goes back to the default; of a list, what still is one stays.
    """
    held = st.session_state.get(name, st.session_state.setdefault("kept", {}).get(name, default))
    if isinstance(held, list):
        held = [one for one in held if options is None or one in options]
    elif options is not None and held not in options:
        held = default
    st.session_state[name] = held
    return name


def keep(name: str) -> Any:
    """What the widget holds now, remembered."""
    st.session_state["kept"][name] = st.session_state[name]
    return st.session_state[name]
