"""What the house adds to Streamlit's own look, for every page."""

from __future__ import annotations

import streamlit as st

from pages.parts.charts import colours
from simulation.report.colours import readable_on

_RULES = """
/* Streamlit writes on the primary colour in white, whatever it is. */
[data-baseweb="tag"], [data-baseweb="tag"] *,
[data-testid="stBaseButton-primary"]:enabled, [data-testid="stBaseButton-primary"]:enabled * {
    color: ON_PRIMARY !important
}
/* On touch a table's tool bar would always be shown, over the line above it; its file has a button of its own. */
@media (hover: none) {
    [data-testid="stElementToolbar"] { display: none }
}
/* Streamlit moves the links of a side bar together as if a gap stood between them: marks would cover neighbours. */
.st-key-navigation > [data-testid="stElementContainer"]:has([data-testid="stPageLink"]) { margin: -2px 0 !important }
@media (max-width: 640px) {
    /* A telephone zooms into a field whose letters are smaller. */
    input, textarea { font-size: 16px !important }
    /* Columns of long texts keep the width they need to be read, and the table scrolls sideways. */
    [data-testid="stTable"] table { min-width: 44rem }
}
/* Progress has a fixed place above the page, from the moment that its script is fetched: what is below must not move. */
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"]
    > [data-testid="stElementContainer"]:has(> [data-testid="stProgress"]),
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"]
    > [data-testid="stElementContainer"]:first-child:has(> [data-testid="stSkeleton"]) {
    position: fixed; top: 0.3rem; left: 50%; transform: translateX(-50%); width: min(26rem, 70vw); z-index: 999990;
}
"""


def dress() -> None:
    """Put the rules in force for the page that is being made."""
    on_primary = readable_on(colours().city)
    st.html(f"<style>{_RULES.replace('ON_PRIMARY', on_primary)}</style>")


# Charts are drawn in the colours of the theme that the page had when they were made.
_theme = st.components.v2.component(
    "theme",
    js="""export default function({ setTriggerValue }) {
        const dark = matchMedia("(prefers-color-scheme: dark)");
        // The page takes the new theme first; the run then hears of it.
        const told = () => setTimeout(() => setTriggerValue("changed", dark.matches ? "dark" : "light"), 300);
        dark.addEventListener("change", told);
        return () => dark.removeEventListener("change", told);
    }""",
)


def follow_theme() -> None:
    """Make the page again when the reader's system goes dark or light."""
    with st.sidebar:
        _theme(key="theme", on_changed_change=lambda: None)
