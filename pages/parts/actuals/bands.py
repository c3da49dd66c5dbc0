"""Bands of the predicted cash with what was paid in them, and how often the bands were right."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.budget.appropriation_cells import payer_name
from pages.parts.kept import keep, kept
from pages.parts.language import say, t
from pages.parts.shown import chance, money
from simulation.engine.outlay import Outlay
from simulation.law.policy import load_policy
from simulation.studies.backtest import Paid, Part, coverage, grouped

_LEVELS = (0.2, 0.4, 0.5, 0.6, 0.8, 0.9)


def _name(cell: Paid) -> str:
    parts = [
        charts.short(cell.measure) if cell.measure else "",
        payer_name(cell.district) if cell.district else "",
        str(cell.year) if cell.year else "",
    ]
    return " · ".join(part for part in parts if part) or t("column.total")


_KEYS: dict[str, tuple[Part, ...]] = {
    "measure": ("measure", "year"),
    "district": ("district", "year"),
    "year": ("year",),
    "cell": ("measure", "district", "year"),
}


def table(cells: list[Paid]) -> pd.DataFrame:
    """Every payment with its band and its place, each with its Monte Carlo error."""
    bands = [cell.band() for cell in cells]
    return pd.DataFrame(
        {
            t("actuals.what"): [_name(cell) for cell in cells],
            t("actuals.paid"): [cell.actual for cell in cells],
            "P10": [low.value for low, _, _ in bands],
            t("column.interval", name="P10"): [f"{low.low:,.0f}–{low.high:,.0f}" for low, _, _ in bands],
            "P50": [middle.value for _, middle, _ in bands],
            "P90": [high.value for _, _, high in bands],
            t("column.interval", name="P90"): [f"{high.low:,.0f}–{high.high:,.0f}" for _, _, high in bands],
            t("actuals.place"): [100 * cell.place.value for cell in cells],
            f"{t('actuals.place')} ±": [100 * cell.place.error for cell in cells],
            t("actuals.inside"): [t("actuals.yes") if cell.inside else t("actuals.no") for cell in cells],
        }
    )


def compared(cells: list[Paid], outlay: Outlay) -> None:
    """Band and dot a row, by measure, district or fiscal year; what the headline leaves out only in words.

    Equity is several times the awards: it would fill their total and squeeze their axis.
    """
    st.segmented_control(
        t("actuals.by"),
        list(_KEYS),
        key=kept("actuals_by", "measure"),
        required=True,
        format_func=lambda one: t(f"actuals.by_{one}"),
    )
    by = _KEYS[keep("actuals_by")]
    if st.session_state["actuals_by"] == "cell":
        rows = grouped(cells, by)
        st.markdown(f"**{t('actuals.cells', count=len(rows))}**")
        charts.table(table(rows), "actual-cells")
        return
    counted = [cell for cell in cells if cell.measure in outlay.headline]
    for one in grouped([cell for cell in cells if cell.measure not in outlay.headline], _KEYS["measure"][:1]):
        apart = {"paid": money(one.actual), "expected": money(float(one.due.mean()))}
        name = say(load_policy().measures[one.measure].name)
        st.markdown(t("actuals.apart", name=name, **apart))
    if counted:
        _bands(counted, by, outlay.draws)


def _bands(cells: list[Paid], by: tuple[Part, ...], draws: int) -> None:
    rows = grouped(cells, by)
    data = table(rows)
    rows.sort(key=lambda row: (row.year, -row.due.mean()))
    chart = charts.figure(max(220, 27 * len(rows) + 90))
    for inside in (True, False):
        chosen = [row for row in rows if row.inside == inside]
        chart.add_scatter(
            x=[row.actual for row in chosen],
            y=[_name(row) for row in chosen],
            mode="markers",
            name=t("actuals.dot_inside" if inside else "actuals.dot_outside"),
            marker={
                "color": charts.colours().ink if inside else charts.colours().budget,
                "size": 10,
                "symbol": "circle" if inside else "diamond",
            },
            customdata=[100 * row.place.value for row in chosen],
            hovertemplate="%{y}<br>%{x:,.1f} 万元 · P%{customdata:.0f}<extra></extra>",
        )
    for number, row in enumerate(rows):
        low, middle, high = row.band()
        colour = charts.MEASURE_COLOURS.get(row.measure, charts.colours().city)
        chart.add_scatter(
            x=[low.value, high.value],
            y=[_name(row)] * 2,
            mode="lines",
            line={"color": charts.faded(colour, 0.4), "width": 12},
            name=t("actuals.band"),
            showlegend=number == 0,
            hovertemplate="%{y}<br>P10–P90 %{x:,.0f} 万元<extra></extra>",
        )
        chart.add_scatter(
            x=[middle.value],
            y=[_name(row)],
            mode="markers",
            marker={"color": colour, "symbol": "line-ns-open", "size": 11, "line": {"width": 2}},
            showlegend=False,
            hoverinfo="skip",
        )
    chart.update_xaxes(rangemode="tozero", title_text="万元", tickformat=",")
    chart.update_yaxes(
        autorange="reversed", categoryorder="array", categoryarray=[_name(row) for row in rows]
    )
    whole = grouped(cells, ())[0]
    charts.show(
        chart,
        t(
            "actuals.title",
            paid=money(whole.actual),
            expected=money(float(whole.due.mean())),
            place=f"{100 * whole.place.value:.0f}",
            error=f"{100 * whole.place.error:.1f}",
        ),
        t(
            "actuals.unit",
            inside=sum(row.inside for row in rows),
            count=len(rows),
            draws=f"{draws:,}",
        ),
        data,
        "actuals",
    )


def calibrated(cells: list[Paid], draws: int) -> None:
    """How often bands of each width held what was paid, beside how often they should."""
    places = np.array([cell.place.value for cell in cells])
    shares = [float((abs(places - 0.5) <= level / 2).mean()) for level in _LEVELS]
    found = coverage(cells)
    left, right = st.columns(2)
    with left:
        chart = charts.figure(330)
        chart.add_scatter(
            x=[0, 100], y=[0, 100], mode="lines", name=t("actuals.ideal"),
            line={"color": charts.colours().ink, "dash": "dot", "width": 1}, hoverinfo="skip",
        )  # fmt: skip
        chart.add_scatter(
            x=[100 * level for level in _LEVELS],
            y=[100 * share for share in shares],
            mode="lines+markers",
            name=t("actuals.held"),
            line={"color": charts.colours().city, "width": 2.5},
            marker={"size": 9},
            hovertemplate="%{x:.0f}% → %{y:.0f}%<extra></extra>",
        )
        chart.update_xaxes(title_text=t("actuals.nominal"), range=[0, 100])
        chart.update_yaxes(title_text=t("actuals.held"), range=[0, 104])
        data = pd.DataFrame(
            {
                t("actuals.nominal"): [100 * level for level in _LEVELS],
                t("actuals.held"): [100 * share for share in shares],
            }
        )
        charts.show(
            chart,
            t(
                "actuals.coverage",
                share=f"{found.value:.0%}",
                low=f"{found.low:.0%}",
                high=f"{found.high:.0%}",
            ),
            t("actuals.coverage_unit", count=len(cells), draws=f"{draws:,}"),
            data,
            "coverage",
        )
    with right:
        counts, edges = np.histogram(100 * places, bins=10, range=(0, 100))
        names = [f"{low:.0f}–{high:.0f}" for low, high in pairwise(edges)]
        chart = charts.figure(330, showlegend=False)
        chart.add_bar(
            x=names, y=counts, marker_color=charts.colours().city, hovertemplate="%{x}: %{y}<extra></extra>"
        )
        chart.add_hline(y=len(cells) / 10, line={"color": charts.colours().ink, "dash": "dot"})
        chart.update_xaxes(title_text=t("actuals.place"), type="category")
        chart.update_yaxes(title_text=t("actuals.payments"), rangemode="tozero")
        charts.show(
            chart,
            t(
                "actuals.places",
                below=chance(float((places < 0.5).mean())),
                above=chance(float((places > 0.5).mean())),
            ),
            t("actuals.places_unit", count=len(cells)),
            pd.DataFrame({t("actuals.place"): names, t("actuals.payments"): counts}),
            "places",
        )
    st.caption(t("actuals.calibration_note"))
