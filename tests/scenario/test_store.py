"""Every save stands for ever, in either database, whoever else is saving."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, inspect, text

from simulation.scenario import Scenario, catalogue
from simulation.scenario.store import SETTING, Store, store_url
from simulation.text.problems import InputError
from tests.databases import driven, fresh_database, postgres_cluster
from tests.places import ROOT

HALF = Scenario("减半").with_value("policy.parts_subsidy.annual_cap", 250)


@pytest.fixture(scope="session")
def cluster():
    with postgres_cluster() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request, tmp_path):
    """A fresh database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'scenarios.sqlite'}"
    return fresh_database(request.getfixturevalue("cluster"))


@pytest.fixture
def store(address):
    store = Store(address)
    yield store
    store.close()


def test_a_link_opens_exactly_what_was_saved_for_ever(store):
    first = store.save(HALF, note="试一试", author="王").version
    changed = HALF.with_value("policy.parts_subsidy.annual_cap", 100).renamed("再减")
    second = store.save(changed, onto=first.id).version
    opened = store.open(first.id)
    assert opened.scenario == HALF
    assert opened.scenario.hash == HALF.hash
    assert opened.messages == []
    assert (opened.version.name, opened.version.note, opened.version.author) == ("减半", "试一试", "王")
    assert store.open(second.id).scenario == changed
    assert (first.number, second.number) == (1, 2)
    assert len(first.id) == 8


def test_every_kind_of_value_comes_back_as_it_was(store):
    scenario = Scenario("all kinds").with_values(
        {
            "readings.growth_tiers": "difference",
            "measures.fund_investment": "off",
            "delivery.accepted.all": {"low": 0.1, "mode": 0.2, "high": 0.3},
            "validity.expires": "2026-12-31",
            "payment_schedule": [0.5, 0.5],
            "fields.robots.revenue": {"values": [1.5, 2.5, 1000.25]},
            "fields.robots.districts": {"yuhang": 1.0, "xihu": 0.1},
            "economy.loan_rate": {2023: 0.04, 2026: 1 / 30},
            "split.city_share": {"parts_subsidy": {"yuhang": 0.3}},
            "budget.city": {2024: 30000},
            "budget.districts": {"yuhang": {2024: 0.1}},
            "simulation.seed": 2**53,
        }
    )
    opened = store.open(store.save(scenario).version.id)
    assert opened.scenario == scenario
    assert opened.scenario.hash == scenario.hash
    assert opened.messages == []


def test_the_list_has_the_newest_of_each_and_the_history_has_all(store):
    first = store.save(HALF).version
    other = store.save(Scenario("另一")).version
    second = store.save(HALF.renamed("减半二"), onto=first.id).version
    assert [version.id for version in store.latest()] == [second.id, other.id]
    assert [version.id for version in store.history(second.id)] == [first.id, second.id]
    assert [version.id for version in store.every()] == [second.id, other.id, first.id]
    assert store.history(first.id) == store.history(second.id)
    assert first.saved_at < other.saved_at < second.saved_at


def test_what_is_put_away_lies_in_the_bin_and_its_links_still_open(store):
    version = store.save(HALF).version
    store.put_away(version.id)
    assert store.latest() == []
    assert [one.id for one in store.latest(binned=True)] == [version.id]
    assert store.open(version.id).scenario == HALF
    assert store.open(version.id).version.binned
    store.take_back(version.id)
    assert [one.id for one in store.latest()] == [version.id]


def test_a_save_over_someone_else_s_keeps_both_and_says_so(store):
    first = store.save(HALF, author="王").version
    theirs = store.save(HALF.renamed("李的"), author="李", onto=first.id)
    mine = store.save(HALF.renamed("王的"), author="王", onto=first.id)
    assert theirs.overtook is None
    assert mine.overtook is not None and mine.overtook.author == "李"
    assert [version.name for version in store.history(first.id)] == ["减半", "李的", "王的"]
    assert store.save(HALF, onto=mine.version.id).overtook is None


def test_a_version_that_the_saver_knew_of_is_not_overtaken(store):
    first = store.save(HALF, author="王").version
    store.save(HALF.renamed("第二"), author="王", onto=first.id)
    opened = store.open(first.id)
    assert (opened.newest, store.newest(first.id)) == (2, 2)
    assert store.save(HALF, onto=first.id, seen=opened.newest).overtook is None
    later = store.save(HALF, onto=first.id, seen=opened.newest).overtook
    assert later is not None and later.number == 3


def test_figures_of_the_day_are_kept_with_the_version(store):
    version = store.save(HALF, figures={"mean": 0.1 + 0.2, "draws": 10000}).version
    assert store.open(version.id).version.figures == {"mean": 0.1 + 0.2, "draws": 10000}


@pytest.mark.parametrize("identity", ["", "nothere9", "'; drop table versions; --", "x" * 5000, "a\x00b"])
def test_an_id_that_is_not_there_gets_an_answer(store, identity):
    with pytest.raises(InputError) as error:
        store.open(identity)
    assert "no scenario is saved" in error.value.problems[0].wrong.en
    assert error.value.problems[0].wrong.zh
    with pytest.raises(InputError):
        store.save(HALF, onto=identity or "none")
    assert store.latest() == []


def test_an_id_may_be_typed_in_capitals_and_with_blanks(store):
    version = store.save(HALF).version
    assert store.open(f" {version.id.upper()} ").version == version


@pytest.mark.parametrize(
    ("words", "column"),
    [({"note": "长" * 2001}, "note"), ({"author": "a" * 81}, "author"), ({"note": "a\x00b"}, "note"), ({"note": "\ud800"}, "note")],
)  # fmt: skip
def test_words_that_cannot_be_kept_are_answered_and_nothing_is_saved(store, words, column):
    with pytest.raises(InputError) as error:
        store.save(HALF, **words)
    assert error.value.problems[0].column == column
    assert store.latest() == []


def test_threads_that_save_at_once_lose_nothing(store):
    first = store.save(HALF).version

    def save(number):
        return store.save(HALF.renamed(f"{number}"), onto=first.id).version

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(save, range(40)))
    history = store.history(first.id)
    assert [version.number for version in history] == list(range(1, 42))
    assert {version.name for version in history[1:]} == {str(number) for number in range(40)}
    assert len({version.id for version in saved}) == 40


SAVER = """
import sys
from simulation.scenario import Scenario
from simulation.scenario.store import Store
address, who, onto = sys.argv[1:]
store = Store(address)
for number in range(15):
    store.save(Scenario(f"{who} {number}"), onto=onto or None)
"""


def together(address, onto):
    running = [
        subprocess.Popen([sys.executable, "-c", SAVER, address, who, onto], cwd=ROOT, stderr=subprocess.PIPE)
        for who in ("one", "two")
    ]
    for process in running:
        _, told = process.communicate(timeout=240)
        assert process.returncode == 0, told.decode()


def test_two_programs_that_save_at_once_lose_nothing(address):
    store = Store(address)
    first = store.save(HALF).version
    together(address, first.id)
    names = [version.name for version in store.history(first.id)]
    assert sorted(names[1:]) == sorted(f"{who} {number}" for who in ("one", "two") for number in range(15))
    assert [version.number for version in store.history(first.id)] == list(range(1, 32))
    store.close()


def test_two_programs_may_start_on_an_empty_database(address):
    together(address, "")
    store = Store(address)
    assert len(store.latest()) == 30
    store.close()


def test_the_store_outlives_the_program(address):
    one = Store(address)
    version = one.save(HALF).version
    one.close()
    other = Store(address)
    assert other.open(version.id).scenario == HALF
    assert [table for table in inspect(create_engine(driven(address))).get_table_names()]
    other.close()


def test_sqlite_is_one_file_with_a_write_ahead_log(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'deep' / 'down' / 's.sqlite'}")
    store.save(HALF)
    with create_engine(f"sqlite:///{tmp_path / 'deep' / 'down' / 's.sqlite'}").connect() as link:
        assert link.execute(text("pragma journal_mode")).scalar() == "wal"
    store.close()


def test_the_address_is_one_setting(monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)
    assert store_url().startswith("sqlite:///") and store_url().endswith("scenarios.sqlite")
    monkeypatch.setenv(SETTING, "postgresql://outlay@db/outlay")
    assert store_url() == "postgresql://outlay@db/outlay"


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "nosuch://host/db",
        "postgresql://me:secret@127.0.0.1:1/outlay",
        "sqlite:////proc/none/s.sqlite",
    ],
)
def test_a_database_that_cannot_be_used_is_answered_without_its_password(address):
    with pytest.raises(InputError) as error:
        Store(address)
    problem = error.value.problems[0]
    assert problem.column == SETTING
    assert "secret" not in problem.line("en") + problem.line("zh")


def test_a_damaged_file_is_answered(tmp_path):
    (tmp_path / "s.sqlite").write_bytes(b"this is no database, not at all" * 100)
    with pytest.raises(InputError) as error:
        Store(f"sqlite:///{tmp_path / 's.sqlite'}")
    assert error.value.problems[0].column == SETTING


def in_the_past(store, change, own=HALF):
    """A version saved under another catalogue: `change` edits the snapshot of that day."""
    version = store.save(own).version
    engine = create_engine(driven(store.address))
    with engine.begin() as link:
        content = json.loads(link.execute(text("select content from snapshots")).scalar())
        change(content)
        link.execute(text("update snapshots set content = :content"), {"content": json.dumps(content)})
    engine.dispose()
    return store.open(version.id)


def test_a_default_that_has_moved_since_is_pinned_to_what_it_was_and_said(store):
    def change(content):
        content["policy.interest_subsidy.annual_cap"][0] = 900.0

    opened = in_the_past(store, change)
    assert opened.scenario.number("policy.interest_subsidy.annual_cap") == 900
    assert opened.scenario.number("policy.parts_subsidy.annual_cap") == 250
    (message,) = opened.messages
    assert message.column == "policy.interest_subsidy.annual_cap"
    assert "1,000 万元" in message.wrong.en and "900 万元" in message.right.en
    assert message.severity == "warning"


def test_a_default_that_others_inherit_is_pinned_once_and_counts_for_all(store):
    old = {"low": 0.1, "mode": 0.15, "high": 0.2}
    opened = in_the_past(store, lambda content: content["fields.all.spike"].__setitem__(0, old))
    assert [message.column for message in opened.messages] == ["fields.all.spike"]
    assert opened.scenario.value("fields.cnc.spike") == opened.scenario.value("fields.all.spike")
    assert opened.scenario.value("fields.all.spike").mode == 0.15


def test_a_key_that_has_since_got_its_own_default_keeps_what_it_inherited(store):
    path = "delivery.diverted.insurance_compensation"

    def change(content):
        content[path] = [None, "delivery.diverted.all"]

    opened = in_the_past(store, change)
    assert opened.scenario.value(path) == Scenario().value("delivery.diverted.all")
    assert [message.column for message in opened.messages] == [path]


def test_a_key_that_was_added_since_is_named_with_the_default_that_now_counts(store):
    opened = in_the_past(store, lambda content: content.pop("policy.scene_subsidy.cap"))
    (message,) = opened.messages
    assert "1 keys were added" in message.wrong.en and "200 万元" in message.wrong.en
    assert opened.scenario == HALF


def test_a_key_that_is_gone_is_named_and_its_setting_too(store):
    def change(content):
        content["policy.parts_subsidy.old_rule"] = [1.0, ""]

    (message,) = in_the_past(store, change).messages
    assert "old_rule" in message.wrong.en and "may differ" in message.right.en


def test_a_value_that_no_key_can_hold_any_more_is_never_dropped_in_silence(store):
    def change(content):
        content["policy.interest_subsidy.annual_cap"][0] = -5.0

    (message,) = in_the_past(store, change).messages
    assert message.column == "policy.interest_subsidy.annual_cap"
    assert "will differ" in message.right.en


def test_what_the_user_set_stands_whatever_the_default_has_become(store):
    def change(content):
        content["policy.parts_subsidy.annual_cap"][0] = 400.0

    opened = in_the_past(store, change)
    assert opened.scenario == HALF
    assert opened.messages == []


def test_another_version_of_the_program_is_named(store):
    version = store.save(HALF).version
    engine = create_engine(driven(store.address))
    with engine.begin() as link:
        link.execute(text("update versions set program = '0.0.1'"))
    engine.dispose()
    (message,) = store.open(version.id).messages
    assert "0.0.1" in message.wrong.en and "0.0.1" in message.wrong.zh


def test_every_value_in_force_is_what_it_was_after_any_default_has_moved(store):
    """All numbers of the law at once, halved in the past: every one is found again."""
    moved = [
        path
        for path, key in catalogue().items()
        if path.startswith("policy.") and key.unit == "money" and key.default
    ]

    def change(content):
        for path in moved:
            content[path][0] /= 2

    opened = in_the_past(store, change)
    for path in moved:
        now = catalogue()[path].default
        expected = 250 if path == "policy.parts_subsidy.annual_cap" else now / 2
        assert opened.scenario.number(path) == expected, path
    assert len(opened.messages) == len(moved) - 1
