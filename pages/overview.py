"""Overview: what the policy costs, when, who pays and what it buys, on one screen."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import charts, telling
from pages.parts.estimates import against_baseline, estimate, results, without_roster, years_compared
from pages.parts.kept import keep, kept
from pages.parts.language import language, t, words
from pages.parts.navigation import link
from pages.parts.nothing import tell
from pages.parts.session import header, panel, scenario
from pages.parts.shown import bare, chance, money, side_by_side
from simulation.engine.outlay import Summary, summarise
from simulation.money.budget import budget_lines
from simulation.money.payers import CITY, Bill
from simulation.scenario.wording import changes_line
from simulation.words.budget_findings import listed, shortest, with_due
from simulation.words.findings import span

current = scenario()
outlay = estimate(current)
split = Bill.of(outlay, current)
header(outlay, "overview")

total = outlay.summary()
low, high = total.quantile(0.10).value, total.quantile(0.90).value
years = current.years
due = split.cash
fiscal_years = current.fiscal_years
city = summarise(split.total(CITY))

st.markdown(f"##### {telling.headline(outlay)}")
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.caption(telling.basis(current, outlay), width="content")
    link("pages/panel.py", label=t("overview.bring_roster"), icon=":material/table_view:")
if beside := telling.outside(outlay, current):
    st.caption(beside)
nothing = tell(outlay)


def change_of() -> tuple[float | None, str]:
    """The change against the baseline where the policy or an assumption differs, and what is said of it."""
    if not current.changes():
        entered = changes_line(current, language())
        return None, entered if current.differences() else ""
    against = against_baseline(outlay)
    compared = t("overview.against_baseline", years=years_compared(current))
    if abs(against.mean) <= 2 * against.mcse:
        return None, f"{compared}{t('overview.no_change')}"
    return against.mean, compared


def in_one_unit(*row: Summary) -> list[tuple[str, str]]:
    """The mean of each and the middle 80% in words, all in one unit: a row of figures is read across.

    Nothing is said of the middle where no draw has any outlay.
    """
    ends = [(one.mean, one.quantile(0.1).value, one.quantile(0.9).value) for one in row]
    shown = iter(side_by_side(*(amount for one in ends for amount in one)))
    return [
        (mean, t("overview.middle", low=bare(low), high=high) if one.mean else "")
        for one, mean, low, high in zip(row, shown, shown, shown, strict=True)
    ]


change, told = change_of()
alone = t("overview.without_roster", amount=money(without_roster(current).mean)) if panel() else ""
next_year = min(max(date.today().year + 1, fiscal_years[0]), fiscal_years[-1])
chosen = st.session_state[kept("overview_cash_year", next_year, fiscal_years)]
next_cash = summarise(due[:, :, fiscal_years.index(chosen)].sum(axis=1))
of_total, of_next_year, of_city = in_one_unit(total, next_cash, city)
cells = st.columns(4)
with cells[0], st.container(border=True, height="stretch"):
    st.metric(
        t("overview.total", years=span(years)),
        of_total[0],
        None if change is None else money(change, signed=True),
        # Streamlit knows a fall by a hyphen only.
        delta_color="green" if change is not None and change < 0 else "red",
        delta_arrow="down" if change is not None and change < 0 else "up",
        help=t("overview.total_help"),
    )
    st.caption("  \n".join(filter(None, (told, of_total[1], alone))))
if nothing:
    st.stop()
with cells[1], st.container(border=True, height="stretch"):
    labels = {year: t("overview.next_cash", year=year) for year in fiscal_years}
    st.selectbox(
        t("overview.cash_year"),
        fiscal_years,
        key="overview_cash_year",
        format_func=labels.__getitem__,
        label_visibility="collapsed",
    )
    keep("overview_cash_year")
    st.metric(
        labels[chosen],
        of_next_year[0],
        help=t("overview.cash_help"),
        label_visibility="collapsed",
    )
    st.caption(of_next_year[1] or t("nothing.year"))
with cells[2], st.container(border=True, height="stretch"):
    st.metric(t("overview.city"), of_city[0], help=t("overview.city_help"))
    share = city.mean / total.mean if total.mean else 0.0
    parts = t("overview.city_share", share=chance(share)), of_city[1]
    st.caption("  \n".join(filter(None, parts)))
with cells[3], st.container(border=True, height="stretch"):
    lines = [line for line in budget_lines(split) if line.payer == CITY and line.exceeded is not None]
    coming = [line for line in with_due(lines) if line.fiscal_year >= date.today().year] or with_due(lines)
    if found := shortest(words(), coming):
        worst, likely = found
        st.metric(t("overview.exceeded", year=listed(words(), [one.fiscal_year for one in worst])), likely)
        plans = dict.fromkeys(money(one.appropriation or 0.0) for one in worst)
        st.caption(t("overview.exceeded_note", amount=t("value.comma").join(plans)))
    elif lines:
        st.metric(t("overview.no_budget"), t("value.none"))
        st.caption(t("overview.budget_idle"))
    else:
        st.metric(t("overview.no_budget"), t("value.not_entered"))
        link("pages/budget.py", label=t("overview.enter_budget"))

left, right = st.columns(2)
order = telling.ranked(outlay)
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
    title = telling.cost_driver(outlay)
    charts.show(
        chart,
        title,
        t("overview.measures_unit", years=span(years)),
        data,
        "measures",
    )
with right:
    chart, data = charts.payers_by_year(due, fiscal_years, 270)
    title = telling.peak(split, current)
    charts.show(chart, title, t("overview.fiscal_unit"), data, "fiscal")

left, right = st.columns([3, 2])
with left, st.container(border=True, height="stretch"):
    st.markdown(f"**{t('overview.findings')}**")
    st.markdown(
        "\n".join(
            f"- {sentence}"
            for sentence in (
                telling.certainty(outlay),
                telling.doubt_driver(outlay, results().doubt(current, outlay)),
                telling.tail_carrier(outlay, split),
            )
        )
    )
with right, st.container(border=True, height="stretch"):
    st.markdown(f"**{t('overview.buys')}**")
    st.caption(t("overview.static"))
    st.markdown("\n".join(f"- {sentence}" for sentence in telling.buys(outlay)))
