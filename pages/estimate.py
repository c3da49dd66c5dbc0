"""Estimate: the distribution behind each mean, why claims fail, and whether the run has converged."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, controls
from pages.parts.estimates import estimate
from pages.parts.language import t
from pages.parts.nothing import tell
from pages.parts.session import header, scenario
from pages.parts.shown import bare, chance, count, money, side_by_side
from simulation.engine.outlay import LEVELS, exceedance, histogram, running
from simulation.words.findings import span

current = scenario()
outlay = estimate(current)
header(outlay, "estimate")

choices = ["total", *(measure for measure in outlay.measures if measure in current.enabled)]
chosen = st.selectbox(
    t("estimate.measure"),
    choices,
    format_func=lambda one: t("estimate.total") if one == "total" else charts.short(one),
    key="estimate_measure",
)
measures = None if chosen == "total" else (chosen,)
name = t("estimate.total") if chosen == "total" else charts.short(chosen)
colour = charts.colours().city if chosen == "total" else charts.MEASURE_COLOURS[chosen]
values, figures = outlay.total(measures), outlay.summary(measures)
unit = t("estimate.unit", years=span(outlay.years), draws=f"{outlay.draws:,}")

shown = list(outlay.headline) if measures is None else list(measures)


def show_outcomes() -> None:
    """How the claims end, as the text judges them."""
    ends = {measure: outlay.outcome_shares(measure) for measure in shown}
    if any(ends.values()):
        chart = charts.figure(300, barmode="stack", showlegend=False)
        legend = {}
        for outcome, shade in charts.colours().outcomes.items():
            bars = {charts.short(one): shares[outcome] for one, shares in ends.items() if outcome in shares}
            if bars:
                legend[t(f"outcome.{outcome}")] = shade
                chart.add_bar(
                    y=list(bars),
                    x=list(bars.values()),
                    name=t(f"outcome.{outcome}"),
                    orientation="h",
                    marker_color=shade,
                    hovertemplate="%{y}<br>" + t(f"outcome.{outcome}") + " %{x:.0%}<extra></extra>",
                )
        chart.update_xaxes(tickformat=".0%", range=[0, 1])
        chart.update_yaxes(autorange="reversed")
        earned = [shares.get("paid", 0.0) + shares.get("capped", 0.0) for shares in ends.values()]
        failures: dict[str, float] = {}
        for assessed in ends.values():
            for outcome, weight in assessed.items():
                if outcome not in ("paid", "capped"):
                    failures[outcome] = failures.get(outcome, 0.0) + weight
        reason = max(failures, key=lambda one: failures[one]) if failures else ""
        charts.show(
            chart,
            t(
                "estimate.outcomes",
                paid=chance(sum(earned) / len(earned)),
                reason=t(f"outcome.{reason}") if reason else t("value.none"),
            ),
            t("estimate.outcomes_unit"),
            pd.DataFrame(
                [
                    (charts.short(measure), t(f"outcome.{outcome}"), weight)
                    for measure, assessed in ends.items()
                    for outcome, weight in assessed.items()
                ],
                columns=[t("column.measure"), t("column.outcome"), t("column.share")],
            ),
            "outcomes",
            legend,
        )
    else:
        st.info(t("estimate.no_claims"))


if not values.any():
    if chosen != "total":
        st.info(t("nothing.measure", name=name, years=span(outlay.years), draws=f"{outlay.draws:,}"))
    else:
        tell(outlay)
    if any(map(outlay.outcome_shares, shown)):
        show_outcomes()
    st.stop()

top = figures.quantile(0.9)
p90, p90_low, p90_high = side_by_side(top.value, top.low, top.high)
cells = st.columns(4)
for cell, (label, text, note) in zip(
    cells,
    (
        (t("estimate.mean"), money(figures.mean), t("estimate.error", error=money(figures.mcse))),
        (
            "P90",
            p90,
            t("estimate.interval", low=bare(p90_low), high=p90_high),
        ),
        (t("estimate.claimants"), count(figures.claimants_mean or 0.0), t("estimate.claimants_note")),
        (
            t("estimate.capped"),
            t("value.none") if figures.capped_share is None else chance(figures.capped_share),
            t("estimate.capped_note"),
        ),
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
    chart.add_trace(
        go.Scatter(
            x=amounts,
            y=shares,
            mode="lines",
            line={"color": colour, "width": 3, "shape": "hv"},
            hovertemplate="%{x:,.0f} 万元<br>%{y:.0%}<extra></extra>",
        )
    )
    for level in (0.5, 0.8, 0.9):
        value = figures.quantile(level).value
        chart.add_trace(
            go.Scatter(
                x=[value, value],
                y=[0, 1 - level],
                mode="lines",
                line={"color": charts.colours().ink, "dash": "dot", "width": 1},
                hoverinfo="skip",
            )
        )
        chart.add_annotation(
            x=value,
            y=1 - level,
            text=f"P{level * 100:.0f} {money(value)}",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            font={"size": 12},
        )
    chart.update_xaxes(rangemode="tozero", title_text="万元", tickformat=",")
    chart.update_yaxes(tickformat=".0%", range=[0, 1.02], title_text=t("estimate.exceed_axis"))
    data = pd.DataFrame({t("column.amount"): amounts, t("column.exceeded"): shares})
    top = figures.quantile(0.8)
    p80, p80_low, p80_high = side_by_side(top.value, top.low, top.high)
    charts.show(
        chart,
        t(
            "estimate.exceed",
            name=name,
            amount=p80,
            low=bare(p80_low),
            high=p80_high,
        ),
        unit,
        data,
        "exceedance",
    )
with right:
    edges, numbers = histogram(values)
    chart = charts.figure(300, showlegend=False)
    chart.add_bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=numbers / values.size,
        width=edges[1:] - edges[:-1],
        marker_color=charts.faded(colour, 0.75),
        hovertemplate="%{x:,.0f} 万元<br>%{y:.1%}<extra></extra>",
    )
    chart.add_vline(x=figures.mean, line={"color": charts.colours().ink, "width": 2})
    chart.update_layout(bargap=0.04)
    chart.update_xaxes(rangemode="tozero", title_text="万元", tickformat=",")
    chart.update_yaxes(tickformat=".0%", title_text=t("estimate.density_axis"))
    data = pd.DataFrame(
        {t("column.from"): edges[:-1], t("column.to"): edges[1:], t("column.share"): numbers / values.size}
    )
    zero = float((values == 0).mean())
    p10, p90 = side_by_side(figures.quantile(0.1).value, figures.quantile(0.9).value)
    title = (
        t("estimate.histogram_zero", name=name, zero=chance(zero))
        if zero > 0.05
        else t(
            "estimate.histogram",
            name=name,
            low=bare(p10),
            high=p90,
        )
    )
    charts.show(chart, title, unit, data, "histogram")

left, right = st.columns(2)
with left:
    show_outcomes()

with right:
    path = running(values)
    chart = charts.figure(340)
    for label, mean, low, high, tint in (
        (t("estimate.mean"), path.mean, path.mean_low, path.mean_high, charts.colours().city),
        ("P90", path.p90, path.p90_low, path.p90_high, charts.colours().district),
    ):
        chart.add_trace(
            go.Scatter(
                x=path.draws, y=high, mode="lines", line={"width": 0}, showlegend=False, hoverinfo="skip"
            )
        )
        chart.add_trace(
            go.Scatter(
                x=path.draws,
                y=low,
                mode="lines",
                line={"width": 0},
                fill="tonexty",
                fillcolor=charts.faded(tint),
                showlegend=False,
                hoverinfo="skip",
            )
        )
        chart.add_trace(
            go.Scatter(
                x=path.draws,
                y=mean,
                mode="lines+markers" if path.draws.size < 3 else "lines",
                line={"color": tint},
                name=label,
                hovertemplate="%{x:,}<br>%{y:,.0f} 万元<extra></extra>",
            )
        )
    chart.update_xaxes(title_text=t("estimate.draws_axis"), tickformat=",")
    chart.update_yaxes(title_text="万元", tickformat=",")
    data = pd.DataFrame(
        {
            t("column.draws"): path.draws,
            t("column.mean"): path.mean,
            t("column.mean_low"): path.mean_low,
            t("column.mean_high"): path.mean_high,
            "P90": path.p90,
        }
    )
    relative = figures.mcse / figures.mean if figures.mean else 0.0
    charts.show(
        chart,
        t("estimate.converged" if relative <= 0.01 else "estimate.not_converged", error=f"{relative:.2%}"),
        t("estimate.converged_unit"),
        data,
        "convergence",
    )
    with st.container(horizontal=True, gap="small"):
        for key in ("simulation.draws", "simulation.seed"):
            controls.number(key)

with st.container(border=True):
    st.markdown(f"**{t('estimate.table', name=name)}**")
    st.caption(t("estimate.table_unit"))
    rows = []
    for year in (*outlay.years, None):
        part = outlay.summary(measures, year)
        row: dict[str, object] = {
            t("column.year"): t("column.total") if year is None else str(year),
            t("column.mean"): part.mean,
            t("column.mcse"): part.mcse,
        }
        row |= {f"P{level * 100:.0f}": part.quantile(level).value for level in LEVELS}
        row[t("column.claimants")] = part.claimants_mean
        for level in LEVELS:
            interval = part.quantile(level)
            row[t("column.interval", name=f"P{level * 100:.0f}")] = (
                f"{interval.low:,.0f}–{interval.high:,.0f}"
            )
        if measures is not None:  # loans, purchases and sales of different measures make no sum
            row[t("column.supported")] = part.supported_mean
        rows.append(row)
    charts.table(pd.DataFrame(rows), "quantiles")
