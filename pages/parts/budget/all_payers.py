"""All payers: the whole budget as one table in, probability and reserve out, and the burden."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.budget.appropriation_cells import clear, editor, fill, held, payer_name, upload
from pages.parts.budget.heat_map import heat, lines_table
from pages.parts.controls import revenue_origin
from pages.parts.language import t
from simulation.money.budget import BudgetLine
from simulation.money.payers import CITY, Bill
from simulation.population.facts import load_facts
from simulation.scenario import Scenario


def show(split: Bill, current: Scenario, lines: list[BudgetLine], confidence: float) -> None:
    """The table to type into beside the heat map; below, every figure and the burden."""
    left, right = st.columns([1.15, 1])
    with left:
        st.markdown(f"**{t('budget.table')}**")
        editor(split.payers, current.fiscal_years)
        with st.container(horizontal=True):
            st.button(
                t("budget.fill", confidence=f"{confidence:.0%}"), on_click=fill, args=(lines, confidence)
            )
            if held():
                st.button(t("budget.clear"), on_click=clear, args=(sorted(held()),), type="tertiary")
        upload(current.fiscal_years)
    with right:
        heat(lines, confidence, split.outlay.draws)
        _burden(split, current)
    with st.expander(t("budget.figures")):
        charts.table(lines_table(lines, confidence), "budget")


def _burden(split: Bill, current: Scenario) -> None:
    """Each district's dearest fiscal year against its budget revenue, or that it is not known."""
    due, rows = split.cash, []
    for place, payer in enumerate(split.payers):
        if payer == CITY:
            continue
        mean = due[:, place].mean(axis=0)
        peak = int(mean.argmax())
        revenue = load_facts().districts[payer].budget_revenue
        error = float(due[:, place, peak].std(ddof=1)) / due.shape[0] ** 0.5
        rows.append(
            {
                t("column.district"): payer_name(payer),
                t("column.fiscal_year"): str(current.fiscal_years[peak]),
                t("column.mean"): float(mean[peak]),
                t("column.mcse"): error,
                t("column.revenue"): t("value.unknown") if revenue is None else f"{revenue.value:,.1f}",
                t("budget.burden"): t("value.unknown")
                if revenue is None
                else f"{mean[peak] / revenue.value:,.2f} ± {error / revenue.value:,.2f}",
                t("column.revenue_basis"): revenue_origin(revenue),
            }
        )
    unknown = sum(load_facts().districts[payer].budget_revenue is None for payer in split.payers[1:])
    with st.expander(t("budget.burden_title", unknown=unknown, count=len(rows))):
        st.caption(t("budget.burden_note"))
        charts.table(pd.DataFrame(rows), "burden")
