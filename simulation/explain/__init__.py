"""Why a claimant gets what it gets, from what the rules themselves were asked and answered."""

from simulation.explain.explanation import Explanation, explain
from simulation.explain.ladder import Step

__all__ = ["Explanation", "Step", "explain"]
