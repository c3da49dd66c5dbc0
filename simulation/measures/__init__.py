"""The lines of outlay, one file each: the rule in the order of its clause."""

from simulation.policy.statute import MEASURE_ORDER

MEASURES = MEASURE_ORDER
