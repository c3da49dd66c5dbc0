"""Tables whose last year is half filled, as a roster is in January, and who has not reported yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

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
    """What a table's last year lacks, None where it is not half filled.

    Expected is every thing of the last year before it that has rows; of projects only those with a
    loan that may go on, as one that was repaid needs no further row.
    """
    years = sorted(frame["year"].unique())
    if name not in LASTING or len(years) < 2:
        return None
    identity, before, last = frame.columns[0], int(years[-2]), int(years[-1])
    rows = frame[runs_on(frame)] if name == "projects" else frame
    expected = set(rows.loc[rows["year"] == before, identity])
    missing = expected - set(frame.loc[frame["year"] == last, identity])
    reported, (part, whole) = len(expected) - len(missing), _FILLED
    if reported * whole >= len(expected) * part:
        return None
    return HalfFilled(last, before, reported, len(expected), frozenset(missing))


def runs_on(projects: pd.DataFrame) -> pd.Series[bool]:
    """Which rows of projects end with a loan that may go on: it ran to the end of the year, or began in it."""
    ordered = projects.sort_values("year")
    began = ~ordered.duplicated(["project_id", "loan_id"])
    return (ordered["months"] >= 12.0).mask(began, ordered["months"] > 0.0).reindex(projects.index)


def unreported(tables: Mapping[str, pd.DataFrame]) -> dict[str, frozenset[str]]:
    """By lasting table the ids that have not reported in its last year; none where the year is filled.

    What belongs to an enterprise that has not reported has not reported either: it could not have a row.
    """
    found = {name: frozenset[str]() for name in LASTING}
    for name in LASTING:
        if name in tables and not tables[name].empty:
            half = half_filled(name, tables[name])
            found[name] = half.missing if half else frozenset()
    firms = tables["enterprises"]
    for name in LASTING[1:]:
        if found["enterprises"] and name in tables and not tables[name].empty:
            frame = tables[name]
            years = sorted(frame["year"].unique())
            if years[-1] == firms["year"].max() and len(years) > 1:
                rows = frame[frame["year"] == years[-2]]
                own = rows.loc[rows["enterprise_id"].isin(found["enterprises"]), frame.columns[0]]
                reported = frame.loc[frame["year"] == years[-1], frame.columns[0]]
                found[name] |= frozenset(own) - frozenset(reported)
    return found


def untold(tables: Mapping[str, pd.DataFrame], name: str) -> frozenset[str]:
    """Enterprises of whose new items a table's last year does not tell yet.

    Those that have not reported themselves and, where the table is half filled, all without a row in it.
    """
    frame, firms = tables[name], tables["enterprises"]
    last = frame["year"].max()
    silent = frozenset[str]()
    if last == firms["year"].max():
        silent |= unreported(tables)["enterprises"]
    if half_filled(name, frame):
        silent |= frozenset(firms["enterprise_id"]) - frozenset(
            frame.loc[frame["year"] == last, "enterprise_id"]
        )
    return silent
