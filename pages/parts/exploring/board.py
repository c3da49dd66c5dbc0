"""The board of a workshop: everybody's newest versions side by side."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.draft import store
from pages.parts.exploring.difference_charts import small_lines
from pages.parts.exploring.saved import named
from pages.parts.language import language, t
from pages.parts.markup import as_label, as_written
from pages.parts.session import BADGES
from pages.parts.shown import money
from simulation.scenario.store import Listed, Version
from simulation.text.plain import shortened
from simulation.text.problems import InputError

EVERY = 3  # seconds between two looks at the store
SORTS = {"cost": "mean", "received": "received"}


def local(moment: datetime) -> str:
    """A moment as this server's clock has it."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


@st.fragment(run_every=EVERY)
def watch(shown: Listed) -> None:
    """Make the page again once others have saved or put away: board, shelf and form then say the same."""
    try:
        now = store().latest()
    except InputError:  # what is shown stays; the next save says why
        return
    if [one.id for one in now] != [one.id for one in shown]:
        st.rerun()


def show(versions: Listed) -> None:
    """The newest version of each scenario, as bars and as a table."""
    with st.container(border=True):
        for problem in versions.problems:
            st.warning(as_written(problem.line(language())))
        st.markdown(f"**{t('board.title', count=len(versions)) if versions else t('board.empty')}**")
        st.caption(t("board.unit", seconds=EVERY))
        by = st.segmented_control(
            t("board.sort"),
            list(SORTS),
            default="cost",
            key="board_sort",
            required=True,
            format_func=lambda one: t(f"board.by_{one}"),
            persist_state="session",
        )
        if not versions:
            return
        measure = SORTS[by or "cost"]
        order = sorted(versions, key=lambda one: -(one.figures.get(measure) or 0.0))
        _bars(order, measure, by or "cost")
        charts.table(pd.DataFrame([_row(version) for version in order]), "board")


def _row(version: Version) -> dict[str, object]:
    """One line of the board; figures are those of the day of saving."""
    figures = version.figures
    claimants = figures.get("claimants") or 0.0
    received = figures.get("received")
    return {
        t("column.name"): named(version),
        t("column.author"): version.author,
        t("column.cost"): figures.get("mean"),
        "P10": figures.get("p10"),
        "P90": figures.get("p90"),
        t("column.mcse"): figures.get("mcse"),
        t("column.received"): received,
        t("column.each"): received / claimants if received is not None and claimants else None,
        t("column.city"): figures.get("city"),
        t("column.years"): figures.get("years", ""),
        t("column.kind"): t(f"badge.{figures['badge']}") if figures.get("badge") in BADGES else "",
        t("column.version"): version.number,
        t("column.saved"): local(version.saved_at),
        t("column.note"): version.note,
    }


def _bars(order: list[Version], measure: str, by: str) -> None:
    known = [version for version in order if version.figures.get(measure) is not None]
    if not known:
        return
    names = [
        f"{as_label(shortened(named(one), 22))}<br>"
        + small_lines(f"{shortened(one.author or '—', 14)} · {one.id}")
        for one in known
    ]
    values = [float(one.figures[measure]) for one in known]
    chart = charts.figure(showlegend=False)
    colour = charts.colours().city if by == "cost" else charts.colours().district
    chart.add_bar(
        y=names,
        x=values,
        orientation="h",
        marker_color=colour,
        width=charts.thin(2),
        text=[money(value) for value in values],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}<br>%{x:,.0f} 万元<extra></extra>",
    )
    # A third on the right for the amounts beside the bars.
    chart.update_xaxes(range=[0, 1.35 * max(*values, 1.0)], title_text="万元", tickformat=",")
    charts.label_above(chart, names, 2)
    st.plotly_chart(chart, key="chart-board", config={"displayModeBar": False}, alt=t(f"board.by_{by}"))
