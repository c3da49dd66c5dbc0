"""Where the doubt comes from: parameters that nobody knows, chance, and the Monte Carlo error.

A twin run shares each draw's parameters and changes every other die. Over the pairs, the
covariance of the two totals is the variance that the parameters alone explain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.engine.outlay import Floats, Outlay
from simulation.engine.run import simulate
from simulation.panel import Panel
from simulation.scenario import Scenario

TWIN_DRAWS = 2000


@dataclass(frozen=True)
class Doubt:
    """Shares of the variance of the total, and the standard error of the first."""

    parameters: float
    chance: float
    error: float


def split_doubt(outlay: Outlay, twin: Outlay) -> Doubt:
    """The shares from a run and its twin, over the draws that both have.

    `error` is that of a correlation: about 1/√draws. Noise may put an estimate outside [0, 1]; it
    is held inside.
    """
    draws = min(outlay.draws, twin.draws)
    own, other = outlay.total()[:draws], twin.total()[:draws]
    spread = float(np.sqrt(own.var() * other.var()))
    if spread == 0.0:
        return Doubt(0.0, 0.0, 0.0)
    share = float(np.mean((own - own.mean()) * (other - other.mean()))) / spread
    share = min(max(share, 0.0), 1.0)
    return Doubt(share, 1.0 - share, float((1.0 - share**2) / np.sqrt(own.size)))


def run_twin(scenario: Scenario, panel: Panel | None = None) -> Outlay:
    """The twin of a run of the scenario with the same panel, of at most 2,000 draws."""
    return simulate(scenario, panel, twin=True, draws=min(scenario.draws, TWIN_DRAWS))


__all__ = ["Doubt", "Floats", "run_twin", "split_doubt"]
