"""The heat map payer × fiscal year: the chance of exceeding, or what to hold where nothing was entered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pages.parts import charts
from pages.parts.budget.appropriation_cells import payer_name
from pages.parts.heat import coloured
from pages.parts.language import t, words
from pages.parts.shown import chance, money
from simulation.money.budget import BudgetLine
from simulation.words import budget_findings


def lines_table(lines: list[BudgetLine], confidence: float) -> pd.DataFrame:
    """Every payer and fiscal year with all its figures and their Monte Carlo errors."""
    reserves = [line.reserve(confidence) for line in lines]

    def part(name: str) -> list[list[float | None]]:
        figures = [getattr(line, name) for line in lines]
        return [
            [None if one is None else one.value for one in figures],
            [None if one is None else one.error for one in figures],
        ]

    data = pd.DataFrame(
        {
            t("column.payer"): [payer_name(line.payer) for line in lines],
            t("column.fiscal_year"): [str(line.fiscal_year) for line in lines],
            t("budget.planned"): [line.appropriation for line in lines],
            t("budget.reserve_at", confidence=f"{confidence:.0%}"): [one.value for one in reserves],
            t("column.low"): [one.low for one in reserves],
            t("column.high"): [one.high for one in reserves],
        }
    )
    for name in ("exceeded", "shortfall", "worst_tenth", "due", "arrears"):
        values, errors = part(name)
        scale = 100.0 if name == "exceeded" else 1.0
        data[t(f"budget.column_{name}")] = pd.Series(values, dtype="float64") * scale
        data[f"{t(f'budget.column_{name}')} ±"] = pd.Series(errors, dtype="float64") * scale
    return data


def heat(lines: list[BudgetLine], confidence: float, draws: int) -> None:
    """One row a payer; grey where no appropriation was entered. None where nothing is due."""
    if not budget_findings.with_due(lines):
        return
    payers = list(dict.fromkeys(line.payer for line in lines))
    years = list(dict.fromkeys(line.fiscal_year for line in lines))
    at = {(line.payer, line.fiscal_year): line for line in lines}
    known = [line for line in lines if line.exceeded is not None]
    values: list[list[float | None]] = []
    texts: list[list[str]] = []
    for payer in payers:
        row = [at[payer, year] for year in years]
        if known:
            values.append([None if line.exceeded is None else line.exceeded.value for line in row])
            texts.append(["" if line.exceeded is None else chance(line.exceeded.value) for line in row])
        else:
            values.append([line.reserve(confidence).value for line in row])
            texts.append([f"{line.reserve(confidence).value:,.0f}" for line in row])
    own = charts.colours()
    cells = np.array(values, np.float64)
    chart = coloured(
        [str(year) for year in years],
        [payer_name(payer) for payer in payers],
        cells,
        texts,
        own.risk if known else own.up,
        0.0,
        1.0 if known else float(cells.max()),
        330,
        "%{y} %{x}<br>%{text}<extra></extra>",
        plot_bgcolor=own.unknown,
    )
    chart.update_yaxes(tickfont={"size": 11})
    if known:
        title = budget_findings.at_risk(words(), known)
        unit = t("budget.heat_unit", count=len(known), cells=len(lines), draws=f"{draws:,}")
    else:
        most = max(lines, key=lambda line: line.reserve(confidence).value)
        title = t(
            "budget.heat_none",
            confidence=f"{confidence:.0%}",
            payer=payer_name(most.payer),
            year=most.fiscal_year,
            amount=money(most.reserve(confidence).value),
        )
        unit = t("budget.heat_none_unit", confidence=f"{confidence:.0%}", draws=f"{draws:,}")
    charts.show(chart, title, unit, lines_table(lines, confidence), "heat")
