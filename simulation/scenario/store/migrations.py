"""The tables of the store, step by step: the one place where they are made or changed.

The steps are a plain list and not Alembic's: for two steps it would bring two packages, a configuration and a
folder of scripts that every wheel must carry and find again. What is hard here, programs that start together and
stores that are newer or can only be read, it leaves to its caller all the same.

The number of the last step that was taken stands in the store, in a table of one row. A step that was given out is
never edited: it says what the tables were then, `database.TABLES` what they are now, and a test holds the two
together. The programs 0.1.0 to 0.1.2 know no number; on SQLite those from 0.1.1 leave a store alone whose
`user_version` is above 1, which a step after which they must not write has to set.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy import Text as LongText

SCHEMA_VERSION = Table("schema_version", MetaData(), Column("version", Integer, nullable=False))
_LOCK = 0x6F75746C6179  # the name of our lock in PostgreSQL: "outlay" in ASCII


def stored_version(link: Connection) -> int:
    """The number of the last step that the store has taken; 0 for an empty one and those of 0.1.0 to 0.1.2."""
    if not inspect(link).has_table(SCHEMA_VERSION.name):
        return 0
    return link.scalar(select(SCHEMA_VERSION.c.version)) or 0


def hold(link: Connection, alone: bool = False) -> None:
    """Let no step be taken until the transaction ends; `alone`: let nobody write.

    Only PostgreSQL must be told: a writer of SQLite is alone.
    """
    if link.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        link.execute(select(lock(_LOCK)))


def migrate(link: Connection) -> None:
    """Take the steps that the store has not taken, in a transaction that is held alone."""
    taken = stored_version(link)
    if taken == 0:
        SCHEMA_VERSION.create(link, checkfirst=True)
        link.execute(insert(SCHEMA_VERSION).values(version=0))
    for step in STEPS[taken:]:
        step(link)
    link.execute(update(SCHEMA_VERSION).values(version=len(STEPS)))


def _saved_scenarios(link: Connection) -> None:
    """Versions of scenarios with the catalogue of their day. 0.1.0 made these tables without a number."""
    then = MetaData()
    Table(
        "snapshots",
        then,
        Column("id", String(24), primary_key=True),
        Column("content", LongText, nullable=False),
    )
    Table(
        "scenarios",
        then,
        Column("id", Integer, primary_key=True),
        Column("binned_at", String(32)),
    )
    Table(
        "versions",
        then,
        Column("id", String(8), primary_key=True),
        Column("scenario_id", ForeignKey("scenarios.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("name", String(200), nullable=False),
        Column("note", LongText, nullable=False),
        Column("author", String(80), nullable=False),
        Column("saved_at", String(32), nullable=False),
        Column("program", String(32), nullable=False),
        Column("own", LongText, nullable=False),
        Column("snapshot_id", ForeignKey("snapshots.id"), nullable=False),
        Column("figures", LongText, nullable=False),
        UniqueConstraint("scenario_id", "number"),
    )
    then.create_all(link)


def _drafts(link: Connection) -> None:
    """What somebody is working on. 0.1.1 made this table without a number."""
    then = MetaData()
    Table("snapshots", then, Column("id", String(24), primary_key=True))
    Table(
        "drafts",
        then,
        Column("id", String(32), primary_key=True),
        Column("revision", Integer, nullable=False),
        Column("name", String(200), nullable=False),
        Column("program", String(32), nullable=False),
        Column("own", LongText, nullable=False),
        Column("snapshot_id", ForeignKey("snapshots.id"), nullable=False),
        Column("pending", LongText, nullable=False),
        Column("opened", String(8), nullable=False),
        Column("roster", LongText, nullable=False),
        Column("kept_at", String(32), nullable=False, index=True),
    )
    then.create_all(link)


STEPS: tuple[Callable[[Connection], None], ...] = (_saved_scenarios, _drafts)
