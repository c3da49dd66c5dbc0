"""Tables in colour: rows by columns, the number in each cell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import charts

_ROW = 27  # pixels
_UP = [[0.0, "#FFFFFF"], [1.0, charts.CITY]]
_BOTH_WAYS = [[0.0, charts.DISTRICT], [0.5, "#FFFFFF"], [1.0, charts.CITY]]


def heat(grid: pd.DataFrame, say: Callable[[float], str], most: float, both_ways: bool = False) -> go.Figure:
    """A cell a number, deeper is more; from −most to most when `both_ways`. What is not known stays blank."""
    values = grid.to_numpy(np.float64)
    chart = charts.figure(90 + _ROW * len(grid), showlegend=False)
    chart.add_heatmap(
        z=values,
        x=[str(name) for name in grid.columns],
        y=[str(name) for name in grid.index],
        text=[["" if np.isnan(value) else say(value) for value in row] for row in values],
        texttemplate="%{text}",
        textfont={"size": 12},
        colorscale=_BOTH_WAYS if both_ways else _UP,
        zmin=-most if both_ways else 0.0,
        zmax=most,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y} · %{x}：%{text}<extra></extra>",
        hoverongaps=False,
    )
    chart.update_xaxes(type="category", side="top", showgrid=False)
    chart.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return chart
