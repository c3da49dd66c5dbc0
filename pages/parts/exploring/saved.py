"""Saved scenarios on the screen: the store, links, presets, and what a session has opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from pages.parts.draft import store
from pages.parts.language import language, say, t
from pages.parts.markup import as_written
from pages.parts.session import members, scenario, take
from simulation.engine.outlay import summarise
from simulation.money.payers import CITY
from simulation.scenario import Scenario
from simulation.scenario.presets import load_presets
from simulation.scenario.size import APP, too_large
from simulation.scenario.store import Opened, Saved, Version
from simulation.scenario.wording import scenario_title
from simulation.studies.compare import Side
from simulation.text.problems import InputError
from simulation.words.findings import span

CURRENT = "current"


@dataclass(frozen=True)
class Choice:
    """A scenario that can be chosen: the session's, a preset or a saved version."""

    id: str
    label: str
    version: Version | None = None


def choices() -> dict[str, Choice]:
    """What can be compared: the session's scenario, the presets, and every saved version."""
    found = [Choice(CURRENT, t("saved.current", name=title()))]
    found += [
        Choice(f"preset:{preset.id}", t("saved.preset", name=say(preset.name)))
        for preset in load_presets().values()
    ]
    try:
        found += [
            Choice(f"saved:{one.id}", label(one), one) for one in store().every()
        ]  # the board names others
    except InputError as error:
        st.session_state.problems = error.problems
    return {choice.id: choice for choice in found}


def natural_pair() -> list[str]:
    """What one would compare first: the open version with what was made of it, or the baseline with the present."""
    opened = st.session_state.get("opened")
    if opened is None:
        return ["preset:baseline", CURRENT if scenario().differences() else "preset:strict-audit"]
    before = opened.version
    if opened.scenario == scenario():
        try:
            earlier = [one for one in store().history(before.id) if one.number < before.number]
        except InputError:  # the choices say why
            earlier = []
        if not earlier:
            return ["preset:baseline", CURRENT]
        before = earlier[-1]
    return [f"saved:{before.id}", CURRENT]


def chosen_scenario(identity: str) -> Scenario:
    """The scenario of a choice, with its name in the session's language. Raises InputError."""
    if identity == CURRENT:
        return scenario().renamed(title())
    kind, _, own = identity.partition(":")
    if kind == "preset":
        preset = load_presets()[own]
        return preset.scenario.renamed(say(preset.name))
    opened = store().open(own)
    if problems := too_large(opened.scenario, APP, members()):
        raise InputError(problems)
    return opened.scenario.renamed(named(opened.version))


def title() -> str:
    """What the session's scenario is called."""
    return scenario_title(scenario(), language())


def named(version: Version) -> str:
    """A saved version's name; one without is only called the baseline where it is."""
    unnamed = "unnamed" if version.figures.get("badge", "baseline") == "baseline" else "untitled"
    return version.name or t(f"scenario.{unnamed}")


def label(version: Version) -> str:
    """A saved version in one line: its name, number and author."""
    author = f" · {version.author}" if version.author else ""
    return f"{named(version)} · {t('saved.number', number=version.number)}{author}"


def open_version(identity: str) -> None:
    """Make a saved version the session's scenario; say what has changed since it was saved."""
    try:
        opened = store().open(identity)
    except InputError as error:
        st.session_state.problems = error.problems
        return
    take(lambda _: opened.scenario, opened)


def open_preset(identity: str) -> None:
    """Make a preset the session's scenario."""
    preset = load_presets()[identity]
    take(lambda _: preset.scenario.renamed("" if identity == "baseline" else say(preset.name)))


def take_link() -> None:
    """Open the version that the address names (?s=ID), once: from then on the draft's id stands there."""
    identity = st.query_params.get("s")
    if identity is None:
        return
    if st.session_state.get("link") != identity:  # the back button comes by here again
        st.session_state.link = identity
        open_version(identity)


def show_opened() -> None:
    """Which saved version is open, and what has changed in the program since; until put aside."""
    with st.container():
        opened = st.session_state.get("opened")
        if opened is None or not opened.messages:
            return
        with st.container(border=True):
            st.markdown(f"**{t('saved.since', label=as_written(label(opened.version)))}**")
            for message in opened.messages:
                st.warning(as_written(message.line(language())), icon=":material/history:")
            st.button(t("saved.noted"), on_click=_put_aside, key="noted")


def _put_aside() -> None:
    st.session_state.opened = replace(st.session_state.opened, messages=[])


def save(note: str, author: str, onto: Opened | None, figures: Mapping[str, Any]) -> Saved | None:
    """Save the session's scenario; what cannot be saved is answered and nothing is lost."""
    base, seen = (None, None) if onto is None else (onto.version.id, onto.newest)
    try:
        saved = store().save(scenario(), note=note, author=author, onto=base, seen=seen, figures=figures)
    except InputError as error:
        st.session_state.problems = error.problems
        return None
    st.session_state.opened = replace(store().open(saved.version.id), newest=saved.version.number)
    st.session_state.problems = []
    return saved


def figures_of(side: Side, panel: str | None) -> dict[str, Any]:
    """The figures of the day that are kept with a version, 万元."""
    total, received = summarise(side.total), summarise(side.received)
    return {
        "mean": total.mean,
        "mcse": total.mcse,
        "p10": total.quantile(0.1).value,
        "p90": total.quantile(0.9).value,
        "received": received.mean,
        "city": float(side.by_payer[CITY].mean()),
        "claimants": side.claimants,
        "draws": side.total.size,
        "years": span(side.scenario.years),
        "badge": side.scenario.badge,
        "panel": panel,
    }
