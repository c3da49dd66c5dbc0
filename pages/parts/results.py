"""Results of the whole process: by full content, bounded in bytes, made once for all sessions."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import streamlit as st
from cachetools import LRUCache

from pages.parts.language import t
from simulation.engine.reuse import simulate_from
from simulation.engine.run import simulate
from simulation.outlay import Outlay
from simulation.scenario import Scenario
from simulation.uncertainty import Doubt, run_twin, split_doubt

MOST_BYTES = 100 * 1024 * 1024
_WAIT = 0.1


class Results:
    """Outlays by the hash of what made them. A key that one session computes, others wait for."""

    def __init__(self) -> None:
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
                    known = simulate(scenario, progress=progress)
                else:
                    known = simulate_from(scenario, previous, base, progress=progress)
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
            known = split_doubt(outlay, run_twin(scenario))
            with self._guard:
                self._doubts[key] = known
        return known


@st.cache_resource
def results() -> Results:
    """The one store of this process."""
    return Results()


def estimate(scenario: Scenario) -> Outlay:
    """The outlay of a scenario, with a progress bar while it is made.

    Streamlit stops the script at the bar's next update when a control moves, so the old run ends.
    """
    # The place is kept also when nothing is shown: elements that come and go would move the tabs
    # and tables below, and those would forget what the user opened.
    place = st.empty()
    known = results().known(scenario)
    if known is not None:
        st.session_state.estimated = scenario
        return known
    bar = place.progress(0.0, text=t("progress.running"))

    def show(done: int, most: int) -> None:
        bar.progress(min(done / most, 1.0), text=t("progress.running"))

    outlay = results().outlay(scenario, st.session_state.get("estimated"), show)
    st.session_state.estimated = scenario
    place.empty()
    return outlay


__all__ = ["estimate", "results"]
