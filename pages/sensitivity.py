"""What matters: which doubtful number moves the total, and which is worth finding out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.controls import mark
from pages.parts.estimates import estimate, results
from pages.parts.exploring import difference_charts
from pages.parts.exploring.explored import Work, aside, runner
from pages.parts.language import language, t
from pages.parts.nothing import tell
from pages.parts.session import header, scenario
from pages.parts.shown import chance, money, side_by_side, signed_number
from simulation.engine.outlay import Outlay
from simulation.scenario import Scenario, catalogue
from simulation.scenario.wording import key_title, value_text
from simulation.studies.sensitivity import (
    FEWEST_DRAWS,
    TORNADO_DRAWS,
    Bar,
    Index,
    Worth,
    doubt_draws,
    doubtful,
    first_order,
    tornado,
    worth_knowing,
)
from simulation.words.findings import span

SHOWN, ASKED, DRAWN = 30, 12, 15
current = scenario()
outlay = estimate(current)
header(outlay, "sensitivity")
years = span(current.years)


@dataclass(frozen=True)
class Ranked:
    """The doubtful parameters, those that explain most first, and what each is worth."""

    indices: list[Index]
    worths: dict[str, Worth]


def rank(one: Scenario, made: Outlay) -> Ranked:
    """Indices and worths from the draws at hand; no further run."""
    paths = doubtful(one)
    table, total = doubt_draws(one, paths, made.draws), made.total()
    indices = sorted(first_order(paths, table, total, one.seed), key=lambda index: -index.share)
    worths = {
        index.path: worth_knowing(index.path, table[:, paths.index(index.path)], total, one.seed)
        for index in indices[:ASKED]
    }
    return Ranked(indices, worths)


def ranked() -> Ranked:
    """The ranking, from what is at hand where it can be."""
    key = ("ranked", current.dice_hash, outlay.headline, outlay.draws)
    if results().answers.known(key) is not None:
        return results().answer(key, lambda: rank(current, outlay))
    with st.spinner(t("matters.ranking")):
        return results().answer(key, lambda: rank(current, outlay))


def bars(paths: list[str]) -> list[Bar]:
    """The tornado's bars, one by one with progress; what the user stopped stays as far as it came."""
    work = Work("tornado", current.dice_hash)
    keys = {path: ("bar", current.dice_hash, outlay.headline, path) for path in paths}
    known = {path: results().answers.known(key) for path, key in keys.items()}
    missing = [path for path in paths if known[path] is None]
    if missing and work.stopped:
        work.offer(len(paths) - len(missing), len(paths))
    elif missing:
        few = current.with_values(
            {"simulation.draws": min(TORNADO_DRAWS, current.draws), "simulation.precision": 0.0}
        )
        run = runner(few, aside(few))
        for path in missing:
            work.show(len(paths) - len(missing), len(paths), t("matters.running", name=title_of(path)))
            known[path] = results().answer(keys[path], lambda path=path: next(tornado(few, (path,), run)))  # type: ignore[misc]
            missing = [one for one in missing if one != path]
        work.done()
    return [bar for bar in known.values() if bar is not None]


def title_of(path: str) -> str:
    """A parameter's name."""
    return key_title(catalogue()[path], language())


def show_tornado(found: list[Bar]) -> None:
    """Each parameter at its P10 and P90, the widest on top."""
    order = sorted(found, key=lambda bar: -bar.width)
    shown = order[:DRAWN]
    names = [f"{mark(catalogue()[bar.path])} {title_of(bar.path)}" for bar in shown]
    ends = [
        [value_text(catalogue()[bar.path], float(f"{end:.3g}"), language()).split(" ")[0] for end in bar.ends]
        for bar in shown
    ]
    at_ends = [side_by_side(bar.low.mean, bar.high.mean, signed=True) for bar in shown]
    hovers = [
        t(
            "matters.hover",
            name=name,
            low=low,
            high=high,
            at_low=at_low,
            at_high=at_high,
            error=money(bar.swing.mcse),
        )
        for bar, name, (low, high), (at_low, at_high) in zip(shown, names, ends, at_ends, strict=True)
    ]
    chart = difference_charts.tornado(
        names,
        [bar.low.mean for bar in shown],
        [bar.high.mean for bar in shown],
        hovers,
        [(low, high) for low, high in ends],
    )
    first = order[0]
    title = t(
        "matters.tornado" if first.width else "matters.tornado_none",
        name=title_of(first.path),
        amount=money(first.width),
        error=money(first.swing.mcse),
    )
    data = pd.DataFrame(
        {
            t("column.name"): [title_of(bar.path) for bar in order],
            t("column.low_end"): [bar.ends[0] for bar in order],
            t("column.high_end"): [bar.ends[1] for bar in order],
            t("column.at_low"): [bar.low.mean for bar in order],
            t("column.at_high"): [bar.high.mean for bar in order],
            t("column.swing"): [bar.swing.mean for bar in order],
            t("column.mcse"): [bar.swing.mcse for bar in order],
        }
    )
    draws = f"{min(TORNADO_DRAWS, current.draws):,}"
    charts.show(
        chart, title, t("matters.tornado_unit", years=years, draws=draws, count=len(found)), data, "tornado"
    )


def show_split() -> None:
    """Where the variance comes from, as one bar; and the error of the estimate itself beside it."""
    doubt = results().doubt(current, outlay)
    figures = outlay.summary()
    chart = difference_charts.split_bar(
        [
            (t("matters.parameters"), doubt.parameters, charts.colours().city),
            (t("matters.chance"), doubt.chance, charts.colours().ink),
        ]
    )
    data = pd.DataFrame(
        {
            t("column.kind"): [t("matters.parameters"), t("matters.chance")],
            t("column.share"): [doubt.parameters, doubt.chance],
            t("column.share_error"): [doubt.error, doubt.error],
        }
    )
    title = t("matters.split", share=chance(doubt.parameters), error=f"{doubt.error:.0%}")
    relative = figures.mcse / figures.mean if figures.mean else 0.0
    note = t(
        "matters.split_unit", error=money(figures.mcse), relative=f"{relative:.2%}", draws=f"{outlay.draws:,}"
    )
    charts.show(chart, title, note, data, "variance")


def show_worth(order: Ranked, found: list[Bar]) -> None:
    """What is worth finding out: how much narrower the total would be if one number were known."""
    swings = {bar.path: bar for bar in found}
    shares = {index.path: index for index in order.indices}
    worths = sorted(order.worths.values(), key=lambda worth: -worth.shrinks)
    telling = [worth for worth in worths if worth.shrinks > 2 * worth.error]
    with st.container(border=True):
        if telling:
            best = telling[0]
            st.markdown(
                "**"
                + t(
                    "matters.worth",
                    name=title_of(best.path),
                    share=chance(best.share),
                    amount=money(best.shrinks),
                    error=money(best.error),
                )
                + "**"
            )
        else:
            st.markdown(f"**{t('matters.worth_none')}**")
        now = worths[0].now if worths else 0.0
        st.caption(t("matters.worth_unit", width=money(now), draws=f"{outlay.draws:,}"))
        rows = []
        for worth in worths:
            key, bar, index = catalogue()[worth.path], swings.get(worth.path), shares[worth.path]
            rows.append(
                {
                    t("column.name"): title_of(worth.path),
                    t("column.doubt"): value_text(key, current.value(worth.path), language()),
                    t("column.shrinks"): f"{worth.shrinks:,.0f} ±{worth.error:,.0f}"
                    + ("" if worth in telling else " *"),
                    t("column.explains"): f"{max(index.share, 0.0):.1%} ±{index.error:.1%}",
                    t("column.swing"): ""
                    if bar is None
                    else f"{signed_number(bar.swing.mean)} ±{bar.swing.mcse:,.0f}",
                    t("column.basis"): f"{mark(key)} {t('basis.' + (key.basis or 'assumption'))}",
                }
            )
        charts.table(pd.DataFrame(rows), "worth", wrapped=True)
        st.caption(t("matters.worth_method"))


if tell(outlay):
    st.stop()
if not doubtful(current):
    st.info(t("matters.certain"))
elif outlay.draws < FEWEST_DRAWS:
    st.info(t("matters.few", draws=outlay.draws, least=FEWEST_DRAWS))
elif not outlay.summary().sd:
    st.info(t("matters.no_spread"))
else:
    order = ranked()
    wanted = [index.path for index in order.indices]
    every = st.toggle(
        t("matters.all", shown=min(SHOWN, len(wanted)), count=len(wanted)),
        key="tornado_all",
        persist_state="session",
    )
    found = bars(wanted if every else wanted[:SHOWN])
    if found:
        show_tornado(found)
    show_split()
    show_worth(order, found)
