"""Turns at heavy work: so many at a time, first come, first served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

_WAIT = 0.2  # seconds between two looks of one who waits


class Turns:
    """A queue for the whole process. Safe for threads; a turn must not ask for another one."""

    def __init__(self, at_once: int = 1) -> None:
        self._at_once = at_once
        self._queue: list[object] = []
        self._changed = Condition()

    @contextmanager
    def turn(self, waiting: Callable[[int], None] = lambda ahead: None) -> Iterator[None]:
        """Hold a turn for a block; `waiting(ahead)` is told how many come before, and may raise to give up."""
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
        try:
            while (ahead := self._ahead(ticket)) > 0:
                waiting(ahead)
                with self._changed:
                    self._changed.wait(_WAIT)
            yield
        finally:
            with self._changed:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _ahead(self, ticket: object) -> int:
        with self._changed:
            return max(self._queue.index(ticket) - self._at_once + 1, 0)
