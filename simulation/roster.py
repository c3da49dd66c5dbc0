"""A panel's enterprises by id and year, and the row that an assessment gives for a claimant."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import pandas as pd

from simulation.measures.award import OUTCOMES, Award
from simulation.policy import load_policy

NAN = float("nan")


@dataclass(frozen=True)
class AwardRow:
    """One claimant's award of one measure in one year, by the rules. Money in 万元."""

    measure: str
    claimant: str
    year: int
    district: str
    base: float
    before_cap: float
    amount: float
    outcome: str
    clause: str


class Roster:
    """The enterprises of a panel by id and year."""

    def __init__(self, frame: pd.DataFrame) -> None:
        rows = frame.to_dict("records")
        self.rows = {(row["enterprise_id"], int(row["year"])): row for row in rows}
        self.ids = sorted({identity for identity, _ in self.rows})
        self.years: dict[str, list[int]] = {identity: [] for identity in self.ids}
        for identity, year in sorted(self.rows):
            self.years[identity].append(year)

    def fact(self, identity: str, year: int, name: str) -> float:
        """A fact of one year; NaN where it is not known."""
        row = self.rows.get((identity, year))
        return NAN if row is None else float(row[name])

    def text(self, identity: str, year: int, name: str) -> str:
        """A name of one year: district or field."""
        return str(self.rows[identity, year][name])

    def series(self, identity: str, name: str) -> dict[int, float]:
        """All known values of a fact, by year."""
        return {
            year: value
            for year in self.years[identity]
            if not isnan(value := self.fact(identity, year, name))
        }


def award_row(measure: str, claimant: str, year: int, district: str, award: Award) -> AwardRow:
    """A rule's outcome as a row."""
    clause = load_policy().measures[measure].clause
    base = 0.0 if isnan(award.base) else award.base
    return AwardRow(
        measure,
        claimant,
        year,
        district,
        base,
        award.before_cap,
        award.amount,
        OUTCOMES[award.outcome],
        clause,
    )
