"""The pages in the order in which a bureau works, and the links to them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts.draft import address
from pages.parts.language import t

_GROUPS = {
    "answer": {
        "overview": "dashboard",
        "estimate": "query_stats",
        "districts": "map",
        "reports": "ios_share",
    },
    "assumptions": {"policy": "gavel", "enterprises": "factory", "panel": "table_view"},
    "decide": {
        "budget": "account_balance",
        "scenarios": "folder_shared",
        "compare": "compare_arrows",
        "readings": "rule",
        "sensitivity": "tornado",
        "briefing": "slideshow",
    },
    "check": {"calculator": "calculate", "actuals": "fact_check", "methods": "menu_book"},
}


_FIRST = "overview"


def link(page: str | st.Page, **look: Any) -> None:
    """A link to a page that carries on what stands in the address, also into a new tab.

    Without it the way back would lead over an address that names no draft.
    """
    st.page_link(page, query_params=dict(address()), **look)


def navigate() -> st.Page:
    """Show the links in the side bar, and return the page that is open."""
    pages = {
        group: [
            st.Page(
                f"pages/{name}.py",
                title=t(f"page.{name}"),
                icon=f":material/{icon}:",
                url_path="home" if name == _FIRST else name,
                default=name == _FIRST,
            )
            for name, icon in names.items()
        ]
        for group, names in _GROUPS.items()
    }
    # Streamlit serves its first page at no name of its own; people type the one that they see.
    first = st.Page(
        lambda: st.switch_page(f"pages/{_FIRST}.py", query_params=dict(address())), url_path=_FIRST
    )
    opened = st.navigation([*(page for links in pages.values() for page in links), first], position="hidden")
    with st.sidebar, st.container(key="navigation", gap=None):
        for group, links in pages.items():
            st.caption(t(f"group.{group}"))
            for page in links:
                link(page, width="stretch")
    return opened
