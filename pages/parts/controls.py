"""Controls that only edit the scenario; each shows unit, law or basis, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.fields import fields, forget, why
from pages.parts.language import language, say, t
from pages.parts.session import attempt, change, reset, scenario
from simulation.panel.entry import PERCENT, EntryFault, entry_text
from simulation.population.curves import Curve
from simulation.population.facts import Revenue
from simulation.scenario import Key, Range, catalogue
from simulation.scenario.wording import UNITLESS, unit_name, value_text
from simulation.text.problems import Text
from simulation.words.speech import Words

MARKS = {"law": "§", "sourced": "●", "derived": "◐", "memory": "○", "assumption": "△"}


def mark(key: Key) -> str:
    """The sign of a number's basis."""
    return MARKS.get(key.basis, "")


def basis_text(key: Key) -> str:
    """A number's basis and source in words."""
    origin = catalogue()[scenario().source(key.path)]
    name, source = t(f"basis.{origin.basis or 'assumption'}"), say(origin.source)
    return f"{mark(origin)} {name}" + (f" · {source}" if source else "")


def revenue_origin(revenue: Revenue | None) -> str:
    """The year, basis and source of a district's revenue in words."""
    if revenue is None:
        return t("value.unknown")
    return f"{revenue.year} · {t(f'basis.{revenue.basis}')} · {say(revenue.source)}"


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


def _unit(key: Key) -> str:
    """The unit in which the fields of a key are typed."""
    return PERCENT if key.unit in ("rate", "share") else unit_name(key.unit, "zh")


def _checked(key: Key, numbers: Mapping[str, float]) -> dict[str, float]:
    """The numbers of a key's fields as the scenario holds them. Raises EntryFault outside what is possible."""
    low, high = (
        key.bounds.low,
        min(key.bounds.high, 1.0) if key.unit in ("rate", "share") else key.bounds.high,
    )
    _check_order(numbers)
    taken = {}
    for name, number in numbers.items():
        value = number if name in UNITLESS else round(number / _scale(key), 12)
        if name not in UNITLESS and not low <= value <= high:
            limits = value_text(key, low, language()), value_text(key, high, language())
            raise EntryFault(
                Text("超出范围", "out of range"),
                Text(
                    f"应在 {limits[0]} 到 {limits[1]} 之间",
                    f"it must lie between {limits[0]} and {limits[1]}",
                ),
            )
        taken[name] = value
    return taken


def _check_order(numbers: Mapping[str, float]) -> None:
    """Raises EntryFault where a range does not rise; the numbers are as they were typed."""
    for smaller, larger in (("low", "mode"), ("mode", "high")):
        if {smaller, larger} <= set(numbers) and numbers[smaller] > numbers[larger]:
            first, second = entry_text(numbers[smaller]), entry_text(numbers[larger])
            zh, en = (Words(one).t for one in ("zh", "en"))
            raise EntryFault(
                Text(
                    f"{zh(f'number.{smaller}')} {first} 大于{zh(f'number.{larger}')} {second}",
                    f"{en(f'number.{smaller}')} {first} is above {en(f'number.{larger}')} {second}",
                ),
                Text("三个数从小到大即采用", "they are used once they rise"),
            )


def _fields(
    key: Key,
    held: Mapping[str, float | None],
    raw: Callable[[dict[str, float]], object],
    labels: Mapping[str, str],
    collapsed: bool = False,
) -> str:
    """Fields for a key's numbers. Returns why what was typed is not used, or nothing."""
    units = {name: "" if name in UNITLESS else _unit(key) for name in held}
    signed = key.bounds.low < 0

    def whole(numbers: dict[str, float]) -> object:
        _check_order(numbers)
        return raw(_checked(key, numbers))

    def test(numbers: dict[str, float]) -> None:
        scenario().with_value(key.path, whole(numbers))

    def apply(numbers: dict[str, float]) -> None:
        taken = whole(numbers)
        attempt(lambda current: current.with_value(key.path, taken))

    fields(key.path, held, units, labels, apply, signed, collapsed)
    return why(key.path, units, test, signed)


def _take_slide(path: str, widget: str, scale: float) -> None:
    forget(path)
    change(path, round(st.session_state[widget] / scale, 12))


def parameter(path: str) -> None:
    """A statutory number: slider and exact entry side by side, its law on hover, and reset."""
    key = catalogue()[path]
    scale = _scale(key)
    assert key.slider is not None
    low, high, step = (part * scale for part in key.slider)
    value = scenario().value(path)
    held = None if value is None else round(float(value) * scale, 10)  # type: ignore[arg-type]
    slide = f"slide:{path}"
    st.session_state[slide] = min(max(held if held is not None else low, low), high)
    columns = st.columns([5, 2.2, 1.8], vertical_alignment="bottom")
    label = say(key.name) + _bracketed(key)
    with columns[0]:
        st.slider(
            label,
            low,
            high,
            step=step,
            key=slide,
            format="localized",
            help=_help(key),
            on_change=_take_slide,
            args=(path, slide, scale),
        )
    with columns[1]:
        reason = _fields(
            key, {"exact": held}, lambda numbers: numbers["exact"], {"exact": label}, collapsed=True
        )
    with columns[2]:
        if scenario().is_changed(path) or reason:
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
    if reason:
        st.error(reason)
    elif held is not None and not low <= held <= high:
        st.caption(t("control.outside_slider", value=value_text(key, value, language())))


def number(path: str) -> None:
    """One number typed in, where no slider helps."""
    key = catalogue()[path]
    reason = _fields(
        key,
        {"exact": float(scenario().value(path))},  # type: ignore[arg-type]
        lambda numbers: numbers["exact"],
        {"exact": say(key.name) + _bracketed(key)},
    )
    if reason:
        st.error(reason)


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


def doubt(path: str) -> None:
    """A number nobody knows exactly: low, most likely, high; equal numbers are certain."""
    key = catalogue()[path]
    value = scenario().value(path)
    held = value if isinstance(value, Range) else Range(*[float(value)] * 3)  # type: ignore[arg-type]
    _numbers(key, {"low": held.low, "mode": held.mode, "high": held.high})


def curve(path: str) -> None:
    """A distribution between enterprises, by the percentiles it is given in."""
    key = catalogue()[path]
    value = scenario().value(path)
    assert isinstance(value, Curve)
    if value.family == "empirical":
        st.caption(t("control.empirical", count=len(value.values)))
        return
    _numbers(key, dict(value.parameters))


def _numbers(key: Key, held: dict[str, float]) -> None:
    """The numbers of a range or a distribution: taken all together, in whatever order they are typed."""
    scale = _scale(key)
    shown = {name: number if name in UNITLESS else round(number * scale, 10) for name, number in held.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.markdown(
            f"{say(key.name)}{_bracketed(key)} {mark(catalogue()[scenario().source(key.path)])}",
            help=_help(key),
            width=210,
        )
        reason = _fields(key, shown, lambda numbers: numbers, {name: t(f"number.{name}") for name in held})
        if scenario().is_changed(key.path) or reason:
            st.button(
                t("control.back"), key=f"reset:{key.path}", on_click=reset, args=(key.path,), type="tertiary"
            )
    if reason:
        st.error(reason)
