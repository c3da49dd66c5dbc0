"""Drafts: what somebody is working on, kept under an unguessable id, so that a reload finds it again.

A draft is overwritten by its next change; what is to stand for ever is saved as a version. A roster
is never kept: a draft only remembers that there was one, and which.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, delete, insert, select, update
from sqlalchemy import Text as LongText

from simulation import __version__
from simulation.scenario import Scenario
from simulation.scenario.snapshot import own_values, restore, to_json
from simulation.scenario.store.database import ID_LENGTH, LONGEST, SNAPSHOTS, TABLES, Database
from simulation.scenario.store.snapshots import keep_snapshot
from simulation.text.problems import Problem

KEPT_DAYS = 90
_ID_BYTES = 16  # 128 bits: an address that nobody can guess

DRAFTS = Table(
    "drafts",
    TABLES,
    Column("id", String(32), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("name", String(LONGEST["name"]), nullable=False),
    Column("program", String(32), nullable=False),
    Column("own", LongText, nullable=False),
    Column("snapshot_id", ForeignKey("snapshots.id"), nullable=False),
    Column("pending", LongText, nullable=False),
    Column("opened", String(ID_LENGTH), nullable=False),
    Column("roster", LongText, nullable=False),
    Column("kept_at", String(32), nullable=False, index=True),
)


@dataclass(frozen=True)
class RosterName:
    """Which roster a draft was made with: its name, its hash, and whether its enterprises are invented."""

    name: str
    hash: str
    invented: bool = False


@dataclass(frozen=True)
class Draft:
    """What somebody is working on.

    `id` is empty until it is first kept; `revision` counts the changes. `pending` holds by path what
    was entered and does not fit yet, `opened` the id of the saved version it was made from,
    `messages` what restoring it under another version of the program changed.
    """

    scenario: Scenario = field(default_factory=Scenario)
    pending: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    opened: str = ""
    roster: RosterName | None = None
    id: str = ""
    revision: int = 0
    messages: tuple[Problem, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it that a reload could lose."""
        return not (
            self.scenario.overrides or self.scenario.name or self.pending or self.opened or self.roster
        )

    def same_work(self, other: Draft) -> bool:
        """Whether two hold the same, whatever their ids and revisions."""
        return (self.scenario, self.pending, self.opened, self.roster) == (
            other.scenario,
            other.pending,
            other.opened,
            other.roster,
        )


class Drafts:
    """The drafts of a store. Safe for threads and for several programs at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, draft: Draft) -> Draft:
        """Keep a draft as it is now; one without an id gets one. Returns it with its new revision.

        Of two tabs the later change stands. Raises InputError when the store cannot be used.
        """
        row = {
            "name": draft.scenario.name,
            "own": to_json(own_values(draft.scenario)),
            "program": __version__,
            "pending": to_json(draft.pending),
            "opened": draft.opened,
            "roster": to_json(None if draft.roster is None else vars(draft.roster)),
            "kept_at": _moment(),
        }
        with self._database.link(writes=True) as link:
            row["snapshot_id"] = keep_snapshot(link)
            if draft.id:
                last = link.scalar(select(DRAFTS.c.revision).where(DRAFTS.c.id == draft.id))
                if last is not None:
                    link.execute(
                        update(DRAFTS).where(DRAFTS.c.id == draft.id).values(revision=last + 1, **row)
                    )
                    return replace(draft, revision=last + 1)
            else:
                link.execute(delete(DRAFTS).where(DRAFTS.c.kept_at < _moment(-KEPT_DAYS)))
            identity = draft.id or secrets.token_urlsafe(_ID_BYTES)
            link.execute(insert(DRAFTS).values(id=identity, revision=1, **row))
        return replace(draft, id=identity, revision=1)

    def revision(self, identity: str) -> int:
        """How often a draft was changed; 0 where there is none."""
        with self._database.link() as link:
            return link.scalar(select(DRAFTS.c.revision).where(DRAFTS.c.id == identity)) or 0

    def find(self, identity: str) -> Draft | None:
        """The draft under an id; None where there is none. Raises InputError when the store cannot be used."""
        with self._database.link() as link:
            row = link.execute(
                select(DRAFTS, SNAPSHOTS.c.content)
                .join(SNAPSHOTS, SNAPSHOTS.c.id == DRAFTS.c.snapshot_id)
                .where(DRAFTS.c.id == identity)
            ).first()
        if row is None:
            return None
        then = {path: (default, inherits) for path, (default, inherits) in json.loads(row.content).items()}
        scenario, messages = restore(row.name, json.loads(row.own), then, row.program)
        roster: dict[str, Any] | None = json.loads(row.roster)
        return Draft(
            scenario,
            json.loads(row.pending),
            row.opened,
            None if roster is None else RosterName(**roster),
            identity,
            row.revision,
            tuple(messages),
        )


def _moment(days: int = 0) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="microseconds")
