"""Cost of a subsidy policy before the money is promised.

A Scenario and, where there is one, a Panel go into `simulate`, an Outlay comes out; a Bill says who pays it.
`assess` gives the awards of a Panel by the rules alone. These names are the ones to build on: what else the
packages hold may change with any version.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.engine.outlay import Outlay
    from simulation.engine.run import simulate
    from simulation.judge.assess import assess
    from simulation.judge.roster import AwardRow
    from simulation.law.policy import Policy, load_policy
    from simulation.money.payers import Bill
    from simulation.panel import Panel, read_panel
    from simulation.scenario import Range, Scenario, read_scenario
    from simulation.text.problems import InputError, Problem

__version__ = "0.2.0"
__all__ = [
    "AwardRow",
    "Bill",
    "InputError",
    "Outlay",
    "Panel",
    "Policy",
    "Problem",
    "Range",
    "Scenario",
    "assess",
    "load_policy",
    "read_panel",
    "read_scenario",
    "simulate",
]

# Imported when they are asked for: a process that only reads a workbook needs none of it.
_HOMES = {
    "AwardRow": "judge.roster",
    "Bill": "money.payers",
    "InputError": "text.problems",
    "Outlay": "engine.outlay",
    "Panel": "panel",
    "Policy": "law.policy",
    "Problem": "text.problems",
    "Range": "scenario",
    "Scenario": "scenario",
    "assess": "judge.assess",
    "load_policy": "law.policy",
    "read_panel": "panel",
    "read_scenario": "scenario",
    "simulate": "engine.run",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"simulation.{_HOMES[name]}"), name)
