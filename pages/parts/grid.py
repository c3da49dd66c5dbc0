"""Tables that are typed into: one editor for all, in which nothing that is typed is lost.

The editor of a page stays the same one while cells are typed, at whatever speed; it begins anew
only where its numbers are changed from elsewhere. Cells are texts, read as fields are; one that
cannot be used stays as it was typed, and what is wrong with it stands under the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.fields import NOT_FILLED_IN, forget, in_words, pending, remember
from pages.parts.language import language, t
from pages.parts.markup import as_written
from simulation.panel.entry import EntryFault, entry_text, read_entry
from simulation.text.problems import InputError

ROW = "row"
CELL = "cell"
_KEYBOARD = Path(__file__).with_name("keyboard.js").read_text(encoding="utf-8")

Place = tuple[str, str]  # the row and the column of a cell
Take = Callable[[pd.DataFrame, pd.DataFrame], None]


@dataclass
class _Editor:
    """An editor as it stands on the page: what it was given, and what of it was handed on."""

    key: str
    given: pd.DataFrame
    taken: pd.DataFrame

    @property
    def now(self) -> pd.DataFrame:
        """The texts that it holds."""
        state: Mapping[str, Any] = st.session_state[self.key]
        cells = self.given.copy()
        for row, texts in state["edited_rows"].items():
            for column, text in texts.items():
                if column in cells:
                    cells.loc[row, column] = text or ""
        cells = cells.drop(index=list(state["deleted_rows"]))
        added = pd.DataFrame(state["added_rows"], columns=list(cells.columns))
        return pd.concat([cells, added], ignore_index=True).fillna("").astype("str")


def texts(
    name: str,
    shown: pd.DataFrame,
    take: Take,
    columns: Mapping[str, Any],
    locked: tuple[str, ...] = (ROW,),
    dynamic: bool = False,
    meaning: Callable[[str], object] = str.strip,
) -> None:
    """An editor of texts. `shown` is what is in force now; two texts of one `meaning` are the same.

    `take` is given the texts as they stand and as they stood, and keeps them, whether they fit or not.
    """
    editors: dict[str, _Editor] = st.session_state.setdefault("editors", {})
    own = f"{name}:{language()}"
    editor = editors.get(own)
    if editor is not None and (editor.key not in st.session_state or list(editor.given) != list(shown)):
        editor = None
    if editor is not None and not editor.now.equals(editor.taken):  # a change whose run was broken off
        _hand_on(own, take)
        st.rerun()
    if editor is None or not _same(editor.taken, shown, meaning):
        turn = st.session_state.setdefault("editor_turn", 0) + 1
        st.session_state.editor_turn = turn
        base = shown.reset_index(drop=True).astype("str")
        editor = editors[own] = _Editor(f"grid:{own}:{turn}", base, base)
    st.html(f"<script>{_KEYBOARD}</script>", unsafe_allow_javascript=True)
    st.data_editor(
        editor.given,
        key=editor.key,
        hide_index=True,
        num_rows="dynamic" if dynamic else "fixed",
        disabled=locked,
        column_config=dict(columns),
        height="content",
        on_change=_hand_on,
        args=(own, take),
    )


def _same(one: pd.DataFrame, other: pd.DataFrame, meaning: Callable[[str], object]) -> bool:
    return one.shape == other.shape and all(
        meaning(str(first)) == meaning(str(second))
        for first, second in zip(one.to_numpy().flat, other.to_numpy().flat, strict=True)
    )


def _hand_on(own: str, take: Take) -> None:
    """Hand on what was typed since the last time."""
    editor: _Editor = st.session_state.editors[own]
    now = editor.now
    if not now.equals(editor.taken):
        take(now, editor.taken)
        editor.taken = now


def numbers(
    path: str,
    held: Mapping[Place, float | None],
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    unit: str,
    check: Callable[[Place, float], None],
    apply: Callable[[dict[Place, float | None]], None],
    heading: str,
    optional: bool = False,
) -> None:
    """A table of numbers, each for itself: `held` are those in force, `rows` and `columns` the labels by id.

    `check` raises EntryFault or InputError for a number that a cell cannot hold, `apply` uses those
    that can be. A blank cell is None where `optional`, else not filled in yet.
    """
    waiting = pending()
    shown = pd.DataFrame(
        [
            [
                label,
                *(
                    waiting.get(f"{path}:{row}:{column}", {}).get(CELL, entry_text(held.get((row, column))))
                    for column in columns
                ),
            ]
            for row, label in rows.items()
        ],
        columns=[ROW, *columns],
    )
    names = list(rows)

    def take(now: pd.DataFrame, before: pd.DataFrame) -> None:
        typed = {
            (names[place], column): str(now[column].iloc[place])
            for column in columns
            for place in range(len(names))
            if now[column].iloc[place] != before[column].iloc[place]
        }
        take_cells(path, typed, unit, check, apply, optional)

    def meaning(text: str) -> object:
        try:
            return read_entry(text, unit)
        except EntryFault:
            return text.strip()

    texts(
        path,
        shown,
        take,
        {
            ROW: st.column_config.TextColumn(heading, pinned=True),
            **{
                column: st.column_config.TextColumn(label, width=82, alignment="right")
                for column, label in columns.items()
            },
        },
        meaning=meaning,
    )
    for row, label in rows.items():
        for column, title in columns.items():
            reason = why_cell(path, (row, column), unit, check)
            if reason:
                typed = waiting[f"{path}:{row}:{column}"][CELL]
                st.error(t("grid.why", row=label, column=title, typed=as_written(typed), why=reason))


def take_cells(
    path: str,
    typed: Mapping[Place, str],
    unit: str,
    check: Callable[[Place, float], None],
    apply: Callable[[dict[Place, float | None]], None],
    optional: bool = False,
) -> None:
    """Use the cells that can be used, and keep the others as they were typed."""
    good: dict[Place, float | None] = {}
    for place, text in typed.items():
        try:
            good[place] = _checked(place, text, unit, check, optional)
        except (EntryFault, InputError):
            remember(_path(path, place), {CELL: text})
    try:
        if good:
            apply(good)
    except InputError as error:  # together they cannot be used, though each by itself could
        st.session_state.problems = error.problems
        for place in good:
            remember(_path(path, place), {CELL: typed[place]})
    else:
        forget(*(_path(path, place) for place in good))


def why_cell(path: str, place: Place, unit: str, check: Callable[[Place, float], None]) -> str:
    """Why what was typed into a cell is not used; empty where nothing waits."""
    waiting = pending().get(_path(path, place))
    if waiting is None:
        return ""
    try:
        _checked(place, waiting[CELL], unit, check, optional=False)
    except (EntryFault, InputError) as error:
        return in_words(error)
    return ""


def _path(path: str, place: Place) -> str:
    return f"{path}:{place[0]}:{place[1]}"


def _checked(
    place: Place, text: str, unit: str, check: Callable[[Place, float], None], optional: bool
) -> float | None:
    value = read_entry(text, unit)
    if value is None:
        if optional:
            return None
        raise EntryFault(*NOT_FILLED_IN)
    check(place, value)
    return value
