"""Compare: two to six scenarios on the same dice; what each costs more or less, and through which change."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.budget.appropriation_cells import payer_name
from pages.parts.estimates import estimate, results
from pages.parts.exploring import difference_charts
from pages.parts.exploring.difference_charts import Row, palette, small_lines
from pages.parts.exploring.explored import Work, aside, runner
from pages.parts.exploring.saved import choices, chosen_scenario, natural_pair
from pages.parts.language import language, t
from pages.parts.markup import as_label, as_written
from pages.parts.session import header, scenario
from pages.parts.shown import bare, likelihood, money, side_by_side
from simulation.engine.outlay import summarise
from simulation.law.policy import load_policy
from simulation.scenario import Difference, Scenario
from simulation.scenario.wording import difference_text
from simulation.studies.compare import (
    Comparison,
    Side,
    Step,
    compare,
    on_common_dice,
    side,
    steps_between,
    waterfall,
)
from simulation.text.problems import InputError
from simulation.words.findings import span

MOST = 6
current = scenario()
outlay = estimate(current)
header(outlay, "compare")


def pick() -> list[Scenario]:
    """The scenarios that the user chose, the first as the one to compare with."""
    known = choices()
    held = [one for one in st.session_state.get("compared", natural_pair()) if one in known]
    st.session_state.compared = held
    st.multiselect(
        t("compare.choose"),
        list(known),
        key="compared",
        format_func=lambda one: known[one].label if one in known else one,
        max_selections=MOST,
        persist_state="session",
        help=t("compare.choose_help"),
    )
    found = []
    for one in st.session_state.compared:
        try:
            found.append(chosen_scenario(one))
        except InputError as error:
            st.error(as_written(error.problems[0].line(language())))
    return found


def run_side(one: Scenario) -> Side:
    """A scenario's run in sums."""
    return side(one, aside(one))


def sides_of(scenarios: list[Scenario]) -> list[Side]:
    """Each scenario's run on the first one's dice, from what is at hand where it can be."""
    found = []
    for one in on_common_dice(scenarios):
        found.append(results().sides.made(one.hash, partial(run_side, one)))
    return found


def names_of(scenarios: list[Scenario]) -> list[str]:
    """Names that tell the scenarios apart."""
    names: list[str] = []
    for one in scenarios:
        name, number = one.name, 2
        while name in names:
            name, number = f"{one.name} ({number})", number + 1
        names.append(name)
    return names


def plain_unit(one: Side, *others: Side) -> str:
    """What stands under every chart: unit, years (each span where they differ), draws."""
    spans = (span(side.scenario.years) for side in (one, *others))
    years = " / ".join(dict.fromkeys(spans))
    return t("compare.plain_unit", years=years, draws=f"{one.total.size:,}", seed=one.scenario.seed)


def unit(*sides: Side) -> str:
    """What stands under a chart of differences."""
    return plain_unit(*sides) + t("compare.unit")


def show_figures(names: list[str], compared: list[Comparison]) -> None:
    """The differences first: a figure a scenario, then all as dots and intervals."""
    for cell, (name, one) in zip(
        st.columns(len(compared)), zip(names[1:], compared, strict=True), strict=True
    ):
        figures, more = one.total.summary, one.total.costs_more
        with cell:
            st.metric(as_written(f"{name} − {names[0]}"), money(figures.mean, signed=True), border=True)
            if not one.total.values.any():
                st.caption(t("compare.same_total"))
                continue
            st.caption(t("compare.error", error=money(figures.mcse)))
            st.caption(t("compare.costs_more", chance=likelihood(more.value, more.error, language())))
    rows = [
        Row(name, one.total.summary, colour)
        for name, one, colour in zip(names[1:], compared, palette()[1:], strict=False)
    ]
    data = difference_charts.rows_table(rows, t("column.name"))
    data[t("column.costs_more")] = [one.total.costs_more.value for one in compared]
    data[t("column.costs_more_error")] = [one.total.costs_more.error for one in compared]
    largest = max(rows, key=lambda row: abs(row.figures.mean))
    title = t(
        "compare.title" if largest.figures.mean else "compare.title_equal",
        name=as_written(largest.name),
        base=as_written(names[0]),
        amount=money(abs(largest.figures.mean)),
        more=t("compare.more" if largest.figures.mean > 0 else "compare.less"),
    )
    charts.show(
        difference_charts.differences(rows),
        title,
        unit(compared[0].base, *(one.other for one in compared)),
        data,
        "differences",
    )


def show_overlay(names: list[str], sides: list[Side]) -> None:
    """The totals' distributions on one axis."""
    chart, data = difference_charts.density(
        [(name, one.total) for name, one in zip(names, sides, strict=True)], 300
    )
    middles = {name: summarise(one.total) for name, one in zip(names, sides, strict=True)}
    dearest = max(middles, key=lambda name: middles[name].quantile(0.9).value)
    top = middles[dearest].quantile(0.9)
    p90, low, high = side_by_side(top.value, top.low, top.high)
    title = t(
        "compare.overlay",
        name=as_written(dearest),
        p90=p90,
        low=bare(low),
        high=high,
    )
    charts.show(chart, title, plain_unit(*sides), data, "overlay")


def show_parts(name: str, base: str, one: Comparison) -> None:
    """The difference by measure, year, fiscal year and payer."""
    city, districts = charts.colours().city, charts.colours().district
    parts = {
        "measure": [
            Row(charts.short(measure), part.summary, charts.MEASURE_COLOURS[measure])
            for measure, part in one.by_measure.items()
            if part.values.any()
        ],
        "year": [Row(str(year), part.summary) for year, part in one.by_year.items()],
        "fiscal_year": [Row(str(year), part.summary) for year, part in one.by_fiscal_year.items()],
        "payer": [
            Row(payer_name(payer), part.summary, city if payer == "city" else districts)
            for payer, part in one.by_payer.items()
            if part.values.any()
        ],
    }
    by = st.segmented_control(
        t("compare.by"),
        list(parts),
        default="measure",
        key="compare_by",
        required=True,
        format_func=lambda part: t(f"compare.by_{part}"),
        persist_state="session",
    )
    rows = parts[by or "measure"]
    if not any(row.figures.sd or row.figures.mean for row in rows):
        st.info(t("compare.no_difference"))
        return
    largest = max(rows, key=lambda row: abs(row.figures.mean))
    title = t(
        "compare.part",
        part=largest.name,
        name=as_written(name),
        base=as_written(base),
        amount=money(largest.figures.mean, signed=True),
    )
    data = difference_charts.rows_table(rows, t(f"compare.by_{by}"))
    charts.show(difference_charts.differences(rows), title, unit(one.base, one.other), data, "parts")


def ordered(one: Comparison, key: str) -> list[tuple[Difference, ...]]:
    """The steps in the user's order, with buttons that move one up."""
    steps = {words(step): step for step in steps_between(one.base.scenario, one.other.scenario)}
    held = [step for step in st.session_state.get(f"order:{key}", []) if step in steps]
    order = held + [step for step in steps if step not in held]

    def up(place: int) -> None:
        order[place - 1], order[place] = order[place], order[place - 1]
        st.session_state[f"order:{key}"] = order

    with st.expander(t("compare.order", count=len(order))):
        for place, step in enumerate(order):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(
                    "↑",
                    key=f"up:{place}",
                    on_click=up,
                    args=(place,),
                    disabled=place == 0,
                    help=t("compare.up"),
                )
                st.markdown(step, width="stretch")
    return [steps[step] for step in order]


def words(step: tuple[Difference, ...]) -> str:
    """A step in words."""
    return " · ".join(difference_text(pair, language()) for pair in step)


def stacked(one: Comparison, order: list[tuple[Difference, ...]]) -> list[Step] | None:
    """The waterfall's steps, made one by one with progress; None while the user has it stopped."""
    before, after = one.base.scenario, one.other.scenario
    key = ("waterfall", before.hash, after.hash, tuple(words(step) for step in order))
    work = Work("waterfall", str(key))
    known = results().answers.known(key)
    if known is None and work.stopped:
        work.offer(0, len(order))
        return None

    def make() -> list[Step]:
        run = runner(before, aside(before), chained=True)
        steps = []
        for place, step in enumerate(waterfall(before, after, order, run)):
            steps.append(step)
            work.show(place + 1, len(order), t("compare.stacking", step=words(step.changes)[:60]))
        return steps

    steps = results().answer(key, make)
    work.done()
    return steps


def show_waterfall(name: str, base: str, one: Comparison) -> None:
    """What leads from the first scenario to the other, change by change."""
    order = ordered(one, f"{one.base.scenario.hash}-{one.other.scenario.hash}")
    steps = stacked(one, order)
    if steps is None:
        return
    shown = [(small_lines(words(step.changes)), step.effect.summary.mean) for step in steps]
    levels = (float(one.base.total.mean()), float(one.other.total.mean()))
    chart = difference_charts.waterfall((as_label(base), levels[0]), shown, (as_label(name), levels[1]))
    largest = max(steps, key=lambda step: abs(step.effect.summary.mean))
    title = t(
        "compare.waterfall",
        change=words(largest.changes)[:80],
        amount=money(largest.effect.summary.mean, signed=True),
        error=money(largest.effect.summary.mcse),
        whole=money(one.total.summary.mean, signed=True),
    )
    data = pd.DataFrame(
        {
            t("column.change"): [words(step.changes) for step in steps],
            t("column.difference"): [step.effect.summary.mean for step in steps],
            t("column.mcse"): [step.effect.summary.mcse for step in steps],
            "P10": [step.effect.summary.quantile(0.1).value for step in steps],
            "P90": [step.effect.summary.quantile(0.9).value for step in steps],
        }
    )
    charts.show(chart, title, plain_unit(one.base, one.other) + t("compare.order_note"), data, "waterfall")


def show_words(name: str, base: str, one: Comparison) -> None:
    """The list of what differs, for the boss."""
    with st.container(border=True):
        if not one.changes:
            st.markdown(f"**{t('compare.alike', name=as_written(name), base=as_written(base))}**")
            return
        st.markdown(
            f"**{t('compare.differs', name=as_written(name), base=as_written(base), count=len(one.changes))}**"
        )
        st.markdown("\n".join(f"- {difference_text(pair, language())}" for pair in one.changes))
        readings = [pair for pair in one.changes if pair.key.path.startswith("readings.")]
        for pair in readings:
            phrase = load_policy().readings[pair.key.path.split(".")[1]]
            st.caption(t("policy.reads", words=phrase.words))


scenarios = pick()
if len(scenarios) < 2:
    st.info(t("compare.two"))
else:
    names = names_of(scenarios)
    sides = sides_of(scenarios)
    compared = [compare(sides[0], other) for other in sides[1:]]
    if any(one.seed != current.seed for one in scenarios):
        st.caption(t("compare.common", name=as_written(names[0]), seed=scenarios[0].seed))
    left, right = st.columns(2)
    with left:
        show_figures(names, compared)
    with right:
        show_overlay(names, sides)
    place = 0
    if len(compared) > 1:
        place = int(
            np.clip(
                st.selectbox(
                    t("compare.detail"),
                    range(len(compared)),
                    format_func=lambda one: f"{names[one + 1]} − {names[0]}",
                    key="compare_detail",
                )
                or 0,
                0,
                len(compared) - 1,
            )
        )
    one, name = compared[place], names[place + 1]
    left, right = st.columns(2)
    with left:
        show_parts(name, names[0], one)
    with right:
        if one.changes:
            show_waterfall(name, names[0], one)
        show_words(name, names[0], one)
