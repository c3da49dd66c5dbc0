"""Scenarios: save, share and open again; the board of a workshop."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.draft import store
from pages.parts.language import language, say, t
from pages.parts.numbers import money
from pages.parts.plain import as_label, as_written
from pages.parts.results import estimate, results
from pages.parts.saved import figures_of, label, named, open_preset, open_version, save, title
from pages.parts.session import BADGES, header, scenario, show_problems
from simulation.compare import side
from simulation.presets import load_presets
from simulation.problems import InputError
from simulation.scenario.words import difference_text
from simulation.store import LONGEST, Version

EVERY = 3  # seconds between two looks at the board

current = scenario()
outlay = estimate(current)
header(outlay, "scenarios")


def local(moment: datetime) -> str:
    """A moment as this server's clock has it."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def address() -> str:
    """Where this app stands, as the reader's browser has it."""
    return (st.context.url or "").split("?")[0].removesuffix("/scenarios").rstrip("/") + "/"


def take_save(onto: str | None) -> None:
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
    """What was just saved, with its link, and whom it overtook."""
    saved = st.session_state.get("saved")
    if saved is None:
        return
    st.success(t("saved.done", label=as_written(label(saved.version))), icon=":material/check:")
    st.code(f"{address()}?s={saved.version.id}", language=None)
    if saved.overtook is not None:
        overtook = as_written(label(saved.overtook))
        st.warning(t("saved.overtook", label=overtook, when=local(saved.overtook.saved_at)))


def save_form() -> None:
    """Name, note and author, and where the save goes."""
    opened = st.session_state.get("opened")
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
        if opened is not None:
            st.button(
                t(
                    "scenarios.save_onto",
                    name=as_written(named(opened.version)),
                    number=opened.version.number + 1,
                ),
                on_click=take_save,
                args=(opened.version.id,),
                key="save_onto",
                type="primary",
                width="stretch",
            )
        st.button(
            t("scenarios.save_new"),
            on_click=take_save,
            args=(None,),
            key="save_new",
            type="secondary" if opened is not None else "primary",
            width="stretch",
        )
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


def row_of(version: Version) -> dict[str, object]:
    """One line of the board; figures are those of the day of saving."""
    figures = version.figures
    claimants = figures.get("claimants") or 0.0
    received = figures.get("received")
    return {
        t("column.name"): named(version),
        t("column.author"): version.author,
        t("column.cost"): figures.get("mean"),
        "P10": figures.get("p10"),
        "P90": figures.get("p90"),
        t("column.mcse"): figures.get("mcse"),
        t("column.received"): received,
        t("column.each"): received / claimants if received is not None and claimants else None,
        t("column.city"): figures.get("city"),
        t("column.years"): figures.get("years", ""),
        t("column.kind"): t(f"badge.{figures['badge']}") if figures.get("badge") in BADGES else "",
        t("column.version"): version.number,
        t("column.saved"): local(version.saved_at),
        t("column.note"): version.note,
    }


SORTS = {"cost": "mean", "received": "received"}


@st.fragment(run_every=EVERY)
def board() -> None:
    """Everybody's newest versions side by side; looks again by itself."""
    with st.container(border=True):
        try:
            versions = store().latest()
        except InputError as error:
            show_problems(error.problems)
            return
        for problem in versions.problems:
            st.warning(as_written(problem.line(language())))
        st.markdown(f"**{t('board.title', count=len(versions)) if versions else t('board.empty')}**")
        st.caption(t("board.unit", seconds=EVERY))
        by = st.segmented_control(
            t("board.sort"),
            list(SORTS),
            default="cost",
            key="board_sort",
            required=True,
            format_func=lambda one: t(f"board.by_{one}"),
            persist_state="session",
        )
        if not versions:
            return
        measure = SORTS[by or "cost"]
        order = sorted(versions, key=lambda one: -(one.figures.get(measure) or 0.0))
        _bars(order, measure, by or "cost")
        charts.table(pd.DataFrame([row_of(version) for version in order]), "board")


def _bars(order: list[Version], measure: str, by: str) -> None:
    known = [version for version in order if version.figures.get(measure) is not None]
    if not known:
        return
    names = [
        f"{as_label(named(one))}<br><sup>{as_label(one.author or '—')} · {one.id}</sup>" for one in known
    ]
    values = [float(one.figures[measure]) for one in known]
    chart = charts.figure(60 + 46 * len(known), showlegend=False)
    colour = charts.colours().city if by == "cost" else charts.colours().district
    chart.add_bar(
        y=names,
        x=values,
        orientation="h",
        marker_color=colour,
        text=[money(value) for value in values],
        textposition="auto",
        hovertemplate="%{y}<br>%{x:,.0f} 万元<extra></extra>",
    )
    chart.update_xaxes(rangemode="tozero", title="万元", tickformat=",")
    chart.update_yaxes(autorange="reversed")
    st.plotly_chart(chart, key="chart-board", config={"displayModeBar": False}, alt=t(f"board.by_{by}"))


def shelf() -> None:
    """Each saved scenario: open, link, history, bin."""
    try:
        versions, binned = store().latest(), store().latest(binned=True)
    except InputError as error:
        show_problems(error.problems)
        return
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
                f" · {as_written(version.author or '—')} · {local(version.saved_at)} · `?s={version.id}`",
                width="stretch",
            )
            st.button(
                t("scenarios.open"), key=f"open:{version.id}", on_click=open_version, args=(version.id,)
            )
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


left, right = st.columns([2, 3])
with left:
    save_form()
    presets()
with right:
    board()
    shelf()
