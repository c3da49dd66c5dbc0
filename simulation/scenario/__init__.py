"""Everything a user can change, as one immutable object; YAML in and out."""

from simulation.scenario.consistency import warnings_of
from simulation.scenario.documents import read_scenario, to_yaml
from simulation.scenario.keys import Key, catalogue
from simulation.scenario.scenario import Difference, Scenario
from simulation.scenario.values import Range, Value, plain
from simulation.scenario.written import whole_tree

__all__ = [
    "Difference",
    "Key",
    "Range",
    "Scenario",
    "Value",
    "catalogue",
    "plain",
    "read_scenario",
    "to_yaml",
    "warnings_of",
    "whole_tree",
]
