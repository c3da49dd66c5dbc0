"""Charts of one look: fixed colours, amounts from zero, a finding above, the numbers behind.

Bins and quantiles go to the browser, never raw draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from pages.parts.language import say, t
from pages.parts.markup import as_written, read_aloud
from simulation.engine.outlay import summarise
from simulation.law.policy import load_policy
from simulation.report.colours import MEASURE_COLOURS as MEASURE_COLOURS
from simulation.report.colours import ON_DARK, ON_LIGHT, Colours, parts_of
from simulation.text.plain import cells, csv_of

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, Arial, sans-serif"


def colours() -> Colours:
    """The colours of the theme the reader sees."""
    return ON_DARK if st.context.theme.type == "dark" else ON_LIGHT


def faded(colour: str, alpha: float = 0.25) -> str:
    """The same hue, nearer to the page: uncertainty."""
    red, green, blue = parts_of(colour)
    return f"rgba({red},{green},{blue},{alpha})"


def short(measure: str) -> str:
    """A measure's short name."""
    return say(load_policy().measures[measure].short)


def figure(height: int = 300, **layout: object) -> go.Figure:
    """An empty chart of the house."""
    chart = go.Figure()
    text = colours().text
    chart.update_layout(
        height=height,
        margin={"l": 8, "r": 24, "t": 8, "b": 8},  # the last number of an axis needs room,
        font={"family": FONT, "size": 13, "color": text},
        legend={
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "title": None,
            "traceorder": "normal",
            "font": {"color": text},
        },
        hovermode="closest",
        separators=".,",
        bargap=0.3,
        # A finger that scrolls the page, or a mouse that slips, must not zoom the finding away.
        dragmode=False,
        **layout,
    )
    axis = {"automargin": True, "fixedrange": True, "tickfont": {"color": text}}
    chart.update_xaxes(**axis, title={"font": {"color": text}})
    chart.update_yaxes(**axis, title={"font": {"color": text}})
    return chart


def show(
    chart: go.Figure,
    title: str,
    subtitle: str,
    data: pd.DataFrame,
    key: str,
    legend: Mapping[str, str] | None = None,
) -> None:
    """A chart under its finding (Markdown), with its unit, its numbers as a table and as CSV.

    `legend` has names and colours where they are too many for the chart's own legend.
    """
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{title}**")
        if _blank(chart):
            st.caption(t("chart.nothing"))
            return
        words, numbers = st.columns([4.6, 1.2], vertical_alignment="center")
        with words:
            st.caption(subtitle)
        with numbers, st.popover(t("chart.table"), type="tertiary", icon=":material/table:"):
            table(data, key)
        st.plotly_chart(
            chart,
            key=f"chart-{key}",
            config={"displaylogo": False, "displayModeBar": False},
            alt=read_aloud(title),
        )
        if legend:
            st.html(_legend_html(legend))


def _legend_html(legend: Mapping[str, str]) -> str:
    """Names beside their colours, in as many lines as the page's width asks for."""
    names = "".join(
        f'<span style="white-space:nowrap;margin-right:1.1em"><span style="background:{colour};display:'
        f'inline-block;width:.8em;height:.8em;margin-right:.4em"></span>{escape(name)}</span> '
        for name, colour in legend.items()
    )
    return f'<div style="font-size:.8rem;line-height:1.7">{names}</div>'


def _blank(chart: go.Figure) -> bool:
    """Whether a chart would be an empty frame: no number but 0. Tiles and heat maps write their numbers out."""
    if not chart.data:
        return not chart.layout.shapes
    if any(isinstance(trace, go.Heatmap) for trace in chart.data):
        return False
    held = [getattr(trace, axis, None) for trace in chart.data for axis in "xy"]
    held += [trace.link.value for trace in chart.data if isinstance(trace, go.Sankey)]
    numbers = (value for values in held for value in np.ravel(np.asarray(values, dtype=object)))
    return not any(isinstance(value, int | float) and value and value == value for value in numbers)


def table(data: pd.DataFrame, key: str, wrapped: bool = False) -> None:
    """Numbers with separators, and the whole table, unrounded, as CSV that Excel opens in Chinese.

    A wrapped table shows long texts in full. Texts of the other are fit to leave: Streamlit offers it as a file too.
    """
    if wrapped:
        texts = data.select_dtypes(exclude="number").columns
        st.table(data.assign(**{name: data[name].map(_written) for name in texts}), hide_index=True)
    else:
        shown = cells(data)
        first = shown.columns[0]
        places = {
            name: decimals(shown[name])
            for name in shown.columns
            if name != first and pd.api.types.is_float_dtype(shown[name])
        }
        columns = {name: st.column_config.NumberColumn(format=f"%,.{most}f") for name, most in places.items()}
        st.dataframe(
            shown.round(places),
            hide_index=True,
            width="content",
            placeholder=t("value.none"),
            column_config={first: st.column_config.Column(pinned=True), **columns},
        )
    st.download_button(
        t("chart.csv"),
        csv_of(data),
        f"{key}.csv",
        "text/csv",
        key=f"csv-{key}",
        on_click="ignore",
        icon=":material/download:",
    )


def decimals(column: pd.Series) -> int:
    """How many decimals tell a column's numbers apart: three figures of its largest, and one at least; none where all are whole."""
    if (column.dropna() % 1 == 0).all():
        return 0
    most = column.abs().max()
    return int(np.clip(3 - np.ceil(np.log10(most)), 1, 8)) if most > 0 else 1


def _written(value: object) -> object:
    return as_written(value) if isinstance(value, str) else value


def thin(lines: int) -> float:
    """The width of a bar under a name of so many lines, as a share of its row: it does not reach the name."""
    return 13 / _row(lines)


def _row(lines: int) -> int:
    return 16 * lines + 28  # pixels


def label_above(chart: go.Figure, names: Sequence[str], lines: int = 1) -> None:
    """Names each row above its bar, the first on top: on a phone a name beside it would leave no room for the bar.

    `lines` is how many lines the longest name takes, HTML included.
    """
    names, row = list(dict.fromkeys(names)), _row(lines)
    above = row - 24
    for name in names:
        chart.add_annotation(
            x=0, xref="paper", xanchor="left", y=name, yanchor="bottom", yshift=7, text=name,
            showarrow=False, align="left", font={"size": 12}, bgcolor=colours().page,
        )  # fmt: skip
    top = -(above + 12) / row
    chart.update_yaxes(
        type="category",
        showticklabels=False,
        range=[len(names) - 0.5, top],
        categoryorder="array",
        categoryarray=names,
    )
    chart.update_layout(height=round(row * (len(names) - 0.5 - top)) + 90)


def dot(colour: str) -> dict[str, object]:
    """A mean's mark, edged so that a pale colour is seen too."""
    return {"color": colour, "size": 11, "line": {"color": colours().ink, "width": 1}}


def intervals(
    names: list[str],
    means: list[float],
    lows: list[float],
    highs: list[float],
    colours: list[str],
    unit: str,
    height: int,
) -> go.Figure:
    """Dot and interval a row, the largest on top."""
    chart = figure(height, showlegend=False)
    for name, mean, low, high, colour in zip(names, means, lows, highs, colours, strict=True):
        chart.add_trace(
            go.Scatter(
                x=[low, high],
                y=[name, name],
                mode="lines",
                line={"color": faded(colour, 0.45), "width": 9},
                hoverinfo="skip",
            )
        )
        chart.add_trace(
            go.Scatter(
                x=[mean], y=[name], mode="markers", marker=dot(colour),
                hovertemplate=f"{name}<br>{t('chart.mean')} {mean:,.0f}<br>P10–P90 {low:,.0f}–{high:,.0f} {unit}<extra></extra>",
            )
        )  # fmt: skip
    chart.update_xaxes(range=[0, max(highs, default=1.0) * 1.05], title_text=unit, tickformat=",")
    chart.update_yaxes(autorange="reversed")
    return chart


def payers_by_year(
    due: NDArray[np.float64], years: tuple[int, ...], height: int
) -> tuple[go.Figure, pd.DataFrame]:
    """City and districts stacked by fiscal year, with P10 to P90 of their sum, and the numbers.

    `due` is the cash due (draw, payer, fiscal year), the city first.
    """
    mean = due.mean(axis=0)
    both = [summarise(due[:, :, place].sum(axis=1)) for place in range(len(years))]
    names = [str(year) for year in years]
    data = pd.DataFrame(
        {
            t("column.fiscal_year"): names,
            t("payer.city"): mean[0],
            t("payer.districts"): mean[1:].sum(axis=0),
            t("column.total"): [figures.mean for figures in both],
            "P10": [figures.quantile(0.1).value for figures in both],
            "P90": [figures.quantile(0.9).value for figures in both],
        }
    )
    chart = figure(height, barmode="stack")
    for name, colour in ((t("payer.city"), colours().city), (t("payer.districts"), colours().district)):
        hover = "%{x} %{y:,.0f} 万元<extra>" + name + "</extra>"
        chart.add_bar(x=names, y=data[name], name=name, marker_color=colour, hovertemplate=hover)
    total = data[t("column.total")]
    # A whisker runs over the bar and the page: it is edged with the page, to be seen on both.
    for thickness, width, colour in ((5.0, 8, colours().page), (1.5, 6, colours().text)):
        chart.add_scatter(
            x=names,
            y=total,
            mode="markers",
            marker={"color": colour, "size": 1},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": data["P90"] - total,
                "arrayminus": total - data["P10"],
                "color": colour,
                "thickness": thickness,
                "width": width,
            },
            hoverinfo="skip",
            showlegend=False,  # it would show a dot; the line under the title says what whiskers are
        )
    chart.update_yaxes(rangemode="tozero", title_text="万元", tickformat=",")
    chart.update_xaxes(type="category")
    return chart, data
