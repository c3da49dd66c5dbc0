"""Tables in colour: rows by columns, the number in each cell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from pages.parts import charts
from pages.parts.language import t
from simulation.report.colours import Scale, along, readable_on

_ROW = 27  # pixels


def coloured(
    columns: list[str],
    rows: list[str],
    values: NDArray[np.float64],
    texts: list[list[str]],
    scale: Scale,
    low: float,
    high: float,
    height: int,
    hover: str,
    **layout: object,
) -> go.Figure:
    """A cell a number (row, column), coloured along the scale from low to high; what is not known stays blank.

    Plotly would choose the texts' colour by a rule of thumb: here by their contrast with the cell.
    """
    chart = charts.figure(height, showlegend=False, **layout)
    chart.update_layout(margin_pad=0)  # the ground would show around the cells
    chart.add_heatmap(
        z=values,
        x=columns,
        y=rows,
        text=texts,
        colorscale=[list(stop) for stop in scale],
        zmin=low,
        zmax=high,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate=hover,
        hoverongaps=False,
    )
    known = [(row, column) for row, column in np.ndindex(values.shape) if not np.isnan(values[row, column])]
    width = (high - low) or 1.0
    chart.add_scatter(
        x=[columns[column] for _, column in known],
        y=[rows[row] for row, _ in known],
        text=[texts[row][column] for row, column in known],
        mode="text",
        textfont={
            "size": 12,
            "color": [
                readable_on(along(scale, (float(values[row, column]) - low) / width)) for row, column in known
            ],
        },
        hoverinfo="skip",
    )
    chart.update_xaxes(type="category", side="top", showgrid=False, range=[-0.5, len(columns) - 0.5])
    chart.update_yaxes(type="category", showgrid=False, range=[len(rows) - 0.5, -0.5])
    return chart


def heat(grid: pd.DataFrame, say: Callable[[float], str], most: float, both_ways: bool = False) -> go.Figure:
    """A cell a number, deeper is more; from −most to most when `both_ways`."""
    values = grid.to_numpy(np.float64)
    own = charts.colours()
    return coloured(
        [str(name) for name in grid.columns],
        [str(name) for name in grid.index],
        values,
        [["" if np.isnan(value) else say(value) for value in row] for row in values],
        own.both_ways if both_ways else own.up,
        -most if both_ways else 0.0,
        most,
        90 + _ROW * len(grid),
        "%{y} · %{x}" + t("value.colon") + "%{text}<extra></extra>",
    )
