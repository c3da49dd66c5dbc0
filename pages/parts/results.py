"""Results by what made them: shared by all sessions, or one session's own when it holds a panel."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import streamlit as st
from cachetools import LRUCache

from pages.parts.language import t
from pages.parts.session import panel
from simulation.engine.reuse import simulate_from
from simulation.engine.run import simulate
from simulation.outlay import Floats, Outlay, Summary, summarise
from simulation.population.panel import Panel
from simulation.scenario import Scenario
from simulation.uncertainty import Doubt, run_twin, split_doubt

MOST_BYTES = 100 * 1024 * 1024
_WAIT = 0.1


class Results:
    """Outlays of one population by the scenario's hash: synthetic, or that of one panel.

    A key that one session computes, others that share the store wait for. Bounded in bytes.
    """

    def __init__(self, roster: Panel | None = None) -> None:
        self.roster = roster
        self.baseline: Floats | None = None  # the total of the default scenario on this population, (draws,)
        self._outlays: LRUCache[str, Outlay] = LRUCache(MOST_BYTES, getsizeof=lambda outlay: outlay.nbytes)
        self._doubts: LRUCache[str, Doubt] = LRUCache(256)
        self._guard = Lock()
        self._making: dict[str, Lock] = {}

    def known(self, scenario: Scenario) -> Outlay | None:
        """The scenario's outlay if it is at hand."""
        with self._guard:
            return self._outlays.get(scenario.dice_hash)

    def outlay(
        self, scenario: Scenario, previous: Scenario | None, progress: Callable[[int, int], None]
    ) -> Outlay:
        """The scenario's outlay, from that of the previous one where only some measures differ.

        `progress` is called while it is made or waited for, and may raise to give up; another
        session that waits then makes it.
        """
        key = scenario.dice_hash
        with self._guard:
            making = self._making.setdefault(key, Lock())
        while not making.acquire(timeout=_WAIT):
            progress(0, scenario.draws)
        try:
            known = self.known(scenario)
            if known is None:
                base = None if previous is None else self.known(previous)
                if previous is None or base is None:
                    known = simulate(scenario, self.roster, progress=progress)
                else:
                    known = simulate_from(scenario, previous, base, self.roster, progress=progress)
                with self._guard:
                    if known.nbytes <= MOST_BYTES:
                        self._outlays[key] = known
            return known
        finally:
            making.release()

    def doubt(self, scenario: Scenario, outlay: Outlay) -> Doubt:
        """How the variance of the total splits, from a twin run."""
        key = scenario.dice_hash
        with self._guard:
            known = self._doubts.get(key)
        if known is None:
            known = split_doubt(outlay, run_twin(scenario, self.roster))
            with self._guard:
                self._doubts[key] = known
        return known


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
        own = st.session_state.own_results = Results(roster)
    return own


def estimate(scenario: Scenario) -> Outlay:
    """The outlay of a scenario on the session's population, with a progress bar while it is made.

    Streamlit stops the script at the bar's next update when a control moves, so the old run ends.
    """
    # The place is kept also when nothing is shown: elements that come and go would move the tabs
    # and tables below, and those would forget what the user opened.
    place = st.empty()
    store = results()
    known = store.known(scenario)
    if known is not None:
        st.session_state.estimated = scenario
        return known
    bar = place.progress(0.0, text=t("progress.running"))

    def show(done: int, most: int) -> None:
        bar.progress(min(done / most, 1.0), text=t("progress.running"))

    outlay = store.outlay(scenario, st.session_state.get("estimated"), show)
    st.session_state.estimated = scenario
    place.empty()
    return outlay


def against_baseline(outlay: Outlay) -> Summary:
    """The total less the baseline's, draw by draw on the same dice and panel, so its error is small.

    The baseline is made once for a population; runs of different length are compared over the draws
    that both have.
    """
    store = results()
    with st.container():
        if store.baseline is None:
            store.baseline = estimate(Scenario()).total()
    base, own = store.baseline, outlay.total()
    draws = min(base.size, own.size)
    return summarise(own[:draws] - base[:draws])


def years_compared(current: Scenario) -> str:
    """The performance years of a scenario, and the baseline's where those are others."""
    own, base = (f"{one.years[0]}–{one.years[-1]}" for one in (current, Scenario()))
    return own if own == base else t("years.compared", own=own, base=base)


__all__ = ["against_baseline", "estimate", "results", "years_compared"]
