"""The pages in the order in which a bureau works, and the links to them."""

from __future__ import annotations

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


def navigate() -> st.Page:
    """Show the links in the side bar, and return the page that is open.

    Streamlit's own links drop what stands in the address; these carry it on, also into a new tab.
    """
    pages = {
        group: [
            st.Page(
                f"pages/{name}.py",
                title=t(f"page.{name}"),
                icon=f":material/{icon}:",
                url_path=name,
                default=name == "overview",
            )
            for name, icon in names.items()
        ]
        for group, names in _GROUPS.items()
    }
    opened = st.navigation(pages, position="hidden")
    with st.sidebar, st.container(key="navigation", gap=None):
        for group, links in pages.items():
            st.caption(t(f"group.{group}"))
            for page in links:
                st.page_link(page, query_params=dict(address()), width="stretch")
    return opened
