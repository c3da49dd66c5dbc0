"""Overview: what the policy costs, when, who pays and what it buys, on one screen."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import charts, findings
from pages.parts.kept import keep, kept
from pages.parts.language import language, t
from pages.parts.navigation import link
from pages.parts.nothing import tell
from pages.parts.numbers import chance, money
from pages.parts.results import against_baseline, estimate, results, years_compared
from pages.parts.session import header, scenario
from simulation.budget import budget_lines
from simulation.budget_findings import with_due
from simulation.findings import span
from simulation.outlay import Summary, summarise
from simulation.payers import CITY, bill, share_table
from simulation.scenario.words import changes_line

current = scenario()
outlay = estimate(current)
split = bill(outlay, share_table(current, outlay.measures))
header(outlay, "overview")

total = outlay.summary()
low, high = total.quantile(0.10).value, total.quantile(0.90).value
years = current.years
due = split.cash(current)
fiscal_years = current.fiscal_years
city = summarise(split.total(CITY))

st.markdown(f"##### {findings.headline(outlay)}")
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.caption(findings.basis(current, outlay), width="content")
    link("pages/panel.py", label=t("overview.bring_roster"), icon=":material/table_view:")
if beside := findings.outside(outlay, current):
    st.caption(beside)
nothing = tell(outlay)


def range_of(figures: Summary) -> str:
    """The middle 80% in words; nothing where no draw has any outlay."""
    if not figures.mean:
        return ""
    bounds = (money(figures.quantile(share).value) for share in (0.1, 0.9))
    return t("overview.middle", **dict(zip(("low", "high"), bounds, strict=True)))


def change_of() -> tuple[str | None, str]:
    """The change against the baseline where the policy or an assumption differs, and what is said of it."""
    if not current.changes():
        entered = changes_line(current, language())
        return None, entered if current.differences() else ""
    change = against_baseline(outlay)
    compared = t("overview.against_baseline", years=years_compared(current))
    if abs(change.mean) <= 2 * change.mcse:
        return None, f"{compared}{t('overview.no_change')}"
    return money(change.mean, signed=True), compared


delta, told = change_of()
next_year = min(max(date.today().year + 1, fiscal_years[0]), fiscal_years[-1])
cells = st.columns(4)
with cells[0], st.container(border=True, height="stretch"):
    st.metric(
        t("overview.total", years=span(years)),
        money(total.mean),
        delta,
        delta_color="inverse",
        help=t("overview.total_help"),
    )
    st.caption("  \n".join(filter(None, (told, range_of(total)))))
if nothing:
    st.stop()
with cells[1], st.container(border=True, height="stretch"):
    labels = {year: t("overview.next_cash", year=year) for year in fiscal_years}
    chosen = st.selectbox(
        t("overview.cash_year"),
        fiscal_years,
        key=kept("overview_cash_year", next_year, fiscal_years),
        format_func=labels.__getitem__,
        label_visibility="collapsed",
    )
    keep("overview_cash_year")
    next_cash = summarise(due[:, :, fiscal_years.index(chosen)].sum(axis=1))
    st.metric(
        labels[chosen],
        money(next_cash.mean),
        help=t("overview.cash_help"),
        label_visibility="collapsed",
    )
    st.caption(range_of(next_cash) or t("nothing.year"))
with cells[2], st.container(border=True, height="stretch"):
    st.metric(t("overview.city"), money(city.mean), help=t("overview.city_help"))
    share = city.mean / total.mean if total.mean else 0.0
    parts = t("overview.city_share", share=chance(share)), range_of(city)
    st.caption("  \n".join(filter(None, parts)))
with cells[3], st.container(border=True, height="stretch"):
    lines = [
        line for line in budget_lines(split, current) if line.payer == CITY and line.exceeded is not None
    ]
    coming = [line for line in with_due(lines) if line.fiscal_year >= date.today().year] or with_due(lines)
    if coming:
        worst = max(coming, key=lambda line: line.exceeded.value if line.exceeded else 0.0)
        assert worst.exceeded is not None
        st.metric(t("overview.exceeded", year=worst.fiscal_year), chance(worst.exceeded.value))
        st.caption(t("overview.exceeded_note", amount=money(worst.appropriation or 0.0)))
    elif lines:
        st.metric(t("overview.no_budget"), t("value.none"))
        st.caption(t("overview.budget_idle"))
    else:
        st.metric(t("overview.no_budget"), t("value.not_entered"))
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
    title = findings.cost_driver(outlay)
    charts.show(
        chart,
        title,
        t("overview.measures_unit", years=span(years)),
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
                findings.certainty(outlay),
                findings.doubt_driver(outlay, results().doubt(current, outlay)),
                findings.tail_carrier(outlay, split),
            )
        )
    )
with right, st.container(border=True):
    st.markdown(f"**{t('overview.buys')}**")
    st.caption(t("overview.static"))
    st.markdown("\n".join(f"- {sentence}" for sentence in findings.buys(outlay)))
