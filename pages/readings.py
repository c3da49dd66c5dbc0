"""Readings: what the law's doubtful phrases cost, one by one and all together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.estimates import estimate, results
from pages.parts.exploring import difference_charts
from pages.parts.exploring.difference_charts import LESS, MORE, Row, small_lines
from pages.parts.exploring.explored import Work, aside, runner
from pages.parts.language import say, t
from pages.parts.session import change, header, scenario
from pages.parts.shown import money, side_by_side
from simulation.engine.outlay import Outlay, Summary
from simulation.law.policy import Reading, load_policy
from simulation.scenario import Scenario
from simulation.studies.readings import (
    RANGE_DRAWS,
    ReadingCost,
    ReadingRange,
    cost_of,
    options_of,
    reading_range,
)
from simulation.words.findings import span

current = scenario()
outlay = estimate(current)
header(outlay, "readings")
policy = load_policy()
fixed = current.with_values({"simulation.precision": 0.0, "simulation.draws": outlay.draws})
unit = t(
    "readings.unit",
    years=span(current.years),
    draws=f"{outlay.draws:,}",
    seed=current.seed,
)


def costs() -> list[ReadingCost] | None:
    """Every option that is not in force, one by one with progress; None while the user has it stopped."""
    work = Work("readings", current.dice_hash)
    asked = options_of(fixed)
    keys = [("reading", fixed.dice_hash, *pair) for pair in asked]
    if work.stopped and any(results().answers.known(key) is None for key in keys):
        work.offer(sum(results().answers.known(key) is not None for key in keys), len(keys))
        return None
    run, found = runner(fixed, outlay), []
    for place, (key, pair) in enumerate(zip(keys, asked, strict=True)):
        if results().answers.known(key) is None:
            work.show(place, len(asked), t("readings.running", name=say(policy.readings[pair[0]].name)))
        found.append(results().answer(key, partial(cost_of, fixed, outlay, *pair, run)))
    work.done()
    return found


def whole_range() -> ReadingRange | None:
    """The range over all combinations."""
    work = Work("range", current.dice_hash)
    key = ("range", fixed.dice_hash)
    if work.stopped and results().answers.known(key) is None:
        work.offer(0, 1)
        return None
    few = fixed.with_value("simulation.draws", min(RANGE_DRAWS, outlay.draws))

    def make() -> ReadingRange:
        run: Callable[[Scenario], Outlay] = runner(few, aside(few))
        return reading_range(few, run, lambda done, most: work.show(done, most, t("readings.range_running")))

    found = results().answer(key, make)
    work.done()
    return found


def option_name(reading: str, option: str) -> str:
    """An option in words."""
    return say(policy.readings[reading].options[option])


def show_costs(found: list[ReadingCost]) -> None:
    """One row a phrase and option: the cost more or less than with the reading in force."""
    order = sorted(found, key=lambda cost: -abs(cost.difference.mean))
    rows = [
        Row(
            say(policy.readings[cost.reading].name),
            cost.difference,
            MORE if cost.difference.mean > 0 else LESS,
            f"{say(policy.readings[cost.reading].name)}<br>{small_lines('→ ' + option_name(cost.reading, cost.option))}",
        )
        for cost in order
    ]
    data = difference_charts.rows_table(rows, t("column.reading"))
    data.insert(1, t("column.option"), [option_name(cost.reading, cost.option) for cost in order])
    data.insert(2, t("column.words"), [policy.readings[cost.reading].words for cost in order])
    first = order[0]
    title = t(
        "readings.title" if first.difference.mean else "readings.title_none",
        name=say(policy.readings[first.reading].name),
        option=option_name(first.reading, first.option),
        amount=money(first.difference.mean, signed=True),
        error=money(first.difference.mcse),
    )
    charts.show(difference_charts.differences(rows), title, unit, data, "readings")


def show_range(found: ReadingRange) -> None:
    """The cheapest and the dearest way to read the whole text."""
    if not found.low.mean and not found.high.mean:
        st.caption(t("readings.range_none"))
        return
    low, high = side_by_side(found.low.mean, found.high.mean, signed=True)
    low_error, high_error = side_by_side(found.low.mcse, found.high.mcse)
    with st.container(border=True):
        st.markdown(f"**{t('readings.range', low=low, high=high)}**")
        st.caption(
            t(
                "readings.range_note",
                count=found.combinations,
                draws=f"{found.draws:,}",
                low=low_error,
                high=high_error,
            )
        )
        table = pd.DataFrame(
            {
                t("column.reading"): [say(policy.readings[one].name) for one, _ in found.cheapest],
                t("readings.cheapest"): [option_name(*pair) for pair in found.cheapest],
                t("readings.dearest"): [option_name(*pair) for pair in found.dearest],
            }
        )
        with st.popover(t("readings.range_table"), type="tertiary"):
            charts.table(table, "reading_range", wrapped=True)


def show_phrase(reading: Reading, found: list[ReadingCost]) -> None:
    """One phrase: its words, its options with their price, and the switch."""
    path = f"readings.{reading.id}"
    price = {cost.option: cost.difference for cost in found if cost.reading == reading.id}
    with st.container(border=True):
        st.markdown(f"**{t('policy.clause', clause=reading.clause)} · {say(reading.name)}**")
        st.caption(t("policy.reads", words=reading.words))
        for option, name in reading.options.items():
            words, price_of, switch = st.columns([5, 4, 2], vertical_alignment="center")
            words.markdown(say(name))
            if option == current.value(path):
                switch.badge(t("readings.in_force"), color="blue")
                continue
            with price_of:
                show_price(price.get(option))
            switch.button(
                t("readings.adopt"), key=f"adopt:{reading.id}:{option}", on_click=change, args=(path, option)
            )


def show_price(figures: Summary | None) -> None:
    """What an option costs more or less."""
    if figures is None:
        st.caption(t("value.unknown"))
        return
    if not figures.mean and not figures.sd:
        st.caption(t("readings.no_price"))
        return
    mean, low, high = side_by_side(
        figures.mean, *(figures.quantile(level).value for level in (0.1, 0.9)), signed=True
    )
    st.markdown(f"**{t('readings.price', amount=mean, error=money(figures.mcse))}**")
    st.caption(t("readings.spread", low=low, high=high))


found = costs()
if found:
    show_costs(found)
    ranged = whole_range()
    if ranged is not None:
        show_range(ranged)
left, right = st.columns(2)
for place, reading in enumerate(policy.readings.values()):
    with (left, right)[place % 2]:
        show_phrase(reading, found or [])
