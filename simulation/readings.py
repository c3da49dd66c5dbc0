"""What each doubtful phrase costs: every other option against the scenario's own, on common dice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulation.engine.run import simulate
from simulation.outlay import Outlay, Summary, summarise
from simulation.policy import load_policy
from simulation.scenario import Scenario


@dataclass(frozen=True)
class ReadingCost:
    """The cost more (+) or less (−) of one option than of the scenario's own reading, 万元."""

    reading: str
    option: str
    difference: Summary


def reading_costs(
    scenario: Scenario, base: Outlay, run: Callable[[Scenario], Outlay] = simulate
) -> Iterator[ReadingCost]:
    """Every option that is not in force, paired draw by draw with the scenario's own run."""
    # A run that stopped at its precision is compared over the draws that it made.
    fixed = scenario.with_values({"simulation.precision": 0.0, "simulation.draws": base.draws})
    for reading in load_policy().readings.values():
        for option in reading.options:
            if option != scenario.value(f"readings.{reading.id}"):
                other = run(fixed.with_value(f"readings.{reading.id}", option))
                yield ReadingCost(reading.id, option, summarise(other.total() - base.total()))
