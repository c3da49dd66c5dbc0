"""The database of saved scenarios: its tables, and how it is reached.

SQLite in one file unless the setting OUTLAY_STORE names another database by its SQLAlchemy URL.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    URL,
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
    inspect,
)
from sqlalchemy import Text as LongText

from simulation.scenario.store.address import (
    SETTING,
    address_of,
    busy,
    file_of,
    identity,
    no_address,
    own_file,
    shown,
    unusable,
)
from simulation.text.plain import plain_line
from simulation.text.problems import InputError, Problem, Text

ID_LENGTH = 8
LONGEST = {"name": 200, "note": 2000, "author": 80}
WRITES = "outlay_writes"
PATIENCE = 5  # seconds to wait for another writer, or for a server to answer
SCHEMA = 1  # of these tables; a store of a later one is left alone

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


def connect(url: str) -> Database:
    """A database whose tables stand. Raises InputError that names the setting, never a password."""
    return Database(address_of(url))


class Database:
    """An engine, and the file that it must still be writing to. Safe for threads."""

    def __init__(self, address: URL) -> None:
        self._address = address
        self._path = file_of(address)
        self._file: tuple[int, int] | None = None
        try:
            self.engine = create_engine(address, pool_pre_ping=True, **_patience(address))
        except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as error:
            raise InputError([no_address()]) from error
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
        elif self.engine.dialect.name == "postgresql":
            _prepare_postgres(self.engine)
        self._open()

    @contextmanager
    def link(self, writes: bool = False) -> Iterator[Connection]:
        """A transaction that is kept when the block ends. Raises InputError when the database does not answer.

        What is written is only confirmed when it is in the file that stands at the address.
        """
        self._follow()
        with self._answered(), self.engine.connect() as link:
            acting = link.execution_options(**{WRITES: writes})
            with acting.begin():
                yield acting
        if writes and self._path is not None and identity(self._path) != self._file:
            raise InputError([self._moved()])

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def _open(self) -> None:
        """Make what is missing, close it to others, and learn which file it is."""
        if self._path is not None:
            try:
                own_file(self._path)
            except OSError as error:
                reason = Text("文件或其文件夹无法建立或读写", "its file or folder cannot be made or opened")
                raise InputError([unusable(shown(self._address), reason)]) from error
        with self._answered():
            _make_tables(self.engine)
            if _is_newer(self.engine):
                raise InputError([self._newer()])
        if self._path is not None:
            self._file = identity(self._path)

    def _follow(self) -> None:
        """Go on in a file that was put in place of ours; refuse where there is none."""
        if self._path is None or (found := identity(self._path)) == self._file:
            return
        self.engine.dispose()  # its connections hold the file that is no longer at the address
        if found is None:
            raise InputError([self._moved()])
        self._open()

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """A database that does not answer, as a problem that names the setting."""
        try:
            yield
        except exc.DataError:
            raise  # a fault of ours
        except exc.IntegrityError as error:
            if _is_newer(self.engine):
                raise InputError([self._newer()]) from error
            raise
        except (exc.DatabaseError, exc.InterfaceError) as error:
            reason = self._without_secrets(str(error.orig).strip().split("\n")[0])
            if "locked" in reason or "lock timeout" in reason:
                raise InputError([busy(shown(self._address), PATIENCE)]) from error
            wrong = Text(f"情景库无法使用（{reason}）", f"the store of scenarios cannot be used ({reason})")
            raise InputError([unusable(shown(self._address), wrong)]) from error

    def _without_secrets(self, reason: str) -> str:
        secrets = [self._address.password, *self._address.query.values()]
        for secret in secrets:
            if isinstance(secret, str) and secret:
                reason = reason.replace(secret, "***")
        return plain_line(reason)[:200]

    def _moved(self) -> Problem:
        wrong = Text(
            "情景库文件已不在原处，未保存", "the store's file is no longer in its place; nothing was saved"
        )
        right = Text("请把文件放回原处后再试", "put the file back and try again")
        return Problem("store", wrong, right, column=SETTING, value=shown(self._address))

    def _newer(self) -> Problem:
        wrong = Text("情景库由更新版本的程序建立", "a newer version of the program made this store")
        right = Text(
            f"请升级本程序，或用设置 {SETTING} 指定另一个库",
            f"upgrade this program, or name another store in the setting {SETTING}",
        )
        return Problem("store", wrong, right, column=SETTING, value=shown(self._address))


def _patience(address: URL) -> dict[str, Any]:
    if address.get_backend_name() != "postgresql" or "connect_timeout" in address.query:
        return {}
    return {"connect_args": {"connect_timeout": PATIENCE}}


def _prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, so that readers never wait; writers queue up instead of failing."""

    @event.listens_for(engine, "connect")
    def _on_connect(link: Any, _: Any) -> None:
        link.isolation_level = None  # the driver would begin by itself, and too late for a writer
        link.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
        link.execute("PRAGMA foreign_keys = ON")
        if link.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            link.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def _on_begin(link: Connection) -> None:
        writes = link.get_execution_options().get(WRITES, False)
        link.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgres(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(link: Any, _: Any) -> None:
        link.execute(f"SET lock_timeout = '{PATIENCE}s'")
        link.commit()


def _make_tables(engine: Engine) -> None:
    """Tables where there are none; of two programs that start together one may come too late."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            TABLES.create_all(engine)
            return
        except exc.DBAPIError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _is_newer(engine: Engine) -> bool:
    """Whether a later program made the tables: it says so, or asks for columns that we do not fill."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as link:
            made_by = link.exec_driver_sql("PRAGMA user_version").scalar() or 0
            if made_by == 0:
                link.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
                link.commit()
        if made_by > SCHEMA:
            return True
    found = inspect(engine)
    return any(
        column["name"] not in table.columns and not column["nullable"] and column["default"] is None
        for table in TABLES.sorted_tables
        for column in found.get_columns(table.name)
    )
