"""What exploring made, kept for the whole process: by content, bounded, made once for all sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

import streamlit as st
from cachetools import LRUCache

from pages.parts.language import t
from pages.parts.results import estimate
from pages.parts.session import panel
from simulation.compare import Side
from simulation.engine.reuse import simulate_from
from simulation.outlay import Outlay
from simulation.population.panel import Panel
from simulation.scenario import Scenario

_BYTES_OF_SIDES = 64 * 1024 * 1024
_ANSWERS = 4096
_WAIT = 0.1
Answer = TypeVar("Answer")


@dataclass
class Explored:
    """Sides of comparisons by size, and small answers by number. A key that one session makes, others wait for."""

    sides: LRUCache[str, Side] = field(
        default_factory=lambda: LRUCache(_BYTES_OF_SIDES, getsizeof=lambda side: side.nbytes)
    )
    answers: LRUCache[Any, Any] = field(default_factory=lambda: LRUCache(_ANSWERS))
    _guard: Lock = field(default_factory=Lock)
    _making: dict[Any, Lock] = field(default_factory=dict)

    def known(self, key: Any) -> Any:
        """The answer to a key if it is at hand."""
        with self._guard:
            return self.answers.get(key)

    def answer(
        self, key: Any, make: Callable[[], Answer], waiting: Callable[[], None] = lambda: None
    ) -> Answer:
        """The answer to a key. `waiting` is called while another session makes it, and may give up."""
        return self._kept(self.answers, key, make, waiting)

    def side(self, key: str, make: Callable[[], Side]) -> Side:
        """One side of a comparison."""
        return self._kept(self.sides, key, make, lambda: None)

    def _kept(self, shelf: Any, key: Any, make: Callable[[], Answer], waiting: Callable[[], None]) -> Answer:
        with self._guard:
            making = self._making.setdefault((id(shelf), key), Lock())
        while not making.acquire(timeout=_WAIT):
            waiting()
        try:
            with self._guard:
                found = shelf.get(key)
            if found is None:
                found = make()
                with self._guard:
                    if shelf.getsizeof is None or shelf.getsizeof(found) <= shelf.maxsize:
                        shelf[key] = found
            return found  # type: ignore[no-any-return]
        finally:
            making.release()


@st.cache_resource
def _of_all() -> Explored:
    """What all sessions share: it was made from assumptions alone."""
    return Explored()


def explored() -> Explored:
    """The store that this session's answers come from: its own while it holds a panel, which others never see."""
    roster = panel()
    if roster is None:
        return _of_all()
    held: tuple[Panel, Explored] | None = st.session_state.get("explored")
    if held is None or held[0] is not roster:
        held = (roster, Explored())
        st.session_state.explored = held
    return held[1]


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
    last = [(start, base)]

    def run(scenario: Scenario) -> Outlay:
        before, outlay = last[0]
        if outlay.manifest["seed"] != scenario.seed or outlay.draws != scenario.draws:
            raise ValueError("near runs need the same dice")
        made = simulate_from(scenario, before, outlay, panel())
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
