"""Controls that only edit the scenario; each shows unit, law or basis, and the way back."""

from __future__ import annotations

import streamlit as st

from pages.parts.language import language, say, t
from pages.parts.session import change, reset, scenario
from simulation.population.curves import Curve
from simulation.scenario import Key, Range, catalogue
from simulation.scenario.words import unit_name, value_text

MARKS = {"law": "§", "sourced": "●", "derived": "◐", "memory": "○", "assumption": "△"}


def mark(key: Key) -> str:
    """The sign of a number's basis."""
    return MARKS.get(key.basis.split(" ")[0], "")


def basis_text(key: Key) -> str:
    """A number's basis and source in words."""
    origin = catalogue()[scenario().source(key.path)]
    name = t(f"basis.{(origin.basis or 'assumption').split(' ')[0]}")
    return f"{mark(origin)} {name}" + (f" · {origin.source}" if origin.source else "")


def _scale(key: Key) -> float:
    return 100.0 if key.unit in ("rate", "share") else 1.0


def _bracketed(key: Key) -> str:
    name = unit_name(key.unit, language())
    return t("control.unit", unit=name) if name else ""


def _help(key: Key) -> str:
    lines = []
    if key.words:
        lines.append(t("control.words", clause=key.clause, words=key.words))
    if key.statutory:
        lines.append(t("control.statutory", value=value_text(key, key.default, language())))
    else:
        lines.append(basis_text(key))
    return "\n\n".join(lines)


def _take(path: str, widget: str, scale: float) -> None:
    value = st.session_state[widget]
    if value is not None:
        change(path, round(value / scale, 12))


def parameter(path: str) -> None:
    """A statutory number: slider and exact entry side by side, its law on hover, and reset."""
    key = catalogue()[path]
    scale = _scale(key)
    assert key.slider is not None
    low, high, step = (part * scale for part in key.slider)
    value = scenario().value(path)
    held = None if value is None else float(value) * scale  # type: ignore[arg-type]
    whole = key.unit in ("money", "years", "year", "count") and (held is None or held == int(held))
    slide, exact = f"slide:{path}", f"exact:{path}"
    st.session_state[slide] = min(max(held if held is not None else low, low), high)
    st.session_state[exact] = held
    columns = st.columns([5, 2.2, 1.8], vertical_alignment="bottom")
    label = say(key.name) + _bracketed(key)
    shown = "%.0f" if whole and step >= 1 else "%.1f"
    with columns[0]:
        st.slider(
            label,
            low,
            high,
            step=step,
            key=slide,
            format=shown,
            help=_help(key),
            on_change=_take,
            args=(path, slide, scale),
        )
    with columns[1]:
        # Without a value of its own a cleared field asks for nothing; with one it would ask for zero.
        st.number_input(
            label, key=exact, value=None, min_value=0.0, step=step, format="%.0f" if whole else "%.3g", label_visibility="collapsed",
            on_change=_take, args=(path, exact, scale), placeholder=t("value.unknown"),
        )  # fmt: skip
    with columns[2]:
        if scenario().is_changed(path):
            st.button(
                t("control.reset", value=value_text(key, key.default, language())),
                key=f"reset:{path}",
                on_click=reset,
                args=(path,),
                type="tertiary",
            )
        else:
            st.caption(
                t("control.statutory", value=value_text(key, key.default, language()))
                if key.default is not None
                else t("value.unknown")
            )


def choice(path: str) -> None:
    """One of several options, each in words."""
    key = catalogue()[path]
    widget = f"choice:{path}"
    st.session_state[widget] = scenario().value(path)
    words = dict(key.options)
    st.radio(
        say(key.name),
        list(words),
        key=widget,
        format_func=lambda option: (
            say(words[option]) + (t("control.default") if option == key.default else "")
        ),
        help=_help(key),
        on_change=lambda: change(path, st.session_state[widget]),
    )


def switch(path: str) -> None:
    """A measure's switch."""
    key = catalogue()[path]
    widget = f"switch:{path}"
    st.session_state[widget] = scenario().value(path)
    words = dict(key.options)
    st.segmented_control(
        say(key.name),
        list(words),
        key=widget,
        required=True,
        format_func=lambda option: say(words[option]),
        on_change=lambda: change(path, st.session_state[widget]),
        label_visibility="collapsed",
    )


def _take_range(path: str, names: tuple[str, ...], scale: float) -> None:
    values = {name: st.session_state[f"{name}:{path}"] for name in names}
    if all(value is not None for value in values.values()):
        change(path, {name: round(value / scale, 12) for name, value in values.items()})


def doubt(path: str) -> None:
    """A number nobody knows exactly: low, most likely, high; equal numbers are certain."""
    key = catalogue()[path]
    scale = _scale(key)
    value = scenario().value(path)
    held = value if isinstance(value, Range) else Range(*[float(value)] * 3)  # type: ignore[arg-type]
    _numbers(key, {"low": held.low, "mode": held.mode, "high": held.high}, scale)


def curve(path: str) -> None:
    """A distribution between enterprises, by the percentiles it is given in."""
    key = catalogue()[path]
    value = scenario().value(path)
    assert isinstance(value, Curve)
    if value.family == "empirical":
        st.caption(t("control.empirical", count=len(value.values)))
        return
    _numbers(key, dict(value.parameters), _scale(key))


def _numbers(key: Key, held: dict[str, float], scale: float) -> None:
    names = tuple(held)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.markdown(
            f"{say(key.name)}{_bracketed(key)} {mark(catalogue()[scenario().source(key.path)])}",
            help=_help(key),
            width=210,
        )
        for name in names:
            widget = f"{name}:{key.path}"
            plain = name == "tail_index"
            st.session_state[widget] = held[name] * (1.0 if plain else scale)
            st.number_input(
                t(f"number.{name}"), key=widget, value=None, format="%.6g", width=130,
                on_change=_take_range, args=(key.path, names, scale),
            )  # fmt: skip
        if scenario().is_changed(key.path):
            st.button(
                t("control.back"), key=f"reset:{key.path}", on_click=reset, args=(key.path,), type="tertiary"
            )
