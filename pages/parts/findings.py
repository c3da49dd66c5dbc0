"""Sentences made from the numbers."""

from __future__ import annotations

from pages.parts.charts import short
from pages.parts.language import say, t
from pages.parts.numbers import chance, money
from simulation.outlay import Outlay, Summary
from simulation.payers import Bill, worst_tenth
from simulation.population.facts import load_facts
from simulation.uncertainty import Doubt


def ranked(outlay: Outlay) -> list[tuple[str, Summary]]:
    """The headline's measures with their figures, the most costly first."""
    figures = [(measure, outlay.summary((measure,))) for measure in outlay.headline]
    return sorted(figures, key=lambda pair: -pair[1].mean)


def cost_driver(outlay: Outlay) -> str:
    """What drives the cost: the two largest measures and their share."""
    order = ranked(outlay)
    total = outlay.summary().mean
    if not order or total <= 0:
        return t("finding.no_cost")
    first = order[0]
    if len(order) == 1:
        return t("finding.cost_one", first=short(first[0]), share=chance(first[1].mean / total))
    second = order[1]
    both = (first[1].mean + second[1].mean) / total
    return t("finding.cost", first=short(first[0]), second=short(second[0]), share=chance(both))


def doubt_driver(outlay: Outlay, doubt: Doubt) -> str:
    """What drives the doubt: parameters or chance, and the widest measure."""
    order = sorted(ranked(outlay), key=lambda pair: -pair[1].sd)
    if not order or order[0][1].sd == 0:
        return t("finding.no_doubt")
    return t(
        "finding.doubt",
        parameters=chance(doubt.parameters),
        chance=chance(doubt.chance),
        widest=short(order[0][0]),
        error=f"{doubt.error:.0%}",
    )


def tail_carrier(outlay: Outlay, bill: Bill) -> str:
    """Who carries the tail: the payers of the costliest tenth of draws."""
    mean, worst = worst_tenth(outlay.total(), bill.by_payer)
    extra = worst - mean
    if worst.sum() <= 0:
        return t("finding.no_tail")
    district = max(range(1, len(extra)), key=lambda place: extra[place])
    name = say(load_facts().districts[bill.payers[district]].name)
    return t(
        "finding.tail",
        worst=money(worst.sum()),
        city=chance(worst[0] / worst.sum()),
        district=name,
        extra=money(extra[district]),
    )
