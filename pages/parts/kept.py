"""Choices of a page that are no part of the scenario: kept in the session when the page changes."""

from __future__ import annotations

from typing import Any

import streamlit as st


def kept(name: str, default: Any) -> Any:
    """The widget key of a choice, which starts from what was chosen last; `default` the first time."""
    store = st.session_state.setdefault("kept", {})
    if name not in st.session_state:
        st.session_state[name] = store.get(name, default)
    return name


def keep(name: str) -> Any:
    """What the widget holds now, remembered."""
    st.session_state["kept"][name] = st.session_state[name]
    return st.session_state[name]
