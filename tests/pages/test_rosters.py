"""Rosters in memory: found again by a reload, let go some time after the last tab."""

import gc

import pytest

from pages.parts import rosters as module
from pages.parts.rosters import KEPT_MINUTES, Rosters


class Clock:
    """Stands for the timers: they ring when the test says so."""

    def __init__(self):
        self.waiting = []

    def __call__(self, seconds, action):
        clock = self

        class Timer:
            daemon = False
            after = seconds

            def start(self):
                clock.waiting.append(self)

            def cancel(self):
                clock.waiting.remove(self)

            def ring(self):
                action()

        return Timer()


@pytest.fixture
def clock(monkeypatch):
    gc.collect()  # else the sessions of other tests end in this one
    clock = Clock()
    monkeypatch.setattr(module, "Timer", clock)
    return clock


def test_a_second_tab_and_a_reload_find_the_roster(clock):
    rosters = Rosters()
    first = rosters.arrive("d")
    rosters.hold("d", "roster")
    second = rosters.arrive("d")
    assert rosters.find("d") == "roster"
    del first
    gc.collect()
    assert clock.waiting == [], "one tab is still there"
    del second
    gc.collect()
    assert [timer.after for timer in clock.waiting] == [KEPT_MINUTES * 60]
    assert rosters.find("d") == "roster", "a reload comes within minutes"
    assert rosters.find("other") is None


def test_a_roster_is_let_go_some_time_after_the_last_tab(clock):
    rosters = Rosters()
    presence = rosters.arrive("d")
    rosters.hold("d", "roster")
    del presence
    gc.collect()
    clock.waiting[0].ring()
    assert rosters.find("d") is None
    assert len(rosters) == 0


def test_coming_back_in_time_keeps_the_roster_also_where_the_timer_rings_just_then(clock):
    rosters = Rosters()
    presence = rosters.arrive("d")
    rosters.hold("d", "roster")
    del presence
    gc.collect()
    (late,) = clock.waiting
    back = rosters.arrive("d")
    assert clock.waiting == []
    late.ring()
    assert rosters.find("d") == "roster"
    del back


def test_a_roster_put_away_is_gone_at_once(clock):
    rosters = Rosters()
    presence = rosters.arrive("d")
    rosters.hold("d", "roster")
    rosters.hold("d", None)
    assert rosters.find("d") is None
    del presence
    gc.collect()
    assert clock.waiting == []
