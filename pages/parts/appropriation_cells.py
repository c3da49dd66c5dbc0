"""Appropriations as the user types them: what can be used goes into the scenario, the rest stays typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil, isnan

import pandas as pd
import streamlit as st

from pages.parts.language import say, t
from pages.parts.session import scenario, show_problems
from simulation.appropriations import Cell, entered, read_appropriations, with_cells
from simulation.budget import BudgetLine
from simulation.payers import CITY
from simulation.population.facts import load_facts
from simulation.problems import InputError, Problem

Drafts = dict[Cell, tuple[float, list[Problem]]]


def payer_name(payer: str) -> str:
    """The city or a district in the session's language."""
    return t("payer.city") if payer == CITY else say(load_facts().districts[payer].name)


def _drafts() -> Drafts:
    held: Drafts = st.session_state.setdefault("budget_drafts", {})
    return held


def held() -> dict[Cell, float]:
    """Every amount as it was typed, also those that cannot be used."""
    return entered(scenario()) | {cell: amount for cell, (amount, _) in _drafts().items()}


def take(cells: Mapping[Cell, float | None]) -> None:
    """Enter amounts; one that cannot be used stays as typed, with its problem."""
    for cell, amount in cells.items():
        _drafts().pop(cell, None)
        try:
            st.session_state.scenario = with_cells(scenario(), {cell: amount})
        except InputError as error:
            _drafts()[cell] = (amount or 0.0, error.problems)


def fill(lines: Iterable[BudgetLine], confidence: float) -> None:
    """Enter the reserve, rounded up to a whole 万元, wherever nothing was entered."""
    known = held()
    take(
        {
            (line.payer, line.fiscal_year): float(ceil(line.reserve(confidence).value))
            for line in lines
            if (line.payer, line.fiscal_year) not in known
        }
    )


def clear(cells: Iterable[Cell]) -> None:
    """Take amounts away."""
    take(dict.fromkeys(cells))


def show_drafts() -> None:
    """What was typed and not used, and why."""
    show_problems([problem for _, problems in _drafts().values() for problem in problems], refused=True)
    show_problems(st.session_state.get("budget_upload_problems", []), refused=True)


def editor(payers: tuple[str, ...], years: tuple[int, ...]) -> None:
    """Payers down, fiscal years across: the form of the whole budget."""
    known = held()
    frame = pd.DataFrame(
        [[payer_name(payer), *(known.get((payer, year)) for year in years)] for payer in payers],
        columns=[t("column.payer"), *map(str, years)],
    ).astype({str(year): "float64" for year in years})
    numbers = {str(year): st.column_config.NumberColumn(format="localized", width=82) for year in years}
    edited = st.data_editor(
        frame,
        key=f"appropriations-{sorted(known.items())}",
        hide_index=True,
        disabled=[t("column.payer")],
        column_config={t("column.payer"): st.column_config.TextColumn(pinned=True), **numbers},
        height=35 * (len(payers) + 1) + 3,
        placeholder="",
    )
    changed: dict[Cell, float | None] = {}
    for place, payer in enumerate(payers):
        for year in years:
            typed = float(edited[str(year)].iloc[place])
            amount = None if isnan(typed) else typed
            if amount != known.get((payer, year)):
                changed[payer, year] = amount
    if changed:
        take(changed)
        st.rerun()


def _take_upload() -> None:
    uploaded = st.session_state.get("budget_upload")
    st.session_state.budget_upload_problems = []
    if uploaded is None:
        return
    try:
        take(read_appropriations(scenario(), uploaded.name, uploaded.getvalue()))
    except InputError as error:
        st.session_state.budget_upload_problems = error.problems


def upload() -> None:
    """A file of payer, fiscal_year and amount."""
    st.file_uploader(
        t("budget.upload"),
        type=["csv", "xlsx"],
        key="budget_upload",
        on_change=_take_upload,
        help=t("budget.upload_help"),
    )
