"""The brief: two pages in the form of an official report, with the table of performance targets."""

from __future__ import annotations

from simulation.report.brief import content
from simulation.report.brief.paper import Paper
from simulation.report.manifest import embed
from simulation.report.report import Report


def brief(report: Report) -> bytes:
    """The whole brief as a file."""
    t = report.words.t
    sections = content.sections(report)
    title = t("brief.title", title=report.law)
    measures, targets = content.measure_rows(report), content.target_rows(report)
    paper = Paper(title, sections, len(measures) + len(targets), report.foot, report.invented)
    paper.title(title)
    if report.invented:
        paper.warning(report.invented)
    for heading, paragraphs in sections.items():
        paper.heading(heading)
        for paragraph in paragraphs:
            paper.paragraph(paragraph)
    paper.signature((t("brief.signature"), content.day(report)))
    paper.caption(t("brief.annex_measures", years=report.years))
    paper.table(measures, content.MEASURE_WIDTHS, numbers_from=1)
    paper.caption(t("brief.annex_targets"))
    paper.table(targets, content.TARGET_WIDTHS, numbers_from=len(content.TARGET_WIDTHS), merged=(0, 1))
    paper.small(content.made(report))
    return embed(paper.close(), ".docx", report.manifest)


__all__ = ["brief"]
