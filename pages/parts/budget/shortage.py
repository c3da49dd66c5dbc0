"""When money runs short: the rule, what each measure's claimants then receive, and what stays owed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.budget.appropriation_cells import payer_name
from pages.parts.language import say, t
from pages.parts.session import change, scenario
from pages.parts.shown import chance, money
from simulation.engine.outlay import Floats, quantile_of
from simulation.engine.statistics import mean_of, share_of
from simulation.money.payers import Bill
from simulation.money.settlement import received_by_measure, settle_payer
from simulation.scenario import Scenario, catalogue
from simulation.words.findings import span


def _choice(path: str) -> None:
    words = dict(catalogue()[path].options)
    widget = f"shortage:{path}"
    st.session_state[widget] = scenario().value(path)
    st.segmented_control(
        say(catalogue()[path].name),
        list(words),
        key=widget,
        required=True,
        format_func=lambda option: say(words[option]),
        on_change=lambda: change(path, st.session_state[widget]),
    )


def show(split: Bill, current: Scenario) -> None:
    """The rule and its outcome for measures and payers."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("budget.rule")
        if current.value("budget.rule") == "pro_rata":
            _choice("budget.pro_rata")
    st.caption(t(f"shortage.{split.rule}"))
    if not split.cash.any():
        st.info(t("finding.no_due"))
        return
    if np.isnan(split.entered).all():
        st.info(t("shortage.nothing"))
    received = np.zeros((split.outlay.draws, len(split.outlay.headline), 2))
    for payer in split.payers:
        received += received_by_measure(split, payer)
    left, right = st.columns(2)
    with left:
        _measures(split, current, received)
    with right:
        _arrears(split, current)


def _measures(split: Bill, current: Scenario, received: Floats) -> None:
    """What was due and what is received of each measure by the end of the horizon."""
    measures = split.outlay.headline
    got = [mean_of(received[:, place, 0]) for place in range(len(measures))]
    lost = [mean_of(received[:, place, 1]) for place in range(len(measures))]
    hit = [share_of(received[:, place, 1] > 0) for place in range(len(measures))]
    order = sorted(range(len(measures)), key=lambda place: -got[place].value - lost[place].value)
    names = [charts.short(measures[place]) for place in order]
    chart = charts.figure(360, barmode="stack")
    chart.add_bar(
        y=names,
        x=[got[place].value for place in order],
        orientation="h",
        name=t("shortage.received"),
        marker_color=[charts.MEASURE_COLOURS[measures[place]] for place in order],
        hovertemplate="%{y} %{x:,.0f} 万元<extra></extra>",
    )
    chart.add_bar(
        y=names,
        x=[lost[place].value for place in order],
        orientation="h",
        name=t("shortage.unpaid"),
        marker={"color": charts.colours().budget, "pattern": {"shape": "/"}},
        hovertemplate="%{y} %{x:,.0f} 万元<extra></extra>",
    )
    chart.update_xaxes(rangemode="tozero", title_text="万元", tickformat=",")
    chart.update_yaxes(autorange="reversed")
    due = [got[place].value + lost[place].value for place in order]
    data = pd.DataFrame(
        {
            t("column.measure"): names,
            t("shortage.due"): due,
            t("shortage.received"): [got[place].value for place in order],
            f"{t('shortage.received')} ±": [got[place].error for place in order],
            t("shortage.unpaid"): [lost[place].value for place in order],
            f"{t('shortage.unpaid')} ±": [lost[place].error for place in order],
            t("shortage.share"): [
                100 * got[place].value / whole if whole else np.nan
                for place, whole in zip(order, due, strict=True)
            ],
            t("shortage.hit"): [100 * hit[place].value for place in order],
            f"{t('shortage.hit')} ±": [100 * hit[place].error for place in order],
        }
    )
    whole = received.sum(axis=1)
    total, unpaid = float(whole.sum(axis=1).mean()), mean_of(whole[:, 1])
    charts.show(
        chart,
        t(
            "shortage.title",
            share=chance(1.0 - unpaid.value / total if total else 1.0),
            unpaid=money(unpaid.value),
            error=money(unpaid.error),
        ),
        t("shortage.unit", years=span(current.fiscal_years), draws=f"{split.outlay.draws:,}"),
        data,
        "received",
    )


def _arrears(split: Bill, current: Scenario) -> None:
    """What each payer leaves unpaid at the end of each fiscal year."""
    years = [str(year) for year in current.fiscal_years]
    last = years[-1]
    rows, by_year, ends = [], np.zeros(len(years)), np.zeros(split.outlay.draws)
    for payer in split.payers:
        settled = settle_payer(split, payer)
        by_year += settled.unpaid.mean(axis=0)
        end = settled.left.sum(axis=1) if split.rule == "pro_rata" else settled.unpaid[:, -1]
        ends += end
        figure, top = mean_of(end), quantile_of(np.sort(end), 0.9)
        rows.append(
            {
                t("column.payer"): payer_name(payer),
                **{year: float(settled.unpaid[:, at].mean()) for at, year in enumerate(years)},
                t("shortage.end"): figure.value,
                f"{t('shortage.end')} ±": figure.error,
                "P90": top.value,
                t("column.interval", name="P90"): f"{top.low:,.0f}–{top.high:,.0f}",
            }
        )
    if not by_year.any() and not ends.any():
        st.info(t("shortage.none_owed", year=last), icon=":material/check:")
        return
    chart = charts.figure(360, showlegend=False)
    chart.add_bar(
        x=years,
        y=by_year,
        marker_color=charts.colours().budget,
        hovertemplate="%{x} %{y:,.0f} 万元<extra></extra>",
    )
    chart.update_yaxes(rangemode="tozero", title_text="万元", tickformat=",")
    chart.update_xaxes(type="category", title_text=t("column.fiscal_year"))
    whole = mean_of(ends)
    charts.show(
        chart,
        t(
            f"shortage.end_{'lost' if split.rule == 'pro_rata' else 'owed'}",
            year=last,
            amount=money(whole.value),
            error=money(whole.error),
        ),
        t("shortage.end_unit", draws=f"{split.outlay.draws:,}"),
        pd.DataFrame(rows),
        "arrears",
    )
