"""The map of the districts: a tile each."""

from __future__ import annotations

import plotly.graph_objects as go

from pages.parts import charts
from simulation.report.colours import along, readable_on


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
    own = charts.colours()
    chart = charts.figure(height, showlegend=False)
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
