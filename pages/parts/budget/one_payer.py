"""One payer's budget form: fiscal years as columns, appropriation in, probability and reserve out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts
from pages.parts.budget.appropriation_cells import clear, field, fill, held, payer_name
from pages.parts.budget.heat_map import heat
from pages.parts.budget.payment_schedule import edit_schedule
from pages.parts.kept import keep, kept
from pages.parts.language import t, words
from pages.parts.shown import bare, money, side_by_side
from simulation.engine.outlay import quantile_of
from simulation.money.budget import FEWEST_FOR_TENTH, BudgetLine, singly, total_line
from simulation.money.payers import CITY, Bill
from simulation.scenario import Scenario
from simulation.words.budget_findings import advice, arrears, with_due
from simulation.words.findings import span


def show(split: Bill, current: Scenario, lines: list[BudgetLine], confidence: float) -> None:
    """The form, the advice, the fan of cash against the appropriation and the heat map of all payers."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("column.payer"),
            split.payers,
            key=kept("budget_payer", CITY),
            format_func=payer_name,
            width=220,
        )
        payer = keep("budget_payer")
        own = [line for line in lines if line.payer == payer]
        st.button(
            t("budget.fill", confidence=f"{confidence:.0%}"),
            key="budget:fill",
            on_click=fill,
            args=(own, confidence),
            help=t("budget.fill_help"),
        )
        entered = sorted(cell for cell in held() if cell[0] == payer)
        if entered:
            st.button(t("budget.clear"), on_click=clear, args=(entered,), type="tertiary")
    st.markdown(f"#### {advice(words(), own, confidence)}")
    for column, line in zip(st.columns(len(own)), own, strict=True):
        with column, st.container(border=True, height="stretch"):
            _card(line, confidence, split.outlay.draws)
    _whole(split, current, own, confidence)
    _equity(split, current, payer)
    left, right = st.columns(2)
    with left:
        if with_due(own):
            _fan(split, current, own)
    with right:
        heat(lines, confidence, split.outlay.draws)
    with st.expander(t("schedule.title")):
        edit_schedule()


def _card(line: BudgetLine, confidence: float, draws: int) -> None:
    field(line.payer, line.fiscal_year)
    if line.exceeded is None:
        st.markdown(f":gray-badge[{t('value.not_entered')}]")
    else:
        share = line.exceeded.value
        colour = "green" if share <= 1 - confidence + 1e-9 else "orange" if share <= 0.5 else "red"
        risk = t("budget.exceeded", chance=words().likelihood(share, line.exceeded.error))
        st.markdown(f":{colour}-badge[{risk}]")
    reserve = line.reserve(confidence)
    if not line.due.value and not reserve.value:
        st.caption(t("nothing.year"))
        return
    st.markdown(
        t(
            "budget.hold",
            confidence=f"{confidence:.0%}",
            reserve=f"{reserve.value:,.0f}",
            low=f"{reserve.low:,.0f}",
            high=f"{reserve.high:,.0f}",
        )
        + arrears(words(), line)
    )
    texts = [t("budget.due", mean=f"{line.due.value:,.0f}", error=f"{line.due.error:,.0f}")]
    if line.shortfall is not None:
        texts.append(
            t("budget.short", mean=f"{line.shortfall.value:,.0f}", error=f"{line.shortfall.error:,.1f}")
        )
    if draws >= FEWEST_FOR_TENTH:
        texts.append(
            t("budget.worst", mean=f"{line.worst_tenth.value:,.0f}", error=f"{line.worst_tenth.error:,.0f}")
        )
    st.caption("  \n".join(texts))


def _whole(split: Bill, current: Scenario, lines: list[BudgetLine], confidence: float) -> None:
    """All fiscal years together, beside the sum of the years' own reserves."""
    whole = total_line(split, lines[0].payer, (confidence,))
    if not whole.due.value:
        return
    reserve = whole.reserve(confidence)
    sentence = t(
        "budget.whole",
        years=span(current.fiscal_years),
        confidence=f"{confidence:.0%}",
        reserve=f"{reserve.value:,.0f}",
        low=f"{reserve.low:,.0f}",
        high=f"{reserve.high:,.0f}",
        singly=f"{singly(split, lines[0].payer, confidence):,.0f}",
    )
    if whole.exceeded is not None:
        sentence += t(
            "budget.whole_exceeded",
            budget=money(whole.appropriation or 0.0),
            chance=words().likelihood(whole.exceeded.value, whole.exceeded.error),
        )
    st.caption(sentence)


def _equity(split: Bill, current: Scenario, payer: str) -> None:
    """Clause 7 beside the budget, never inside it."""
    outlay = split.outlay
    if payer != CITY or "fund_investment" in outlay.headline or "fund_investment" not in current.enabled:
        return
    by_year = outlay.by_year(("fund_investment",))
    if not by_year.any():
        return
    parts = [
        t("budget.equity_year", year=year, mean=money(float(by_year[:, place].mean())))
        for place, year in enumerate(outlay.years)
    ]
    st.caption(t("budget.equity", parts=t("value.and").join(parts)))


def _fan(split: Bill, current: Scenario, lines: list[BudgetLine]) -> None:
    """P10 to P90 of the cash due by fiscal year, against the appropriation."""
    due = split.cash[:, split.payers.index(lines[0].payer)]
    levels = (0.1, 0.25, 0.5, 0.75, 0.9)
    columns = np.sort(due, axis=0).T
    bands = {level: [quantile_of(column, level) for column in columns] for level in levels}
    years = [str(line.fiscal_year) for line in lines]
    colour = charts.colours().city if lines[0].payer == CITY else charts.colours().district
    chart = charts.figure(330)
    for low, high, alpha in ((0.1, 0.9, 0.18), (0.25, 0.75, 0.30)):
        for level, fill_to in ((low, None), (high, "tonexty")):
            chart.add_scatter(
                x=years,
                y=[one.value for one in bands[level]],
                mode="lines",
                line={"width": 0},
                fill=fill_to,
                fillcolor=charts.faded(colour, alpha),
                name=f"P{low * 100:.0f}–P{high * 100:.0f}",
                showlegend=fill_to is not None,
                hoverinfo="skip",
            )
    chart.add_trace(
        go.Scatter(
            x=years,
            y=[one.value for one in bands[0.5]],
            mode="lines+markers",
            line={"color": colour, "width": 2.5},
            name="P50",
            customdata=[[bands[0.1][k].value, bands[0.9][k].value] for k in range(len(years))],
            hovertemplate="%{x} P50 %{y:,.0f}<br>P10–P90 %{customdata[0]:,.0f}–%{customdata[1]:,.0f} 万元<extra></extra>",
        )
    )
    chart.add_scatter(
        x=years,
        y=[line.appropriation for line in lines],
        mode="lines+markers",
        line={"color": charts.colours().budget, "dash": "dash", "width": 2},
        marker={"symbol": "line-ew-open", "size": 22, "line": {"width": 3}},
        name=t("budget.planned"),
        showlegend=any(line.appropriation is not None for line in lines),
        hovertemplate="%{x} %{y:,.0f} 万元<extra></extra>",
    )
    chart.update_yaxes(rangemode="tozero", title_text="万元", tickformat=",")
    chart.update_xaxes(type="category", title_text=t("column.fiscal_year"))
    peak = max(range(len(years)), key=lambda place: bands[0.5][place].value)
    top = bands[0.9][peak]
    p50, p90, p90_low, p90_high = side_by_side(bands[0.5][peak].value, top.value, top.low, top.high)
    data = pd.DataFrame({t("column.fiscal_year"): years})
    for level in levels:
        name = f"P{level * 100:.0f}"
        data[name] = [one.value for one in bands[level]]
        data[t("column.interval", name=name)] = [f"{one.low:,.0f}–{one.high:,.0f}" for one in bands[level]]
    data[t("budget.planned")] = [line.appropriation for line in lines]
    charts.show(
        chart,
        t(
            "budget.fan",
            payer=payer_name(lines[0].payer),
            year=years[peak],
            p50=p50,
            p90=p90,
            low=bare(p90_low),
            high=p90_high,
        ),
        t("budget.fan_unit", draws=f"{split.outlay.draws:,}"),
        data,
        "fan",
    )
