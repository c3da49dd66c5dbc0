"""Results by what made them: shared by all sessions, or one session's own when it holds a panel."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.language import t
from pages.parts.session import change, members, panel, scenario, show_problems
from simulation.engine.outlay import Floats, Outlay, Summary, summarise
from simulation.engine.reuse import simulate_from
from simulation.engine.run import simulate
from simulation.panel import Panel
from simulation.report.figures import baseline_of
from simulation.scenario import Scenario
from simulation.scenario.size import APP, cost_of, too_large
from simulation.studies.compare import Side
from simulation.studies.uncertainty import Doubt, run_twin, split_doubt
from simulation.system.once import Once
from simulation.system.turns import Turns
from simulation.words.findings import span

Answer = TypeVar("Answer")
SHARED_BYTES, OWN_BYTES = 256 * 1024**2, 100 * 1024**2  # of outlays; the newest is held whatever its size
TURNS = Turns()  # a run takes all processors: one at a time in this process


def _nothing(*_: int) -> None:
    pass


def _outlays(most: int) -> Once[str, Outlay]:
    return Once(256, most, lambda outlay: outlay.nbytes)


@dataclass
class Results:
    """What was made on one population, synthetic or that of one panel: each once, bounded in number and bytes.

    `answers` are small things by what made them, whatever they are; `sides` one side of a comparison.
    """

    roster: Panel | None = None
    outlays: Once[str, Outlay] = field(default_factory=lambda: _outlays(SHARED_BYTES))
    sides: Once[str, Side] = field(default_factory=lambda: Once(256, 64 * 1024**2, lambda side: side.nbytes))
    answers: Once[Hashable, Any] = field(default_factory=lambda: Once(4096))

    def known(self, scenario: Scenario) -> Outlay | None:
        """The scenario's outlay if it is at hand."""
        return self.outlays.known(scenario.dice_hash)

    def outlay(
        self,
        scenario: Scenario,
        previous: Scenario | None = None,
        progress: Callable[[int, int], None] = _nothing,
        queued: Callable[[int], None] = _nothing,
    ) -> Outlay:
        """The scenario's outlay, from that of the previous one where only some measures differ.

        `progress` is called while it is made or waited for and `queued` while others' runs come
        before; both may raise to give up, and another session that waits then makes it.
        """

        def make() -> Outlay:
            base = None if previous is None else self.known(previous)
            with TURNS.turn(queued):
                if previous is None or base is None:
                    return simulate(scenario, self.roster, progress=progress)
                return simulate_from(scenario, previous, base, self.roster, progress=progress)

        return self.outlays.made(scenario.dice_hash, make, lambda: progress(0, scenario.draws))

    def doubt(self, scenario: Scenario, outlay: Outlay) -> Doubt:
        """How the variance of the total splits, from a twin run."""

        def make() -> Doubt:
            with TURNS.turn():
                twin = run_twin(scenario, self.roster)
            return split_doubt(outlay, twin)

        return self.answer(("doubt", scenario.dice_hash, outlay.headline), make)

    def answer(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """A small answer by what made it."""
        found: Answer = self.answers.made(key, make)
        return found


@st.cache_resource
def _shared() -> Results:
    """The one store of this process, for results that hold nothing of anyone's panel."""
    return Results()


def results() -> Results:
    """The store for this session: the shared one, or with a panel its own, which goes with the panel."""
    roster = panel()
    if roster is None:
        st.session_state.pop("own_results", None)
        return _shared()
    own: Results | None = st.session_state.get("own_results")
    if own is None or own.roster is not roster:
        own = st.session_state.own_results = Results(roster, _outlays(OWN_BYTES))
    return own


def estimate(scenario: Scenario) -> Outlay:
    """The outlay of a scenario on the session's population, with a progress bar while it is made.

    Streamlit stops the script at the bar's next update when a control moves, so the old run ends.
    """
    # The place is kept also when nothing is shown: elements that come and go would move the tabs
    # and tables below, and those would forget what the user opened.
    place = st.empty()
    _stop_if_too_large(scenario)
    outlay = _made(results(), scenario, place)
    st.session_state.estimated = scenario
    return outlay


def without_roster(scenario: Scenario) -> Summary:
    """The total of a scenario as it would be if the session held no roster."""
    return _made(_shared(), scenario, st.empty()).summary()


def _made(store: Results, scenario: Scenario, place: DeltaGenerator) -> Outlay:
    """A scenario's outlay from a store, with a progress bar in its place while it is made."""
    known = store.known(scenario)
    if known is not None:
        return known
    bar = place.progress(0.0, text=t("progress.running"))

    def show(done: int, most: int) -> None:
        bar.progress(min(done / most, 1.0), text=t("progress.running"))

    def queued(ahead: int) -> None:
        bar.progress(0.0, text=t("progress.queued", ahead=ahead))

    outlay = store.outlay(scenario, st.session_state.get("estimated"), show, queued)
    place.empty()
    return outlay


def _stop_if_too_large(scenario: Scenario) -> None:
    """A run that would hold all others up is not begun; the user is offered as many draws as there may be."""
    problems = too_large(scenario, APP, members())
    if not problems:
        return
    show_problems(problems)
    cost = cost_of(scenario, members())
    share = min(APP.result_bytes / cost.result_bytes, APP.claimant_years / max(cost.claimant_years, 1))
    draws = int(cost.draws * share) // 100 * 100
    if draws:
        label = t("progress.fewer", draws=f"{draws:,}")
        st.button(label, on_click=change, args=("simulation.draws", float(draws)), key="fewer_draws")
    st.stop()


def against_baseline(outlay: Outlay) -> Summary:
    """The total less the baseline's, draw by draw on the same dice and panel, so its error is small.

    The baseline is made once for a population, a seed and a number of draws; a run that stopped
    early is compared over the draws that it has.
    """
    current = scenario()
    base = baseline_of(current, current.draws)
    place = st.empty()  # leaves no gap behind that would be gone with the next run
    with place.container():
        total: Floats = results().answer(("baseline", base.dice_hash), lambda: estimate(base).total())
    place.empty()
    return summarise(outlay.total() - total[: outlay.draws])


def years_compared(current: Scenario) -> str:
    """The performance years of a scenario, and the baseline's where those are others."""
    own, base = (span(one.years) for one in (current, Scenario()))
    return own if own == base else t("years.compared", own=own, base=base)


__all__ = ["against_baseline", "estimate", "results", "years_compared"]
