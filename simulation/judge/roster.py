"""A panel's enterprises by id and year, and what an assessment gives for a claimant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulation.law.measure import Rule
from simulation.law.policy import load_policy
from simulation.law.rule import CAPPED, OUTCOMES, PAID, Award, capped
from simulation.scenario import Scenario

NAN = float("nan")
# What an enterprise claims; scenes and fund projects claim for themselves, districts for their own.
ENTERPRISE_MEASURES = tuple(one.id for one in load_policy().measures.values() if one.by_enterprise)


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


def records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a table one by one, in plain numbers and texts; a fifth of the time of pandas' own."""
    names = [str(name) for name in frame]
    columns = [frame[name].to_numpy(object) for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


class Roster:
    """The enterprises of a panel by id and year."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame.sort_values(["enterprise_id", "year"], ignore_index=True)
        self._columns: dict[str, list[Any]] = {
            str(name): self._frame[name].to_numpy(object).tolist() for name in self._frame
        }
        years = self._frame["year"].astype(int).tolist()
        self._keys = list(zip(self._columns["enterprise_id"], years, strict=True))
        self._places = {key: place for place, key in enumerate(self._keys)}
        self._first: dict[str, int] = {}
        for place, (identity, _) in enumerate(self._keys):
            self._first.setdefault(identity, place)

    def fact(self, identity: str, year: int, name: str) -> float:
        """A fact of one year; NaN where it is not known."""
        place = self._places.get((identity, year))
        return NAN if place is None else float(self._columns[name][place])

    def text(self, identity: str, year: int, name: str) -> str:
        """A name of one year: district or field."""
        return str(self._columns[name][self._places[identity, year]])

    def years_of(self, identity: str) -> Iterator[int]:
        """The years in which an enterprise has a row, oldest first."""
        for place in range(self._first[identity], len(self._keys)):
            if self._keys[place][0] != identity:
                return
            yield self._keys[place][1]

    def claimants(
        self, years: Collection[int], fields: Collection[str], facts: list[str]
    ) -> Iterator[tuple[str, int, bool]]:
        """Enterprise, year, and whether its field is supported, by id and then by year.

        Only those of the supported fields, and those that know all of the facts whatever their field.
        """
        supported = self._frame["field"].isin(list(fields)).to_numpy()
        known = self._frame[facts].notna().all(axis=1).to_numpy()
        asked = self._frame["year"].isin(list(years)).to_numpy() & (supported | known)
        for place in np.flatnonzero(asked).tolist():
            yield *self._keys[place], bool(supported[place])


@dataclass(frozen=True)
class Case:
    """What every measure needs: the scenario's terms, the roster, the performance years."""

    scenario: Scenario
    roster: Roster

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The performance years."""
        return self.scenario.years

    def claimants(self, measure: str, *facts: str) -> Iterator[tuple[str, int, bool]]:
        """Enterprise, performance year, and whether the measure is for its field, oldest year first.

        Of other fields only those that know all of the facts.
        """
        return self.roster.claimants(self.years, load_policy().measures[measure].fields, list(facts))

    def facts(self, rule: Rule, identity: str, year: int, state: Any) -> Any:
        """A rule's facts of an enterprise and year, from its rows and from what earlier years left."""
        told = {
            name: self.roster.fact(identity, year - source.years_ago, source.column)
            for name, source in rule.sources.items()
        }
        return rule.facts(**told, **({} if state is None else state._asdict()))

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


def facts_of(rule: Rule, row: Mapping[str, Any], state: Any = None, **others: float) -> Any:
    """A rule's facts from a row of its table, from what earlier years left, and from others by name."""
    told = {name: float(row[source.column]) for name, source in rule.sources.items()}
    return rule.facts(**told, **({} if state is None else state._asdict()), **others)


def asked(rule: Rule, facts: Any, terms: object, identity: str = "") -> Item:
    """A rule's answer."""
    award = rule.award(facts, terms)
    return Item(identity, facts._asdict(), award, award)


def refused(rule: Rule, facts: Any, outcome: int, identity: str = "") -> Item:
    """An item that never came to its rule."""
    base = getattr(facts, rule.base) if rule.base else 0.0
    award = Award(base, 0.0, 0.0, outcome)
    return Item(identity, facts._asdict(), award, award)


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
