"""The law as code: what a policy says, its rules, and the phrases that they share."""

from simulation.law.policy import load_policy

MEASURES = tuple(load_policy().measures)
# What is claimed, judged and paid; equity and the districts' own programmes are decided.
DELIVERED = tuple(one.id for one in load_policy().measures.values() if one.delivered)
