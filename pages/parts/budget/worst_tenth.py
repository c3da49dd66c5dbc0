"""What makes the worst tenth, and why percentiles do not add."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.budget.appropriation_cells import payer_name
from pages.parts.kept import keep, kept
from pages.parts.language import t
from pages.parts.shown import money, signed_number
from simulation.engine.outlay import Floats
from simulation.engine.statistics import Estimate, mean_of
from simulation.money.budget import FEWEST_FOR_TENTH, together, worst_tenth_of
from simulation.money.payers import Bill
from simulation.scenario import Scenario


def show(split: Bill, current: Scenario) -> None:
    """The costliest tenth of draws by measure and by payer; sums of P90 beside the P90 of sums."""
    due = split.cash
    if not due.any():
        st.info(t("finding.no_due"))
        return
    if split.outlay.draws < FEWEST_FOR_TENTH:
        st.info(t("worst.few", draws=split.outlay.draws, least=FEWEST_FOR_TENTH))
        _sums(split, current, due)
        return
    options = ("all", *current.fiscal_years)
    st.segmented_control(
        t("column.fiscal_year"),
        options,
        key=kept("worst_year", "all", options),
        required=True,
        format_func=lambda one: t("budget.all_years") if one == "all" else str(one),
    )
    chosen = keep("worst_year")
    columns = [at for at, year in enumerate(current.fiscal_years) if chosen in ("all", year)]
    by_payer = due[:, :, columns].sum(axis=2)
    total = by_payer.sum(axis=1)
    if not total.any():
        st.info(t("nothing.year"))
        _sums(split, current, due)
        return
    by_measure = np.zeros((split.outlay.draws, len(split.outlay.headline)))
    for payer in split.payers:
        by_measure += split.cash_by_measure(payer)[:, :, columns].sum(axis=2)
    when = t("budget.all_years") if chosen == "all" else str(chosen)
    left, right = st.columns(2)
    with left:
        _extra(
            worst_tenth_of(total, by_measure),
            [mean_of(by_measure[:, place]) for place in range(by_measure.shape[1])],
            [charts.short(measure) for measure in split.outlay.headline],
            [charts.MEASURE_COLOURS[measure] for measure in split.outlay.headline],
            "measure",
            when,
            split.outlay.draws,
        )
    with right:
        _extra(
            worst_tenth_of(total, by_payer),
            [mean_of(by_payer[:, place]) for place in range(by_payer.shape[1])],
            [payer_name(payer) for payer in split.payers],
            [charts.colours().city] + [charts.colours().district] * (len(split.payers) - 1),
            "payer",
            when,
            split.outlay.draws,
        )
    _sums(split, current, due)


def _extra(
    extra: list[Estimate],
    mean: list[Estimate],
    names: list[str],
    colours: list[str],
    kind: str,
    when: str,
    draws: int,
) -> None:
    """How much each costs more than on average in the tenth of draws with the dearest total."""
    order = sorted(range(len(names)), key=lambda place: -extra[place].value)
    chart = charts.figure(330, showlegend=False)
    chart.add_bar(
        y=[names[place] for place in order],
        x=[extra[place].value for place in order],
        orientation="h",
        marker_color=[colours[place] for place in order],
        error_x={
            "type": "data",
            "array": [1.96 * extra[place].error for place in order],
            "color": charts.colours().ink,
        },
        customdata=[signed_number(extra[place].value) for place in order],
        hovertemplate="%{y} %{customdata} 万元<extra></extra>",
    )
    chart.update_xaxes(title_text="万元", tickformat=",")
    chart.update_yaxes(autorange="reversed", tickfont={"size": 11})
    data = pd.DataFrame(
        {
            t(f"column.{kind}"): [names[place] for place in order],
            t("column.mean"): [mean[place].value for place in order],
            t("column.mcse"): [mean[place].error for place in order],
            t("worst.extra"): [extra[place].value for place in order],
            f"{t('worst.extra')} ±": [extra[place].error for place in order],
        }
    )
    first = order[0]
    charts.show(
        chart,
        t(
            f"worst.by_{kind}",
            name=names[first],
            amount=money(extra[first].value),
            error=money(extra[first].error),
        ),
        t("worst.unit", when=when, draws=f"{draws:,}"),
        data,
        f"worst-{kind}",
    )


def _sums(split: Bill, current: Scenario, due: Floats) -> None:
    """The sum of the P90s beside the P90 of the sum, over payers in each year and over the years."""
    rows = []
    for at, year in enumerate(current.fiscal_years):
        rows.append((t("worst.payers_of", year=year), together(due[:, :, at])))
    rows.append((t("worst.years_of"), together(due[:, 0])))
    rows.append((t("worst.all_of"), together(due.reshape(due.shape[0], -1))))
    data = pd.DataFrame(
        {
            t("worst.what"): [name for name, _ in rows],
            t("worst.sum_of_p90"): [one.parts for _, one in rows],
            t("worst.p90_of_sum"): [one.whole.value for _, one in rows],
            t("column.low"): [one.whole.low for _, one in rows],
            t("column.high"): [one.whole.high for _, one in rows],
            t("worst.too_much"): [one.parts - one.whole.value for _, one in rows],
        }
    )
    whole = rows[-1][1]
    with st.container(border=True):
        st.markdown(
            f"**{t('worst.sums', parts=money(whole.parts), whole=money(whole.whole.value))}**",
        )
        st.caption(t("worst.reason", draws=f"{split.outlay.draws:,}"))
        charts.table(data, "sums")
