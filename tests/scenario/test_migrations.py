"""A store of any earlier version opens with all that was saved in it; one of a later version is left alone."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text

from simulation.scenario import Scenario
from simulation.scenario.store import Draft, Store, database, migrations
from simulation.scenario.store.database import TABLES
from simulation.text.problems import InputError
from tests.databases import driven, fresh_database, postgres_cluster
from tests.places import ROOT

DUMPS = ROOT / "tests" / "cases" / "stores"
HALF = Scenario("减半").with_value("policy.parts_subsidy.annual_cap", 250)
NOBODY = 65534
postgres = pytest.mark.postgres


@pytest.fixture(scope="module")
def cluster():
    with postgres_cluster() as address:
        yield address


@pytest.fixture
def make(request, tmp_path):
    """Makes a store of a dump, or an empty one, and gives its address."""

    def made(kind, dump=None):
        content = (DUMPS / f"{dump}.{kind}.sql").read_text(encoding="utf-8") if dump else ""
        if kind == "sqlite":
            file = tmp_path / "scenarios.sqlite"
            with closing(sqlite3.connect(file)) as link:
                link.executescript(content)
            return f"sqlite:///{file}"
        address = fresh_database(request.getfixturevalue("cluster"))
        with psycopg.connect(address) as link:
            link.execute(content)
        return address

    return made


BOTH = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=postgres)])
OLD = "0.1.0-before-drafts"


def ask(address, *statements):
    """The rows of the last statement."""
    engine = create_engine(driven(address))
    with engine.begin() as link:
        done = [link.execute(text(statement)) for statement in statements][-1]
        rows = [tuple(row) for row in done] if done.returns_rows else []
    engine.dispose()
    return rows


def schema(address):
    """All that the database says of our tables."""
    engine = create_engine(driven(address))
    seen = inspect(engine)
    found = {
        name: (
            [
                (one["name"], str(one["type"]), one["nullable"], one["default"])
                for one in seen.get_columns(name)
            ],
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (one["constrained_columns"], one["referred_table"], one["referred_columns"])
                for one in seen.get_foreign_keys(name)
            ),
            sorted(one["column_names"] for one in seen.get_unique_constraints(name)),
            sorted((one["name"], one["column_names"], bool(one["unique"])) for one in seen.get_indexes(name)),
        )
        for name in seen.get_table_names()
    }
    engine.dispose()
    return found


def content(address):
    """Every row of every table."""
    return {name: sorted(ask(address, f"select * from {name}"), key=str) for name in schema(address)}


def problem(call, *arguments, **named):
    """The one problem of a call, in both languages."""
    with pytest.raises(InputError) as error:
        call(*arguments, **named)
    (found,) = error.value.problems
    assert found.wrong.zh and found.right.zh and found.wrong.en and found.right.en
    assert found.column == "OUTLAY_STORE"
    return found


def known(number):
    """As many steps as a program of another version may know; those that are not ours do nothing."""
    return (*migrations.STEPS, *[lambda link: None] * number)[:number]


@pytest.mark.parametrize(
    ("kind", "dump"),
    [
        ("sqlite", "0.1.0-first"),
        ("sqlite", OLD),
        ("sqlite", "0.1.1"),
        pytest.param("postgresql", OLD, marks=postgres),
    ],
)
def test_a_store_of_an_earlier_version_opens_with_all_that_was_saved(make, kind, dump):
    address = make(kind, dump)
    before = content(address)
    store = Store(address)
    assert ask(address, "select * from schema_version") == [(len(migrations.STEPS),)]
    after = content(address)
    assert {name: after[name] for name in before} == before

    second, first = store.every()
    assert store.latest() == [second] and store.history(first.id) == [first, second]
    assert (first.name, first.number, first.author, first.note) == ("减半", 1, "王", "试一试\n第二行")
    assert (second.name, second.number, second.author) == ("再减", 2, "李")
    assert first.figures == {"mean": 0.1 + 0.2, "draws": 10000}
    assert first.program == dump[:5]
    assert store.open(first.id).scenario.number("policy.parts_subsidy.annual_cap") == 250
    assert store.open(second.id).scenario.number("policy.parts_subsidy.annual_cap") == 100
    (binned,) = store.latest(binned=True)
    assert (
        store.open(binned.id).scenario.overrides
        == Scenario("另一").with_value("simulation.seed", 7).overrides
    )

    assert store.save(HALF, onto=second.id).version.number == 3
    store.take_back(binned.id)
    assert len(store.every()) == 4
    kept = store.drafts.keep(Draft(HALF))
    assert store.drafts.find(kept.id) == kept
    store.close()


def test_a_draft_of_0_1_1_is_found_again(make):
    address = make("sqlite", "0.1.1")
    ((identity, opened),) = ask(address, "select id, opened from drafts")
    store = Store(address)
    draft = store.drafts.find(identity)
    assert (draft.scenario.name, draft.opened, draft.roster.name) == ("草稿", opened, "名册.xlsx")
    assert draft.pending == {"fields.robots.count": {"low": "300"}}
    store.close()


def let_go(address):
    """Make room for another store; each of PostgreSQL's has a database of its own."""
    if address.startswith("sqlite:///"):
        Path(address.removeprefix("sqlite:///")).unlink()


@BOTH
def test_what_was_made_in_steps_is_what_the_program_reads_and_writes(make, kind):
    new = make(kind)
    Store(new).close()
    seen = schema(new)
    let_go(new)
    old = make(kind, OLD)
    Store(old).close()
    assert schema(old) == seen
    let_go(old)
    plain = make(kind)
    engine = create_engine(driven(plain))
    TABLES.create_all(engine)
    engine.dispose()
    del seen["schema_version"]
    assert schema(plain) == seen


@BOTH
def test_a_store_is_migrated_once(make, kind, monkeypatch):
    address = make(kind, OLD)
    taken = []
    steps = [lambda link, number=number, step=step: (taken.append(number), step(link)) for number, step in enumerate(migrations.STEPS)]  # fmt: skip
    monkeypatch.setattr(migrations, "STEPS", tuple(steps))
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(Store, [address] * 6))
    stores.append(Store(address))
    assert taken == list(range(len(steps)))
    assert {len(store.every()) for store in stores} == {2}
    for store in stores:
        store.close()


OPENER = """
import sys
from simulation.scenario import Scenario
from simulation.scenario.store import Store
print(len(Store(sys.argv[1]).every()))
Store(sys.argv[1]).save(Scenario("from the other"))
"""


@BOTH
def test_two_programs_may_start_on_an_old_store(make, kind):
    address = make(kind, OLD)
    running = [
        subprocess.Popen([sys.executable, "-c", OPENER, address], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]  # fmt: skip
    for process in running:
        said, told = process.communicate(timeout=240)
        assert process.returncode == 0, told.decode()
        assert int(said) in (2, 3)
    assert ask(address, "select * from schema_version") == [(len(migrations.STEPS),)]
    assert ask(address, "select count(*) from versions") == [(5,)]


@BOTH
def test_a_step_that_fails_leaves_the_store_as_it_was(make, kind, monkeypatch):
    address = make(kind, OLD)
    before = content(address), schema(address)
    with monkeypatch.context() as patch:
        failing = "alter table versions add column half text", "select * from nowhere"
        steps = [lambda link, one=one: link.exec_driver_sql(one) for one in failing]
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, *steps))
        found = problem(Store, address)
    assert "earlier version" in found.wrong.en and "nowhere" in found.wrong.en
    assert (content(address), schema(address)) == before
    store = Store(address)
    assert len(store.every()) == 2
    store.close()


@BOTH
def test_a_step_of_the_next_program_is_taken_on_the_store_of_this_one(make, kind, monkeypatch):
    address = make(kind)
    store = Store(address)
    version = store.save(HALF).version
    store.close()
    adds = "alter table versions add column half varchar(8) not null default ''"
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, lambda link: link.exec_driver_sql(adds)))
    later = Store(address)
    assert ask(address, "select half from versions") == [("",)]
    assert later.open(version.id).scenario == HALF
    later.close()


@BOTH
def test_a_newer_store_is_refused_and_nothing_is_written_to_it(make, kind):
    address = make(kind, OLD)
    ask(
        address,
        "create table schema_version (version integer not null)",
        "insert into schema_version values (99)",
    )
    before = content(address), schema(address)
    file = Path(address.removeprefix("sqlite:///"))
    content_of_file = file.read_bytes() if kind == "sqlite" else b""
    found = problem(Store, address)
    assert "newer version" in found.wrong.en and "更新版本" in found.wrong.zh
    assert "upgrade" in found.right.en and "OUTLAY_STORE" in found.right.en
    assert "升级" in found.right.zh and "OUTLAY_STORE" in found.right.zh
    assert (content(address), schema(address)) == before
    if kind == "sqlite":
        assert file.read_bytes() == content_of_file
        assert [one.name for one in file.parent.iterdir()] == [file.name]


@BOTH
def test_a_program_that_runs_on_while_another_migrates_writes_nothing_more(make, kind, monkeypatch):
    address = make(kind)
    store = Store(address)
    version = store.save(HALF).version
    draft = store.drafts.keep(Draft(HALF))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", known(9))
        later = Store(address)
        before = content(address)
    for call in (
        lambda: store.save(HALF), lambda: store.put_away(version.id), lambda: store.drafts.keep(draft), store.every
    ):  # fmt: skip
        assert "newer version" in problem(call).wrong.en
    assert content(address) == before
    later.close()
    store.close()


@postgres
def test_a_step_waits_for_a_save_that_is_under_way(make, monkeypatch):
    address = make("postgresql")
    store = Store(address)
    monkeypatch.setattr(database, "PATIENCE", 1)
    with store._database.link(writes=True), monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", known(9))
        assert "in use" in problem(Store, address).wrong.en
    assert ask(address, "select * from schema_version") == [(2,)]
    store.close()


def test_an_old_store_that_another_writes_to_is_waited_for_and_then_named(make, monkeypatch):
    address = make("sqlite", OLD)
    monkeypatch.setattr(database, "PATIENCE", 1)
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)) as link:
        link.execute("PRAGMA journal_mode = WAL")
        link.execute("BEGIN IMMEDIATE")
        assert "in use" in problem(Store, address).wrong.en
        link.execute("ROLLBACK")
    Store(address).close()


@contextmanager
def only_read(kind, address):
    """The address of a store while nobody can write to it."""
    if kind == "postgresql":
        name = address.rpartition("/")[2]
        ask(address, f"alter database {name} set default_transaction_read_only = on")
        yield address
        ask(
            address,
            "set transaction read write",
            f"alter database {name} reset default_transaction_read_only",
        )
        return
    folder = Path(tempfile.mkdtemp(prefix="outlay-read-only-"))  # pytest's own is closed to others
    file = folder / "s.sqlite"
    shutil.copy(address.removeprefix("sqlite:///"), file)
    folder.chmod(0o777)
    file.chmod(0o444)
    root = os.geteuid() == 0
    try:
        if root:  # who writes everywhere
            os.seteuid(NOBODY)
        yield f"sqlite:///{file}"
    finally:
        if root:
            os.seteuid(0)
        shutil.rmtree(folder)


@BOTH
@pytest.mark.skipif(os.name != "posix", reason="rights of Windows are others")
def test_a_store_that_can_only_be_read_is_read(make, kind):
    address = make(kind, OLD)
    Store(address).close()
    with only_read(kind, address) as closed:
        store = Store(closed)
        assert [one.name for one in store.every()] == ["再减", "减半"]
        assert store.open(store.latest()[0].id).scenario.name == "再减"
        assert "read" in problem(store.save, HALF).wrong.en
        store.close()
    assert len(content(address)["versions"]) == 3


@BOTH
@pytest.mark.skipif(os.name != "posix", reason="rights of Windows are others")
def test_an_old_store_that_can_only_be_read_says_what_it_needs(make, kind):
    address = make(kind, OLD)
    before = content(address)
    with only_read(kind, address) as closed:
        found = problem(Store, closed)
        assert "earlier version" in found.wrong.en and "旧版" in found.wrong.zh
        assert "start this program once" in found.right.en
    assert content(address) == before
