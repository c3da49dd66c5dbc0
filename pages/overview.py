"""Overview: what the policy costs, when, who pays and what it buys, on one screen."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import charts, findings
from pages.parts.language import t
from pages.parts.navigation import link
from pages.parts.numbers import chance, money
from pages.parts.results import against_baseline, estimate, results, years_compared
from pages.parts.session import header, scenario
from simulation.budget import budget_lines
from simulation.outlay import summarise
from simulation.payers import CITY, bill, share_table

current = scenario()
outlay = estimate(current)
split = bill(outlay, share_table(current, outlay.measures))
header(outlay, "overview")

total = outlay.summary()
low, high = total.quantile(0.10).value, total.quantile(0.90).value
years = current.years
due = split.cash(current)
fiscal_years = current.fiscal_years
next_year = min(max(date.today().year + 1, fiscal_years[0]), fiscal_years[-1])
next_cash = summarise(due[:, :, fiscal_years.index(next_year)].sum(axis=1))
city = summarise(split.total(CITY))
lines = [
    (line.exceeded, line)
    for line in budget_lines(split, current)
    if line.payer == CITY and line.exceeded is not None
]

cells = st.columns(4)
with cells[0]:
    change = against_baseline(outlay).mean if current.differences() else None
    st.metric(
        t("overview.total", first=years[0], last=years[-1]),
        money(total.mean),
        None if change is None else money(change, signed=True),
        delta_color="inverse",
        border=True,
        help=t("overview.total_help"),
        delta_description=None
        if change is None
        else t("overview.against_baseline", years=years_compared(current)),
    )
    st.caption(t("overview.range", low=money(low), high=money(high), error=money(total.mcse)))
with cells[1]:
    st.metric(
        t("overview.next_cash", year=next_year),
        money(next_cash.mean),
        border=True,
        help=t("overview.cash_help"),
    )
    st.caption(
        t(
            "overview.range",
            low=money(next_cash.quantile(0.1).value),
            high=money(next_cash.quantile(0.9).value),
            error=money(next_cash.mcse),
        )
    )
with cells[2]:
    st.metric(t("overview.city"), money(city.mean), border=True, help=t("overview.city_help"))
    share = city.mean / total.mean if total.mean else 0.0
    st.caption(
        t(
            "overview.city_share",
            share=chance(share),
            low=money(city.quantile(0.1).value),
            high=money(city.quantile(0.9).value),
        )
    )
with cells[3]:
    if lines:
        risk, worst = max(lines, key=lambda pair: pair[0].value)
        st.metric(
            t("overview.exceeded", year=worst.fiscal_year),
            chance(risk.value),
            border=True,
        )
        st.caption(
            t(
                "overview.exceeded_note",
                amount=money(worst.appropriation or 0.0),
                error=f"{risk.error:.1%}",
            )
        )
    else:
        st.metric(t("overview.no_budget"), t("value.not_entered"), border=True)
        link("pages/budget.py", label=t("overview.enter_budget"))

left, right = st.columns(2)
order = findings.ranked(outlay)
with left:
    data = pd.DataFrame(
        {
            t("column.measure"): [charts.short(measure) for measure, _ in order],
            t("column.mean"): [figures.mean for _, figures in order],
            "P10": [figures.quantile(0.1).value for _, figures in order],
            "P90": [figures.quantile(0.9).value for _, figures in order],
            t("column.mcse"): [figures.mcse for _, figures in order],
        }
    )
    chart = charts.intervals(
        list(data.iloc[:, 0]),
        list(data.iloc[:, 1]),
        list(data["P10"]),
        list(data["P90"]),
        [charts.MEASURE_COLOURS[measure] for measure, _ in order],
        "万元",
        270,
    )
    title = findings.headline(outlay)
    charts.show(
        chart,
        title,
        t("overview.measures_unit", years=f"{years[0]}–{years[-1]}"),
        data,
        "measures",
    )
with right:
    chart, data = charts.payers_by_year(due, fiscal_years, 270)
    title = findings.peak(split, current)
    charts.show(chart, title, t("overview.fiscal_unit"), data, "fiscal")

left, right = st.columns([3, 2])
with left, st.container(border=True):
    st.markdown(f"**{t('overview.findings')}**")
    st.markdown(
        "\n".join(
            f"- {sentence}"
            for sentence in (
                findings.cost_driver(outlay),
                findings.doubt_driver(outlay, results().doubt(current, outlay)),
                findings.tail_carrier(outlay, split),
            )
        )
    )
with right, st.container(border=True):
    st.markdown(f"**{t('overview.buys')}**", help=t("overview.static"))
    st.markdown("\n".join(f"- {sentence}" for sentence in findings.buys(outlay)))
