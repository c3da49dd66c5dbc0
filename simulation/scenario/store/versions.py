"""Saved scenarios: every save is a version that stands for ever under a short id.

Nothing is overwritten and nothing is deleted: a scenario put away lies in the bin and its links
still open.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from simulation import __version__
from simulation.scenario import Scenario
from simulation.scenario.snapshot import own_values, restore, to_json
from simulation.scenario.store.database import (
    ID_LENGTH,
    SCENARIOS,
    SNAPSHOTS,
    VERSIONS,
    connect,
)
from simulation.scenario.store.drafts import Drafts
from simulation.scenario.store.records import (
    Listed,
    Opened,
    Saved,
    Version,
    as_version,
    checked,
    listed,
    mapping,
    no_such,
    unreadable,
)
from simulation.scenario.store.snapshots import keep_snapshot
from simulation.text.problems import InputError

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 and o, no 1, i and l: ids are read aloud


class Store:
    """Saved scenarios in a database. Safe for threads and for several programs at once."""

    def __init__(self, url: str) -> None:
        """Raises InputError when the database cannot be used."""
        self.address = url
        self._database = connect(url)
        self.drafts = Drafts(self._database)

    def save(
        self,
        scenario: Scenario,
        *,
        note: str = "",
        author: str = "",
        onto: str | None = None,
        seen: int | None = None,
        figures: Mapping[str, Any] | None = None,
    ) -> Saved:
        """Save a version: of the scenario whose version `onto` was opened, or of a new one.

        `seen` is the number of the newest version that the saver knew of, `onto`'s own where not given.
        When someone saved a later one in between, both stand; the other is named in `overtook`.
        """
        words = checked({"name": scenario.name, "note": note, "author": author})
        with self._database.link(writes=True) as link:
            before = None if onto is None else self._version(link, onto)
            home = self._new_scenario(link) if before is None else before.scenario_id
            # The row is held until the end, so that two savers are numbered one after the other.
            link.execute(select(SCENARIOS.c.id).where(SCENARIOS.c.id == home).with_for_update())
            link.execute(update(SCENARIOS).where(SCENARIOS.c.id == home).values(binned_at=None))
            last = self._last(link, home)
            row = {
                "id": _free_id(link),
                "scenario_id": home,
                "number": last + 1,
                **words,
                "saved_at": _now(),
                "program": __version__,
                "own": to_json(own_values(scenario)),
                "snapshot_id": keep_snapshot(link),
                "figures": to_json(dict(figures or {})),
            }
            link.execute(insert(VERSIONS).values(row))
            saved = self._version(link, str(row["id"]))
            overtook = None
            if before is not None and last > (before.number if seen is None else seen):
                overtook = self._newest(link, home, below=saved.number)
        return Saved(saved, overtook)

    def open(self, identity: str) -> Opened:
        """Exactly the version that was saved under an id. Raises InputError for one that is not."""
        with self._database.link() as link:
            version = self._version(link, identity)
            own, content = link.execute(
                select(VERSIONS.c.own, SNAPSHOTS.c.content)
                .join(SNAPSHOTS, SNAPSHOTS.c.id == VERSIONS.c.snapshot_id)
                .where(VERSIONS.c.id == version.id)
            ).one()
            newest = self._last(link, version.scenario_id)
        try:
            then = {path: (default, inherits) for path, (default, inherits) in mapping(content).items()}
            scenario, messages = restore(version.name, mapping(own), then, version.program)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError([unreadable(version.id)]) from error
        return Opened(version, scenario, messages, newest)

    def latest(self, binned: bool = False) -> Listed:
        """The newest version of every scenario, the latest save first; or of those in the bin."""
        newest = (
            select(VERSIONS.c.scenario_id, func.max(VERSIONS.c.number).label("number"))
            .group_by(VERSIONS.c.scenario_id)
            .subquery()
        )
        put_away = SCENARIOS.c.binned_at.is_not(None)
        query = (
            _whole()
            .join(
                newest,
                (newest.c.scenario_id == VERSIONS.c.scenario_id) & (newest.c.number == VERSIONS.c.number),
            )
            .where(put_away if binned else ~put_away)
            .order_by(VERSIONS.c.saved_at.desc(), VERSIONS.c.id)
        )
        with self._database.link() as link:
            return listed(link.execute(query))

    def every(self) -> Listed:
        """All versions of all scenarios outside the bin, the latest save first."""
        query = (
            _whole()
            .where(SCENARIOS.c.binned_at.is_(None))
            .order_by(VERSIONS.c.saved_at.desc(), VERSIONS.c.id)
        )
        with self._database.link() as link:
            return listed(link.execute(query))

    def history(self, identity: str) -> Listed:
        """All versions of the scenario that a version belongs to, the first first."""
        with self._database.link() as link:
            home = self._version(link, identity).scenario_id
            query = _whole().where(VERSIONS.c.scenario_id == home).order_by(VERSIONS.c.number)
            return listed(link.execute(query))

    def newest(self, identity: str) -> int:
        """The number of the newest version of the scenario that a version belongs to, readable or not."""
        with self._database.link() as link:
            return self._last(link, self._version(link, identity).scenario_id)

    def put_away(self, identity: str) -> None:
        """Move a version's scenario to the bin: it leaves the list, its links still open."""
        self._bin(identity, _now())

    def take_back(self, identity: str) -> None:
        """Take a version's scenario out of the bin."""
        self._bin(identity, None)

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def _bin(self, identity: str, moment: str | None) -> None:
        with self._database.link(writes=True) as link:
            home = self._version(link, identity).scenario_id
            link.execute(update(SCENARIOS).where(SCENARIOS.c.id == home).values(binned_at=moment))

    def _new_scenario(self, link: Connection) -> int:
        key = link.execute(insert(SCENARIOS).values(binned_at=None)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def _version(self, link: Connection, identity: str) -> Version:
        row = link.execute(_whole().where(VERSIONS.c.id == _typed(identity))).first()
        if row is None:
            raise InputError([no_such(identity)])
        version = as_version(row)
        if version is None:
            raise InputError([unreadable(row.id)])
        return version

    def _last(self, link: Connection, home: int) -> int:
        """The number of a scenario's newest version; 0 before its first."""
        query = select(func.max(VERSIONS.c.number)).where(VERSIONS.c.scenario_id == home)
        return link.scalar(query) or 0

    def _newest(self, link: Connection, home: int, below: int) -> Version | None:
        query = _whole().where(VERSIONS.c.scenario_id == home, VERSIONS.c.number < below)
        return as_version(link.execute(query.order_by(VERSIONS.c.number.desc())).first())


def _whole() -> Select[Any]:
    return select(VERSIONS, SCENARIOS.c.binned_at).join(SCENARIOS)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _typed(identity: str) -> str:
    """An id as it was typed or pasted; what can be none becomes one that nothing has."""
    typed = identity.strip().lower()
    return typed if len(typed) == ID_LENGTH and typed.isalnum() and typed.isascii() else ""


def _free_id(link: Connection) -> str:
    """An id that no version has. Chance of its own: it names a save and enters no result."""
    while True:
        identity = "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))
        if link.scalar(select(VERSIONS.c.id).where(VERSIONS.c.id == identity)) is None:
            return identity
