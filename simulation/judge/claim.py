"""One item before its rule, and one test that the rule makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulation.judge.phrases import both, changed, quantity, say
from simulation.judge.roster import Assessed, Item
from simulation.law.policy import Measure, load_policy
from simulation.law.terms import Terms
from simulation.text.problems import Text


@dataclass(frozen=True)
class Condition:
    """A test with its numbers, whether the facts meet it, the outcome that failing it gives, the law's words."""

    text: Text
    holds: bool
    outcome: int
    words: str


@dataclass(frozen=True)
class Claim:
    """What a rule was asked: the measure, the terms in force (its own NamedTuple), the facts, the year."""

    measure: Measure
    terms: Any
    facts: Mapping[str, float]
    year: int

    def term(self, name: str) -> float:
        """A number of the scenario."""
        return float(getattr(self.terms, name))

    def mark(self, name: str) -> Text:
        """The statutory value in brackets where the scenario's differs, nothing where it does not."""
        return changed(self.measure.parameters[name], self.term(name))

    def shown(self, name: str) -> Text:
        """A number of the scenario with its unit and its mark."""
        number = quantity(self.term(name), self.measure.parameters[name].unit)
        return both("{number}{mark}", number=number, mark=self.mark(name))

    def words(self, name: str) -> str:
        """The law's own words for a number."""
        return self.measure.parameters[name].words


def claim_of(one: Assessed, item: Item, terms: Terms) -> Claim:
    """What one item of an assessed row was asked."""
    measure = load_policy().measures[one.row.measure]
    return Claim(measure, getattr(terms, measure.id), item.facts, one.row.year)


def reading_words(reading: str) -> str:
    """The law's own words of a phrase that can be read in more than one way."""
    return load_policy().readings[reading].words


def reading_in_force(reading: str, option: int) -> Text:
    """The option of a reading that decides, by its number."""
    chosen = tuple(load_policy().readings[reading].options.values())[option]
    return say("口径：{chosen}", "reading: {chosen}", chosen=chosen)
