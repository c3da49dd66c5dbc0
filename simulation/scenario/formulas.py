"""How each measure reckons, with the numbers and readings that a scenario has in force."""

from __future__ import annotations

from string import Formatter
from typing import Any

from simulation.law.policy import load_policy
from simulation.scenario.keys import catalogue
from simulation.scenario.scenario import Scenario
from simulation.scenario.wording import value_text
from simulation.text.problems import Language


def formula_text(measure: str, scenario: Scenario, language: Language) -> str:
    """A measure's formula in words.

    The policy's data hold it with blanks that name a parameter of the measure or a reading; no number
    of the law stands in it, so it never says what the scenario has changed.
    """
    template = load_policy().measures[measure].formula.in_(language)
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    blanks = {name: _in_force(measure, name, scenario, language) for name in names}
    return _Blanks().vformat(template, (), blanks)


class _Blanks(Formatter):
    """Blanks of a formula; {name:points} is a percentage in points, without its sign."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return str(value).removesuffix("%") if format_spec == "points" else str(value)


def _in_force(measure: str, name: str, scenario: Scenario, language: Language) -> str:
    reading = name in load_policy().readings
    path = f"readings.{name}" if reading else f"policy.{measure}.{name}"
    return value_text(catalogue()[path], scenario.value(path), language)
