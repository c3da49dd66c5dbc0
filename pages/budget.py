"""Budget: what to write into the budget, how sure that is, and what happens when it is too little."""

from __future__ import annotations

import streamlit as st

from pages.parts.budget import all_payers, goal_seek, one_payer, shortage, worst_tenth
from pages.parts.estimates import estimate
from pages.parts.kept import keep, kept
from pages.parts.language import t
from pages.parts.session import header, scenario
from simulation.money.budget import budget_lines
from simulation.money.payers import Bill

current = scenario()
outlay = estimate(current)
split = Bill.of(outlay, current)
header(outlay, "budget")

SECTIONS = ("form", "payers", "shortage", "worst", "goal")
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.segmented_control(
        t("budget.sections"),
        SECTIONS,
        key=kept("budget_section", "form"),
        required=True,
        format_func=lambda one: t(f"budget.section_{one}"),
        label_visibility="collapsed",
    )
    if keep("budget_section") in ("form", "payers"):
        st.slider(
            t("budget.confidence"),
            50,
            99,
            step=1,
            format="%d%%",
            key=kept("budget_confidence", 80),
            width=300,
            help=t("budget.confidence_help"),
        )
        keep("budget_confidence")
section = st.session_state["budget_section"]
confidence = st.session_state["kept"].get("budget_confidence", 80) / 100

if section in ("form", "payers"):
    lines = budget_lines(split, (confidence,))
    if section == "form":
        one_payer.show(split, current, lines, confidence)
    else:
        all_payers.show(split, current, lines, confidence)
elif section == "shortage":
    shortage.show(split, current)
elif section == "worst":
    worst_tenth.show(split, current)
else:
    goal_seek.show(outlay, split, current)
