"""Panel: the bureau's own enterprises brought in, looked at, learnt from."""

from __future__ import annotations

import streamlit as st

from pages.parts.estimates import estimate
from pages.parts.language import t
from pages.parts.roster.cover import cover
from pages.parts.roster.lessons_learnt import learn_from
from pages.parts.roster.look import look_at
from pages.parts.roster.upload import bring_in
from pages.parts.session import header, panel, scenario

_PARTS = ("bring", "look", "learn", "cover")

header(estimate(scenario()), "panel")
part = st.segmented_control(
    t("panel.part"),
    _PARTS,
    key="panel_part",
    default=_PARTS[0],
    persist_state="session",
    required=True,
    format_func=lambda one: t(f"panel.part_{one}"),
    label_visibility="collapsed",
)

roster = panel()
if part == "bring":
    bring_in()
elif roster is None:
    st.info(t("panel.none"), icon=":material/upload_file:")
elif part == "look":
    look_at(roster)
elif part == "learn":
    learn_from(roster)
else:
    cover(roster)
