"""A fit beside its sample and the default: cumulative curves, quantiles, intervals, correlations."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pandas as pd
import streamlit as st
from scipy.special import ndtr

from pages.parts import charts
from pages.parts.heat import heat
from pages.parts.language import language, t
from pages.parts.shown import signed_number
from simulation.panel.learn import Bonds, Lesson, Offer, quantile_points
from simulation.population.copula import TRAITS
from simulation.population.curves import GRID, Curve
from simulation.population.fits import ENOUGH
from simulation.scenario import Key
from simulation.scenario.wording import family_name, key_title, pair_name, unit_name

_RISES = np.abs(GRID) <= 3.1
_POWERS: dict[str, object] = {
    "type": "log",
    "tickvals": [10.0**power for power in range(-4, 9)],
    "ticktext": [f"{10.0**power:,.10g}" for power in range(-4, 9)],
}


def _verdict(offer: Offer) -> str:
    if offer.distance is None or offer.chance_distance is None:
        return ""
    words = "panel.holds" if offer.holds else "panel.blend_apart" if offer.weight < 1.0 else "panel.fails"
    return t(words, distance=f"{offer.distance:.1%}", limit=f"{offer.chance_distance:.1%}")


def curves(lesson: Lesson, offer: Offer, key: Key) -> None:
    """Cumulative curves on the left, quantile against quantile on the right."""
    assert offer.curve is not None and isinstance(lesson.default, Curve)
    scale = 100.0 if key.unit in ("rate", "share") else 1.0
    points = quantile_points(lesson, offer) * scale
    logarithmic = (
        lesson.kind == "curve" and bool((lesson.values > 0).all()) and key.unit in ("money", "ratio")
    )
    unit = unit_name(key.unit, language()) or t("panel.no_unit")
    axis = _POWERS if logarithmic else {}
    name = key_title(key, language()) if lesson.kind != "growth" else t("panel.growth_spread")
    left, right = st.columns(2)
    with left:
        chart = charts.figure(310)
        places = (np.arange(len(points)) + 0.5) / len(points)
        chart.add_scatter(
            x=points[:, 0],
            y=places,
            mode="markers",
            name=t("panel.sample"),
            marker={"color": charts.colours().ink, "size": 5},
        )
        for curve, colour, words, dash in (
            (lesson.default, charts.colours().district, t("panel.default"), "dash"),
            (offer.curve, charts.colours().city, family_name(offer.family, language()), "solid"),
        ):
            chart.add_scatter(
                x=curve.at(GRID[_RISES]) * scale, y=ndtr(GRID[_RISES]), mode="lines", name=words,
                line={"color": colour, "dash": dash, "width": 2.5},
            )  # fmt: skip
        chart.update_xaxes(title_text=unit, **axis)
        chart.update_yaxes(title_text=t("panel.share_below"), tickformat=".0%", range=[0, 1.02])
        data = pd.DataFrame(
            {
                t("panel.place"): places, t("panel.sample"): points[:, 0], t("panel.fit"): points[:, 1],
                t("panel.default"): points[:, 2],
            }
        )  # fmt: skip
        charts.show(
            chart,
            t("panel.title", name=name, verdict=_verdict(offer)),
            t("panel.ecdf_unit", unit=unit),
            data,
            "ecdf",
        )
    with right:
        chart = charts.figure(310)
        for column, colour, words, symbol in (
            (2, charts.colours().district, t("panel.default"), "circle-open"),
            (1, charts.colours().city, family_name(offer.family, language()), "circle"),
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
            line={"color": charts.colours().ink, "width": 1, "dash": "dot"},
        )
        chart.update_xaxes(title_text=t("panel.sample_axis", unit=unit), **axis)
        chart.update_yaxes(title_text=t("panel.curve_axis", unit=unit), **axis)
        middle = np.array([0.5])
        medians = [
            np.median(lesson.values),
            *(one.quantile(middle)[0] for one in (offer.curve, lesson.default)),
        ]
        sample, fit, default = (_plain(float(median) * scale) for median in medians)
        title = t("panel.qq", sample=sample, fit=fit, default=default, unit=unit)
        if lesson.kind == "growth":  # about the median, so what differs is the spread
            fit, default = (
                _plain(one["p90"] * sqrt(2.0) / log(5.0)) for one in (offer.curve, lesson.default)
            )
            title = t("panel.qq_growth", fit=fit, default=default)
        charts.show(chart, title, t("panel.qq_unit", unit=unit), data, "qq")


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def families(lesson: Lesson, key: Key) -> None:
    """Every family that was tried, with its quantiles and how it holds."""
    scale = 100.0 if key.unit in ("rate", "share") else 1.0
    rows = []
    for offer in lesson.offers:
        assert offer.curve is not None
        tenth, median, ninetieth = (offer.curve.quantile(np.array([0.1, 0.5, 0.9])) * scale).tolist()
        rows.append(
            {
                t("panel.family"): family_name(offer.family, language()),
                "P10": tenth, "P50": median, "P90": ninetieth,
                t("panel.distance"): offer.distance, t("panel.chance_distance"): offer.chance_distance,
                "AIC": offer.aic,
            }
        )  # fmt: skip
    with st.expander(t("panel.families", unit=unit_name(key.unit, language()) or t("panel.no_unit"))):
        charts.table(pd.DataFrame(rows), "families")


def number(lesson: Lesson, offer: Offer, key: Key) -> None:
    """Fit against default: dot and interval."""
    scale = 100.0 if key.unit in ("rate", "share") else 1.0
    raw = offer.values[lesson.path]
    assert isinstance(raw, dict)
    assert not isinstance(lesson.default, Curve)
    default = lesson.default if isinstance(lesson.default, float) else lesson.default.as_value()
    rows = [(t("panel.fit"), raw["low"], raw["mode"], raw["high"], charts.colours().city)]
    if isinstance(default, float):
        rows.append((t("panel.default"), default, default, default, charts.colours().district))
    else:
        rows.append(
            (t("panel.default"), default["low"], default["mode"], default["high"], charts.colours().district)
        )
    if lesson.kind == "middle":
        low, middle, high = np.quantile(lesson.values, [0.1, 0.5, 0.9]).tolist()
        rows.append((t("panel.between"), low, middle, high, charts.colours().ink))
    names, lows, middles, highs, colours = (list(column) for column in zip(*rows, strict=True))
    unit = unit_name(key.unit, language()) or t("panel.no_unit")
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
    chart.update_xaxes(title_text=unit, rangemode="tozero" if min(lows) >= 0 else "normal")
    chart.update_yaxes(autorange="reversed")
    data = pd.DataFrame(
        {
            t("panel.source"): names, t("number.low"): np.array(lows) * scale,
            t("number.mode"): np.array(middles) * scale, t("number.high"): np.array(highs) * scale,
        }
    )  # fmt: skip
    default_middle = default if isinstance(default, float) else default["mode"]
    title = t(
        "panel.number", name=key_title(key, language()), fit=_plain(raw["mode"] * scale), low=_plain(raw["low"] * scale),
        high=_plain(raw["high"] * scale), default=_plain(default_middle * scale), unit=unit,
    )  # fmt: skip
    charts.show(chart, title, t(f"panel.number_{lesson.kind}", unit=unit), data, "number")


def correlations(found: Bonds, field: str) -> None:
    """How the traits go together, and what chance alone would show."""
    known = found.told
    grid = pd.DataFrame(np.eye(len(TRAITS)), index=list(TRAITS), columns=list(TRAITS))
    for row in TRAITS:
        for column in TRAITS:
            if row != column:
                pair = f"{row}_{column}" if f"{row}_{column}" in found.pairs else f"{column}_{row}"
                grid.loc[row, column] = known[pair][0] if pair in known else np.nan
    words = {trait: t(f"trait.{trait}") for trait in TRAITS}
    chart = heat(
        grid.rename(index=words, columns=words), lambda value: signed_number(value, 2, plus=False), 1.0, True
    )
    strongest = max(known, key=lambda pair: abs(known[pair][0]))
    value, count = known[strongest]
    rows = [
        {
            t("panel.pair"): pair_name(pair, language()),
            t("panel.correlation"): correlation,
            t("panel.chance_correlation"): 2.0 / sqrt(rows),
            t("panel.enterprises_known"): rows,
            t("panel.weight"): min(1.0, rows / ENOUGH),
        }
        for pair, (correlation, rows) in known.items()
    ]
    apart = "panel.bond_found" if abs(value) > 2.0 / sqrt(count) else "panel.bond_chance"
    title = t(apart, field=field, pair=pair_name(strongest, language()), value=signed_number(value, 2), count=f"{count:,}",
              limit=f"{2.0 / sqrt(count):.2f}")  # fmt: skip
    charts.show(chart, title, t("panel.bonds_unit"), pd.DataFrame(rows), "bonds")
    st.caption(t("panel.bonds_note", least=ENOUGH))
