"""Charts of one look: fixed colours, amounts from zero, a finding above, the numbers behind.

Bins and quantiles go to the browser, never raw draws.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from pages.parts.language import say, t
from pages.parts.plain import as_written, read_aloud
from simulation.colours import MEASURE_COLOURS as MEASURE_COLOURS
from simulation.colours import ON_DARK, ON_LIGHT, Colours, along, parts_of, readable_on
from simulation.outlay import summarise
from simulation.plain import cells, csv_of
from simulation.policy import load_policy

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
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
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
    chart.update_xaxes(**axis, title={"standoff": 6, "font": {"color": text}})
    chart.update_yaxes(**axis, title={"standoff": 6, "font": {"color": text}})
    return chart


def show(chart: go.Figure, title: str, subtitle: str, data: pd.DataFrame, key: str) -> None:
    """A chart under its finding (Markdown), with its unit, its numbers as a table and as CSV."""
    with st.container(border=True):
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

    A wrapped table shows long texts in full.
    """
    data = cells(data)
    numeric = [name for name in data.columns if pd.api.types.is_float_dtype(data[name])]
    if wrapped:
        texts = data.select_dtypes(exclude="number").columns
        st.table(data.assign(**{name: data[name].map(_written) for name in texts}), hide_index=True)
    else:
        first = data.columns[0]
        columns = {
            name: st.column_config.NumberColumn(
                format=f"%.{decimals(data[name])}f" if data[name].abs().max() <= 1 else "localized"
            )
            for name in numeric
            if name != first
        }
        st.dataframe(
            data.round({name: decimals(data[name]) for name in numeric}),
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
    """How many decimals tell a column's numbers apart: three figures of its largest, and one at least."""
    most = column.abs().max()
    return int(np.clip(3 - np.ceil(np.log10(most)), 1, 8)) if most > 0 else 1


def _written(value: object) -> object:
    return as_written(value) if isinstance(value, str) else value


def label_above(chart: go.Figure, names: Sequence[str], lines: int = 1) -> None:
    """Names each row above its bar, the first on top: on a phone a name beside it would leave no room for the bar.

    `lines` is how many lines the longest name takes, HTML included.
    """
    names, above = list(dict.fromkeys(names)), 16 * lines + 4
    row = above + 24
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
                x=[mean], y=[name], mode="markers", marker={"color": colour, "size": 11},
                hovertemplate=f"{name}<br>{t('chart.mean')} {mean:,.0f}<br>P10–P90 {low:,.0f}–{high:,.0f} {unit}<extra></extra>",
            )
        )  # fmt: skip
    chart.update_xaxes(range=[0, max(highs, default=1.0) * 1.05], title=unit, tickformat=",")
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
    whiskers = {
        "type": "data",
        "symmetric": False,
        "array": data["P90"] - total,
        "arrayminus": total - data["P10"],
        "color": colours().ink,
        "thickness": 1.5,
        "width": 6,
    }
    chart.add_trace(
        go.Scatter(
            x=names,
            y=total,
            mode="markers",
            marker={"color": colours().ink, "size": 1},
            name="P10–P90",
            error_y=whiskers,
            hoverinfo="skip",
        )
    )
    chart.update_yaxes(rangemode="tozero", title="万元", tickformat=",")
    chart.update_xaxes(type="category")
    return chart, data


def tiles(
    places: dict[str, tuple[int, int]],
    names: dict[str, str],
    values: dict[str, float | None],
    texts: dict[str, str],
    height: int = 360,
) -> go.Figure:
    """A tile a district, roughly where it lies; deeper is more, grey is not known."""
    known = [value for value in values.values() if value is not None]
    most = max(known, default=0.0) or 1.0
    own = colours()
    chart = figure(height, showlegend=False)
    for district, (column, row) in places.items():
        value = values[district]
        colour = own.unknown if value is None else along(own.up, 0.10 + 0.85 * value / most)
        chart.add_shape(
            type="rect",
            x0=column + 0.03,
            x1=column + 0.97,
            y0=row + 0.04,
            y1=row + 0.96,
            fillcolor=colour,
            line={"width": 0},
            layer="below",
        )
        chart.add_annotation(
            x=column + 0.5,
            y=row + 0.5,
            text=f'<span style="font-size:10px">{names[district]}</span><br>{texts[district]}',
            showarrow=False,
            font={"size": 12, "color": readable_on(colour)},
        )
    columns = [place[0] for place in places.values()]
    rows = [place[1] for place in places.values()]
    chart.update_xaxes(visible=False, range=[min(columns), max(columns) + 1])
    chart.update_yaxes(visible=False, range=[max(rows) + 1, min(rows)])
    return chart
