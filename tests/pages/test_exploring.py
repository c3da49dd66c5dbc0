"""Scenarios, compare, readings, what matters, briefing: without a browser, on few draws."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from pages.parts.exploring.saved import named
from simulation.scenario import Scenario
from simulation.scenario.store import Store
from simulation.studies.sensitivity import doubtful
from tests.pages.test_pages import open_page, words

FEW = Scenario("少").with_values({"simulation.draws": 200, "policy.parts_subsidy.annual_cap": 100})


@pytest.fixture
def store():
    store = Store(os.environ["OUTLAY_STORE"])
    yield store
    store.close()


def test_a_save_makes_a_version_and_gives_its_link(store):
    app = open_page("scenarios", scenario=FEW)
    app.text_input(key="save_author").set_value("王").run()
    app.button(key="save_new").click().run()
    assert not app.exception
    version = app.session_state["saved"].version
    assert (version.name, version.author, version.number) == ("少", "王", 1)
    assert f"?s={version.id}" in " ".join(code.value for code in app.code)
    assert store.open(version.id).scenario == FEW
    app.session_state["scenario"] = FEW.with_value("policy.parts_subsidy.annual_cap", 90)
    app.run()
    app.button(key="save_onto").click().run()
    assert [one.number for one in store.history(version.id)] == [1, 2]


@pytest.mark.parametrize(("language", "said"), [("zh", "更新版本"), ("en", "newer version")])
def test_a_store_of_a_newer_program_is_named_where_it_is_used(tmp_path, monkeypatch, language, said):
    with closing(sqlite3.connect(tmp_path / "s.sqlite")) as link:
        link.execute("create table schema_version as select 99 as version")
        link.commit()
    monkeypatch.setenv("OUTLAY_STORE", f"sqlite:///{tmp_path / 's.sqlite'}")
    for app in (open_page("scenarios", language, FEW), open_page("compare", language, FEW).run()):
        told = str(app.dataframe[0].value.to_dict())
        assert said in told and "OUTLAY_STORE" in told
        assert not app.exception


def test_a_note_goes_with_its_scenario(store):
    other = store.save(FEW.renamed("他"), note="他的说明").version
    app = open_page("scenarios", scenario=FEW)
    app.text_area(key="save_note").set_value("甲的说明").run()
    app.button(key="save_new").click().run()
    assert app.text_area(key="save_note").value == "甲的说明"
    assert "已保存" in " ".join(one.value for one in app.success)
    app.button(key="preset:successor").click().run()
    assert app.text_area(key="save_note").value == ""
    assert not app.success
    app.text_area(key="save_note").set_value("写了一半").run()
    app.button(key="preset:strict-audit").click().run()
    assert app.text_area(key="save_note").value == ""
    app.selectbox(key="shelf").set_value(other.id).run()
    app.button(key=f"open:{other.id}").click().run()
    assert app.text_area(key="save_note").value == "他的说明"
    assert not app.exception


def test_an_earlier_version_is_saved_as_what_the_button_says_and_nobody_is_blamed(store):
    app = open_page("scenarios", scenario=FEW)
    app.button(key="save_new").click().run()
    first = app.session_state["saved"].version
    app.session_state["scenario"] = FEW.with_value("policy.parts_subsidy.annual_cap", 90)
    app.run()
    assert "第 2 版" in app.button(key="save_onto").label
    app.button(key="save_onto").click().run()
    app.selectbox(key="shelf").set_value(app.session_state["saved"].version.id).run()
    app.button(key=f"open:{first.id}").click().run()
    app.session_state["scenario"] = FEW.with_value("policy.parts_subsidy.annual_cap", 80)
    app.run()
    assert app.button(key="save_onto").label.endswith("第 3 版（在第 1 版基础上）")
    app.button(key="save_onto").click().run()
    assert app.session_state["saved"].version.number == 3
    assert not app.warning


def test_a_version_that_somebody_saved_meanwhile_is_named(store):
    app = open_page("scenarios", scenario=FEW)
    app.button(key="save_new").click().run()
    first = app.session_state["saved"].version
    app.session_state["scenario"] = FEW.with_value("policy.parts_subsidy.annual_cap", 90)
    app.run()
    store.save(FEW.renamed("李的"), author="李", onto=first.id)
    app.button(key="save_onto").click().run()
    assert "李的" in " ".join(one.value for one in app.warning)


def test_what_is_saved_already_is_not_saved_twice(store):
    app = open_page("scenarios", scenario=FEW)
    app.button(key="save_new").click().run()
    assert app.button(key="save_onto").disabled and app.button(key="save_new").disabled
    assert "没有可保存的改动" in words(app)
    app.text_area(key="save_note").set_value("补充说明").run()
    assert not app.button(key="save_onto").disabled
    assert "没有可保存的改动" not in words(app)


def test_the_shelf_gives_whole_links_in_the_reader_s_language(store):
    version = store.save(FEW.renamed("架上")).version
    app = open_page("scenarios", "en", FEW)
    app.selectbox(key="shelf").set_value(version.id).run()
    links = [one.value for one in app.code]
    assert [link.rpartition("/")[2] for link in links] == [f"?s={version.id}&lang=en"]


def test_what_others_save_shows_on_board_and_shelf_alike(store, monkeypatch):
    app = open_page("scenarios", scenario=FEW)
    latest, saves = Store.latest, [FEW.renamed("旁人")]

    def meanwhile(self, binned=False):
        found = latest(self, binned)
        while saves:  # just after the first look
            store.save(saves.pop())
        return found

    monkeypatch.setattr(Store, "latest", meanwhile)
    app.run()
    count = len(latest(store))
    assert f"看板：{count} 个情景" in words(app)
    assert f"已保存 {count} 个情景" in words(app)


def test_what_is_put_away_can_be_taken_back(store):
    version = store.save(FEW.renamed("旧")).version
    app = open_page("scenarios", scenario=FEW)
    app.selectbox(key="shelf").set_value(version.id).run()
    app.button(key="put_away").click().run()
    assert not app.exception
    assert version.id not in [one.id for one in store.latest()]
    app.button(key=f"back:{version.id}").click().run()
    assert version.id in [one.id for one in store.latest()]


def test_a_note_that_cannot_be_kept_is_answered_and_stays_as_typed(store):
    before = len(store.every())
    app = open_page("scenarios", scenario=FEW)
    app.text_area(key="save_note").set_value("a\x00b").run()
    app.button(key="save_new").click().run()
    assert not app.exception
    assert app.error
    assert app.text_area(key="save_note").value == "a\x00b"
    assert len(store.every()) == before


def test_a_preset_becomes_the_scenario():
    app = open_page("scenarios", scenario=FEW)
    app.button(key="preset:successor").click().run()
    assert not app.exception
    assert app.session_state["scenario"].badge == "reform"


def test_two_scenarios_are_compared_with_their_difference_in_words(store):
    version = store.save(Scenario("满").with_value("simulation.draws", 200)).version
    app = open_page("overview", scenario=FEW)
    app.session_state["compared"] = [f"saved:{version.id}", "current"]
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert app.metric[0].value.startswith("\N{MINUS SIGN}")
    assert "500 万元 → 100 万元" in words(app)
    assert "支出更高的概率 <2%" in words(app)


def test_one_scenario_alone_asks_for_another():
    app = open_page("overview", scenario=FEW)
    app.session_state["compared"] = ["current"]
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert app.info


def test_a_reading_is_priced_and_can_be_adopted():
    app = open_page("readings", scenario=FEW)
    assert not app.exception
    assert "768" in words(app)
    app.button(key="adopt:capacity_once:each_year").click().run()
    assert app.session_state["scenario"].value("readings.capacity_once") == "each_year"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_matters_names_a_parameter_with_its_error(language):
    app = open_page("sensitivity", language, FEW)
    assert not app.exception
    assert "±" in words(app) and "Sobol" in words(app)


def test_without_doubt_nothing_matters():
    certain = FEW.with_values({path: FEW.value(path).mode for path in doubtful(FEW)})
    app = open_page("sensitivity", scenario=certain)
    assert not app.exception
    assert app.info


def test_work_that_was_stopped_offers_to_go_on():
    app = open_page("overview", scenario=FEW.with_value("simulation.seed", 9))
    app.session_state["stopped:tornado"] = app.session_state["scenario"].dice_hash
    app.switch_page("pages/sensitivity.py").run()
    assert not app.exception
    assert app.button(key="go:stopped:tornado")


def test_the_briefing_turns_its_slides_and_shows_what_differs():
    app = open_page("briefing", scenario=FEW)
    assert not app.exception
    app.button(key="next").click().run()
    assert "500 万元 → 100 万元" in words(app)


@pytest.mark.parametrize("page", ["overview", "policy", "compare", "briefing", "scenarios"])
def test_a_changed_scenario_without_a_name_is_never_called_the_baseline(page):
    app = open_page(page, scenario=FEW.renamed(""))
    said = words(app)
    assert "未命名方案（已改 1 处）" in said
    assert "基准情景 " not in said.replace("基准情景与", "")


def test_a_saved_version_without_a_name_is_only_called_the_baseline_where_it_is(store):
    saved = store.save(FEW.renamed(""), figures={"badge": "edited"}).version
    assert named(saved) == "未命名方案"
    assert named(replace(saved, figures={"badge": "baseline"})) == "基准情景"
