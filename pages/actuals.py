"""Actuals: what was paid against what was predicted, and what the estimate learns from it."""

from __future__ import annotations

import streamlit as st

from pages.parts.actuals import bands, update
from pages.parts.estimates import estimate
from pages.parts.kept import keep, kept
from pages.parts.language import language, t
from pages.parts.markup import as_written
from pages.parts.session import header, panel, scenario, show_problems
from simulation.money.payers import Bill
from simulation.panel import payments_example, read_payments
from simulation.studies.backtest import compare
from simulation.text.problems import InputError

current = scenario()
outlay = estimate(current)
header(outlay, "actuals")


def take_upload() -> None:
    """The payments of an uploaded file; one that cannot be used leaves the earlier ones."""
    uploaded = st.session_state.get("payments_upload")
    st.session_state.payments_problems = []
    if uploaded is None:
        return
    try:
        frame, notices = read_payments(uploaded.name, uploaded.getvalue())
        st.session_state.payments = (uploaded.name, frame)
        st.session_state.payments_problems = list(notices)
    except InputError as error:
        st.session_state.payments_problems = error.problems


with st.container(horizontal=True, vertical_alignment="bottom"):
    with st.popover(t("actuals.load"), icon=":material/upload:"):
        st.file_uploader(
            t("actuals.upload"), type=["csv", "xlsx"], key="payments_upload", on_change=take_upload
        )
        st.caption(t("actuals.upload_help"))
        st.download_button(
            t("actuals.template"),
            payments_example(language()).encode("utf-8-sig"),
            "payments.csv",
            "text/csv",
        )
    roster = panel()
    given = st.session_state.get("payments")
    if given is None and roster is not None and "payments" in roster.tables:
        given = (t("actuals.of_panel"), roster.tables["payments"])
    st.toggle(t("actuals.whole"), key=kept("payments_whole", False), help=t("actuals.whole_help"))
    keep("payments_whole")
    if given is not None:
        st.caption(t("actuals.source", name=as_written(given[0]), count=len(given[1])), width="content")

faults = [one for one in st.session_state.get("payments_problems", []) if one.severity == "error"]
show_problems(faults, refused=True)
for notice in st.session_state.get("payments_problems", []):
    if notice.severity == "warning":
        st.warning(as_written(notice.line(language())))

cells = None
split = Bill.of(outlay, current)
if given is None:
    st.info(t("actuals.nothing"))
else:
    try:
        cells = compare(split, given[1], current, st.session_state["payments_whole"])
    except InputError as error:
        show_problems(error.problems)

if cells:
    section = st.segmented_control(
        t("actuals.sections"),
        ("compare", "calibration", "update"),
        key=kept("actuals_section", "compare"),
        required=True,
        format_func=lambda one: t(f"actuals.section_{one}"),
        label_visibility="collapsed",
    )
    keep("actuals_section")
    if section == "compare":
        bands.compared(cells, outlay)
    elif section == "calibration":
        bands.calibrated(cells, outlay.draws)
    else:
        update.show(cells, split, current)
