"""Drafts: what somebody is working on is found again under its id, and nowhere else."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from simulation.scenario import Scenario
from simulation.scenario.store import Draft, RosterName, Store

HALF = Scenario("减半").with_value("policy.parts_subsidy.annual_cap", 250)


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'scenarios.sqlite'}")
    yield store
    store.close()


def test_a_draft_is_found_again_with_all_that_it_holds(store):
    draft = Draft(
        HALF, {"fields.robots.count": {"low": "300"}}, "abcdefgh", RosterName("名册.xlsx", "ab12", True)
    )
    kept = store.drafts.keep(draft)
    found = store.drafts.find(kept.id)
    assert found == kept
    assert found.same_work(draft)
    assert found.scenario.hash == HALF.hash
    assert found.revision == 1
    assert found.messages == ()


def test_an_id_cannot_be_guessed(store):
    ids = {store.drafts.keep(Draft(HALF)).id for _ in range(50)}
    assert len(ids) == 50
    assert all(len(one) >= 22 for one in ids)
    assert store.drafts.find("") is None
    assert store.drafts.find("abcdefgh") is None
    assert store.drafts.revision("abcdefgh") == 0


def test_each_change_counts_and_the_later_one_stands(store):
    first = store.drafts.keep(Draft(HALF))
    mine = store.drafts.keep(replace(first, scenario=HALF.renamed("甲")))
    store.drafts.keep(replace(first, scenario=HALF.renamed("乙")))
    assert mine.revision == 2
    assert store.drafts.revision(first.id) == 3
    assert store.drafts.find(first.id).scenario.name == "乙"


def test_a_draft_outlives_the_program(tmp_path):
    address = f"sqlite:///{tmp_path / 'scenarios.sqlite'}"
    before = Store(address)
    identity = before.drafts.keep(Draft(HALF)).id
    before.close()
    after = Store(address)
    assert after.drafts.find(identity).scenario == HALF
    after.close()


def test_drafts_are_no_versions(store):
    store.drafts.keep(Draft(HALF))
    assert store.every() == []
    assert store.latest() == []


def test_a_draft_that_nobody_touched_for_long_is_let_go_when_a_new_one_comes(store):
    old, fresh = store.drafts.keep(Draft(HALF)), store.drafts.keep(Draft(HALF))
    with store._database.link(writes=True) as link:
        link.execute(text("update drafts set kept_at = '2020-01-01' where id = :id"), {"id": old.id})
    store.drafts.keep(Draft(HALF))
    assert store.drafts.find(old.id) is None
    assert store.drafts.find(fresh.id) is not None
    again = store.drafts.keep(replace(old, scenario=HALF.renamed("又来")))
    assert again.id == old.id, "a tab that is still open keeps its address"
    assert store.drafts.find(old.id).scenario.name == "又来"


def test_only_what_a_reload_could_lose_makes_a_draft():
    assert Draft().empty
    assert not Draft(HALF).empty
    assert not Draft(Scenario("只有名字")).empty
    assert not Draft(roster=RosterName("名册", "ab12")).empty
    assert not Draft(pending={"fields.robots.count": {"low": "300"}}).empty
