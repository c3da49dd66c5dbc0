"""Ten slides for a leadership briefing: each title is a finding with its number."""

from __future__ import annotations

from simulation.report.manifest import embed
from simulation.report.report import Report
from simulation.report.slides import pages
from simulation.report.slides.deck import Deck


def slides(report: Report) -> bytes:
    """The whole presentation as a file."""
    deck = Deck(report)
    for write in (
        pages.cover,
        pages.certainty,
        pages.measures,
        pages.years,
        pages.fiscal_years,
        pages.payers,
        pages.budget,
        pages.doubt,
        pages.purpose if report.figures.difference is None else pages.change,
        pages.basis,
    ):
        write(deck)
    return embed(deck.close(), ".pptx", report.manifest)


__all__ = ["slides"]
