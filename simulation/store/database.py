"""The database of saved scenarios: its tables, and how it is reached.

SQLite in one file unless the setting OUTLAY_STORE names another database by its SQLAlchemy URL.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    exc,
    make_url,
)
from sqlalchemy import Text as LongText

from simulation.problems import InputError, Problem, Text

SETTING = "OUTLAY_STORE"
ID_LENGTH = 8
LONGEST = {"name": 200, "note": 2000, "author": 80}
WRITES = "outlay_writes"
_PATIENCE = 30  # seconds to wait for another writer
_TRIES = 5

TABLES = MetaData()
SNAPSHOTS = Table(
    "snapshots",
    TABLES,
    Column("id", String(24), primary_key=True),
    Column("content", LongText, nullable=False),
)
SCENARIOS = Table(
    "scenarios",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("binned_at", String(32)),
)
VERSIONS = Table(
    "versions",
    TABLES,
    Column("id", String(ID_LENGTH), primary_key=True),
    Column("scenario_id", ForeignKey("scenarios.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String(LONGEST["name"]), nullable=False),
    Column("note", LongText, nullable=False),
    Column("author", String(LONGEST["author"]), nullable=False),
    Column("saved_at", String(32), nullable=False),
    Column("program", String(32), nullable=False),
    Column("own", LongText, nullable=False),
    Column("snapshot_id", ForeignKey("snapshots.id"), nullable=False),
    Column("figures", LongText, nullable=False),
    UniqueConstraint("scenario_id", "number"),
)


def store_url() -> str:
    """The database in force: the setting OUTLAY_STORE, or one SQLite file in the user's data folder."""
    if given := os.environ.get(SETTING, "").strip():
        return given
    return f"sqlite:///{user_data_path('outlay') / 'scenarios.sqlite'}"


def connect(url: str) -> Engine:
    """An engine whose tables stand. Raises InputError that names the setting, never a password."""
    try:
        address = make_url(url)
        if address.get_backend_name() == "postgresql" and address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(address, pool_pre_ping=True)
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as error:
        raise InputError(
            [_unusable("", Text("不是数据库地址", "this is no address of a database"))]
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    with answered(engine):
        _make_tables(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, so that readers never wait; writers queue up instead of failing."""
    file = engine.url.database
    if file and file != ":memory:":
        folder = os.path.dirname(os.path.abspath(file))
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            reason = Text("文件夹无法建立", "its folder cannot be made")
            raise InputError([_unusable(engine.url.render_as_string(), reason)]) from error

    @event.listens_for(engine, "connect")
    def _on_connect(link: Any, _: Any) -> None:
        link.isolation_level = None  # the driver would begin by itself, and too late for a writer
        link.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
        link.execute("PRAGMA foreign_keys = ON")
        if link.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            link.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def _on_begin(link: Connection) -> None:
        writes = link.get_execution_options().get(WRITES, False)
        link.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make_tables(engine: Engine) -> None:
    """Tables where there are none; of two programs that start together one may come too late."""
    for attempt in range(_TRIES):
        try:
            TABLES.create_all(engine)
            return
        except exc.DBAPIError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(0.2)


@contextmanager
def answered(engine: Engine) -> Iterator[None]:
    """A database that does not answer, as a problem that names the setting."""
    try:
        yield
    except (exc.IntegrityError, exc.DataError):
        raise  # a fault of ours
    except exc.DatabaseError as error:
        place = engine.url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().split("\n")[0]
        wrong = Text(f"情景库无法使用（{reason}）", f"the store of scenarios cannot be used ({reason})")
        raise InputError([_unusable(place, wrong)]) from error


def _unusable(value: str, wrong: Text) -> Problem:
    right = Text(
        f"请核对设置 {SETTING}，例如 sqlite:////srv/outlay.sqlite 或 postgresql://用户@主机/库",
        f"check the setting {SETTING}, such as sqlite:////srv/outlay.sqlite or postgresql://user@host/name",
    )
    return Problem("store", wrong, right, column=SETTING, value=value)
