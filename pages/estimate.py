"""Estimate: the distribution behind each mean, why claims fail, and whether the run has converged."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts
from pages.parts.language import t
from pages.parts.numbers import chance, count, money
from pages.parts.results import estimate
from pages.parts.session import header, scenario
from simulation.outlay import LEVELS, exceedance, histogram, running

current = scenario()
outlay = estimate(current)
header(outlay)

choices = ["total", *(measure for measure in outlay.measures if measure in current.enabled)]
chosen = st.selectbox(t("estimate.measure"), choices, format_func=lambda one: t("estimate.total") if one == "total" else charts.short(one), key="estimate_measure")
measures = None if chosen == "total" else (chosen,)
name = t("estimate.total") if chosen == "total" else charts.short(chosen)
colour = charts.CITY if chosen == "total" else charts.MEASURE_COLOURS[chosen]
values, figures = outlay.total(measures), outlay.summary(measures)
unit = t("estimate.unit", years=f"{outlay.years[0]}–{outlay.years[-1]}", draws=f"{outlay.draws:,}")

cells = st.columns(4)
for cell, (label, text, note) in zip(
    cells,
    (
        (t("estimate.mean"), money(figures.mean), t("estimate.error", error=money(figures.mcse))),
        ("P90", money(figures.quantile(0.9).value), t("estimate.interval", low=money(figures.quantile(0.9).low), high=money(figures.quantile(0.9).high))),
        (t("estimate.claimants"), count(figures.claimants_mean or 0.0), t("estimate.claimants_note")),
        (t("estimate.capped"), t("value.none") if figures.capped_share is None else chance(figures.capped_share), t("estimate.capped_note")),
    ),
    strict=True,
):
    with cell:
        st.metric(label, text, border=True)
        st.caption(note)

left, right = st.columns(2)
with left:
    amounts, shares = exceedance(values)
    chart = charts.figure(300, showlegend=False)
    chart.add_trace(go.Scatter(x=amounts, y=shares, mode="lines", line={"color": colour, "width": 3}, hovertemplate="%{x:,.0f} 万元<br>%{y:.0%}<extra></extra>"))
    for level in (0.5, 0.8, 0.9):
        value = figures.quantile(level).value
        chart.add_trace(go.Scatter(x=[value, value], y=[0, 1 - level], mode="lines", line={"color": charts.INK, "dash": "dot", "width": 1}, hoverinfo="skip"))
        chart.add_annotation(x=value, y=1 - level, text=f"P{level * 100:.0f} {money(value)}", showarrow=False, xanchor="left", yanchor="bottom", font={"size": 12})
    chart.update_xaxes(rangemode="tozero", title="万元", tickformat=",")
    chart.update_yaxes(tickformat=".0%", range=[0, 1.02], title=t("estimate.exceed_axis"))
    data = pd.DataFrame({t("column.amount"): amounts, t("column.exceeded"): shares})
    charts.show(chart, t("estimate.exceed", name=name, amount=money(figures.quantile(0.8).value)), unit, data, "exceedance")
with right:
    edges, numbers = histogram(values)
    chart = charts.figure(300, showlegend=False)
    chart.add_bar(x=(edges[:-1] + edges[1:]) / 2, y=numbers / values.size, width=edges[1:] - edges[:-1], marker_color=charts.faded(colour, 0.75), hovertemplate="%{x:,.0f} 万元<br>%{y:.1%}<extra></extra>")
    chart.add_vline(x=figures.mean, line={"color": charts.INK, "width": 2})
    chart.update_layout(bargap=0.04)
    chart.update_xaxes(rangemode="tozero", title="万元", tickformat=",")
    chart.update_yaxes(tickformat=".0%", title=t("estimate.density_axis"))
    data = pd.DataFrame({t("column.from"): edges[:-1], t("column.to"): edges[1:], t("column.share"): numbers / values.size})
    zero = float((values == 0).mean())
    title = t("estimate.histogram_zero", name=name, zero=chance(zero)) if zero > 0.05 else t("estimate.histogram", name=name, low=money(figures.quantile(0.1).value), high=money(figures.quantile(0.9).value))
    charts.show(chart, title, unit, data, "histogram")

left, right = st.columns(2)
with left, st.container(border=True):
    st.markdown(f"**{t('estimate.table', name=name)}**")
    st.caption(t("estimate.table_unit"))
    rows = []
    for year in (*outlay.years, None):
        part = outlay.summary(measures, year)
        row: dict[str, object] = {t("column.year"): t("column.total") if year is None else str(year), t("column.mean"): part.mean, t("column.mcse"): part.mcse}
        row |= {f"P{level * 100:.0f}": part.quantile(level).value for level in LEVELS}
        row |= {t("column.claimants"): part.claimants_mean, t("column.supported"): part.supported_mean}
        rows.append(row)
    charts.table(pd.DataFrame(rows), "quantiles")
with right:
    shown = list(outlay.headline) if measures is None else list(measures)
    rows = []
    for measure in shown:
        for outcome, share in outlay.outcome_shares(measure).items():
            rows.append({"measure": charts.short(measure), "outcome": t(f"outcome.{outcome}"), "share": share})
    if rows:
        ends = pd.DataFrame(rows)
        chart = charts.figure(340, barmode="stack")
        shades = ["#1F4E79", "#C8792B", "#8C9BAA", "#B7C1CB", "#56B4E9", "#CC79A7", "#44AA99", "#DDCC77", "#AA4499", "#D9DEE3", "#88CCEE", "#E69F00"]
        for place, outcome in enumerate(dict.fromkeys(ends["outcome"])):
            part = ends[ends["outcome"] == outcome]
            chart.add_bar(y=part["measure"], x=part["share"], name=outcome, orientation="h", marker_color=shades[place % len(shades)], hovertemplate="%{y}<br>" + outcome + " %{x:.0%}<extra></extra>")
        chart.update_xaxes(tickformat=".0%", range=[0, 1])
        chart.update_yaxes(autorange="reversed")
        chart.update_layout(legend={"y": -0.12, "yanchor": "top"}, margin={"b": 90})
        paid = sum(row["share"] for row in rows if row["outcome"] in (t("outcome.paid"), t("outcome.capped"))) / len(shown)
        failures = ends[~ends["outcome"].isin([t("outcome.paid"), t("outcome.capped")])].groupby("outcome")["share"].sum()
        reason = str(failures.idxmax()) if len(failures) else t("value.none")
        charts.show(chart, t("estimate.outcomes", paid=chance(paid), reason=reason), t("estimate.outcomes_unit"), ends.set_axis([t("column.measure"), t("column.outcome"), t("column.share")], axis=1), "outcomes")
    else:
        st.info(t("estimate.no_claims"))

path = running(values)
chart = charts.figure(260)
for label, mean, low, high, tint in (
    (t("estimate.mean"), path.mean, path.mean_low, path.mean_high, charts.CITY),
    ("P90", path.p90, path.p90_low, path.p90_high, charts.DISTRICT),
):
    chart.add_trace(go.Scatter(x=path.draws, y=high, mode="lines", line={"width": 0}, showlegend=False, hoverinfo="skip"))
    chart.add_trace(go.Scatter(x=path.draws, y=low, mode="lines", line={"width": 0}, fill="tonexty", fillcolor=charts.faded(tint), showlegend=False, hoverinfo="skip"))
    chart.add_trace(go.Scatter(x=path.draws, y=mean, mode="lines", line={"color": tint}, name=label, hovertemplate="%{x:,}<br>%{y:,.0f} 万元<extra></extra>"))
chart.update_xaxes(title=t("estimate.draws_axis"), tickformat=",")
chart.update_yaxes(title="万元", tickformat=",")
data = pd.DataFrame({t("column.draws"): path.draws, t("column.mean"): path.mean, t("column.mean_low"): path.mean_low, t("column.mean_high"): path.mean_high, "P90": path.p90})
relative = figures.mcse / figures.mean if figures.mean else 0.0
charts.show(chart, t("estimate.converged", error=f"{relative:.2%}"), t("estimate.converged_unit"), data, "convergence")
