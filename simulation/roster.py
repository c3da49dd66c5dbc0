"""A panel's enterprises by id and year, and what an assessment gives for a claimant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import NamedTuple

import pandas as pd

from simulation.measures.award import CAPPED, OUTCOMES, PAID, Award, capped
from simulation.policy import load_policy
from simulation.scenario import Scenario

NAN = float("nan")
# What an enterprise claims; scenes and fund projects claim for themselves, districts for their own.
ENTERPRISE_MEASURES = (
    "interest_subsidy",
    "capacity_award",
    "new_model_award",
    "oem_parts_award",
    "growth_award",
    "parts_subsidy",
    "insurance_compensation",
    "application_award",
)


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


class Item(NamedTuple):
    """One thing that a rule was asked about, with the rule's own answer. Money in 万元.

    `id` is the project, model or product, empty for the claimant itself. `facts` are the rule's
    inputs by name, NaN for what is not known, and what was compared outside the rule. `award` is
    what the rule returned; `limited` is what is left of it before the claimant's items are summed.
    """

    id: str
    facts: Mapping[str, float]
    award: Award
    limited: Award


class Assessed(NamedTuple):
    """A row, and all that it was made of.

    `award` holds all items together under the claimant's cap; the row's amount is that times
    `factor`, the share of its year that counts. `field` is the enterprise's, empty for a project
    that claims for itself.
    """

    row: AwardRow
    items: tuple[Item, ...]
    award: Award
    factor: float
    field: str


Items = dict[tuple[str, int], list[Item]]


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


@dataclass(frozen=True)
class Case:
    """What every measure needs: the scenario's terms, the roster, the performance years."""

    scenario: Scenario
    roster: Roster

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The performance years."""
        return self.scenario.years

    def enterprise_years(self) -> Iterator[tuple[str, int]]:
        """Each enterprise with each of its performance years, oldest first."""
        for identity in self.roster.ids:
            for year in self.roster.years[identity]:
                if year in self.years:
                    yield identity, year

    def eligible(self, measure: str, identity: str, year: int) -> bool:
        """Whether the measure is for the enterprise's field of that year."""
        return self.roster.text(identity, year, "field") in load_policy().measures[measure].fields

    def single(self, measure: str, identity: str, year: int, item: Item) -> Assessed:
        """What an enterprise gets as a whole."""
        return self._of(measure, identity, year, (item,), item.limited)

    def pooled(self, measure: str, items: Items, cap: float) -> Iterator[Assessed]:
        """What each enterprise gets for its items of one year under its cap."""
        for (identity, year), of_year in items.items():
            award = _together([item.limited for item in of_year], cap)
            yield self._of(measure, identity, year, tuple(of_year), award)

    def _of(self, measure: str, identity: str, year: int, items: tuple[Item, ...], award: Award) -> Assessed:
        part_year = year == self.years[0] and load_policy().measures[measure].recurrent
        factor = self.scenario.terms.first_year_factor if part_year else 1.0
        row = award_row(measure, identity, year, self.roster.text(identity, year, "district"), award, factor)
        return Assessed(row, items, award, factor, self.roster.text(identity, year, "field"))


def asked(rule: Callable[..., Award], facts: Mapping[str, float], terms: object, identity: str = "") -> Item:
    """A rule's answer on facts that stand in the order of its inputs."""
    award = rule(*facts.values(), terms)
    return Item(identity, facts, award, award)


def refused(facts: Mapping[str, float], outcome: int, base: float = 0.0, identity: str = "") -> Item:
    """An item that never came to its rule."""
    award = Award(base, 0.0, 0.0, outcome)
    return Item(identity, facts, award, award)


def award_row(
    measure: str, claimant: str, year: int, district: str, award: Award, factor: float = 1.0
) -> AwardRow:
    """An award as a row; `factor` is the share of its year that counts."""
    clause = load_policy().measures[measure].clause
    base = 0.0 if isnan(award.base) else award.base
    amount = award.amount * factor
    outcome = OUTCOMES[award.outcome]
    return AwardRow(measure, claimant, year, district, base, award.before_cap, amount, outcome, clause)


def _together(awards: list[Award], cap: float) -> Award:
    """An enterprise's items of one year under its cap; without a payment, the first item's reason."""
    paid = [award for award in awards if award.amount > 0]
    if not paid:
        return awards[0]
    award = capped(sum(a.base for a in paid), sum(a.amount for a in paid), cap)
    before = sum(a.before_cap for a in paid)
    hit = award.outcome == CAPPED or any(a.outcome == CAPPED for a in paid)
    return Award(award.base, before, award.amount, CAPPED if hit else PAID)
