"""Charts of differences: about a zero line, what costs more to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import charts
from pages.parts.language import language, t
from pages.parts.markup import as_label
from pages.parts.shown import signed_number
from simulation.engine.outlay import Floats, Summary

MORE, LESS = "#B5533C", "#2E7D6B"  # told apart without colour too: right and left of zero


def palette() -> tuple[str, ...]:
    """A colour a scenario."""
    own = charts.colours()
    return own.city, own.district, "#009E73", "#CC79A7", "#7464C4", own.ink


@dataclass(frozen=True)
class Row:
    """One line of a chart of differences; the label is the name as a chart reads it, in HTML."""

    name: str
    figures: Summary
    colour: str = field(default_factory=lambda: charts.colours().city)
    html: str = ""

    @property
    def label(self) -> str:
        """The name on the chart."""
        return self.html or as_label(self.name)


def rows_table(rows: Sequence[Row], first: str) -> pd.DataFrame:
    """The numbers behind, 万元."""
    return pd.DataFrame(
        {
            first: [row.name for row in rows],
            t("column.difference"): [row.figures.mean for row in rows],
            t("column.mcse"): [row.figures.mcse for row in rows],
            "P10": [row.figures.quantile(0.1).value for row in rows],
            "P90": [row.figures.quantile(0.9).value for row in rows],
        }
    )


def differences(rows: Sequence[Row]) -> go.Figure:
    """Dot (mean) and interval (P10 to P90) a row, around zero."""
    chart = charts.figure(showlegend=False)
    for row in rows:
        low, high = row.figures.quantile(0.1).value, row.figures.quantile(0.9).value
        chart.add_trace(
            go.Scatter(
                x=[low, high],
                y=[row.label, row.label],
                mode="lines",
                line={"color": charts.faded(row.colour, 0.45), "width": 9},
                hoverinfo="skip",
            )
        )
        hover = (
            f"{row.label}<br>{t('chart.mean')} {signed_number(row.figures.mean)} ±{row.figures.mcse:,.0f}"
            f"<br>P10–P90 {signed_number(low)} – {signed_number(high)} 万元<extra></extra>"
        )
        chart.add_trace(
            go.Scatter(
                x=[row.figures.mean],
                y=[row.label],
                mode="markers",
                marker=charts.dot(row.colour),
                hovertemplate=hover,
            )
        )
    chart.add_vline(x=0, line={"color": charts.colours().ink, "width": 1})
    ends = [0.0, *(row.figures.quantile(level).value for row in rows for level in (0.1, 0.9))]
    margin = 0.06 * (max(ends) - min(ends)) or 1.0
    shown = [min(ends) - margin, max(ends) + margin]
    chart.update_xaxes(title_text=t("chart.difference_axis"), tickformat=",", range=shown)
    labels = [row.label for row in rows]
    charts.label_above(chart, labels, 1 + max((label.count("<br>") for label in labels), default=0))
    return chart


def density(totals: Sequence[tuple[str, Floats]], height: int) -> tuple[go.Figure, pd.DataFrame]:
    """The distributions of several totals on one axis, in equal bins; and the numbers."""
    low = min(float(values.min()) for _, values in totals)
    high = max(float(values.max()) for _, values in totals)
    edges = np.linspace(min(low, 0.0) if low < high * 0.2 else low, max(high, low + 1.0), 46)
    middle = (edges[1:] + edges[:-1]) / 2
    chart, columns = charts.figure(height), {t("column.amount"): middle}
    for (name, values), colour in zip(totals, palette(), strict=False):
        share = np.histogram(values, edges)[0] / values.size
        columns[name] = share
        chart.add_trace(
            go.Scatter(
                x=middle,
                y=share,
                mode="lines",
                name=as_label(name),
                line={"color": colour, "width": 2, "shape": "spline"},
                fill="tozeroy",
                fillcolor=charts.faded(colour, 0.10),
                hovertemplate="%{x:,.0f} 万元<br>%{y:.1%}<extra>" + as_label(name) + "</extra>",
            )
        )
    chart.update_xaxes(title_text="万元", tickformat=",")
    chart.update_yaxes(title_text=t("estimate.density_axis"), tickformat=".0%", rangemode="tozero")
    return chart, pd.DataFrame(columns)


def waterfall(
    start: tuple[str, float], steps: Sequence[tuple[str, float]], end: tuple[str, float]
) -> go.Figure:
    """From one total to another, a bar a change, in the order given. Names are as a chart reads them, in HTML."""
    names = [start[0], *(name for name, _ in steps), end[0]]
    lines = 1 + max(name.count("<br>") for name in names)
    chart = charts.figure(showlegend=False)
    chart.add_trace(
        go.Waterfall(
            x=[start[1], *(effect for _, effect in steps), end[1]],
            y=names,
            orientation="h",
            width=charts.thin(lines),
            measure=["absolute", *("relative" for _ in steps), "total"],
            text=[f"{start[1]:,.0f}", *(signed_number(effect) for _, effect in steps), f"{end[1]:,.0f}"],
            textposition="outside",
            textfont={"size": 11},
            cliponaxis=False,
            increasing={"marker": {"color": MORE}},
            decreasing={"marker": {"color": LESS}},
            totals={"marker": {"color": charts.colours().city}},
            connector={"line": {"color": charts.colours().ink, "width": 1, "dash": "dot"}},
            hovertemplate="%{y}<br>%{x:,.0f} 万元<extra></extra>",
        )
    )
    levels = np.cumsum([start[1], *(effect for _, effect in steps)])
    # A quarter on the right for the numbers beside the bars.
    chart.update_xaxes(title_text="万元", tickformat=",", range=[0, 1.25 * max(float(levels.max()), 1.0)])
    charts.label_above(chart, names, lines)
    return chart


def small_lines(text: str) -> str:
    """A text for a chart's label, whole, in small lines that a phone has room for."""
    lines = wrap(text, 25 if language() == "zh" else 48, break_on_hyphens=False)
    return "<br>".join(f'<span style="font-size:11px">{as_label(line)}</span>' for line in lines)


def tornado(
    names: Sequence[str],
    lows: Sequence[float],
    highs: Sequence[float],
    hovers: Sequence[str],
    labels: Sequence[tuple[str, str]],
) -> go.Figure:
    """Each parameter at its low and its high end, about what the total is as drawn."""
    chart = charts.figure(barmode="overlay")
    ends = (
        (t("matters.low_end"), lows, charts.colours().city),
        (t("matters.high_end"), highs, charts.colours().district),
    )
    for place, (end, values, colour) in enumerate(ends):
        chart.add_bar(
            y=list(names),
            x=list(values),
            orientation="h",
            name=end,
            marker_color=colour,
            width=charts.thin(1),
            text=[label[place] for label in labels],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": 11},
            customdata=list(hovers),
            hovertemplate="%{customdata}<extra></extra>",
        )
    most = max((abs(value) for value in [*lows, *highs]), default=1.0) or 1.0
    chart.add_vline(x=0, line={"color": charts.colours().ink, "width": 1})
    chart.update_xaxes(title_text=t("chart.difference_axis"), tickformat=",", range=[-1.6 * most, 1.6 * most])
    charts.label_above(chart, names)
    return chart


def split_bar(parts: Sequence[tuple[str, float, str]], height: int = 96) -> go.Figure:
    """Shares of one whole as one bar."""
    chart = charts.figure(height, barmode="stack")
    for name, share, colour in parts:
        chart.add_bar(
            y=[""],
            x=[share],
            orientation="h",
            name=name,
            marker_color=colour,
            text=f"{name} {share:.0%}",
            textposition="inside",
            insidetextanchor="middle",
            hovertemplate=f"{name} {share:.1%}<extra></extra>",
        )
    chart.update_layout(showlegend=False, margin_l=24)
    chart.update_xaxes(tickformat=".0%", range=[0, 1])
    chart.update_yaxes(visible=False)
    return chart
