"""What the panel does not hold: who has not reported yet, and how much of each field is drawn beside it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts import charts, controls
from pages.parts.estimates import estimate, without_roster
from pages.parts.language import language, say, t
from pages.parts.session import change, scenario
from pages.parts.shown import side_by_side
from simulation.panel import TABLES, Panel
from simulation.panel.half_filled import LASTING, half_filled
from simulation.scenario import catalogue
from simulation.scenario.wording import population_names
from simulation.words.findings import span

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


@dataclass(frozen=True)
class _Cover:
    """The fields that a roster holds: their names, how many enterprises of each it has and are drawn beside them."""

    names: dict[str, str]
    own: list[float]
    shares: list[float]

    @property
    def rest(self) -> list[float]:
        return [own / share - own for own, share in zip(self.own, self.shares, strict=True)]


def _cover_of(panel: Panel) -> _Cover:
    rows = panel.tables["enterprises"].sort_values("year")
    held = rows.groupby("enterprise_id")["field"].last().value_counts()
    names = {field: name for field, name in population_names(language()).items() if field in held.index}
    shares = [scenario().most_likely(f"fields.{field}.coverage") for field in names]
    return _Cover(names, [float(held[field]) for field in names], shares)


def _ask(names: dict[str, str]) -> None:
    """The share of each field that the roster covers, to be set."""
    chosen = st.selectbox(
        t("panel.cover_field"), [_ALL, *names], key="panel_cover_field",
        format_func={_ALL: t("panel.cover_all"), **names}.__getitem__,
    )  # fmt: skip
    controls.doubt(f"fields.{chosen}.coverage")
    st.caption(t("panel.cover_note"))


def effect(panel: Panel) -> None:
    """What the roster does to the total, and whether it holds all enterprises of its fields: asked at once."""
    held, current = _cover_of(panel), scenario()
    before, after = side_by_side(without_roster(current).mean, estimate(current).summary().mean)
    with st.container(border=True):
        st.markdown(f"**{t('panel.effect', years=span(current.years), before=before, after=after)}**")
        st.markdown(
            t(
                "panel.cover_ask" if sum(held.rest) < 0.5 else "panel.cover_told",
                fields=t("value.and").join(
                    f"{name} {own:,.0f}" for name, own in zip(held.names.values(), held.own, strict=True)
                ),
                rest=f"{sum(held.rest):,.0f}",
            )
        )
        _ask(held.names)


def cover(panel: Panel) -> None:
    """The part of the page where it is set what the panel does not hold: who is missing, and the share covered."""
    _half_filled(panel)
    held = _cover_of(panel)
    own, rest, labels = held.own, held.rest, list(held.names.values())
    with st.container(border=True):
        _ask(held.names)
    chart = charts.figure(110 + 30 * len(labels), barmode="stack")
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
            t("panel.cover_share"): [f"{share:.0%}" for share in held.shares],
            t("panel.cover_rest"): rest,
        }
    )
    title = t("panel.cover_title", own=f"{sum(own):,.0f}", fields=len(labels), rest=f"{sum(rest):,.0f}")
    charts.show(chart, title, t("panel.cover_unit"), data, "coverage")
    every = population_names(language())
    missing = [name for field, name in every.items() if field not in held.names and field not in _NO_FIELDS]
    if missing:
        st.caption(t("panel.cover_missing", fields=t("value.and").join(missing)))


_NO_FIELDS = ("all", "first_set", "scenes", "fund")
