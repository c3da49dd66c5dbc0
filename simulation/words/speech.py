"""Everything said in one language: the texts of the catalogue, names by id, values with their unit.

The catalogues are flat files with the same ids in both languages. The screen and the reports read
the same ones, so that they say the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.law.policy import load_policy
from simulation.money.payers import CITY
from simulation.population.facts import load_facts
from simulation.scenario import Difference, Key, Scenario, Value
from simulation.scenario.formulas import formula_text
from simulation.scenario.presets import load_presets
from simulation.scenario.wording import (
    changes_line,
    difference_text,
    key_title,
    population_names,
    scenario_title,
    unit_name,
    value_text,
)
from simulation.text.catalogue import catalogue
from simulation.text.numbers import likelihood
from simulation.text.problems import Language, Text


@dataclass(frozen=True)
class Words:
    """One language."""

    language: Language

    def t(self, identity: str, **values: object) -> str:
        """A text of the catalogue with its blanks filled in; where `count` is one, its singular if it has one."""
        texts = catalogue(self.language)
        singular = texts.get(f"{identity}.one") if str(values.get("count")) == "1" else None
        return (singular or texts[identity]).format(**values)

    def say(self, text: Text) -> str:
        """A bilingual name."""
        return text.in_(self.language)

    def measure(self, measure: str) -> str:
        """A measure's short name."""
        return self.say(load_policy().measures[measure].short)

    def payer(self, payer: str) -> str:
        """The city, a district, or the districts together."""
        districts = load_facts().districts
        if payer in districts:
            return self.say(districts[payer].name)
        return self.t("payer.city") if payer == CITY else self.t("payer.districts")

    def populations(self) -> dict[str, str]:
        """Names of populations by id."""
        return population_names(self.language)

    def unit(self, unit: str) -> str:
        """A unit's name; empty for what has none."""
        return unit_name(unit, self.language)

    def key(self, key: Key) -> str:
        """A key's name with the measure or population it belongs to."""
        return key_title(key, self.language)

    def value(self, key: Key, value: Value) -> str:
        """A value as a person reads it, with its unit."""
        return value_text(key, value, self.language)

    def difference(self, pair: Difference) -> str:
        """One difference of two scenarios: what, from, to."""
        return difference_text(pair, self.language)

    def title(self, scenario: Scenario) -> str:
        """What a scenario is called; a preset's name in this language."""
        for preset in load_presets().values():
            if preset.id != "baseline" and scenario.name in (preset.name.zh, preset.name.en):
                return self.say(preset.name)
        return scenario_title(scenario, self.language)

    def changes(self, scenario: Scenario) -> str:
        """How many parameters differ from the baseline, and whether a budget was entered."""
        return changes_line(scenario, self.language)

    def formula(self, measure: str, scenario: Scenario) -> str:
        """How a measure reckons in a scenario, with the scenario's own numbers and readings."""
        return formula_text(measure, scenario, self.language)

    def likelihood(self, share: float, error: float) -> str:
        """A probability estimated from draws, with its error."""
        return likelihood(share, error, self.language)
