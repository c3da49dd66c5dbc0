"""The law: parameters with their clause and words, readings, coverage."""

from simulation.policy.statute import Clause, CoverageLine, Measure, Parameter, Policy, Reading, load_policy

__all__ = ["Clause", "CoverageLine", "Measure", "Parameter", "Policy", "Reading", "load_policy"]
