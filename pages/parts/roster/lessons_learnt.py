"""Learn from a panel: sample, fit and default beside each other; one click takes a fit into the scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.language import language, say, t
from pages.parts.roster.fit_charts import correlations, curves, families, number
from pages.parts.session import change_all, edit, reset, scenario
from pages.parts.shown import chance
from simulation.panel import Panel
from simulation.panel.learn import Lesson, Offer, bonds, learn, take_all
from simulation.population.facts import load_facts
from simulation.population.fits import ENOUGH
from simulation.scenario import Scenario, catalogue
from simulation.scenario.wording import family_name, key_title, population_names, value_text

_OTHERS = {"first_set": "products", "scenes": "scenes", "fund": "fund"}
_BONDS = "correlations"
_NOTES = (
    "panel.note.revenue",
    "panel.note.growth",
    "panel.note.parts_share",
    "panel.note.spike_ratio",
    "panel.note.loan_financed",
)


def learn_from(panel: Panel) -> None:
    """The part of the page that puts a panel's fits beside the defaults."""
    populations = _populations(panel)
    if not populations:
        st.info(t("panel.learn_nothing"))
        return
    left, middle = st.columns(2)
    names = population_names(language())
    with left:
        population = _chosen(
            "population",
            list(populations),
            lambda one: t("panel.counted", name=names[one], count=populations[one]),
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
        found = bonds(panel, scenario(), population)
        if found.told:
            _take_button(found.values, found.path)
            correlations(found, names[population])
        else:
            st.info(t("panel.bonds_none"))
    else:
        _show(lessons[path])


def _chosen(name: str, options: list[str], words: Callable[[str], str]) -> str:
    """A choice that stays when the page changes, while it can be chosen."""
    widget = f"panel_{name}"
    if st.session_state.get(widget) not in options:
        st.session_state[widget] = options[0]
    return st.selectbox(
        t(widget.replace("_", ".")), options, key=widget, format_func=words, persist_state="session"
    )


def _populations(panel: Panel) -> dict[str, str]:
    """Populations that the panel has rows of, with how many, the largest fields first."""
    rows = panel.tables["enterprises"].sort_values("year")
    counts = rows.groupby("enterprise_id")["field"].last().value_counts()
    found = {str(field): t("panel.enterprises", count=f"{count:,}") for field, count in counts.items()}
    for population, table in _OTHERS.items():
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
    def take_everything() -> None:
        edit(lambda held: take_all(panel, held, population))

    paths = tuple(path for path in catalogue() if path.startswith(f"fields.{population}."))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("panel.take_all", least=ENOUGH),
            on_click=take_everything,
            key="panel_take_all",
            icon=":material/done_all:",
        )
        if any(scenario().is_changed(path) for path in paths):
            st.button(t("panel.back_all"), on_click=reset, args=paths, key="panel_back_all", type="tertiary")
        st.caption(t("panel.take_all_note", least=ENOUGH), width="content")


def _take_button(values: Mapping[str, object], key: str) -> None:
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


def _is_taken(current: Scenario, values: Mapping[str, object]) -> bool:
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
    known = [offer.family for offer in lesson.offers]
    chosen = recommended.family
    if len(known) > 1:
        widget = f"family:{lesson.path}:{'.'.join(known)}"
        chosen = st.segmented_control(
            t("panel.family"), known, key=widget, default=chosen, required=True,
            format_func=lambda one: family_name(one, language()) + (t("panel.likeliest") if one == recommended.family else ""),
        )  # fmt: skip
    offer = lesson.offers[known.index(chosen)]
    _take_button(offer.values, lesson.path)
    _words(lesson, offer)
    if offer.curve is None:
        number(lesson, offer, key)
    else:
        curves(lesson, offer, key)
        families(lesson, key)


def _span(years: tuple[int, ...]) -> str:
    """Years as a span where none is missing."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return t("value.comma").join(str(year) for year in years) or t("value.none")


def _words(lesson: Lesson, offer: Offer) -> None:
    """What the fit rests on, and what was left out."""
    unit = t(f"panel.unit.{lesson.unit}")
    lines = [
        t(
            "panel.rests", count=f"{offer.count:,}", unit=unit, left_out=f"{lesson.left_out:,}",
            years=_span(lesson.years),
        )
    ]  # fmt: skip
    if offer.weight < 1.0:
        lines.append(
            t("panel.blended", least=ENOUGH, own=chance(offer.weight), other=chance(1.0 - offer.weight))
        )
    if offer.family == "empirical":
        lines.append(t("panel.own_values"))
    note = f"panel.note.{lesson.path.split('.')[-1]}"
    if note in _NOTES:
        lines.append(t(note))
    for path, raw in offer.values.items():
        key = catalogue()[path]
        before, after = (
            value_text(key, Scenario().value(path), language()),
            value_text(key, key.read(raw, key.bounds), language()),
        )
        lines.append(t("panel.change", name=key_title(key, language()), before=before, after=after))
    st.markdown("\n".join(f"- {line}" for line in lines))
