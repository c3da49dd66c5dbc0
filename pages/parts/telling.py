"""Sentences made from the numbers, in the session's language."""

from __future__ import annotations

from pages.parts.language import words
from simulation.engine.outlay import Outlay
from simulation.money.payers import Bill
from simulation.scenario import Scenario
from simulation.studies.uncertainty import Doubt
from simulation.words import findings
from simulation.words.findings import ranked


def cost_driver(outlay: Outlay) -> str:
    """What drives the cost: the two largest measures and their share."""
    return findings.cost_driver(words(), outlay)


def doubt_driver(outlay: Outlay, doubt: Doubt) -> str:
    """What drives the doubt: parameters or chance, and the widest measure."""
    return findings.doubt_driver(words(), outlay, doubt)


def tail_carrier(outlay: Outlay, bill: Bill) -> str:
    """Who carries the tail: the payers of the costliest tenth of draws."""
    return findings.tail_carrier(words(), outlay, bill)


def headline(outlay: Outlay) -> str:
    """What it costs, and what it will not exceed with 80% confidence."""
    return findings.headline(words(), outlay.years, outlay.summary())


def certainty(outlay: Outlay) -> str:
    """How wide the answer is."""
    return findings.certainty(words(), outlay.summary())


def basis(scenario: Scenario, outlay: Outlay) -> str:
    """How much of what the estimate rests on is known, and that no default is the bureau's own."""
    return findings.basis(words(), scenario, outlay.manifest["panel_hash"] is not None)


def outside(outlay: Outlay, scenario: Scenario) -> str | None:
    """What is counted beside the total, with its amount; None where there is nothing."""
    return findings.outside(words(), outlay, scenario)


def peak(bill: Bill, scenario: Scenario) -> str:
    """The fiscal year in which most cash leaves, and the city's part of it."""
    return findings.peak(words(), bill, scenario)


def buys(outlay: Outlay) -> list[str]:
    """What the money buys, one sentence each."""
    return findings.buys(words(), outlay)


__all__ = [
    "basis",
    "buys",
    "certainty",
    "cost_driver",
    "doubt_driver",
    "headline",
    "outside",
    "peak",
    "ranked",
    "tail_carrier",
]
