"""A saved version that was tampered with, or that limits have overtaken, opens with a word or is refused."""

import pytest
from hypothesis import example, given, settings

from simulation import __version__
from simulation.scenario import Scenario
from simulation.scenario.snapshot import own_values, restore, snapshot
from simulation.text.problems import InputError
from tests.scenario.test_yaml import JSON

FROM, UNTIL, CAP = "validity.effective_from", "validity.expires", "policy.parts_subsidy.annual_cap"


def opened(own, then=None, name="旧"):
    return restore(name, own, snapshot() | (then or {}), __version__)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({FROM: "2026-01-01"}, "2026-01-01, after its end on 2025-12-31"),
        ({FROM: "2025-01-01", UNTIL: "2024-12-31"}, "2025-01-01, after its end on 2024-12-31"),
        ({UNTIL: "2050-12-31"}, "beyond 2017–2035"),
        ({UNTIL: "2035-12-31"}, "more than 10 years"),
    ],
)
def test_dates_that_cannot_be_give_way_to_the_laws_own_and_are_told(own, words):
    scenario, messages = opened({CAP: 250, **own})
    assert scenario == Scenario("旧").with_value(CAP, 250)
    assert any(words in message.wrong.en for message in messages)
    assert all(message.severity == "warning" for message in messages)


def test_dates_of_a_former_law_are_pinned_together():
    then = {FROM: ("2018-01-01", ""), UNTIL: ("2020-12-31", "")}
    scenario, messages = opened({}, then)
    assert scenario.years == (2018, 2019, 2020)
    assert {message.column for message in messages} == {FROM, UNTIL}


def test_later_dates_open_whatever_the_order_of_keys():
    later = Scenario().with_values({FROM: "2033-01-01", UNTIL: "2035-12-31"})
    assert opened(own_values(later))[0].years == (2033, 2034, 2035)


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        (CAP, -1),
        (CAP, []),
        (CAP, "0500"),
        (CAP, 1e13),
        ("simulation.seed", 2**53 + 1),
        ("economy.loan_rate", []),
    ],
)
def test_a_value_outside_its_bounds_gives_way_to_the_default_and_is_told(path, raw):
    scenario, messages = opened({path: raw})
    assert scenario == Scenario("旧")
    assert [message.column for message in messages] == [path]


def test_unknown_keys_are_told():
    scenario, messages = opened({"policy.gone": 1}, {"policy.gone": (2, "")})
    assert scenario == Scenario("旧")
    assert [message.column for message in messages] == ["policy.gone"]


@pytest.mark.parametrize("parent", ["fields.robots.spike", "fields.cnc.spike", "fields.none.spike"])
def test_a_key_that_inherits_in_a_ring_or_from_nothing_is_refused(parent):
    ring = {"fields.robots.spike": (None, parent), "fields.cnc.spike": (None, "fields.robots.spike")}
    with pytest.raises(InputError, match="catalogue"):
        opened({}, ring)


def test_a_saved_name_is_cleaned():
    assert opened({}, name="a\nb\ud800\u202e")[0].name == "a b"


@settings(max_examples=25, deadline=None)
@given(JSON, JSON, JSON)
@example([], "2024-01-01", "2023-01-01")
def test_no_saved_value_raises(cap, start, end):
    scenario, _ = opened({CAP: cap, FROM: start, UNTIL: end})
    assert scenario.years
