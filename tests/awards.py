"""The boundary cases of the law, and what the rules answer."""

import yaml

from simulation.law.terms import rule_of
from simulation.scenario import Scenario
from tests import places

_LAW = yaml.safe_load((places.CASES / "boundaries.yaml").read_text(encoding="utf-8"))
CASES = {measure: part["cases"] for measure, part in _LAW.items()}


def facts_of_case(measure, case):
    """The rule's facts of a case; null is not known."""
    held = dict(_LAW[measure].get("given", {}))
    for key, names in _LAW[measure]["names"].items():
        if key in case:
            values = case[key] if isinstance(names, list) else [case[key]]
            held |= zip(names if isinstance(names, list) else [names], values, strict=True)
    facts = rule_of(measure).facts
    return facts(**{name: _number(held[name]) for name in facts._fields})


def award_of_case(measure, case):
    """What the measure's rule answers on a case, under the case's own readings."""
    readings = {f"readings.{reading}": option for reading, option in case.get("readings", {}).items()}
    terms = getattr(Scenario().with_values(readings).terms, measure)
    return rule_of(measure).award(facts_of_case(measure, case), terms)


def _number(value):
    if value is None:
        return float("nan")
    return value if isinstance(value, bool) else float(value)
