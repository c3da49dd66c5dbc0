"""The server: its guards, set before the first visitor comes, and the frame that every session runs."""

from __future__ import annotations

from streamlit import App

from pages.parts.fault import show
from pages.parts.server import AROUND, guard, tidy

guard()
app = App("frame.py", middleware=AROUND, lifespan=tidy, on_script_error=show)
