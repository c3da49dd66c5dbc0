"""What the coming years cost once the payments so far are taken into account."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.budget.appropriation_cells import payer_name
from pages.parts.kept import keep, kept
from pages.parts.language import t, words
from pages.parts.session import show_problems
from pages.parts.shown import bare, beside, chance, money, side_by_side
from simulation.engine.outlay import Floats, Quantile, quantile_of
from simulation.money.payers import Bill
from simulation.scenario import Scenario
from simulation.studies.backtest import (
    LEAST_DRAWS,
    Detail,
    Paid,
    TooFewDraws,
    Weights,
    least_tolerance,
    reweigh,
)
from simulation.text.problems import InputError

_LEVELS = (0.1, 0.5, 0.8, 0.9)
_TOLERANCES = range(5, 61, 5)  # percent


def show(cells: list[Paid], split: Bill, current: Scenario) -> None:
    """The choices of the fit, the effective sample size, and the bands before and after."""
    known = tuple(sorted({cell.year for cell in cells}))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.pills(
            t("update.years"),
            known,
            selection_mode="multi",
            key=kept("update_years", list(known), known),
            help=t("update.years_help"),
        )
        st.segmented_control(
            t("update.detail"),
            ("year", "measure"),
            key=kept("update_detail", "year"),
            required=True,
            format_func=lambda one: t(f"update.detail_{one}"),
        )
        st.slider(
            t("update.tolerance"), _TOLERANCES[0], _TOLERANCES[-1], step=_TOLERANCES.step, format="%d%%", width=260,
            key=kept("update_tolerance", 20), help=t("update.tolerance_help"),
        )  # fmt: skip
    years, detail = keep("update_years"), keep("update_detail")
    tolerance = keep("update_tolerance") / 100
    try:
        weights = reweigh(cells, years, detail, tolerance)
    except TooFewDraws as refused:
        _refused(refused, cells, years, detail, tolerance)
        return
    except InputError as error:
        show_problems(error.problems)
        return
    payer = st.selectbox(
        t("column.payer"), ("all", *split.payers), key=kept("update_payer", "all"), width=240,
        format_func=lambda one: t("goal.everyone") if one == "all" else payer_name(one),
    )  # fmt: skip
    keep("update_payer")
    due = split.cash
    own = due.sum(axis=1) if payer == "all" else due[:, split.payers.index(payer)]
    later = [at for at, year in enumerate(current.fiscal_years) if year not in years and own[:, at].any()]
    if not later:
        st.info(t("update.nothing_left"))
        return
    _bands(weights, own, later, current, years)
    if payer != "all":
        _risks(weights, own, later, split, payer)


def _refused(
    refused: TooFewDraws, cells: list[Paid], years: list[int], detail: Detail, tolerance: float
) -> None:
    """What happened where hardly a draw comes near the payments, and the smallest tolerance that works."""
    worst = refused.worst
    name = words().measure(worst.measure) if worst.measure else t("update.year", year=worst.year)
    st.warning(
        t(
            "update.refused_above" if worst.place.value > 0.5 else "update.refused_below",
            name=name,
            paid=money(worst.actual),
            expected=money(float(worst.due.mean())),
            tolerance=f"{tolerance:.0%}",
            draws=f"{worst.due.size:,}",
            effective=f"{int(refused.effective):,}",
            least=LEAST_DRAWS,
        ),
        icon=":material/balance:",
    )
    wider = [percent for percent in _TOLERANCES if percent / 100 > tolerance]
    enough = least_tolerance(cells, years, detail, [percent / 100 for percent in wider])
    if enough is None:
        st.markdown(t("update.no_tolerance", most=f"{_TOLERANCES[-1]}%"))
    else:
        percent = round(enough * 100)
        st.button(
            t("update.widen", tolerance=f"{percent}%"), on_click=_widen, args=(percent,), type="primary"
        )


def _widen(percent: int) -> None:
    st.session_state["update_tolerance"] = percent


def _bands(weights: Weights, own: Floats, later: list[int], current: Scenario, years: list[int]) -> None:
    names = [str(current.fiscal_years[at]) for at in later]
    columns = [own[:, at] for at in later]
    if len(later) > 1:
        names.append(t("update.together"))
        columns.append(own[:, later].sum(axis=1))
    before = [[quantile_of(np.sort(column), level) for level in _LEVELS] for column in columns]
    after = [[weights.quantile(column, level) for level in _LEVELS] for column in columns]
    chart = charts.figure(300)
    for label, bands, colour, shift in (
        (t("update.before"), before, charts.colours().ink, -0.16),
        (t("update.after"), after, charts.colours().city, 0.16),
    ):
        for place, band in enumerate(bands):
            chart.add_scatter(
                x=[band[0].value, band[-1].value],
                y=[place + shift] * 2,
                mode="lines",
                line={"color": charts.faded(colour, 0.45), "width": 13},
                name=label,
                legendgroup=label,
                showlegend=place == 0,
                hovertemplate="P10–P90 %{x:,.0f} 万元<extra>" + label + "</extra>",
            )
            chart.add_scatter(
                x=[band[1].value],
                y=[place + shift],
                mode="markers",
                marker={"color": colour, "size": 9},
                showlegend=False,
                hovertemplate="P50 %{x:,.0f} 万元<extra>" + label + "</extra>",
            )
    chart.update_yaxes(tickvals=list(range(len(names))), ticktext=names, autorange="reversed")
    most = max(band[-1].value for band in (*before, *after))
    chart.update_xaxes(range=[0, 1.05 * most], title_text="万元", tickformat=",")
    last = -1
    new = weights.mean(columns[last])
    moved = (float(columns[last].mean()), new.value, after[last][0].value, after[last][-1].value)
    old, now, low, high = side_by_side(*moved)
    charts.show(
        chart,
        t(
            "update.title",
            when=names[last] if len(later) == 1 else f"{names[0]}–{names[-2]}",
            old=old,
            new=now,
            error=beside(new.error, new.value, money(new.error)),
            low=bare(low),
            high=high,
        ),
        t(
            "update.unit",
            years=t("value.and").join(map(str, years)),
            effective=f"{weights.effective:,.0f}",
            draws=f"{own.shape[0]:,}",
            least=LEAST_DRAWS,
            tolerance=f"{weights.tolerance:.0%}",
        ),
        _table(names, before, after, columns, weights),
        "update",
    )


def _table(
    names: list[str],
    before: list[list[Quantile]],
    after: list[list[Quantile]],
    columns: list[Floats],
    weights: Weights,
) -> pd.DataFrame:
    means = [weights.mean(column) for column in columns]
    data = pd.DataFrame(
        {
            t("column.fiscal_year"): names,
            f"{t('column.mean')} · {t('update.before')}": [float(column.mean()) for column in columns],
            f"{t('column.mean')} · {t('update.after')}": [mean.value for mean in means],
            t("column.mcse"): [mean.error for mean in means],
        }
    )
    for place, level in enumerate(_LEVELS):
        name = f"P{100 * level:.0f}"
        for label, bands in ((t("update.before"), before), (t("update.after"), after)):
            data[f"{name} · {label}"] = [band[place].value for band in bands]
            data[t("column.interval", name=f"{name} · {label}")] = [
                f"{band[place].low:,.0f}–{band[place].high:,.0f}" for band in bands
            ]
    return data


def _risks(
    weights: Weights,
    own: Floats,
    later: list[int],
    split: Bill,
    payer: str,
) -> None:
    """The chance of exceeding what was entered, before and after."""
    entered = split.entered[split.payers.index(payer)]
    for at in later:
        if not np.isnan(entered[at]):
            over = own[:, at] > entered[at]
            after = weights.share(over)
            st.markdown(
                "- "
                + t(
                    "update.risk",
                    year=split.fiscal_years[at],
                    budget=money(float(entered[at])),
                    before=chance(float(over.mean())),
                    after=chance(after.value),
                    error=beside(after.error, 1.0, f"{after.error:.1%}"),
                )
            )
