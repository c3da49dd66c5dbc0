"""Exploring: runs near the session's own, and long work that can be stopped and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts.estimates import TURNS, estimate
from pages.parts.language import t
from pages.parts.session import panel
from simulation.engine.outlay import Outlay
from simulation.engine.reuse import simulate_from
from simulation.scenario import Scenario


def aside(scenario: Scenario) -> Outlay:
    """The outlay of another scenario than the session's, which stays the one that a moved control starts from."""
    held = st.session_state.get("estimated")
    made = estimate(scenario)
    st.session_state.estimated = held
    return made


def runner(start: Scenario, base: Outlay, chained: bool = False) -> Callable[[Scenario], Outlay]:
    """A way to run scenarios near one that has been run: only the touched measures are drawn again.

    `chained` goes on from the last run instead of the first, for changes that stack.
    """
    last, place = [(start, base)], st.empty()

    def queued(ahead: int) -> None:
        place.caption(t("progress.queued", ahead=ahead))

    def run(scenario: Scenario) -> Outlay:
        before, outlay = last[0]
        if outlay.manifest["seed"] != scenario.seed or outlay.draws != scenario.draws:
            raise ValueError("near runs need the same dice")
        with TURNS.turn(queued):
            made = simulate_from(scenario, before, outlay, panel())
        place.empty()
        if chained:
            last[0] = (scenario, made)
        return made

    return run


class Work:
    """Long work with its progress and a way to stop it: what was done stays, and can be gone on with."""

    def __init__(self, name: str, key: str) -> None:
        self._flag, self._key = f"stopped:{name}", key
        self._place = st.empty()
        self._bar: Any = None

    @property
    def stopped(self) -> bool:
        """Whether the user stopped this very work."""
        return bool(st.session_state.get(self._flag) == self._key)

    def show(self, done: int, most: int, words: str) -> None:
        """Progress, with the button that stops the work. Streamlit leaves the script here when it is pressed."""
        if self._bar is None:
            with self._place.container(horizontal=True, vertical_alignment="center"):
                self._bar = st.progress(0.0, text=words)
                st.button(t("work.stop"), key=f"stop:{self._flag}", on_click=self._stop)
        self._bar.progress(min(done / max(most, 1), 1.0), text=words)

    def done(self) -> None:
        """Take the progress away."""
        self._place.empty()

    def offer(self, done: int, most: int) -> None:
        """Say that the work was stopped, and offer to go on."""
        with self._place.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("work.stopped", done=done, most=most), width="content")
            st.button(t("work.go_on"), key=f"go:{self._flag}", on_click=self._go_on)

    def _stop(self) -> None:
        st.session_state[self._flag] = self._key

    def _go_on(self) -> None:
        st.session_state.pop(self._flag, None)
