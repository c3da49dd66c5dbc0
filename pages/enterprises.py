"""Enterprises: how many, how large, how fast; what the curves imply for the law's thresholds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, controls, grid
from pages.parts.estimates import estimate
from pages.parts.language import language, say, t
from pages.parts.session import attempt, header, reset, scenario
from pages.parts.shown import chance, count, money
from pages.parts.tiles import tiles
from simulation.law.policy import load_policy
from simulation.population.curves import GRID, Curve, parse_curve
from simulation.population.facts import load_facts
from simulation.scenario import Scenario, catalogue
from simulation.scenario.wording import key_title, populations

# What the policy compares an enterprise's amounts with, and their growth; a model's sales are its own.
FLOORS = {
    f"{measure.id}.{one.id}": one.unit
    for measure in load_policy().measures.values()
    for one in measure.parameters.values()
    if measure.fields and measure.table != "models" and one.limit == "floor"
}
AMOUNTS = tuple(path for path, unit in FLOORS.items() if unit == "money")
GROWTHS = tuple(path for path, unit in FLOORS.items() if unit == "rate")
ROW = 17  # pixels a line of a label above the plot

current = scenario()
facts = load_facts()
header(estimate(current), "enterprises")


def median(field: str) -> float:
    """The median revenue of a field."""
    curve = current.value(f"fields.{field}.revenue")
    assert isinstance(curve, Curve)
    return float(curve.at(np.array([0.0]))[0])


def thresholds(paths: tuple[str, ...]) -> dict[float, list[str]]:
    """The scenario's thresholds in rising order, each with the names of those that share it."""
    found: dict[float, list[str]] = {}
    for path in sorted(paths, key=lambda path: current.number(f"policy.{path}")):
        key = catalogue()[f"policy.{path}"]
        found.setdefault(current.number(key.path), []).append(key_title(key, language()))
    return found


def mark_above(chart: go.Figure, x: float, at: float, text: str, row: int, lines: int) -> None:
    """A dotted line at x with its label above the plot, in one of several rows so that neighbours stay apart."""
    colour = charts.colours().budget
    chart.add_vline(x=x, line={"color": colour, "dash": "dot", "width": 1})
    chart.add_annotation(
        x=at,
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=2 + row * lines * ROW,
        text=text,
        showarrow=False,
        font={"size": 11, "color": colour},
    )


def percent(rate: float) -> str:
    """A rate in percent, as precise as it was set."""
    return f"{100 * rate:.4g}%"


names = {field: say(entry.name) for field, entry in facts.field_names.items()}
counts = {field: current.most_likely(f"fields.{field}.count") for field in names}
everything = pd.DataFrame(
    {
        t("column.field"): list(names.values()),
        t("column.count"): [counts[field] for field in names],
        t("column.median_revenue"): [median(field) for field in names],
    }
)
widest = max(counts, key=lambda field: counts[field])
chart = charts.figure(300, showlegend=False)
chart.add_bar(
    x=list(counts.values()),
    y=list(names.values()),
    orientation="h",
    marker_color=charts.colours().city,
    text=[t("enterprises.bar", count=count(counts[field]), median=money(median(field))) for field in names],
    textposition="outside",
    cliponaxis=False,
    hoverinfo="skip",
)
chart.update_xaxes(
    title_text=t("column.count"), rangemode="tozero", range=[0, max(*counts.values(), 1.0) * 1.45]
)
chart.update_yaxes(autorange="reversed")
chart.update_layout(height=370)

field = st.selectbox(t("enterprises.field"), list(names), format_func=lambda one: names[one], key="field")
tabs = st.tabs(
    [
        t("enterprises.size"),
        t("enterprises.all"),
        t("enterprises.districts"),
        t("enterprises.delivery"),
        t("enterprises.other"),
    ]
)

with tabs[0]:
    with st.container(border=True):
        for name in ("count", "growth", "growth_scale"):
            controls.doubt(f"fields.{field}.{name}")
        controls.curve(f"fields.{field}.revenue")
        st.caption(t("enterprises.marks"))
    curve = current.value(f"fields.{field}.revenue")
    assert isinstance(curve, Curve)
    marks = thresholds(AMOUNTS)
    shares = {mark: curve.survival(mark) for mark in marks}
    left, right = st.columns(2)
    with left:
        inside = np.abs(GRID) <= 3.2
        sizes = curve.at(GRID[inside])
        density = np.exp(-0.5 * GRID[inside] ** 2) / np.sqrt(2 * np.pi)
        slope = np.gradient(np.log10(np.maximum(sizes, 1e-9)), GRID[inside])
        heights = np.divide(density, slope, out=np.zeros_like(density), where=slope > 1e-9)
        chart_size = charts.figure(290, showlegend=False)
        chart_size.add_trace(
            go.Scatter(
                x=sizes,
                y=heights,
                mode="lines",
                fill="tozeroy",
                line={"color": charts.colours().city},
                fillcolor=charts.faded(charts.colours().city),
                hovertemplate="%{x:,.0f} 万元<extra></extra>",
            )
        )
        chart_size.update_layout(height=330, margin_t=8 + 4 * ROW)
        for place, mark in enumerate(mark for mark in marks if sizes[0] < mark < sizes[-1]):
            mark_above(
                chart_size, mark, np.log10(mark), f"{mark:,.0f}<br>{chance(shares[mark])}", place % 2, 2
            )
        chart_size.update_xaxes(
            type="log",
            title_text=t("enterprises.revenue_axis"),
            tickvals=[10.0**power for power in range(0, 9)],
            ticktext=[f"{10**power:,}" for power in range(0, 9)],
        )
        chart_size.update_yaxes(visible=False, rangemode="tozero")
        data = pd.DataFrame(
            {
                t("column.name"): [t("value.and").join(same) for same in marks.values()],
                t("column.threshold"): list(marks),
                t("column.share_over"): list(shares.values()),
            }
        )
        tier = current.number("policy.growth_award.tier_1_output")
        title = t(
            "enterprises.over",
            field=names[field],
            share=chance(shares[tier]),
            tier=money(tier),
            median=money(median(field)),
        )
        charts.show(chart_size, title, t("enterprises.over_unit"), data, "size")
    with right:
        mean, scale = (
            current.most_likely(f"fields.{field}.growth"),
            current.most_likely(f"fields.{field}.growth_scale"),
        )
        laplace = parse_curve(
            {"median": mean, "p90": mean + max(scale, 1e-6) * np.log(5) / np.sqrt(2), "shape": "laplace"},
            "growth",
        )
        growth = np.linspace(-0.8, 1.0, 361)
        heights = np.exp(-np.sqrt(2) * np.abs(np.log1p(growth) - mean) / max(scale, 1e-6)) / (1 + growth)
        chart_growth = charts.figure(290, showlegend=False)
        chart_growth.add_trace(
            go.Scatter(
                x=growth,
                y=heights,
                mode="lines",
                fill="tozeroy",
                line={"color": charts.colours().district},
                fillcolor=charts.faded(charts.colours().district),
                hovertemplate="%{x:.0%}<extra></extra>",
            )
        )
        tests = {0.0: [t("enterprises.grows")], **thresholds(GROWTHS)}
        passed = {test: laplace.survival(np.log1p(test)) for test in tests}
        chart_growth.update_layout(height=330, margin_t=8 + 4 * ROW)
        for place, (test, share) in enumerate(passed.items()):
            if test < growth[-1]:
                label = f"≥{percent(test)}{t('value.colon')}{chance(share)}"
                mark_above(chart_growth, test, test, label, place, 1)
        chart_growth.update_xaxes(tickformat=".0%", title_text=t("enterprises.growth_axis"))
        chart_growth.update_yaxes(visible=False, rangemode="tozero")
        data = pd.DataFrame(
            {
                t("column.name"): [t("value.and").join(same) for same in tests.values()],
                t("column.test"): [percent(test) for test in tests],
                t("column.share_over"): list(passed.values()),
            }
        )
        fast = current.number("policy.growth_award.growth_floor")
        title = t(
            "enterprises.grow", share=chance(passed[0.0]), fast=chance(passed[fast]), test=percent(fast)
        )
        charts.show(chart_growth, title, t("enterprises.grow_unit"), data, "growth")

with tabs[1]:
    title = t(
        "enterprises.most" if counts[widest] else "enterprises.none",
        field=names[widest],
        count=count(counts[widest]),
        total=count(sum(counts.values())),
    )
    charts.show(chart, title, t("enterprises.all_unit"), everything, "fields")

with tabs[2]:
    path = f"fields.{field}.districts"
    weights = current.mapping(path)
    total = sum(weights.values())
    left, right = st.columns([2, 3])
    with left:

        def check(_: grid.Place, weight: float) -> None:
            """Any weight that is not negative will do."""

        def apply(cells: dict[grid.Place, float | None]) -> None:
            """Put some weights beside the others; a district without one has no enterprise."""

            def made(held: Scenario) -> Scenario:
                new = held.mapping(path) | {
                    district: weight or 0.0 for (district, _), weight in cells.items()
                }
                return held.with_value(path, {district: weight for district, weight in new.items() if weight})

            attempt(made)

        grid.numbers(
            path,
            {(district, "weight"): weights.get(district, 0.0) for district in facts.districts},
            {district: say(one.name) for district, one in facts.districts.items()},
            {"weight": t("column.weight")},
            "",
            check,
            apply,
            t("column.district"),
        )
        if current.is_changed(path):
            st.button(t("control.back"), on_click=reset, args=(path,), type="tertiary", key=f"reset:{path}")
    with right:
        parts: dict[str, float | None] = {
            district: weights.get(district, 0.0) / total for district in facts.districts
        }
        first = max(parts, key=lambda one: parts[one] or 0.0)
        tile = tiles(
            {one.id: one.tile for one in facts.districts.values()},
            {one.id: say(one.name) for one in facts.districts.values()},
            parts,
            {district: chance(part or 0.0) for district, part in parts.items()},
        )
        data = pd.DataFrame(
            {
                t("column.district"): [say(one.name) for one in facts.districts.values()],
                t("column.share"): list(parts.values()),
            }
        )
        charts.show(
            tile,
            t(
                "enterprises.tile",
                field=names[field],
                district=say(facts.districts[first].name),
                share=chance(parts[first] or 0.0),
            ),
            t("enterprises.tile_unit"),
            data,
            "weights",
        )

with tabs[3]:
    st.caption(t("enterprises.delivery_note"))
    for group in ("take_up", "accepted", "diverted", "cut"):
        with st.container(border=True):
            st.markdown(f"**{t(f'delivery.{group}')}**")
            for name in facts.delivery[group]:  # type: ignore[union-attr]
                controls.doubt(f"delivery.{group}.{name}")
    controls.doubt("delivery.take_up_size_correlation")

with tabs[4]:
    for population, own in facts.fields.items():
        if population in facts.field_names and population != "vehicle_oem":
            continue
        with st.container(border=True):
            st.markdown(f"**{say(populations()[population])}**")
            for name, fact in own.items():
                if name in ("count", "revenue", "growth", "growth_scale", "coverage", "correlations"):
                    continue
                (controls.curve if fact.kind == "curve" else controls.doubt)(f"fields.{population}.{name}")
    with st.container(border=True):
        st.markdown(f"**{say(populations()['economy'])}**")
        for name in ("macro_sd", "field_sd"):
            controls.doubt(f"economy.{name}")
