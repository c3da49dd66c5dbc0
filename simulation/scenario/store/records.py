"""What a row of the store holds: read with care, for another program may have written it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from simulation.scenario import Scenario
from simulation.scenario.store.database import ID_LENGTH, LONGEST
from simulation.text.plain import plain_line
from simulation.text.problems import InputError, Problem, Text

_WORDS = ("years", "badge", "panel")  # among the figures of the day


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


class Listed(list[Version]):
    """Versions in order, and a problem for each that cannot be read."""

    def __init__(self, versions: Iterable[Version] = ()) -> None:
        super().__init__(versions)
        self.problems: list[Problem] = []


@dataclass(frozen=True)
class Saved:
    """A new version, and the newest of those that someone else saved while this one was being edited."""

    version: Version
    overtook: Version | None


@dataclass(frozen=True)
class Opened:
    """A version, its scenario with the numbers of its day, and what changed since.

    `newest` is the number of its scenario's newest version when it was opened: who saves onto it knew of those.
    """

    version: Version
    scenario: Scenario
    messages: list[Problem]
    newest: int


def listed(rows: Iterable[Any]) -> Listed:
    """The versions of rows; one that cannot be read is named, and the others stand."""
    listed = Listed()
    for row in rows:
        version = as_version(row)
        if version is None:
            listed.problems.append(unreadable(row.id))
        else:
            listed.append(version)
    return listed


def as_version(row: Any) -> Version | None:
    """A row as a version, its words cleaned and bounded as on saving; None where it cannot be read."""
    words = {part: _cleaned(part, str(getattr(row, part)))[:most] for part, most in LONGEST.items()}
    try:
        return Version(
            id=row.id,
            scenario_id=row.scenario_id,
            number=row.number,
            **words,
            saved_at=datetime.fromisoformat(row.saved_at),
            program=plain_line(row.program)[: LONGEST["author"]],
            figures=_figures(row.figures),
            binned=row.binned_at is not None,
        )
    except (ValueError, TypeError):
        return None


def mapping(text: str) -> dict[str, Any]:
    """A mapping from JSON. Raises ValueError for anything else."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("no mapping")
    return found


def _figures(text: str) -> dict[str, Any]:
    """The figures of the day: finite numbers and short texts by name. Raises ValueError for anything else."""
    figures = mapping(text)
    for name, value in figures.items():
        fits = (
            isinstance(value, str) if name in _WORDS else isinstance(value, float | int) and isfinite(value)
        )
        if value is not None and not fits:
            raise ValueError(name)
    return figures


def _cleaned(part: str, text: str) -> str:
    """Words without control characters; a note keeps its lines."""
    if part != "note":
        return plain_line(text)
    return "\n".join(map(plain_line, text.splitlines())).strip()


def checked(words: Mapping[str, str]) -> dict[str, str]:
    """The words as they are kept. Raises InputError for those that are too long or hold what no database keeps."""
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
    return {part: _cleaned(part, text) for part, text in words.items()}


def unreadable(identity: str) -> Problem:
    """A version whose record is damaged."""
    return Problem(
        "store",
        Text("此版本的记录已损坏，无法读取", "the record of this version is damaged and cannot be read"),
        Text("其他版本不受影响；请由维护人员查看", "the others stand; let the maintainers look at it"),
        column="s",
        value=str(identity)[:ID_LENGTH],
        severity="warning",
    )


def no_such(identity: str) -> Problem:
    """An id that no version has."""
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
