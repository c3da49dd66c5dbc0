"""The frame of every session: navigation in the order a bureau works, and nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts.language import t
from pages.parts.saved import show_opened, take_link
from pages.parts.server import note_session
from pages.parts.session import menu

_ICON = Path(__file__).parent / "pages" / "parts" / "icon.svg"

st.set_page_config(page_title=t("app.title"), page_icon=str(_ICON), layout="wide")

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

page = st.navigation(
    {
        t(f"group.{group}"): [
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
    },
    expanded=True,  # else the last pages hide behind a word in English
)
note_session()
take_link()
menu()
show_opened()
page.run()
