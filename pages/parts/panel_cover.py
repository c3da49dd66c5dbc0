"""What the panel does not hold: who has not reported yet, and how much of each field is drawn beside it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import charts, controls
from pages.parts.language import language, say, t
from pages.parts.session import change, scenario
from simulation.learn.samples import likely
from simulation.population.panel import TABLES, Panel
from simulation.population.panel.half_filled import LASTING, half_filled
from simulation.scenario import catalogue
from simulation.scenario.words import population_names

_ALL = "all"


_MISSING_ROWS = "roster.missing_rows"


def _half_filled(panel: Panel) -> None:
    """Tables whose last year is half filled, and what a missing row means there; nothing where there is none."""
    found = {name: half_filled(name, panel.tables[name]) for name in LASTING if name in panel.tables}
    lines = [
        t(
            "panel.half_filled", table=say(TABLES[name].name), year=half.year, before=half.before,
            reported=f"{half.reported:,}", expected=f"{half.expected:,}",
        )
        for name, half in found.items()
        if half is not None
    ]  # fmt: skip
    if not lines:
        return
    key = catalogue()[_MISSING_ROWS]
    words = dict(key.options)
    st.session_state["panel_missing_rows"] = scenario().value(_MISSING_ROWS)
    with st.container(border=True):
        st.segmented_control(
            say(key.name),
            list(words),
            key="panel_missing_rows",
            required=True,
            format_func=lambda option: say(words[option]),
            on_change=lambda: change(_MISSING_ROWS, st.session_state["panel_missing_rows"]),
        )
        st.caption("  \n".join(lines))


def cover(panel: Panel) -> None:
    """The part of the page where it is set what the panel does not hold: who is missing, and the share covered."""
    _half_filled(panel)
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
        (own, t("panel.cover_own"), charts.colours().city),
        (rest, t("panel.cover_rest"), charts.faded(charts.colours().city, 0.35)),
    ):
        chart.add_bar(
            x=values, y=labels, orientation="h", name=words, marker_color=colour,
            hovertemplate="%{y} %{x:,.0f}<extra>" + words + "</extra>",
        )  # fmt: skip
    chart.update_xaxes(title_text=t("column.count"), rangemode="tozero", tickformat=",")
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
        st.caption(t("panel.cover_missing", fields=t("value.and").join(missing)))


_NO_FIELDS = ("all", "first_set", "scenes", "fund")
