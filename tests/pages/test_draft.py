"""Nothing is lost without a word: a reload, a second tab and a lost roster, without a browser."""

import os

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.draft import _rosters
from pages.parts.rosters import Held
from simulation.panel import read_panel
from simulation.scenario import Scenario
from simulation.scenario.store import RosterName, Store
from tests.pages.test_pages import ROOT, words

FEW = Scenario("草稿").with_values({"simulation.draws": 20, "policy.parts_subsidy.annual_cap": 100})
CAP = "policy.parts_subsidy.annual_cap"


@pytest.fixture
def store():
    store = Store(os.environ["OUTLAY_STORE"])
    yield store
    store.close()


def open_at(identity="", **state):
    """A new session at an address, as after a reload."""
    app = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=300)
    if identity:
        app.query_params["d"] = identity
    for name, value in state.items():
        app.session_state[name] = value
    return app.run()


def address(app):
    return app.session_state["draft"].id


def test_a_change_is_found_again_by_a_reload(store):
    before = open_at(scenario=FEW)
    assert not before.exception
    identity = address(before)
    assert store.drafts.find(identity).scenario == FEW
    after = open_at(identity)
    assert after.session_state["scenario"] == FEW
    assert "草稿" in words(after)
    assert address(after) == identity


def test_a_visit_without_a_change_leaves_no_draft(store):
    app = open_at()
    assert address(app) == ""


def test_two_tabs_work_on_one_scenario(store):
    first = open_at(scenario=FEW)
    second = open_at(address(first))
    first.switch_page("pages/policy.py").run()
    first.segmented_control(key="clause").set_value("4").run()
    first.text_input(key=f"exact:{CAP}").set_value("60").run()
    second.run()
    assert second.session_state["scenario"].number(CAP) == 60.0
    second.text_input(key="scenario_name").set_value("两个标签页").run()
    first.run()
    assert first.session_state["scenario"].name == "两个标签页"
    assert first.session_state["scenario"].number(CAP) == 60.0


def test_a_change_in_one_tab_does_not_undo_what_another_changed_meanwhile(store):
    first = open_at(scenario=FEW)
    second = open_at(address(first))
    first.text_input(key="scenario_name").set_value("改名").run()
    second.switch_page("pages/policy.py").run()
    second.segmented_control(key="clause").set_value("4").run()
    first.text_input(key="scenario_name").set_value("再改名").run()
    second.text_input(key=f"exact:{CAP}").set_value("70").run()
    held = store.drafts.find(address(first)).scenario
    assert (held.name, held.number(CAP)) == ("再改名", 70.0)


def test_a_draft_that_is_gone_is_said_to_be_gone():
    app = open_at("no-such-draft-anywhere")
    assert not app.exception
    assert app.error
    assert address(app) == ""
    app.text_input(key="scenario_name").set_value("从头再来").run()
    assert not app.error, "it is said once"
    assert address(app) not in ("", "no-such-draft-anywhere")


@pytest.fixture(scope="module")
def roster():
    return Held(read_panel(ROOT / "tests" / "cases" / "first_panel"), "名册.xlsx")


def test_a_reload_finds_the_roster_and_a_restart_says_that_it_is_gone(store, roster):
    before = open_at(scenario=FEW, panel=roster)
    identity = address(before)
    assert store.drafts.find(identity).roster == RosterName("名册.xlsx", roster.panel.hash)
    again = open_at(identity)
    assert again.session_state["panel"] is roster
    assert not again.error
    _rosters().hold(identity, None)  # as a new server has it
    restarted = open_at(identity)
    told = " ".join(error.value for error in restarted.error)
    assert "名册.xlsx" in told
    assert "默认分布" in told
    restarted.switch_page("pages/budget.py").run()
    assert restarted.error, "on every page, until the user answers"
    restarted.button(key="go_on_without").click().run()
    assert not restarted.error
    assert store.drafts.find(identity).roster is None


def test_a_link_becomes_a_draft_of_its_own(store):
    version = store.save(FEW).version
    app = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=300)
    app.query_params["s"] = version.id
    app.run()
    assert app.session_state["scenario"] == FEW
    kept = store.drafts.find(address(app))
    assert (kept.scenario, kept.opened) == (FEW, version.id)
    reloaded = open_at(address(app))
    assert reloaded.session_state["opened"].version.id == version.id


def test_every_link_between_pages_carries_the_draft_on():
    sources = [*ROOT.glob("pages/**/*.py"), ROOT / "frame.py"]
    bare = [path.name for path in sources if "st.page_link(" in path.read_text(encoding="utf-8")]
    assert bare == ["navigation.py"], "use pages.parts.navigation.link"
