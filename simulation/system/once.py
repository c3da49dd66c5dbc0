"""Answers that are made once: by key, shared by threads, bounded in number and in bytes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

_WAIT = 0.1  # seconds between two looks of one who waits
Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class _Making(Generic[Answer]):
    """One answer in the making, and how it ended."""

    def __init__(self) -> None:
        self.ended = Event()
        self.answer: list[Answer] = []
        self.error: Exception | None = None


class Once(Generic[Key, Answer]):
    """A bounded store whose answers are made once, whoever asks. Safe for threads.

    Holds at most `entries` answers and `most` bytes, as `size` has it, and drops what was longest not
    asked for; the newest stays even when it alone is larger. Nothing is kept of a key that is neither
    held nor in the making.
    """

    def __init__(self, entries: int, most: int = 2**62, size: Callable[[Answer], int] = lambda _: 0) -> None:
        least = most // entries  # an answer counts as at least its share, so there are never more
        self._held: LRUCache[Key, Answer] = LRUCache(
            most, getsizeof=lambda answer: min(max(size(answer), least), most)
        )
        self._making: dict[Key, _Making[Answer]] = {}
        self._guard = Lock()

    def known(self, key: Key) -> Answer | None:
        """The answer if it is at hand."""
        with self._guard:
            return self._held.get(key)

    def made(
        self, key: Key, make: Callable[[], Answer], waiting: Callable[[], None] = lambda: None
    ) -> Answer:
        """The answer to a key: from the store, from whoever is making it, or made now.

        An exception of `make` reaches all who wait and is not kept. Who leaves by anything else, such
        as a script that is stopped, leaves the making to one who waits. `waiting` is called while
        another makes it, and may raise to give up.
        """
        while True:
            with self._guard:
                if key in self._held:
                    return self._held[key]
                others = self._making.get(key)
                if others is None:
                    own = self._making[key] = _Making()
                    break
            while not others.ended.wait(_WAIT):
                waiting()
            if others.error is not None:
                raise others.error
            if others.answer:
                return others.answer[0]
        try:
            own.answer.append(make())
        except Exception as error:
            own.error = error
            raise
        finally:
            with self._guard:
                if own.answer:
                    self._held[key] = own.answer[0]
                del self._making[key]
            own.ended.set()
        return own.answer[0]
