"""Reports: the estimate as files that leave the room, each with what makes it again inside."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages.parts.estimates import estimate, results
from pages.parts.language import language, t
from pages.parts.session import header, scenario
from simulation.engine.outlay import Outlay
from simulation.report.formats import Format
from simulation.report.identity import file_name
from simulation.report.making import one_file, report_of
from simulation.scenario import Scenario

current = scenario()
outlay = estimate(current)
header(outlay, "reports")
store, spoken = results(), language()

FORMATS: dict[Format, tuple[str, str, str]] = {
    "xlsx": ("xlsx", ":material/table_chart:", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("pptx", ":material/slideshow:", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "docx": ("docx", ":material/description:", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": ("html", ":material/public:", "text/html"),
    "csv": ("zip", ":material/dataset:", "application/zip"),
}  # fmt: skip


def baseline(wanted: Scenario) -> Outlay:
    """The baseline's run from the store, without a bar: this happens after the click."""
    return store.outlay(wanted)


def made(form: Format) -> bytes:
    """One report, made when its button is pressed."""
    report = report_of(outlay, current, spoken, store.doubt(current, outlay), baseline)
    return one_file(report, form)


st.caption(t("reports.unit"))
for form, (suffix, icon, kind) in FORMATS.items():
    with st.container(border=True):
        inside, button = st.columns([6, 1], vertical_alignment="center")
        inside.markdown(f"**{t(f'report.file_{form}')}**  \n{t(f'report.inside_{form}')}")
        button.download_button(
            t("reports.button"),
            lambda form=form: made(form),  # type: ignore[misc]
            file_name(outlay, current, spoken, date.today(), suffix),
            kind,
            key=f"report-{form}",
            on_click="ignore",
            icon=icon,
            width="stretch",
        )
st.caption(t("report.rerun"))
st.caption(t("reports.cli"))
