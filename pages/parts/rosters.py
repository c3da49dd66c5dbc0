"""Rosters in memory, by the draft that they belong to; none is written to disk.

A roster outlives its tab for a while, so that a reload, a lost line or a second tab finds it again.
"""

from __future__ import annotations

import weakref
from collections import Counter
from dataclasses import dataclass
from threading import RLock, Timer
from typing import Generic, TypeVar

from simulation.panel import Panel

KEPT_MINUTES = 30
Roster = TypeVar("Roster")


@dataclass(frozen=True)
class Held:
    """The panel of a session and the name it goes by; the example's enterprises are invented."""

    panel: Panel
    name: str
    invented: bool = False

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(len(table) for table in self.panel.tables.values())


class Presence:
    """One session that works on a draft; the session's end is this object's end."""


class Rosters(Generic[Roster]):
    """What each draft holds, until `minutes` after the last session on it has gone. Safe for threads."""

    def __init__(self, minutes: float = KEPT_MINUTES) -> None:
        self._seconds = minutes * 60
        # The end of a session may be noticed while this very thread is in here.
        self._lock = RLock()
        self._held: dict[str, Roster] = {}
        self._present: Counter[str] = Counter()
        self._leaving: dict[str, Timer] = {}

    def __len__(self) -> int:
        return len(self._held)

    def arrive(self, draft: str) -> Presence:
        """A session begins to work on a draft: keep the result for as long as it does."""
        presence = Presence()
        with self._lock:
            self._present[draft] += 1
            self._stay(draft)
        weakref.finalize(presence, self._leave, draft).atexit = False
        return presence

    def hold(self, draft: str, roster: Roster | None) -> None:
        """Take a roster in for a draft in place of the former one, or none."""
        with self._lock:
            if roster is None:
                self._held.pop(draft, None)
                self._stay(draft)
            else:
                self._held[draft] = roster

    def find(self, draft: str) -> Roster | None:
        """The roster of a draft; None where there is none or it is let go."""
        with self._lock:
            return self._held.get(draft)

    def _leave(self, draft: str) -> None:
        with self._lock:
            self._present[draft] -= 1
            if self._present[draft] > 0:
                return
            del self._present[draft]
            if draft in self._held:
                timer = Timer(self._seconds, lambda: self._let_go(draft, timer))
                timer.daemon = True  # a waiting roster does not keep the program from ending
                self._leaving[draft] = timer
                timer.start()

    def _stay(self, draft: str) -> None:
        if timer := self._leaving.pop(draft, None):
            timer.cancel()

    def _let_go(self, draft: str, timer: Timer) -> None:
        with self._lock:
            # Somebody may have come back while this was waiting for the lock.
            if self._leaving.get(draft) is timer:
                del self._leaving[draft], self._held[draft]
