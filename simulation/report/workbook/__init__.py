"""The Excel workbook: a sheet a question, native charts, numbers as numbers, sums as live formulas."""

from __future__ import annotations

from simulation.report.manifest import embed
from simulation.report.report import Report
from simulation.report.workbook import basis, results
from simulation.report.workbook.form import budget_form
from simulation.report.workbook.sheets import Book

SHEETS = (
    basis.cover,
    results.summary,
    results.measures,
    results.years,
    results.fiscal_years,
    results.payers,
    basis.shares,
    budget_form,
    basis.budget,
    basis.quantiles,
    basis.outcomes,
    basis.parameters,
    basis.readings,
    results.differences,
    basis.manifest,
)


def workbook(report: Report) -> bytes:
    """The whole workbook as a file."""
    book = Book(report)
    for write in SHEETS:
        if write is not results.differences or report.differs:
            write(book)
    book.book.set_properties({"title": report.words.t("report.title"), "comments": report.version_line})
    return embed(book.close(), ".xlsx", report.manifest)


__all__ = ["workbook"]
