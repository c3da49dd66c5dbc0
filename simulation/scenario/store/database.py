"""The database of saved scenarios: its tables, and how it is reached.

SQLite in one file unless the setting OUTLAY_STORE names another database by its SQLAlchemy URL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
)
from sqlalchemy import Text as LongText

from simulation.scenario.store import migrations
from simulation.scenario.store.address import (
    address_of,
    behind,
    busy,
    file_of,
    identity,
    moved,
    newer,
    no_address,
    own_file,
    shown,
    silent,
    unusable,
)
from simulation.text.plain import plain_line
from simulation.text.problems import InputError, Problem, Text

ID_LENGTH = 8
LONGEST = {"name": 200, "note": 2000, "author": 80}
_BEGIN = "outlay_begin"  # how a transaction of SQLite begins
PATIENCE = 5  # seconds to wait for another writer, or for a server to answer

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
    """A database whose tables are those of today. Raises InputError that names the setting, never a password."""
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
        with self._answered(silent), self._begun(writes) as link:
            if writes:
                migrations.hold(link)
            self._refuse_newer(link)
            yield link
        if writes and self._path is not None and identity(self._path) != self._file:
            raise InputError([moved(shown(self._address))])

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def _open(self) -> None:
        """Close it to others, bring its tables up to date, and learn which file it is."""
        if self._path is not None:
            try:
                own_file(self._path)
            except OSError as error:
                reason = Text("文件或其文件夹无法建立或读写", "its file or folder cannot be made or opened")
                raise InputError([unusable(shown(self._address), reason)]) from error
        with self._answered(silent), self._begun() as link:
            taken = self._refuse_newer(link)
        with self._answered(silent):
            _write_ahead(self.engine)
        if taken < len(migrations.STEPS):
            with self._answered(behind), self._begun(writes=True) as link:
                migrations.hold(link, alone=True)
                self._refuse_newer(link)  # another program may have been first
                migrations.migrate(link)
        if self._path is not None:
            self._file = identity(self._path)

    def _follow(self) -> None:
        """Go on in a file that was put in place of ours; refuse where there is none."""
        if self._path is None or (found := identity(self._path)) == self._file:
            return
        self.engine.dispose()  # its connections hold the file that is no longer at the address
        if found is None:
            raise InputError([moved(shown(self._address))])
        self._open()

    @contextmanager
    def _begun(self, writes: bool = False) -> Iterator[Connection]:
        """A transaction that is kept when the block ends."""
        with self.engine.connect() as link:
            acting = link.execution_options(**{_BEGIN: "BEGIN IMMEDIATE" if writes else "BEGIN"})
            with acting.begin():
                yield acting

    def _refuse_newer(self, link: Connection) -> int:
        """The number of the store's last step. Raises InputError where this program does not know it."""
        taken = migrations.stored_version(link)
        if taken > len(migrations.STEPS):
            raise InputError([newer(shown(self._address))])
        return taken

    @contextmanager
    def _answered(self, problem: Callable[[str, str], Problem]) -> Iterator[None]:
        """A database that does not answer, as a problem with its address and its reason."""
        try:
            yield
        except (exc.DataError, exc.IntegrityError):
            raise  # a fault of ours
        except (exc.DatabaseError, exc.InterfaceError) as error:
            place, reason = (
                shown(self._address),
                self._without_secrets(str(error.orig).strip().split("\n")[0]),
            )
            if "locked" in reason or "lock timeout" in reason:
                raise InputError([busy(place, PATIENCE)]) from error
            raise InputError([problem(place, reason)]) from error

    def _without_secrets(self, reason: str) -> str:
        secrets = [self._address.password, *self._address.query.values()]
        for secret in secrets:
            if isinstance(secret, str) and secret:
                reason = reason.replace(secret, "***")
        return plain_line(reason)[:200]


def _patience(address: URL) -> dict[str, Any]:
    if address.get_backend_name() != "postgresql" or "connect_timeout" in address.query:
        return {}
    return {"connect_args": {"connect_timeout": PATIENCE}}


def _prepare_sqlite(engine: Engine) -> None:
    """Wait for other writers, and begin where the program says so."""

    @event.listens_for(engine, "connect")
    def _on_connect(link: Any, _: Any) -> None:
        link.isolation_level = None  # the driver would begin by itself, and too late for a writer
        link.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
        link.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _on_begin(link: Connection) -> None:
        if begin := link.get_execution_options().get(_BEGIN):
            link.exec_driver_sql(begin)


def _write_ahead(engine: Engine) -> None:
    """SQLite's write-ahead log, so that readers never wait; a file keeps it. One that can only be read needs none."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as link:
        if link.exec_driver_sql("PRAGMA journal_mode").scalar() in ("wal", "memory"):
            return
        try:
            link.exec_driver_sql("PRAGMA journal_mode = WAL")
        except exc.OperationalError as error:
            if "readonly" not in str(error.orig):
                raise


def _prepare_postgres(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(link: Any, _: Any) -> None:
        link.execute(f"SET lock_timeout = '{PATIENCE}s'")
        link.commit()
