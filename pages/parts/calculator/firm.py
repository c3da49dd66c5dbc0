"""The parts of the calculator: the choice of an enterprise, its awards step by step, its chances."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import pandas as pd
import streamlit as st

from pages.parts import charts, session
from pages.parts.calculator import typed
from pages.parts.estimates import TURNS
from pages.parts.language import language, say, t
from pages.parts.markup import as_written
from pages.parts.rosters import Held
from pages.parts.session import show_problems
from pages.parts.shown import chance, money
from simulation.judge.dossier import Dossier, Granted, years_text
from simulation.judge.explanation import Explanation
from simulation.judge.phrases import figure
from simulation.judge.sheet import Origin, ladder_html, style
from simulation.panel import Panel
from simulation.scenario import Scenario
from simulation.studies.future import FEWEST_PAID, Chance, Future, future
from simulation.system.once import Once
from simulation.text.plain import csv_of
from simulation.text.problems import InputError

_LISTED = 200
_KEPT = 16


def choose() -> tuple[Panel, str, Origin] | None:
    """The enterprise to judge: the panel that has it, its id, whose figures; None while there is none."""
    held = session.held()
    kept = st.session_state.setdefault("firm", _Choice())
    if held is None:
        st.caption(t("calculator.no_panel"))
    else:
        st.session_state["firm:source"] = kept.source
        st.segmented_control(
            t("calculator.source"),
            ["roster", "typed"],
            key="firm:source",
            format_func=lambda one: t(f"calculator.source.{one}"),
            on_change=lambda: setattr(kept, "source", st.session_state["firm:source"]),
            required=True,
            label_visibility="collapsed",
        )
        if kept.source == "roster":
            return _from_panel(held, kept)
    return _from_form()


@dataclass
class _Choice:
    """What this session looks at, kept when the page changes."""

    source: str = "roster"
    sought: str = ""
    id: str = ""


def _from_panel(held: Held, kept: _Choice) -> tuple[Panel, str, Origin] | None:
    frame = held.panel.tables["enterprises"]
    names = dict(zip(frame["enterprise_id"], frame["name"], strict=True))
    left, right = st.columns(2)
    with left:
        st.session_state["firm:sought"] = kept.sought
        st.text_input(
            t("calculator.search"),
            key="firm:sought",
            on_change=lambda: setattr(kept, "sought", st.session_state["firm:sought"]),
        )
    sought = kept.sought.strip().casefold()
    matches = [one for one in sorted(names) if sought in one.casefold() or sought in names[one].casefold()]
    if not matches:
        st.info(t("calculator.none_found", sought=as_written(kept.sought)))
        return None
    listed = matches[:_LISTED]
    if kept.id not in listed:
        kept.id = listed[0]
    with right:
        st.session_state["firm:id"] = kept.id
        st.selectbox(
            t("calculator.choose", shown=f"{len(listed):,}", all=f"{len(names):,}"),
            listed,
            key="firm:id",
            format_func=lambda one: f"{one} · {names[one]}" if names[one] else one,
            on_change=lambda: setattr(kept, "id", st.session_state["firm:id"]),
        )
    return held.panel, kept.id, "example" if held.invented else "roster"


def _from_form() -> tuple[Panel, str, Origin] | None:
    years = session.scenario().years
    one = typed.follow(years)
    with st.expander(t("calculator.form", name=as_written(one.name or one.id or "—")), key="firm:form"):
        typed.form()
    if typed.nothing_typed(one):
        st.info(t("typed.nothing"))
        return None
    try:
        panel = typed.read(one)
    except InputError as error:
        show_problems(error.problems)
        st.caption(t("typed.problems", count=len(error.problems)))
        return None
    for notice in panel.notices:
        st.warning(as_written(notice.line(language())), icon=":material/warning:")
    identity = str(panel.tables["enterprises"]["enterprise_id"].iloc[0])
    return panel, identity, "example" if typed.is_example(years[0]) else "typed"


def overview(case: Dossier) -> None:
    """Total and payers as figures, and what each measure gives in each year."""
    if not case.granted:
        st.markdown(t("calculator.no_award"))
        return
    left, right = st.columns([2, 3], vertical_alignment="center")
    with left, st.container(horizontal=True):
        st.metric(t("calculator.total"), _exact(case.total))
        st.metric(t("calculator.city"), _exact(case.city))
        st.metric(t("calculator.district"), _exact(case.district_part))
    with right:
        st.caption(t("calculator.by_year"))
        _amounts(case)


def _amounts(case: Dossier) -> None:
    """The awards by measure and year, to the last figure, so that they add up on the screen too."""
    rows = [
        {
            t("column.measure"): charts.short(measure),
            **{str(year): amounts.get(year, 0.0) for year in case.judged},
            t("column.total"): fsum(amounts.values()),
        }
        for measure, amounts in case.amounts().items()
    ]
    data = pd.DataFrame(rows)
    name, *numbers = data.columns
    st.dataframe(
        data.assign(**{column: data[column].map(lambda amount: figure(amount).zh) for column in numbers}),
        hide_index=True,
        placeholder=t("value.none"),
        column_config={column: st.column_config.TextColumn(alignment="right") for column in numbers}
        | {name: st.column_config.TextColumn(pinned=True)},
    )
    st.download_button(
        t("chart.csv"),
        csv_of(data),
        f"outlay-{case.id}-awards.csv",
        "text/csv",
        key="csv-firm-awards",
        on_click="ignore",
        icon=":material/download:",
    )


def _exact(amount: float) -> str:
    return f"{figure(amount).zh} 万元"


def ladders(case: Dossier) -> None:
    """Each award with its tests and formula, the largest first and open; refusals folded; the rest a line."""
    st.html(f"<style>{style('sheet')}</style>")
    if case.granted:
        st.markdown(f"**{t('calculator.granted', count=len(case.granted))}**")
    for place, one in enumerate(case.granted):
        _ladder(one.why, one, expanded=place == 0)
    if case.refused:
        with st.expander(t("calculator.refused", count=len(case.refused)), key="firm:refused"):
            for why in case.refused:
                st.html(ladder_html(why, None, language()))
    for line in case.unjudged:
        st.caption(say(line))
    tests = [row for why in (*(one.why for one in case.granted), *case.refused) for row in _rows(why)]
    if tests:
        st.download_button(
            t("calculator.steps"),
            csv_of(pd.DataFrame(tests)),
            f"outlay-{case.id}.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
        )


def _ladder(why: Explanation, granted: Granted, expanded: bool) -> None:
    title = t(
        "calculator.award",
        clause=t("calculator.clause", clause=why.row.clause),
        measure=charts.short(why.row.measure),
        year=why.row.year,
        verdict=as_written(say(why.verdict)),
    )
    key = f"firm:{why.row.claimant}:{why.row.measure}:{why.row.year}"
    with st.expander(title, expanded=expanded, key=key):
        st.html(ladder_html(why, granted, language()))


def _rows(why: Explanation) -> list[dict[str, object]]:
    """Every test of one measure and year, with what it led to."""
    results = {True: "calculator.passed", False: "calculator.failed", None: "calculator.unasked"}
    return [
        {
            t("column.measure"): charts.short(why.row.measure),
            t("calculator.column.performance_year"): why.row.year,
            t("column.clause"): why.row.clause,
            t("calculator.column.item"): step.item,
            t("calculator.column.result"): t(results[step.passed]),
            t("calculator.column.test_made"): say(step.text),
            t("column.words"): step.words,
            t("column.outcome"): t(f"outcome.{why.row.outcome}"),
            t("calculator.column.award"): why.row.amount,
            t("column.formula"): " | ".join(say(line) for line in why.formula),
        }
        for step in why.steps
    ]


def chances(panel: Panel, current: Scenario, enterprise: str) -> None:
    """The simulated future: a finding, what is known and what is drawn, and every chance with its error."""
    st.markdown(f"#### {t('calculator.future')}")
    told = _future(panel, current, enterprise)
    st.markdown(f"**{_finding(told)}**")
    if told.chances:
        ordered = sorted(told.chances, key=lambda one: (one.known, -one.prospect.mean))
        charts.table(pd.DataFrame([_chance_row(one) for one in ordered]), "firm-chances")
    draws = f"{told.draws:,}"
    none = t("calculator.no_years")
    st.caption(
        t(
            "calculator.told",
            known=years_text(told.known) or none,
            simulated=years_text(told.simulated) or none,
            draws=draws,
        )
    )
    st.caption(t("calculator.delivery", fewest=FEWEST_PAID))
    if told.nil:
        every = (*told.known, *told.simulated)
        names = t("value.and").join(
            charts.short(measure) + ("" if years == every else f" ({years_text(years)})")
            for measure, years in told.nil.items()
        )
        bound = 3 / told.draws  # the rule of three
        kind = "nil" if bound < 1 else "too_few"
        st.caption(t(f"calculator.{kind}", draws=draws, bound=f"{bound:.2g}", listed=names))


def _future(panel: Panel, current: Scenario, enterprise: str) -> Future:
    """The chances, held in this session alone, by all that they are made of."""
    held: Once[tuple[str, str, str], Future] = st.session_state.setdefault("futures", Once(_KEPT))

    def make() -> Future:
        with st.spinner(t("calculator.simulating")), TURNS.turn():
            return future(panel, current, enterprise)

    return held.made((panel.hash, enterprise, current.dice_hash), make)


def _finding(told: Future) -> str:
    if not told.simulated:
        return t("calculator.future_known")
    years = years_text(told.simulated)
    if not told.together.probability:
        return t("calculator.future_nil", years=years, draws=f"{told.draws:,}")
    return t(
        "calculator.future_some",
        years=years,
        chance=chance(told.together.probability),
        error=f"{told.together.error:.1%}",
        mean=money(told.together.mean),
        mean_error=money(told.together.mean_error),
    )


def _chance_row(one: Chance) -> dict[str, object]:
    prospect = one.prospect
    values: list[float | None] = [quantile.value for quantile in prospect.given_paid]
    values = values or [None] * 3
    interval = "; ".join(f"{quantile.low:,.1f}–{quantile.high:,.1f}" for quantile in prospect.given_paid)
    return {
        t("column.measure"): charts.short(one.measure),
        t("calculator.column.performance_year"): str(one.year),
        t("calculator.column.facts"): t(
            "calculator.year_known" if one.known else "calculator.year_simulated"
        ),
        t("calculator.column.probability"): prospect.probability * 100,
        t("calculator.column.probability_error"): prospect.error * 100,
        t("calculator.column.mean_all"): prospect.mean,
        t("calculator.column.mean_error"): prospect.mean_error,
        "P10": values[0],
        "P50": values[1],
        "P90": values[2],
        t("calculator.column.given_interval"): interval,
    }


__all__ = ["chances", "choose", "ladders", "overview"]
