"""Goal seek and allocation: what keeps the chance of exceeding a budget under a level."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.budget.appropriation_cells import payer_name
from pages.parts.estimates import TURNS
from pages.parts.fields import NOT_FILLED_IN, in_words
from pages.parts.kept import keep, kept
from pages.parts.language import language, say, t
from pages.parts.markup import as_written
from pages.parts.session import change, panel
from pages.parts.shown import beside, chance, money
from simulation.engine.outlay import Outlay
from simulation.law.policy import load_policy
from simulation.law.terms import asking
from simulation.money.appropriations import entered
from simulation.money.payers import CITY, Bill
from simulation.panel.entry import PERCENT, EntryFault, entry_text, read_entry
from simulation.panel.tables import MONEY
from simulation.scenario import Key, Scenario, catalogue
from simulation.scenario.wording import key_title, value_text
from simulation.studies.goal import EVERYONE, Allocation, Goal, Point, Target, allocate, parameters, seek
from simulation.text.problems import InputError, Text

_RISKS = (1.0, 50.0)  # percent


def show(outlay: Outlay, split: Bill, current: Scenario) -> None:
    """The question, the parameter that answers it, and what a given total allows."""
    st.caption(t("goal.note"))
    found = _question(split, current)
    if found is None:
        return
    path, target, sent = found
    left, right = st.columns(2)
    with left:
        if sent:
            _search(outlay, current, path, target)
        known = st.session_state.get("goal_found")
        if known is None:
            st.info(t("goal.not_yet"))
        else:
            _answer(known[0], known[1], known[2], known[3], current)
    with right:
        _allocation(allocate(split, target), split, target)


def _start(keys: Collection[str]) -> str:
    """The cap on purchases, which the most enterprises reach, where it can be moved; else the first parameter."""
    caps = (
        f"policy.{measure}.{load_policy().measures[measure].cap}" for measure in asking("parts_purchases")
    )
    return next((cap for cap in reversed(list(caps)) if cap in keys), next(iter(keys)))


def _question(split: Bill, current: Scenario) -> tuple[str, Target, bool] | None:
    keys = {key.path: key for key in parameters(current)}
    if not keys:
        st.info(t("goal.no_measures"))
        return None
    years = (None, *current.fiscal_years)
    payers = (EVERYONE, *split.payers)
    peak = current.fiscal_years[min(3, len(current.fiscal_years) - 1)]
    budget = entered(current).get((CITY, peak), 3500.0)
    with st.form("goal", border=True):
        cells = st.columns([2.4, 1.2, 1.2, 1.2, 1.2, 0.9], vertical_alignment="bottom")
        with cells[0]:
            st.selectbox(
                t("goal.parameter"),
                list(keys),
                key=kept("goal_path", _start(keys), keys),
                format_func=lambda path: key_title(keys[path], language()),
            )
        with cells[1]:
            st.selectbox(t("column.payer"), payers, key=kept("goal_payer", CITY, payers), format_func=_payer)
        with cells[2]:
            st.selectbox(
                t("column.fiscal_year"),
                years,
                key=kept("goal_year", peak, years),
                format_func=lambda year: t("budget.all_years") if year is None else str(year),
            )
        with cells[3]:
            st.text_input(t("goal.budget"), key=kept("goal_budget", entry_text(budget)))
        with cells[4]:
            st.text_input(t("goal.risk"), key=kept("goal_risk", "20"))
        with cells[5]:
            sent = st.form_submit_button(t("goal.find"), type="primary", key="goal:find")
    path, payer, year = keep("goal_path"), keep("goal_payer"), keep("goal_year")
    amount = _number(t("goal.budget"), keep("goal_budget"), MONEY)
    risk = _number(t("goal.risk"), keep("goal_risk"), PERCENT, _RISKS)
    if amount is None or risk is None:
        return None
    return path, Target(amount, risk / 100, payer, year), sent


def _number(label: str, typed: str, unit: str, limits: tuple[float, float] | None = None) -> float | None:
    """A number of the question; what cannot be used is told under it, and stays typed."""
    try:
        value = read_entry(typed, unit)
        if value is None:
            raise EntryFault(*NOT_FILLED_IN)
        if limits and not limits[0] <= value <= limits[1]:
            low, high = limits
            raise EntryFault(
                Text("超出范围", "out of range"),
                Text(f"应在 {low:g}% 到 {high:g}% 之间", f"it must lie between {low:g}% and {high:g}%"),
            )
    except EntryFault as fault:
        st.error(t("pair", name=f"{label} {as_written(typed)}", value=in_words(fault)))
        return None
    return value


def _payer(payer: str) -> str:
    return t("goal.everyone") if payer == EVERYONE else payer_name(payer)


def _search(outlay: Outlay, current: Scenario, path: str, target: Target) -> None:
    bar = st.progress(0.0, text=t("progress.running"))

    def tell(done: int) -> None:
        bar.progress(min(done / 12, 1.0), text=t("goal.running", done=done))

    def queued(ahead: int) -> None:
        bar.progress(0.0, text=t("progress.queued", ahead=ahead))

    try:
        with TURNS.turn(queued):
            goal = seek(current, outlay, path, target, panel(), tell)
        st.session_state.goal_found = (path, target, goal, current)
    except InputError as error:
        st.session_state.problems = error.problems
    bar.empty()


def _answer(path: str, target: Target, goal: Goal, asked: Scenario, current: Scenario) -> None:
    key, point = catalogue()[path], goal.point
    kind = goal.bound or "found"
    if goal.bound == "no_effect":
        kind = "no_effect" if goal.value is not None else "none"
    title = t(
        f"goal.{kind}",
        parameter=key_title(key, language()),
        value=value_text(key, point.value, language()),
        payer=_payer(target.payer),
        year=_when(target),
        budget=money(target.budget),
        chance=chance(point.exceeded.value),
        error=beside(point.exceeded.error, 1.0, f"{point.exceeded.error:.1%}"),
        risk=f"{target.risk:.0%}",
    )
    charts.show(_curve(key, target, goal), title, _unit(asked, target), _points(key, goal), "goal")
    if goal.value is not None and goal.bound != "no_effect":
        st.button(
            t("goal.use", value=value_text(key, goal.value, language())),
            on_click=change,
            args=(path, goal.value),
            help=t("goal.use_help"),
        )
    if asked.hash != current.hash:
        st.caption(t("goal.stale"))


def _unit(asked: Scenario, target: Target) -> str:
    return t("goal.unit", year=_when(target), payer=_payer(target.payer), draws=f"{asked.draws:,}")


def _when(target: Target) -> str:
    return t("budget.all_years") if target.year is None else t("goal.when", year=target.year)


def _scale(key: Key) -> float:
    return 100.0 if key.unit in ("rate", "share") else 1.0


def _curve(key: Key, target: Target, goal: Goal) -> object:
    """The cash against the parameter, the quantile that must fit, and the budget."""
    x = [point.value * _scale(key) for point in goal.curve]
    needed = f"P{100 * (1 - target.risk):.0f}"
    chart = charts.figure(330)

    def line(name: str, pick: object, **style: object) -> None:
        chart.add_scatter(
            x=x, y=[pick(point) for point in goal.curve], name=name, **style,  # type: ignore[operator]
            hovertemplate="%{x:,.10g}: %{y:,.0f} 万元<extra>" + name + "</extra>",
        )  # fmt: skip

    line(
        needed,
        lambda point: point.needed.value,
        mode="lines+markers",
        line={"color": charts.colours().city, "width": 3},
    )
    line(
        t("chart.mean"),
        lambda point: point.mean.value,
        mode="lines",
        line={"color": charts.colours().ink, "width": 1.5},
    )
    line(
        t("goal.budget"),
        lambda _: target.budget,
        mode="lines",
        line={"color": charts.colours().budget, "dash": "dash", "width": 2},
    )
    if goal.value is not None:
        chart.add_vline(
            x=goal.value * _scale(key), line={"color": charts.colours().district, "dash": "dot", "width": 2}
        )
    unit = "%" if key.unit in ("rate", "share") else "万元" if key.unit == "money" else ""
    chart.update_xaxes(
        title_text=t("chart.axis", name=say(key.name), unit=unit) if unit else say(key.name), tickformat=",~r"
    )
    chart.update_yaxes(rangemode="tozero", title_text="万元", tickformat=",")
    return chart


def _points(key: Key, goal: Goal) -> pd.DataFrame:
    def column(pick: object) -> list[float]:
        return [pick(point) for point in goal.curve]  # type: ignore[operator]

    def needed(point: Point) -> str:
        return f"{point.needed.low:,.0f}–{point.needed.high:,.0f}"

    level = f"P{100 * goal.curve[0].needed.level:.0f}"
    return pd.DataFrame(
        {
            say(key.name): [value_text(key, point.value, language()) for point in goal.curve],
            t("column.mean"): column(lambda point: point.mean.value),
            t("column.mcse"): column(lambda point: point.mean.error),
            level: column(lambda point: point.needed.value),
            t("column.interval", name=level): [needed(point) for point in goal.curve],
            t("budget.column_exceeded"): column(lambda point: 100 * point.exceeded.value),
            f"{t('budget.column_exceeded')} ±": column(lambda point: 100 * point.exceeded.error),
        }
    )


def _allocation(found: Allocation, split: Bill, target: Target) -> None:
    """What the budget allows: one factor for all, or an envelope for each measure."""
    factor = found.factor
    with st.container(border=True):
        kind = "all" if factor.value >= 1 else "cut"
        st.markdown(
            "**"
            + t(
                f"goal.factor_{kind}",
                factor=f"{factor.value:.1%}",
                low=f"{factor.low:.1%}",
                high=f"{factor.high:.1%}",
                budget=money(target.budget),
                risk=f"{target.risk:.0%}",
            )
            + "**"
        )
        st.caption(t("goal.factor_note", payer=_payer(target.payer), year=_when(target)))
        if found.envelopes is None:
            st.markdown(t("goal.envelopes_none"))
            return
        st.markdown(
            t(
                "goal.envelopes",
                level=f"{found.level:.0%}",
                chance=chance(found.exceeded.value),
                error=beside(found.exceeded.error, 1.0, f"{found.exceeded.error:.1%}"),
            )
        )
        names = load_policy().measures
        data = pd.DataFrame(
            {
                t("column.measure"): [say(names[measure].short) for measure in found.envelopes],
                t("goal.envelope"): list(found.envelopes.values()),
                t("goal.cut"): [found.cut[measure].value for measure in found.envelopes],
                f"{t('goal.cut')} ±": [found.cut[measure].error for measure in found.envelopes],
            }
        )
        charts.table(data, "envelopes")
        st.caption(t("goal.draws", draws=f"{split.outlay.draws:,}"))
