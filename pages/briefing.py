"""Briefing: one finding a slide, in large type; the arrow keys turn the pages."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from pages.parts import telling
from pages.parts.estimates import against_baseline, estimate, results, years_compared
from pages.parts.exploring.saved import title
from pages.parts.language import language, say, t
from pages.parts.markup import as_written
from pages.parts.nothing import nothing_due, reason
from pages.parts.session import header, scenario
from pages.parts.shown import bare, beside, chance, money, side_by_side
from simulation.engine.outlay import summarise
from simulation.law.policy import load_policy
from simulation.money.payers import Bill
from simulation.scenario.wording import difference_text
from simulation.studies.readings import ReadingRange
from simulation.words.findings import span

current = scenario()
outlay = estimate(current)
header(outlay, "briefing")
FIT = 3  # changes that a slide holds in large type
years = span(current.years)


@dataclass(frozen=True)
class Slide:
    """One finding: a short head, the figure, and what it means with its unit and error."""

    head: str
    figure: str
    notes: tuple[str, ...]


def cost() -> Slide:
    """What it costs."""
    figures = outlay.summary()
    top = figures.quantile(0.8)
    mean, p80, sure_low, sure_high, low, high = side_by_side(
        figures.mean,
        top.value,
        top.low,
        top.high,
        figures.quantile(0.1).value,
        figures.quantile(0.9).value,
    )
    notes = (
        t("briefing.sure", p80=p80, low=bare(sure_low), high=sure_high),
        t("briefing.range", low=bare(low), high=high, error=money(figures.mcse)),
    )
    return Slide(t("briefing.cost", years=years), mean, notes)


def nothing() -> Slide:
    """That it costs nothing, and why."""
    return Slide(t("briefing.nothing", years=years), money(0.0), (reason(outlay),))


def payers() -> Slide:
    """Who pays, and when most cash leaves."""
    split = Bill.of(outlay, current)
    due = split.cash
    by_year = due.sum(axis=1).mean(axis=0)
    peak = int(by_year.argmax())
    cash = summarise(due[:, :, peak].sum(axis=1))
    city = summarise(split.total("city"))
    top = cash.quantile(0.8)
    amount, p80, low, high = side_by_side(cash.mean, top.value, top.low, top.high)
    notes = (
        t(
            "briefing.peak",
            year=current.fiscal_years[peak],
            amount=amount,
            p80=p80,
            low=bare(low),
            high=high,
            error=money(cash.mcse),
        ),
        telling.tail_carrier(outlay, split),
    )
    share = city.mean / outlay.summary().mean if outlay.summary().mean else 0.0
    head = t("briefing.city", years=years, share=chance(share))
    return Slide(head, money(city.mean), (t("estimate.error", error=money(city.mcse)), *notes))


def drivers() -> Slide:
    """What drives the cost and the doubt."""
    order = telling.ranked(outlay)
    name = say(load_policy().measures[order[0][0]].name) if order else t("value.none")
    figure = money(order[0][1].mean) if order else t("value.none")
    notes = (telling.cost_driver(outlay), telling.doubt_driver(outlay, results().doubt(current, outlay)))
    return Slide(t("briefing.driver", name=name, years=years), figure, notes)


def against() -> Slide:
    """What the scenario changes, and what that costs."""
    change = against_baseline(outlay)
    differences = current.differences()
    changed = [difference_text(pair, language()) for pair in differences[:FIT]]
    if len(differences) > FIT:
        changed.append(t("briefing.more", count=len(differences) - FIT))
    error = t("policy.paired", error=beside(change.mcse, change.mean, money(change.mcse)))
    head = t("briefing.against", name=as_written(title()), years=years_compared(current))
    return Slide(head, money(change.mean, signed=True), (error, *changed))


def wording(found: ReadingRange) -> Slide:
    """What the wording leaves open."""
    note = t(
        "readings.range_note",
        count=found.combinations,
        draws=f"{found.draws:,}",
        low=money(found.low.mcse),
        high=money(found.high.mcse),
    )
    figure = " – ".join(side_by_side(found.low.mean, found.high.mean, signed=True))
    return Slide(t("briefing.wording", years=years), figure, (note,))


def slides() -> list[Slide]:
    """The findings at hand; the readings' range only once their page has made it."""
    found = [nothing()] if nothing_due(outlay) else [cost(), payers(), drivers()]
    if current.differences():
        found.insert(1, against())
    fixed = current.with_values({"simulation.precision": 0.0, "simulation.draws": outlay.draws})
    ranged = results().answers.known(("range", fixed.dice_hash))
    if ranged is not None and not nothing_due(outlay):
        found.append(wording(ranged))
    return found


def turn(by: int, most: int) -> None:
    """Another slide."""
    st.session_state.slide = min(max(st.session_state.get("slide", 0) + by, 0), most - 1)


# The theme's headings are made for dense pages; a slide is read from the back of a room.
st.html(
    "<style>.st-key-slide h1 {font-size: 4.2rem} .st-key-slide h2 {font-size: 2rem}"
    " .st-key-slide h3 {font-size: 1.5rem; font-weight: 400}"
    " @media (max-width: 640px) {.st-key-slide h1 {font-size: 2.4rem} .st-key-slide h2 {font-size: 1.4rem}"
    " .st-key-slide h3 {font-size: 1.1rem}}</style>"
)
found = slides()
place = min(st.session_state.get("slide", 0), len(found) - 1)
slide = found[place]
with st.container(border=True, height=520, vertical_alignment="center", key="slide"):
    st.markdown(f"## {slide.head}", text_alignment="center")
    st.title(slide.figure, text_alignment="center", anchor=False)
    for note in slide.notes:
        st.markdown(f"### {note}", text_alignment="center")
with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
    st.button(
        t("briefing.back"),
        shortcut="Left",
        key="back",
        on_click=turn,
        args=(-1, len(found)),
        disabled=place == 0,
    )
    st.caption(f"{place + 1} / {len(found)}", width="content")
    st.button(
        t("briefing.next"),
        shortcut="Right",
        key="next",
        on_click=turn,
        args=(1, len(found)),
        disabled=place == len(found) - 1,
    )
st.caption(t("briefing.keys"))
