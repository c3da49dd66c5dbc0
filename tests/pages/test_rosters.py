"""Rosters in memory: found again by a reload, let go some time after the last tab."""

import gc
import time

from pages.parts.rosters import Rosters

SOON = 0.05 / 60  # minutes


def gone(rosters, draft, within=5.0):
    end = time.monotonic() + within
    while rosters.find(draft) is not None and time.monotonic() < end:
        time.sleep(0.01)
    return rosters.find(draft) is None


def test_a_second_tab_and_a_reload_find_the_roster():
    rosters = Rosters(minutes=60)
    first = rosters.arrive("d")
    rosters.hold("d", "roster")
    second = rosters.arrive("d")
    assert rosters.find("d") == "roster"
    del first, second
    gc.collect()
    assert rosters.find("d") == "roster", "a reload comes within minutes"
    assert rosters.find("other") is None


def test_a_roster_is_let_go_some_time_after_the_last_tab():
    rosters = Rosters(minutes=SOON)
    first, second = rosters.arrive("d"), rosters.arrive("d")
    rosters.hold("d", "roster")
    del first
    gc.collect()
    time.sleep(0.2)
    assert rosters.find("d") == "roster", "one tab is still there"
    del second
    gc.collect()
    assert gone(rosters, "d")
    assert len(rosters) == 0


def test_coming_back_in_time_keeps_the_roster():
    rosters = Rosters(minutes=1 / 60)
    presence = rosters.arrive("d")
    rosters.hold("d", "roster")
    del presence
    gc.collect()
    back = rosters.arrive("d")
    time.sleep(1.3)
    assert rosters.find("d") == "roster"
    del back


def test_a_roster_put_away_is_gone_at_once():
    rosters = Rosters()
    presence = rosters.arrive("d")
    rosters.hold("d", "roster")
    rosters.hold("d", None)
    assert rosters.find("d") is None
    del presence
