"""Saved scenarios: every save is a version that stands for ever under a short id.

Nothing is overwritten and nothing is deleted: a scenario put away lies in the bin and its links
still open.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from simulation import __version__
from simulation.problems import InputError, Problem, Text
from simulation.scenario import Scenario
from simulation.scenario.snapshot import own_values, restore, to_json
from simulation.store.database import (
    ID_LENGTH,
    LONGEST,
    SCENARIOS,
    SNAPSHOTS,
    VERSIONS,
    WRITES,
    answered,
    connect,
)
from simulation.store.drafts import Drafts
from simulation.store.snapshots import keep_snapshot

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 and o, no 1, i and l: ids are read aloud


@dataclass(frozen=True)
class Version:
    """One save. `saved_at` is UTC; `figures` are the results on the day, as the saver had them."""

    id: str
    scenario_id: int
    number: int
    name: str
    note: str
    author: str
    saved_at: datetime
    program: str
    figures: Mapping[str, Any]
    binned: bool


@dataclass(frozen=True)
class Saved:
    """A new version, and the one that someone else saved while this one was being edited."""

    version: Version
    overtook: Version | None


@dataclass(frozen=True)
class Opened:
    """A version, its scenario with the numbers of its day, and what changed since."""

    version: Version
    scenario: Scenario
    messages: list[Problem]


class Store:
    """Saved scenarios in a database. Safe for threads and for several programs at once."""

    def __init__(self, url: str) -> None:
        """Raises InputError when the database cannot be used."""
        self.address = url
        self._engine = connect(url)
        self.drafts = Drafts(self._reading, self._writing)

    def save(
        self,
        scenario: Scenario,
        *,
        note: str = "",
        author: str = "",
        onto: str | None = None,
        figures: Mapping[str, Any] | None = None,
    ) -> Saved:
        """Save a version: of the scenario whose version `onto` was opened, or of a new one.

        When someone saved in between, both versions stand; the other is named in `overtook`.
        """
        words = {"name": scenario.name, "note": note, "author": author}
        _check(words)
        with self._writing() as link:
            before = None if onto is None else self._version(link, onto)
            home = self._new_scenario(link) if before is None else before.scenario_id
            # The row is held until the end, so that two savers are numbered one after the other.
            link.execute(select(SCENARIOS.c.id).where(SCENARIOS.c.id == home).with_for_update())
            link.execute(update(SCENARIOS).where(SCENARIOS.c.id == home).values(binned_at=None))
            last = link.scalar(select(func.max(VERSIONS.c.number)).where(VERSIONS.c.scenario_id == home))
            row = {
                "id": _free_id(link),
                "scenario_id": home,
                "number": (last or 0) + 1,
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
            if before is not None and before.number != last:
                overtook = self._newest(link, home, below=saved.number)
        return Saved(saved, overtook)

    def open(self, identity: str) -> Opened:
        """Exactly the version that was saved under an id. Raises InputError for one that is not."""
        with self._reading() as link:
            version = self._version(link, identity)
            own, content = link.execute(
                select(VERSIONS.c.own, SNAPSHOTS.c.content)
                .join(SNAPSHOTS, SNAPSHOTS.c.id == VERSIONS.c.snapshot_id)
                .where(VERSIONS.c.id == version.id)
            ).one()
        then = {path: (default, inherits) for path, (default, inherits) in json.loads(content).items()}
        scenario, messages = restore(version.name, json.loads(own), then, version.program)
        return Opened(version, scenario, messages)

    def latest(self, binned: bool = False) -> list[Version]:
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
        with self._reading() as link:
            return [_as_version(row) for row in link.execute(query)]

    def every(self) -> list[Version]:
        """All versions of all scenarios outside the bin, the latest save first."""
        query = (
            _whole()
            .where(SCENARIOS.c.binned_at.is_(None))
            .order_by(VERSIONS.c.saved_at.desc(), VERSIONS.c.id)
        )
        with self._reading() as link:
            return [_as_version(row) for row in link.execute(query)]

    def history(self, identity: str) -> list[Version]:
        """All versions of the scenario that a version belongs to, the first first."""
        with self._reading() as link:
            home = self._version(link, identity).scenario_id
            query = _whole().where(VERSIONS.c.scenario_id == home).order_by(VERSIONS.c.number)
            return [_as_version(row) for row in link.execute(query)]

    def put_away(self, identity: str) -> None:
        """Move a version's scenario to the bin: it leaves the list, its links still open."""
        self._bin(identity, _now())

    def take_back(self, identity: str) -> None:
        """Take a version's scenario out of the bin."""
        self._bin(identity, None)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _bin(self, identity: str, moment: str | None) -> None:
        with self._writing() as link:
            home = self._version(link, identity).scenario_id
            link.execute(update(SCENARIOS).where(SCENARIOS.c.id == home).values(binned_at=moment))

    def _new_scenario(self, link: Connection) -> int:
        key = link.execute(insert(SCENARIOS).values(binned_at=None)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def _version(self, link: Connection, identity: str) -> Version:
        row = link.execute(_whole().where(VERSIONS.c.id == _typed(identity))).first()
        if row is None:
            raise InputError([_no_such(identity)])
        return _as_version(row)

    def _newest(self, link: Connection, home: int, below: int) -> Version:
        query = _whole().where(VERSIONS.c.scenario_id == home, VERSIONS.c.number < below)
        return _as_version(link.execute(query.order_by(VERSIONS.c.number.desc())).first())

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with answered(self._engine), self._engine.connect() as link:
            yield link

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with answered(self._engine), self._engine.connect() as link:
            writing = link.execution_options(**{WRITES: True})
            with writing.begin():
                yield writing


def _whole() -> Select[Any]:
    return select(VERSIONS, SCENARIOS.c.binned_at).join(SCENARIOS)


def _as_version(row: Any) -> Version:
    return Version(
        id=row.id,
        scenario_id=row.scenario_id,
        number=row.number,
        name=row.name,
        note=row.note,
        author=row.author,
        saved_at=datetime.fromisoformat(row.saved_at),
        program=row.program,
        figures=json.loads(row.figures),
        binned=row.binned_at is not None,
    )


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


def _check(words: Mapping[str, str]) -> None:
    """Raises InputError for words that are too long or hold what no database keeps."""
    names = {
        "name": Text("名称", "the name"),
        "note": Text("说明", "the note"),
        "author": Text("作者", "the author"),
    }
    problems = []
    for part, text in words.items():
        named, most = names[part], LONGEST[part]
        if len(text) > most:
            problems.append(
                Problem(
                    "store",
                    Text(f"{named.zh}有 {len(text)} 字", f"{named.en} has {len(text)} characters"),
                    Text(f"最多 {most} 字", f"{most} at most"),
                    column=part,
                )
            )
        elif "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            problems.append(
                Problem(
                    "store",
                    Text(
                        f"{named.zh}含有不可保存的字符", f"{named.en} holds a character that cannot be kept"
                    ),
                    Text("请重新键入", "type it again"),
                    column=part,
                )
            )
    if problems:
        raise InputError(problems)


def _no_such(identity: str) -> Problem:
    shown = "".join(sign for sign in identity[:40] if sign.isprintable())
    return Problem(
        "store",
        Text("没有这个编号的情景", "no scenario is saved under this id"),
        Text(
            f"编号为 {ID_LENGTH} 位字母和数字，请核对链接或从情景列表打开",
            f"an id has {ID_LENGTH} letters and digits: check the link, or open it from the list",
        ),
        column="s",
        value=shown,
    )
