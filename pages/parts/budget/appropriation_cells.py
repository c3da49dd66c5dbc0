"""Appropriations as the user types them: what can be used goes into the scenario, the rest stays typed."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

import streamlit as st

from pages.parts import grid
from pages.parts.fields import fields, forget, pending
from pages.parts.language import language, t, words
from pages.parts.markup import as_written
from pages.parts.session import attempt, edit, scenario, show_problems
from simulation.money.appropriations import (
    Cell,
    check_cell,
    entered,
    read_appropriations,
    with_cells,
    write_appropriations,
)
from simulation.money.budget import BudgetLine
from simulation.panel.tables import MONEY
from simulation.text.problems import InputError

_PATH = "budget"


def payer_name(payer: str) -> str:
    """The city or a district in the session's language."""
    return words().payer(payer)


def held() -> set[Cell]:
    """Every cell with an entry, also one that cannot be used yet."""
    waiting = [path.split(":")[1:] for path in pending() if path.startswith(f"{_PATH}:")]
    return set(entered(scenario())) | {(payer, int(year)) for payer, year in waiting}


def _place(cell: Cell) -> grid.Place:
    return cell[0], str(cell[1])


def _check(place: grid.Place, amount: float) -> None:
    check_cell(scenario(), (place[0], int(place[1])), amount)


def _apply(cells: dict[grid.Place, float | None]) -> None:
    amounts = {(payer, int(year)): amount for (payer, year), amount in cells.items()}
    attempt(lambda current: with_cells(current, amounts))


def fill(lines: Iterable[BudgetLine], confidence: float) -> None:
    """Enter the reserve, rounded up to a whole 万元, wherever nothing was entered."""
    known = held()
    amounts: dict[Cell, float | None] = {
        (line.payer, line.fiscal_year): float(ceil(line.reserve(confidence).value))
        for line in lines
        if (line.payer, line.fiscal_year) not in known
    }
    edit(lambda current: with_cells(current, amounts))


def clear(cells: Iterable[Cell]) -> None:
    """Take amounts away, and what was typed and not used."""
    taken = list(cells)
    forget(*(f"{_PATH}:{payer}:{year}" for payer, year in taken))
    edit(lambda current: with_cells(current, dict.fromkeys(taken)))


def field(payer: str, year: int) -> None:
    """One cell as a field of its own."""
    place = _place((payer, year))
    fields(
        f"{_PATH}:{payer}:{year}",
        {grid.CELL: entered(scenario()).get((payer, year))},
        {grid.CELL: MONEY},
        {grid.CELL: t("budget.appropriation", year=year)},
        lambda numbers: _take_field(place, numbers[grid.CELL]),
        clear=lambda: _apply({place: None}),
    )
    reason = grid.why_cell(_PATH, place, MONEY, _check)
    if reason:
        st.error(reason)


def _take_field(place: grid.Place, amount: float) -> None:
    _check(place, amount)
    _apply({place: amount})


def editor(payers: tuple[str, ...], years: tuple[int, ...]) -> None:
    """Payers down, fiscal years across: the form of the whole budget."""
    grid.numbers(
        _PATH,
        {_place(cell): amount for cell, amount in entered(scenario()).items()},
        {payer: payer_name(payer) for payer in payers},
        {str(year): str(year) for year in years},
        MONEY,
        _check,
        _apply,
        t("column.payer"),
        optional=True,
    )


def _take_upload() -> None:
    uploaded = st.session_state.get("budget_upload")
    st.session_state.budget_upload_problems = []
    st.session_state.budget_upload_notices = []
    if uploaded is None:
        return
    try:
        cells, notices = read_appropriations(scenario(), uploaded.name, uploaded.getvalue())
        attempt(lambda current: with_cells(current, cells))
    except InputError as error:
        st.session_state.budget_upload_problems = error.problems
    else:
        forget(*(f"{_PATH}:{payer}:{year}" for payer, year in cells))
        st.session_state.budget_upload_notices = notices


def upload(years: tuple[int, ...]) -> None:
    """A file of appropriations, as an office makes it, and an empty one to fill in."""
    st.file_uploader(
        t("budget.upload"),
        type=["csv", "xlsx", "xlsm"],
        key="budget_upload",
        on_change=_take_upload,
        help=t("budget.upload_help"),
    )
    st.download_button(
        t("budget.template"),
        write_appropriations(years),
        f"{t('budget.template_name')}.xlsx",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
    show_problems(st.session_state.get("budget_upload_problems", []), refused=True)
    for notice in st.session_state.get("budget_upload_notices", []):
        st.caption(as_written(notice.line(language())))
