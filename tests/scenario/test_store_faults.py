"""The store where something is wrong with it: its file, its owner, its address, its rows."""

import os
import shutil
import sqlite3
import stat
import threading
import time

import pytest

from simulation.scenario import Scenario
from simulation.scenario.store import LONGEST, Store
from simulation.text.problems import InputError

HALF = Scenario("减半").with_value("policy.parts_subsidy.annual_cap", 250)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "outlay" / "scenarios.sqlite"


@pytest.fixture
def store(file):
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


def problem(call, *arguments, **named):
    """The one problem of a call, in both languages."""
    with pytest.raises(InputError) as error:
        call(*arguments, **named)
    (found,) = error.value.problems
    assert found.wrong.zh and found.right.zh and found.wrong.en and found.right.en
    return found


def edit(file, *statements):
    link = sqlite3.connect(file)
    for statement in statements:
        link.execute(*statement if isinstance(statement, tuple) else (statement,))
    link.commit()
    link.close()


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("gone", [os.unlink, lambda file: shutil.move(file, f"{file}.backup")])
def test_no_save_is_confirmed_into_a_file_that_is_gone(store, file, gone):
    store.save(HALF)
    gone(file)
    assert "no longer in its place" in problem(store.save, HALF).wrong.en
    assert "no longer in its place" in problem(store.latest).wrong.en
    assert not file.exists()  # an empty store in its place would hide that all others are gone


def test_a_file_that_is_moved_while_a_save_is_under_way_confirms_nothing(store, file, monkeypatch):
    from simulation.scenario.store import versions

    real = versions._now

    def moved():
        shutil.move(file, f"{file}.backup")
        return real()

    monkeypatch.setattr(versions, "_now", moved)
    assert "no longer in its place" in problem(store.save, HALF).wrong.en


def test_a_backup_that_is_put_in_place_is_what_is_read_and_written(store, file, tmp_path):
    first = store.save(HALF).version
    backup = tmp_path / "backup.sqlite"
    link = sqlite3.connect(file)
    link.execute(f"VACUUM INTO '{backup}'")
    link.close()
    later = store.save(HALF.renamed("later")).version
    os.replace(backup, file)
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    assert [one.id for one in store.latest()] == [first.id]
    problem(store.open, later.id)
    again = store.save(HALF.renamed("again")).version
    other = Store(f"sqlite:///{file}")
    assert {one.id for one in other.latest()} == {first.id, again.id}
    other.close()


@pytest.mark.skipif(os.name != "posix", reason="rights of Windows are others")
def test_file_and_folder_are_for_their_owner_alone_also_when_they_were_not(file, monkeypatch):
    monkeypatch.setattr("simulation.scenario.store.address.user_data_path", lambda name: file.parent)
    file.parent.mkdir(mode=0o755)
    edit(file, "PRAGMA journal_mode = WAL", "create table other (a)")
    for one in (file.parent, file):
        one.chmod(0o755)
    store = Store(f"sqlite:///{file}")
    store.save(HALF)
    assert rights(file.parent) == 0o700
    seen = [one for one in file.parent.iterdir() if one.name.startswith(file.name)]
    assert len(seen) >= 2
    assert {rights(one) for one in seen} == {0o600}
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="rights of Windows are others")
def test_a_new_folder_is_private_and_a_chosen_one_stays_as_it_is(store, file, tmp_path):
    assert rights(file.parent) == 0o700
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    chosen.chmod(0o755)
    other = Store(f"sqlite:///{chosen / 'a.sqlite'}")
    assert rights(chosen) == 0o755 and rights(chosen / "a.sqlite") == 0o600
    other.close()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://outlay:topsecret@127.0.0.1:1/db",
        "postgresql://outlay@127.0.0.1:1/db?password=topsecret",
        "postgresql://outlay:topsecret@127.0.0.1:abc/db",
        "postgresql://outlay:p@topsecret/x@127.0.0.1:1/db",
        "postgresql://outlay:topsecret@127.0.0.1:1/db?sslmode=topsecret",
        "topsecret", "", "nosuch://outlay:topsecret@host/db", "sqlite:////proc/nowhere/topsecretless.sqlite",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_a_problem_and_no_password_is_shown(address):
    found = problem(Store, address)
    assert found.column == "OUTLAY_STORE"
    for text in (found.line("zh"), found.line("en")):
        assert "topsecret" not in text.replace("topsecretless", "")


def test_a_problem_names_backend_host_and_database_and_nothing_else():
    found = problem(Store, "postgresql://outlay:topsecret@127.0.0.1:1/budget?application_name=hidden")
    assert found.value == "postgresql://127.0.0.1/budget"
    assert "hidden" not in found.line("en")


def test_a_uri_of_sqlite_makes_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    problem(Store, "sqlite:///file:some/where.sqlite?uri=true")
    assert list(tmp_path.iterdir()) == []


def test_a_locked_store_is_waited_for_some_seconds_and_then_named(store, file):
    link = sqlite3.connect(file, isolation_level=None)
    link.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    found = problem(store.save, HALF)
    took = time.monotonic() - began
    link.execute("ROLLBACK")
    link.close()
    assert "in use" in found.wrong.en
    assert 4.0 < took < 10.0
    assert store.save(HALF).version.number == 1


def test_a_lock_that_goes_in_time_holds_no_save_up(store, file):
    link = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    link.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(1.0, link.execute, ["ROLLBACK"])
    timer.start()
    assert store.save(HALF).version.number == 1
    timer.join()
    link.close()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("figures", "{"), ("figures", "[1]"), ("figures", '{"mean": "much"}'), ("figures", '{"mean": NaN}'),
        ("saved_at", "yesterday"), ("saved_at", ""),
    ],
)  # fmt: skip
def test_one_row_that_cannot_be_read_is_named_and_the_others_stand(store, file, column, value):
    good, bad = store.save(HALF).version, store.save(HALF.renamed("bad")).version
    edit(file, (f"update versions set {column} = ? where id = ?", (value, bad.id)))
    for listed in (store.latest(), store.every()):
        assert [one.id for one in listed] == [good.id]
        assert [one.value for one in listed.problems] == [bad.id]
    assert "damaged" in problem(store.open, bad.id).wrong.en
    assert store.open(good.id).scenario == HALF
    assert store.save(HALF, onto=good.id).version.number == 2


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("versions", "own", "{"), ("versions", "own", "[]"), ("snapshots", "content", "{"), ("snapshots", "content", '{"a": 1}'),
     ("snapshots", "content", '{"policy.parts_subsidy.annual_cap": [500.0, "policy.parts_subsidy.annual_cap"]}')],
)  # fmt: skip
def test_a_version_whose_record_is_damaged_is_answered(store, file, table, column, value):
    version = store.save(Scenario("voll")).version
    edit(file, (f"update {table} set {column} = ?", (value,)))
    problem(store.open, version.id)
    assert [one.id for one in store.latest()] == [version.id]


def test_words_are_cleaned_on_saving_and_on_reading_and_bounded_on_both(store, file):
    name = "a\x07\u202eb\nc\u2028d"
    version = store.save(HALF.renamed(name), note="one\r\ntwo\x1b[31m\u2066", author="王\t\x0b李").version
    assert (version.name, version.note, version.author) == ("ab c d", "one\ntwo[31m", "王 李")
    assert store.open(version.id).scenario.name == "ab c d"
    link = sqlite3.connect(file)
    assert link.execute("select name, note, author from versions").fetchall() == [
        ("ab c d", "one\ntwo[31m", "王 李")
    ]
    link.close()
    edit(
        file,
        ("update versions set name = ?, author = ?, note = ?", ("x\n" * 5000, "y\x00" * 500, "z" * 9000)),
    )
    (read,) = store.latest()
    assert len(read.name) <= LONGEST["name"] and len(read.author) <= LONGEST["author"]
    assert len(read.note) <= LONGEST["note"]
    assert "\n" not in read.name and "\x00" not in read.author


@pytest.mark.parametrize("word", ["\ud800", "a\x00b"])
def test_what_no_database_keeps_is_refused(store, word):
    for named in ({"note": word}, {"author": word}):
        assert "cannot be kept" in problem(store.save, HALF, **named).wrong.en
    assert store.latest() == []
