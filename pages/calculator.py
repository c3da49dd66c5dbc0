"""Calculator: one enterprise, each award and why, who pays, and its chances in the years to come."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages.parts.calculator.firm import chances, choose, ladders, overview
from pages.parts.estimates import estimate
from pages.parts.language import language, say, t
from pages.parts.markup import as_written
from pages.parts.session import header, scenario
from simulation.judge.dossier import dossier
from simulation.judge.sheet import sheet_html

current = scenario()
header(estimate(current), "calculator")

found = choose()
if found is None:
    st.stop()
panel, enterprise, origin = found
case = dossier(panel, current, enterprise)

with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown(f"#### {as_written(case.who)}", width="stretch")
    st.download_button(
        t("calculator.print"),
        sheet_html(case, current, language(), date.today(), origin),
        f"outlay-{enterprise}.html",
        "text/html",
        on_click="ignore",
        icon=":material/print:",
    )
(st.warning if origin == "example" else st.caption)(t(f"calculator.mark.{origin}"))
st.markdown(f"**{say(case.finding)}**")
st.caption(t("calculator.rules_only"))

overview(case)
ladders(case)
chances(panel, current, enterprise)
