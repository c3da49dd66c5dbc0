"""The law as code: what a policy says, its rules, and the phrases that they share."""

from simulation.law.policy import MEASURE_ORDER

MEASURES = MEASURE_ORDER
