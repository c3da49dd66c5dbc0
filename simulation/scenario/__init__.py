"""Everything a user can change, as one immutable object; YAML in and out."""

from simulation.scenario.keys import Key, catalogue
from simulation.scenario.scenario import Scenario
from simulation.scenario.values import Range, Value, plain

__all__ = ["Key", "Range", "Scenario", "Value", "catalogue", "plain"]
