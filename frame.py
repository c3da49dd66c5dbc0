"""The frame of every session: navigation in the order a bureau works, and nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts.draft import keep, resume
from pages.parts.exploring.saved import show_opened, take_link
from pages.parts.language import t
from pages.parts.navigation import navigate
from pages.parts.server import note_session
from pages.parts.session import menu
from pages.parts.style import dress, follow_theme

_ICON = Path(__file__).parent / "pages" / "parts" / "icon.svg"

st.set_page_config(page_title=t("app.title"), page_icon=str(_ICON), layout="wide")

dress()
note_session()
resume()
take_link()
keep()
page = navigate()
menu()
follow_theme()
show_opened()
page.run()
