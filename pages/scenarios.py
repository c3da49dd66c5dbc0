"""Scenarios: save, share and open again; the board of a workshop."""

from __future__ import annotations

import streamlit as st

from pages.parts.draft import store
from pages.parts.estimates import estimate, results
from pages.parts.exploring import board
from pages.parts.exploring.board import local
from pages.parts.exploring.saved import figures_of, label, named, open_preset, open_version, save, title
from pages.parts.language import language, say, t
from pages.parts.markup import as_written
from pages.parts.session import header, scenario, show_problems
from simulation.scenario.presets import load_presets
from simulation.scenario.store import LONGEST, Listed, Opened, Version
from simulation.scenario.wording import difference_text
from simulation.studies.compare import side
from simulation.text.problems import InputError

current = scenario()
outlay = estimate(current)
header(outlay, "scenarios")


def address() -> str:
    """Where this app stands, as the reader's browser has it."""
    return (st.context.url or "").split("?")[0].removesuffix("/scenarios").rstrip("/") + "/"


def link_to(version: Version) -> str:
    """The whole address under which a version opens for ever, in the reader's language."""
    return f"{address()}?s={version.id}" + ("&lang=en" if language() == "en" else "")


def take_save(onto: Opened | None) -> None:
    """Save what the form holds."""
    note, author = st.session_state.get("save_note", ""), st.session_state.get("save_author", "")
    mine = results().sides.made(current.hash, lambda: side(current, outlay))
    saved = save(note, author, onto, figures_of(mine, outlay.manifest["panel_hash"]))
    if saved is not None:
        st.session_state.saved = saved


def put_away(identity: str, back: bool = False) -> None:
    """Into the bin, or out of it."""
    try:
        (store().take_back if back else store().put_away)(identity)
    except InputError as error:
        st.session_state.problems = error.problems


def tell_saved() -> None:
    """What was just saved, with its link, and whom it overtook; nothing once another scenario is open."""
    saved, opened = st.session_state.get("saved"), st.session_state.get("opened")
    if saved is None or opened is None or opened.version.id != saved.version.id:
        return
    st.success(t("saved.done", label=as_written(label(saved.version))), icon=":material/check:")
    st.code(link_to(saved.version), language=None)
    if saved.overtook is not None:
        overtook = as_written(label(saved.overtook))
        st.warning(t("saved.overtook", label=overtook, when=local(saved.overtook.saved_at)))


def note_of(opened: Opened | None) -> str:
    """What the note field starts with: the note of the version that is open, and nothing for another scenario."""
    return "" if opened is None else opened.version.note


def save_onto(opened: Opened) -> str:
    """What saving makes of the open version's scenario: which version, and from which where others came after."""
    newest = store().newest(opened.version.id)
    later = "" if newest == opened.version.number else "_from"
    return t(
        f"scenarios.save_onto{later}",
        name=as_written(title()),
        number=newest + 1,
        base=opened.version.number,
    )


def save_form() -> None:
    """Name, note and author, and where the save goes."""
    opened: Opened | None = st.session_state.get("opened")
    about = "" if opened is None else opened.version.id
    if st.session_state.get("note_of") != about:
        st.session_state.note_of = about
        st.session_state.save_note = note_of(opened)
    with st.container(border=True):
        st.markdown(f"**{t('scenarios.save')}**")
        st.caption(t("scenarios.save_note", name=as_written(title())))
        st.text_input(
            t("scenarios.author"), key="save_author", max_chars=LONGEST["author"], persist_state="session"
        )
        st.text_area(
            t("scenarios.note"),
            key="save_note",
            max_chars=LONGEST["note"],
            height=80,
            persist_state="session",
        )
        same = (
            opened is not None
            and scenario() == opened.scenario
            and st.session_state.save_note == note_of(opened)
        )
        if opened is not None:
            st.button(
                save_onto(opened),
                on_click=take_save,
                args=(opened,),
                disabled=same,
                key="save_onto",
                type="primary",
                width="stretch",
            )
        st.button(
            t("scenarios.save_new"),
            on_click=take_save,
            args=(None,),
            disabled=same,
            key="save_new",
            type="secondary" if opened is not None else "primary",
            width="stretch",
        )
        if opened is not None and same:
            st.caption(t("scenarios.save_same", number=opened.version.number))
        tell_saved()


def presets() -> None:
    """The scenarios to start from."""
    with st.container(border=True):
        st.markdown(f"**{t('scenarios.presets')}**")
        st.caption(t("scenarios.presets_note"))
        for preset in load_presets().values():
            st.button(
                say(preset.name),
                key=f"preset:{preset.id}",
                on_click=open_preset,
                args=(preset.id,),
                width="stretch",
            )
            st.caption(f"{say(preset.note)} · {t('scenarios.basis', basis=say(preset.basis))}")


def shelf(versions: Listed, binned: Listed) -> None:
    """Each saved scenario: open, link, history, bin."""
    with st.container(border=True):
        st.markdown(f"**{t('scenarios.shelf', count=len(versions))}**")
        names = {version.id: label(version) for version in versions}
        chosen = st.selectbox(
            t("scenarios.choose"),
            list(names),
            format_func=lambda one: names[one],
            key="shelf",
            index=None,
            placeholder=t("scenarios.choose"),
            label_visibility="collapsed",
        )
        if chosen is not None:
            _shelf_entry(chosen)
        with st.expander(t("scenarios.bin", count=len(binned))):
            for version in binned:
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.caption(as_written(f"{label(version)} · {local(version.saved_at)}"), width="stretch")
                    st.button(
                        t("scenarios.take_back"),
                        key=f"back:{version.id}",
                        on_click=put_away,
                        args=(version.id, True),
                    )


def _shelf_entry(chosen: str) -> None:
    """The history of one scenario, newest first, each version with its link."""
    try:
        versions, pairs = store().history(chosen), store().open(chosen).scenario.differences()
    except InputError as error:
        show_problems(error.problems)
        return
    for version in reversed(versions):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{t('saved.number', number=version.number)} · {as_written(named(version))}"
                f" · {as_written(version.author or '—')} · {local(version.saved_at)}",
                width="stretch",
            )
            st.button(
                t("scenarios.open"), key=f"open:{version.id}", on_click=open_version, args=(version.id,)
            )
        st.code(link_to(version), language=None)
        if version.note:
            st.caption(as_written(version.note))
    with st.expander(t("scenarios.differs")):
        for pair in pairs:
            st.markdown(f"- {difference_text(pair, language())}")
        if not pairs:
            st.caption(t("compare.same"))
    st.button(
        t("scenarios.put_away"), key="put_away", on_click=put_away, args=(chosen,), icon=":material/delete:"
    )


try:
    versions, binned = store().latest(), store().latest(binned=True)
except InputError as error:
    show_problems(error.problems)
else:
    left, right = st.columns([2, 3])
    with left:
        save_form()
        presets()
    with right:
        board.show(versions)
        shelf(versions, binned)
    board.watch(versions)
