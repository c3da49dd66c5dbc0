"""Up to ten slides for a leadership briefing: each title is a finding with its number.

A slide that would have nothing to draw is left out.
"""

from __future__ import annotations

from simulation.report.manifest import embed
from simulation.report.report import Report
from simulation.report.slides import pages
from simulation.report.slides.deck import Deck


def slides(report: Report) -> bytes:
    """The whole presentation as a file."""
    deck = Deck(report)
    costs = report.figures.total.mean > 0
    for write, shown in (
        (pages.cover, True),
        (pages.certainty, report.figures.total.sd > 0),
        (pages.measures, costs),
        (pages.years, costs),
        (pages.fiscal_years, costs),
        (pages.payers, costs),
        (pages.budget, report.figures.city_pays),
        (pages.doubt, report.figures.total.sd > 0),
        (pages.purpose, costs and not report.moved),
        (pages.change, report.moved),
        (pages.basis, True),
    ):
        if shown:
            write(deck)
    return embed(deck.close(), ".pptx", report.manifest)


__all__ = ["slides"]
