"""How much of each field the panel holds; the rest is drawn."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import charts, controls
from pages.parts.language import language, t
from pages.parts.session import scenario
from simulation.learn.samples import likely
from simulation.population.panel import Panel
from simulation.scenario.words import population_names

_ALL = "all"


def cover(panel: Panel) -> None:
    """The part of the page where the share that the panel covers is set, for all fields or for one."""
    rows = panel.tables["enterprises"].sort_values("year")
    held = rows.groupby("enterprise_id")["field"].last().value_counts()
    names, current = population_names(language()), scenario()
    fields = [field for field in names if field in held.index]
    shares = {field: likely(current, f"fields.{field}.coverage") for field in fields}
    own = [float(held[field]) for field in fields]
    rest = [number / shares[field] - number for number, field in zip(own, fields, strict=True)]
    with st.container(border=True):
        chosen = st.selectbox(
            t("panel.cover_field"), [_ALL, *fields], key="panel_cover_field",
            format_func=lambda one: t("panel.cover_all") if one == _ALL else names[one],
        )  # fmt: skip
        controls.doubt(f"fields.{chosen}.coverage")
        st.caption(t("panel.cover_note"))
    labels = [names[field] for field in fields]
    chart = charts.figure(110 + 30 * len(fields), barmode="stack")
    for values, words, colour in (
        (own, t("panel.cover_own"), charts.CITY),
        (rest, t("panel.cover_rest"), charts.faded(charts.CITY, 0.35)),
    ):
        chart.add_bar(
            x=values, y=labels, orientation="h", name=words, marker_color=colour,
            hovertemplate="%{y} %{x:,.0f}<extra>" + words + "</extra>",
        )  # fmt: skip
    chart.update_xaxes(title=t("column.count"), rangemode="tozero", tickformat=",")
    chart.update_yaxes(autorange="reversed")
    data = pd.DataFrame(
        {
            t("column.field"): labels,
            t("panel.cover_own"): own,
            t("panel.cover_share"): [f"{share:.0%}" for share in shares.values()],
            t("panel.cover_rest"): rest,
        }
    )
    title = t("panel.cover_title", own=f"{sum(own):,.0f}", fields=len(fields), rest=f"{sum(rest):,.0f}")
    charts.show(chart, title, t("panel.cover_unit"), data, "coverage")
    missing = [name for field, name in names.items() if field not in fields and field not in _NO_FIELDS]
    if missing:
        st.caption(t("panel.cover_missing", fields="、".join(missing)))


_NO_FIELDS = ("all", "first_set", "scenes", "fund")
