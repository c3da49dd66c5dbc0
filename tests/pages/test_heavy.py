"""Heavy runs: what is too large is answered and holds nobody up, and nothing is simulated twice."""

import os
import threading
from dataclasses import replace

import pytest

from pages.parts import estimates as store
from pages.parts.session import Held
from simulation.engine.run import simulate
from simulation.panel import read_panel
from simulation.places import DATA
from simulation.scenario import Scenario, to_yaml
from simulation.scenario.size import APP, too_large
from simulation.scenario.store import Store
from tests.pages.test_pages import open_page, words

FEW = Scenario("少").with_values({"simulation.draws": 200, "policy.parts_subsidy.annual_cap": 100})
HUGE = Scenario("huge").with_values({"simulation.draws": 1000000, "simulation.seed": 77})


@pytest.fixture
def runs(monkeypatch):
    """The runs that are begun."""
    begun = []

    def counted(scenario, *rest, **named):
        begun.append(scenario)
        return simulate(scenario, *rest, **named)

    monkeypatch.setattr(store, "simulate", counted)
    return begun


def refused(app):
    assert not app.exception
    assert app.error and "2 个问题" in app.error[0].value
    shown = app.dataframe[0].value.to_string()
    assert "1,000,000" in shown and "上限" in shown


def test_a_saved_scenario_that_is_too_large_is_answered_and_the_session_keeps_its_own():
    saved = Store(os.environ["OUTLAY_STORE"])
    version = saved.save(HUGE).version
    saved.close()
    app = open_page("scenarios", scenario=FEW)
    app.selectbox(key="shelf").set_value(version.id).run()
    app.button(key=f"open:{version.id}").click().run()
    refused(app)
    assert app.session_state["scenario"] == FEW
    assert "opened" not in app.session_state
    app.session_state["compared"] = ["current", f"saved:{version.id}"]
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert any("1,000,000" in one.value for one in app.error)


def test_an_uploaded_scenario_that_is_too_large_is_answered_and_the_session_keeps_its_own():
    app = open_page("overview", scenario=FEW)
    app.file_uploader(key="scenario_upload").set_value(("a.yaml", to_yaml(HUGE).encode(), "text/yaml")).run()
    refused(app)
    assert app.session_state["scenario"] == FEW


def test_a_run_that_is_too_large_for_the_session_s_panel_is_not_begun_and_fewer_draws_are_offered(runs):
    app = open_page("overview", scenario=FEW)
    many = FEW.with_values({"simulation.draws": 60000, "fields.robots.count": 4000, "simulation.seed": 5})
    assert too_large(many, APP)
    app.session_state["scenario"] = many
    app.run()
    assert not app.exception
    assert not app.metric  # nothing below the problem
    assert not runs[1:]
    offered = app.button(key="fewer_draws")
    assert "00 次" in offered.label
    offered.click()
    chosen = int(offered.label.split()[1].replace(",", ""))
    assert not too_large(many.with_value("simulation.draws", chosen), APP)
    assert too_large(many.with_value("simulation.draws", chosen + 200), APP)


def test_a_rerun_without_a_change_simulates_nothing_however_large_the_result(runs, monkeypatch):
    monkeypatch.setattr(store, "OWN_BYTES", 1)
    app = open_page("overview", scenario=Scenario().with_value("simulation.draws", 150))
    app.session_state["panel"] = Held(read_panel(DATA / "example-panel"), "example")
    app.run()
    assert not app.exception
    begun = len(runs)
    assert begun
    app.run()
    app.run()
    assert not app.exception
    assert len(runs) == begun


def test_sessions_run_one_at_a_time_and_the_same_scenario_once(monkeypatch):
    active, most, begun = [], [], []

    def slow(scenario, *rest, **named):
        active.append(1)
        most.append(len(active))
        begun.append(scenario.seed)
        made = simulate(scenario, *rest, **named)
        threading.Event().wait(0.2)
        active.pop()
        return made

    monkeypatch.setattr(store, "simulate", slow)
    shelf, told = store.Results(), []
    asked = [FEW.with_value("simulation.seed", seed) for seed in (1, 2, 3, 1, 2, 3)]
    threads = [
        threading.Thread(target=shelf.outlay, args=(one, None, lambda *_: None, told.append)) for one in asked
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert most == [1, 1, 1]
    assert sorted(begun) == [1, 2, 3]
    assert told and max(told) <= 2


def test_a_result_is_what_a_fresh_run_gives():
    shelf = store.Results()
    first = shelf.outlay(FEW)
    moved = FEW.with_value("policy.parts_subsidy.annual_cap", 77)
    assert (shelf.outlay(moved, FEW).total() == simulate(moved).total()).all()
    assert (first.total() == simulate(FEW).total()).all()
    assert shelf.outlay(replace(FEW, name="other")) is first


def test_the_page_says_its_place_in_the_queue(monkeypatch):
    class Full:
        def turn(self, waiting=None):
            from contextlib import contextmanager

            @contextmanager
            def held():
                if waiting:
                    waiting(3)
                    told.append(True)
                yield

            return held()

    told = []
    monkeypatch.setattr(store, "TURNS", Full())
    app = open_page("overview", scenario=FEW.with_value("simulation.seed", 987))
    assert not app.exception and told
    assert "前面还有" not in words(app)  # it goes once the turn has come
