"""Tables whose last year is half filled, as a roster is in January, and who has not reported yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from simulation.panel.tables import TABLES

# A last year with rows for under four fifths of the things of the year before is half filled.
_FILLED = (4, 5)
# The tables whose things go on from year to year. A scene or a fund project is of one year.
LASTING = ("enterprises", "projects", "models", "products")


@dataclass(frozen=True)
class HalfFilled:
    """A table's last year: rows for `reported` of the `expected` things of `before`, the year before it.

    `missing` are the ids of the others.
    """

    year: int
    before: int
    reported: int
    expected: int
    missing: frozenset[str]


def half_filled(name: str, frame: pd.DataFrame) -> HalfFilled | None:
    """What the last year of a lasting table lacks, None where it is not half filled.

    Expected is every thing of the year before it; of projects only those with a loan that may go on,
    as one that was repaid needs no further row.
    """
    identity, last = TABLES[name].key[0], int(frame["year"].max())
    before = last - 1
    rows = frame[runs_on(frame)] if name == "projects" else frame
    expected = set(rows.loc[rows["year"] == before, identity])
    missing = expected - set(frame.loc[frame["year"] == last, identity])
    reported, (part, whole) = len(expected) - len(missing), _FILLED
    if reported * whole >= len(expected) * part:
        return None
    return HalfFilled(last, before, reported, len(expected), frozenset(missing))


def told_until(name: str, frame: pd.DataFrame) -> int:
    """The last year that a table tells the whole of."""
    half = half_filled(name, frame)
    return half.before if half else int(frame["year"].max())


def runs_on(projects: pd.DataFrame) -> pd.Series[bool]:
    """Which rows of projects end with a loan that may go on: it ran to the end of the year, or began in it."""
    ordered = projects.sort_values("year")
    began = ~ordered.duplicated(["project_id", "loan_id"])
    return (ordered["months"] >= 12.0).mask(began, ordered["months"] > 0.0).reindex(projects.index)


@dataclass(frozen=True)
class Silence:
    """What the last year of each lasting table does not tell yet, by table.

    `things` have no row in it and have not reported; of new items of `owners`, enterprises, it tells nothing.
    """

    things: Mapping[str, frozenset[str]]
    owners: Mapping[str, frozenset[str]]


NO_SILENCE = Silence(dict.fromkeys(LASTING, frozenset()), dict.fromkeys(LASTING, frozenset()))


def silence(tables: Mapping[str, pd.DataFrame]) -> Silence:
    """Who has not reported in the last year of a panel's tables; nobody where all are filled.

    What belongs to an enterprise that has not reported has not reported either: it could not have a
    row. In a half-filled table an enterprise has told of its items when it has any row.
    """
    firms = tables["enterprises"]
    half = half_filled("enterprises", firms)
    missing = half.missing if half else frozenset[str]()
    things, owners = dict(NO_SILENCE.things), dict(NO_SILENCE.owners)
    things["enterprises"] = missing
    for name in LASTING[1:]:
        if name not in tables or tables[name].empty:
            continue
        frame, identity = tables[name], TABLES[name].key[0]
        last = frame["year"].max()
        now = frame[frame["year"] == last]
        if last == firms["year"].max():
            before = frame[frame["enterprise_id"].isin(missing) & (frame["year"] == last - 1)]
            things[name] = frozenset(before[identity]) - frozenset(now[identity])
            owners[name] = missing
        if half := half_filled(name, frame):
            things[name] |= half.missing
            owners[name] |= frozenset(firms["enterprise_id"]) - frozenset(now["enterprise_id"])
    return Silence(things, owners)
