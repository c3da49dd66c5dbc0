"""Learn from a panel: sample, fit and default beside each other; one click takes a fit into the scenario."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from scipy.special import ndtr

from pages.parts import charts
from pages.parts.heat import heat
from pages.parts.language import say, t
from pages.parts.numbers import chance, unit_name
from pages.parts.session import change_all, key_title, reset, scenario, t_fields, value_text
from simulation.learn import Bonds, Lesson, Offer, bonds, learn, quantile_points, take_all
from simulation.population.curves import GRID, Curve
from simulation.population.facts import load_facts
from simulation.population.fits import ENOUGH
from simulation.population.panel import Panel
from simulation.scenario import Key, Scenario, catalogue

_TRAITS = ("size", "parts_share", "growth", "investment")
_OTHERS = ("first_set", "scenes", "fund")
_SAMPLE, _FIT, _DEFAULT = charts.INK, charts.CITY, charts.DISTRICT
_BONDS = "correlations"
_RISES = np.abs(GRID) <= 3.1


def learn_from(panel: Panel) -> None:
    """The part of the page that puts a panel's fits beside the defaults."""
    populations = _populations(panel)
    if not populations:
        st.info(t("panel.learn_nothing"))
        return
    left, middle = st.columns(2)
    names = t_fields()
    with left:
        population = _chosen(
            "population", list(populations), lambda one: f"{names[one]}（{populations[one]}）"
        )
    lessons = {lesson.path: lesson for lesson in _lessons(panel, population)}
    paths = list(lessons)
    if population in load_facts().field_names:
        paths.append(_BONDS)
    if not paths:
        st.info(t("panel.learn_nothing"))
        return
    with middle:
        path = _chosen("lesson", paths, lambda one: _short(lessons.get(one)))
    _take_all_button(panel, population)
    if path == _BONDS:
        _show_bonds(bonds(panel, scenario(), population), names[population])
    else:
        _show(lessons[path])


def _chosen(name: str, options: list[str], words: object) -> str:
    """A choice that stays when the page changes."""
    kept = f"panel_{name}_kept"
    widget = f"panel_{name}"
    held = st.session_state.get(kept)
    st.session_state[widget] = held if held in options else options[0]
    chosen: str = st.selectbox(t(f"panel.{name}"), options, key=widget, format_func=words)  # type: ignore[arg-type]
    st.session_state[kept] = chosen
    return chosen


def _populations(panel: Panel) -> dict[str, str]:
    """Populations that the panel has rows of, with how many, the largest fields first."""
    rows = panel.tables["enterprises"].sort_values("year")
    counts = rows.groupby("enterprise_id")["field"].last().value_counts()
    found = {str(field): t("panel.enterprises", count=f"{count:,}") for field, count in counts.items()}
    for population, table in zip(_OTHERS, ("products", "scenes", "fund"), strict=True):
        if table in panel.tables:
            found[population] = t("panel.rows", count=f"{len(panel.tables[table]):,}")
    return found


def _lessons(panel: Panel, population: str) -> list[Lesson]:
    """Kept in the session only, and only those of the scenario in force."""
    mark = (panel.hash, scenario().dice_hash)
    if st.session_state.get("lessons_of") != mark:
        st.session_state.lessons_of, st.session_state.lessons = mark, {}
    known: dict[str, list[Lesson]] = st.session_state.lessons
    if population not in known:
        known[population] = learn(panel, scenario(), population)
    return known[population]


def _short(lesson: Lesson | None) -> str:
    if lesson is None:
        return t("panel.bonds")
    name = t("panel.growth") if lesson.kind == "growth" else say(catalogue()[lesson.path].name)
    return t(
        "panel.lesson_name", name=name, count=f"{lesson.values.size:,}", unit=t(f"panel.unit.{lesson.unit}")
    )


def _take_all_button(panel: Panel, population: str) -> None:
    def take() -> None:
        changed = take_all(panel, scenario(), population)
        st.session_state.scenario = changed

    paths = tuple(path for path in catalogue() if path.startswith(f"fields.{population}."))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("panel.take_all", least=ENOUGH), on_click=take, key="panel_take_all", icon=":material/done_all:"
        )
        if any(scenario().is_changed(path) for path in paths):
            st.button(t("panel.back_all"), on_click=reset, args=paths, key="panel_back_all", type="tertiary")
        st.caption(t("panel.take_all_note", least=ENOUGH), width="content")


def _take_button(values: dict[str, object], key: str) -> None:
    """Take values into the scenario, or say that they are in it and offer the way back."""
    current = scenario()
    taken = _is_taken(current, values)
    with st.container(horizontal=True, vertical_alignment="center"):
        if taken:
            st.badge(t("panel.taken"), color="green", icon=":material/check:")
        else:
            st.button(t("panel.take"), type="primary", on_click=change_all, args=(values,), key=f"take:{key}")
        if any(current.is_changed(path) for path in values):
            st.button(
                t("control.back"), on_click=reset, args=tuple(values), key=f"back:{key}", type="tertiary"
            )


def _is_taken(current: Scenario, values: dict[str, object]) -> bool:
    return all(
        current.is_changed(path)
        and current.value(path) == catalogue()[path].read(raw, catalogue()[path].bounds)
        for path, raw in values.items()
    )


def _show(lesson: Lesson) -> None:
    key = catalogue()[lesson.path]
    if not lesson.offers:
        st.info(t("panel.too_few", count=lesson.values.size, unit=t(f"panel.unit.{lesson.unit}")))
        return
    recommended = lesson.recommended
    assert recommended is not None
    families = [offer.family for offer in lesson.offers]
    chosen = recommended.family
    if len(families) > 1:
        widget = f"family:{lesson.path}:{'.'.join(families)}"
        chosen = st.segmented_control(
            t("panel.family"), families, key=widget, default=chosen, required=True,
            format_func=lambda one: t(f"family.{one}") + (t("panel.likeliest") if one == recommended.family else ""),
        )  # fmt: skip
    offer = lesson.offers[families.index(chosen)]
    _take_button(dict(offer.values), lesson.path)
    _words(lesson, offer)
    if offer.curve is None:
        _number(lesson, offer, key)
    else:
        _curves(lesson, offer, key)
        _families(lesson, key)


def _words(lesson: Lesson, offer: Offer) -> None:
    """What the fit rests on, and what was left out."""
    unit = t(f"panel.unit.{lesson.unit}")
    lines = [
        t(
            "panel.rests", count=f"{offer.count:,}", unit=unit, left_out=f"{lesson.left_out:,}",
            years="、".join(str(year) for year in lesson.years) or "—",
        )
    ]  # fmt: skip
    if offer.weight < 1.0:
        lines.append(
            t("panel.blended", least=ENOUGH, own=chance(offer.weight), other=chance(1.0 - offer.weight))
        )
    note = f"panel.note.{lesson.path.split('.')[-1]}"
    if note in _NOTES:
        lines.append(t(note))
    for path, raw in offer.values.items():
        key = catalogue()[path]
        before, after = value_text(key, Scenario().value(path)), value_text(key, key.read(raw, key.bounds))
        lines.append(t("panel.change", name=key_title(key), before=before, after=after))
    st.markdown("\n".join(f"- {line}" for line in lines))


_NOTES = (
    "panel.note.revenue", "panel.note.growth", "panel.note.parts_share", "panel.note.spike_ratio",
    "panel.note.loan_financed",
)  # fmt: skip


def _verdict(offer: Offer) -> str:
    if offer.distance is None or offer.chance_distance is None:
        return ""
    words = "panel.holds" if offer.holds else "panel.blend_apart" if offer.weight < 1.0 else "panel.fails"
    return t(words, distance=f"{offer.distance:.1%}", limit=f"{offer.chance_distance:.1%}")


def _curves(lesson: Lesson, offer: Offer, key: Key) -> None:
    assert offer.curve is not None and isinstance(lesson.default, Curve)
    scale = 100.0 if key.unit in ("rate", "share") else 1.0
    points = quantile_points(lesson, offer) * scale
    logarithmic = (
        lesson.kind == "curve" and bool((lesson.values > 0).all()) and key.unit in ("money", "ratio")
    )
    unit = unit_name(key.unit) or t("panel.no_unit")
    axis: dict[str, object] = {"type": "log", "tickformat": "~s", "nticks": 8} if logarithmic else {}
    name = key_title(key) if lesson.kind != "growth" else t("panel.growth_spread")
    left, right = st.columns(2)
    with left:
        chart = charts.figure(310)
        places = (np.arange(len(points)) + 0.5) / len(points)
        chart.add_scatter(
            x=points[:, 0],
            y=places,
            mode="markers",
            name=t("panel.sample"),
            marker={"color": _SAMPLE, "size": 5},
        )
        for curve, colour, words, dash in (
            (lesson.default, _DEFAULT, t("panel.default"), "dash"),
            (offer.curve, _FIT, t(f"family.{offer.family}"), "solid"),
        ):
            chart.add_scatter(
                x=curve.at(GRID[_RISES]) * scale, y=ndtr(GRID[_RISES]), mode="lines", name=words,
                line={"color": colour, "dash": dash, "width": 2.5},
            )  # fmt: skip
        chart.update_xaxes(title=unit, **axis)
        chart.update_yaxes(title=t("panel.share_below"), tickformat=".0%", range=[0, 1.02])
        data = pd.DataFrame(
            {
                t("panel.place"): places, t("panel.sample"): points[:, 0], t("panel.fit"): points[:, 1],
                t("panel.default"): points[:, 2],
            }
        )  # fmt: skip
        charts.show(chart, f"{name}：{_verdict(offer)}", t("panel.ecdf_unit", unit=unit), data, "ecdf")
    with right:
        chart = charts.figure(310)
        for column, colour, words, symbol in (
            (2, _DEFAULT, t("panel.default"), "circle-open"),
            (1, _FIT, t(f"family.{offer.family}"), "circle"),
        ):
            chart.add_scatter(
                x=points[:, 0], y=points[:, column], mode="markers", name=words,
                marker={"color": colour, "size": 6, "symbol": symbol},
            )  # fmt: skip
        ends = [float(points[:, 0].min()), float(points[:, 0].max())]
        chart.add_scatter(
            x=ends,
            y=ends,
            mode="lines",
            name=t("panel.equal"),
            line={"color": _SAMPLE, "width": 1, "dash": "dot"},
        )
        chart.update_xaxes(title=t("panel.sample_axis", unit=unit), **axis)
        chart.update_yaxes(title=t("panel.curve_axis", unit=unit), **axis)
        middle = points[len(points) // 2]
        title = t(
            "panel.qq", sample=_plain(middle[0]), fit=_plain(middle[1]), default=_plain(middle[2]), unit=unit
        )
        charts.show(chart, title, t("panel.qq_unit", unit=unit), data, "qq")


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _families(lesson: Lesson, key: Key) -> None:
    scale = 100.0 if key.unit in ("rate", "share") else 1.0
    rows = []
    for offer in lesson.offers:
        assert offer.curve is not None
        tenth, median, ninetieth = (offer.curve.quantile(np.array([0.1, 0.5, 0.9])) * scale).tolist()
        rows.append(
            {
                t("panel.family"): t(f"family.{offer.family}"),
                "P10": tenth, "P50": median, "P90": ninetieth,
                t("panel.distance"): offer.distance, t("panel.chance_distance"): offer.chance_distance,
                "AIC": offer.aic,
            }
        )  # fmt: skip
    with st.expander(t("panel.families", unit=unit_name(key.unit) or t("panel.no_unit"))):
        charts.table(pd.DataFrame(rows), "families")


def _number(lesson: Lesson, offer: Offer, key: Key) -> None:
    """Fit against default: dot and interval."""
    scale = 100.0 if key.unit in ("rate", "share") else 1.0
    raw = offer.values[lesson.path]
    assert isinstance(raw, dict)
    assert not isinstance(lesson.default, Curve)
    default = lesson.default if isinstance(lesson.default, float) else lesson.default.as_value()
    rows = [(t("panel.fit"), raw["low"], raw["mode"], raw["high"], _FIT)]
    if isinstance(default, float):
        rows.append((t("panel.default"), default, default, default, _DEFAULT))
    else:
        rows.append((t("panel.default"), default["low"], default["mode"], default["high"], _DEFAULT))
    if lesson.kind == "middle":
        low, middle, high = np.quantile(lesson.values, [0.1, 0.5, 0.9]).tolist()
        rows.append((t("panel.between"), low, middle, high, _SAMPLE))
    names, lows, middles, highs, colours = (list(column) for column in zip(*rows, strict=True))
    unit = unit_name(key.unit) or t("panel.no_unit")
    chart = charts.figure(90 + 50 * len(rows), showlegend=False)
    for name, low, middle, high, colour in zip(names, lows, middles, highs, colours, strict=True):
        chart.add_scatter(
            x=[low * scale, high * scale], y=[name, name], mode="lines", hoverinfo="skip",
            line={"color": charts.faded(colour, 0.45), "width": 10},
        )  # fmt: skip
        chart.add_scatter(
            x=[middle * scale], y=[name], mode="markers", marker={"color": colour, "size": 12},
            hovertemplate="%{x:.4g}<extra></extra>",
        )  # fmt: skip
    chart.update_xaxes(title=unit, rangemode="tozero" if min(lows) >= 0 else "normal")
    chart.update_yaxes(autorange="reversed")
    data = pd.DataFrame(
        {
            t("panel.source"): names, t("number.low"): np.array(lows) * scale,
            t("number.mode"): np.array(middles) * scale, t("number.high"): np.array(highs) * scale,
        }
    )  # fmt: skip
    default_middle = default if isinstance(default, float) else default["mode"]
    title = t(
        "panel.number", name=key_title(key), fit=_plain(raw["mode"] * scale), low=_plain(raw["low"] * scale),
        high=_plain(raw["high"] * scale), default=_plain(default_middle * scale), unit=unit,
    )  # fmt: skip
    charts.show(chart, title, t(f"panel.number_{lesson.kind}", unit=unit), data, "number")


def _show_bonds(found: Bonds, field: str) -> None:
    known = {pair: entry for pair, entry in found.pairs.items() if entry[1] > 2}
    if not known:
        st.info(t("panel.bonds_none"))
        return
    _take_button(dict(found.values), found.path)
    grid = pd.DataFrame(np.eye(len(_TRAITS)), index=list(_TRAITS), columns=list(_TRAITS))
    for row in _TRAITS:
        for column in _TRAITS:
            if row != column:
                pair = f"{row}_{column}" if f"{row}_{column}" in found.pairs else f"{column}_{row}"
                grid.loc[row, column] = known[pair][0] if pair in known else np.nan
    words = {trait: t(f"trait.{trait}") for trait in _TRAITS}
    chart: go.Figure = heat(grid.rename(index=words, columns=words), lambda value: f"{value:.2f}", 1.0, True)
    strongest = max(known, key=lambda pair: abs(known[pair][0]))
    value, count = known[strongest]
    rows = [
        {
            t("panel.pair"): t(f"pair.{pair}"),
            t("panel.correlation"): correlation,
            t("panel.chance_correlation"): 2.0 / sqrt(rows),
            t("panel.enterprises_known"): rows,
            t("panel.weight"): min(1.0, rows / ENOUGH),
        }
        for pair, (correlation, rows) in known.items()
    ]
    apart = "panel.bond_found" if abs(value) > 2.0 / sqrt(count) else "panel.bond_chance"
    title = t(apart, field=field, pair=t(f"pair.{strongest}"), value=f"{value:+.2f}", count=f"{count:,}",
              limit=f"{2.0 / sqrt(count):.2f}")  # fmt: skip
    charts.show(chart, title, t("panel.bonds_unit"), pd.DataFrame(rows), "bonds")
    st.caption(t("panel.bonds_note", least=ENOUGH))
