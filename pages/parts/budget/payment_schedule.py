"""The payment schedule: the share of an award paid in each fiscal year, certain or as a range."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import grid
from pages.parts.fields import forget, pending, read_all, remember, why
from pages.parts.language import say, t
from pages.parts.session import attempt, reset, scenario
from simulation.panel.entry import PERCENT, EntryFault, entry_text, read_entry
from simulation.scenario import Range, catalogue
from simulation.text.problems import InputError

_PATH = "payment_schedule"
_LAGS = 6
_NAMES = ("low", "mode", "high")
_UNITS = {f"{name}:{lag}": PERCENT for lag in range(_LAGS) for name in _NAMES}


def edit_schedule() -> None:
    """A table of shares in percent, taken as a whole; what cannot be used is told and stays typed."""
    current = scenario()
    shares = [share if isinstance(share, Range) else Range(share, share, share) for share in current.schedule]
    shares += [Range(0.0, 0.0, 0.0)] * (_LAGS - len(shares))
    held = {
        f"{name}:{lag}": entry_text(round(100 * getattr(share, name), 10))
        for lag, share in enumerate(shares)
        for name in _NAMES
    }
    texts = held | pending().get(_PATH, {})
    shown = pd.DataFrame(
        [[_when(lag), *(texts[f"{name}:{lag}"] for name in _NAMES)] for lag in range(len(shares))],
        columns=[grid.ROW, *_NAMES],
    )
    st.caption(t("schedule.note"))
    grid.texts(
        _PATH,
        shown,
        _take,
        {
            grid.ROW: st.column_config.TextColumn(t("schedule.when")),
            **{
                name: st.column_config.TextColumn(
                    t(f"number.{name}") + t("control.unit", unit="%"), alignment="right"
                )
                for name in _NAMES
            },
        },
        meaning=_meaning,
    )
    reason = why(_PATH, _UNITS, _fits)
    if reason:
        st.error(reason)
    if current.is_changed(_PATH) or reason:
        st.button(t("control.back"), on_click=reset, args=(_PATH,), type="tertiary")
    origin = catalogue()[_PATH]
    st.caption(f"{say(origin.name)} · {t('basis.' + origin.basis)} · {say(origin.source)}")


def _when(lag: int) -> str:
    """A fiscal year by how many years it comes after the performance year."""
    return t(f"schedule.lag_{lag}") if lag < 3 else t("schedule.lag_more", number=lag + 1)


def _meaning(text: str) -> object:
    try:
        return read_entry(text, PERCENT)
    except EntryFault:
        return text.strip()


def _raw(numbers: dict[str, float]) -> list[object]:
    """The schedule as a scenario holds it, without the years at its end in which nothing is paid."""
    rows = [{name: round(numbers[f"{name}:{lag}"] / 100, 12) for name in _NAMES} for lag in range(_LAGS)]
    while len(rows) > 1 and not any(rows[-1].values()):
        rows.pop()
    return [row["mode"] if len(set(row.values())) == 1 else row for row in rows]


def _fits(numbers: dict[str, float]) -> None:
    scenario().with_value(_PATH, _raw(numbers))


def _take(now: pd.DataFrame, _: pd.DataFrame) -> None:
    texts = {f"{name}:{lag}": str(now[name].iloc[lag]) for name in _NAMES for lag in range(_LAGS)}
    try:
        raw = _raw(read_all(texts, _UNITS, signed=False))
        attempt(lambda current: current.with_value(_PATH, raw))
    except (EntryFault, InputError):
        remember(_PATH, texts)
    else:
        forget(_PATH)
