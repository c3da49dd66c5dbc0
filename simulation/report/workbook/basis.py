"""The sheets that say what the results rest on: cover, budget risk, quantiles, parameters, manifest."""

from __future__ import annotations

from typing import Any

from simulation.law.policy import load_policy
from simulation.report.manifest import as_text
from simulation.report.named_tables import Kind, manifest_rows
from simulation.report.workbook.results import caption, rows_of
from simulation.report.workbook.sheets import TOP, Book, height_of, width_of
from simulation.text.plain import plain_line
from simulation.words import budget_findings

COVER = 72


def cover(book: Book) -> None:
    """What this is, how it was made, and what it rests on."""
    report, t = book.report, book.report.words.t
    sheet = book.sheet(t("table.cover"), report.headline, t("report.title"), landscape=False)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, COVER, book.wrapped)
    policy = load_policy()
    identity = t(
        "methods.identity",
        number=policy.number,
        issuer=report.words.say(policy.issuer),
        issued=policy.issued,
        start=policy.effective_from,
        end=policy.expires,
    )
    rows = [
        (t("menu.name"), report.name),
        (t("report.badge"), report.badge),
        (t("manifest.policy"), "\n".join(filter(None, (report.law, identity, report.assumed_period)))),
        (t("report.made"), report.made.isoformat()),
        *manifest_rows(report)[2:],
        *((t("report.outside"), line) for line in [report.outside] if line),
        (t("column.note"), report.caveat),
        *(("", line) for line in report.odd),
        ("", report.basis),
        ("", t("report.years")),
        ("", t("report.static")),
        ("", t("report.rerun")),
    ]
    for row, (name, value) in enumerate(rows, start=TOP):
        book.text(sheet, row, 0, name, book.body["text"])
        lines = "\n".join(map(plain_line, value.split("\n")))
        sheet.write_string(row, 1, lines, book.wrapped)
        sheet.set_row(row, height_of(lines, COVER))
    sheet.print_area(0, 0, TOP + len(rows), 1)


def shares(book: Book) -> None:
    """The city's share by measure and district."""
    report, words = book.report, book.report.words
    sheet = book.sheet(words.t("table.shares"), words.t("report.shares"), report.split_line)
    columns = ["measure", *report.figures.outlay.districts]
    block = book.table(sheet, rows_of(report, "shares"), columns)
    book.finish(sheet, block, block.last, len(columns) - 1, [16, *[10] * (len(columns) - 1)])


def _plain_sheet(book: Book, table: str, finding: str, caption: str, columns: list[str], **kept: Any) -> None:
    """A sheet that is one table, as wide as its texts."""
    report = book.report
    rows = rows_of(report, table)
    sheet = book.sheet(report.words.t(f"table.{table}"), finding, caption, pages=0)
    block = book.table(sheet, rows, columns, **kept)
    if rows:
        sheet.autofilter(block.head, 0, block.last, len(columns) - 1)
    widths = [
        width_of([str(row[column]) for row in rows if isinstance(row[column], str)]) for column in columns
    ]
    book.finish(sheet, block, block.last, len(columns) - 1, [max(width, 12) for width in widths])


def budget(book: Book) -> None:
    """Risk and reserve of each payer and fiscal year."""
    report, words = book.report, book.report.words
    finding = budget_findings.budget_risk(words, report.figures.lines)
    line = " ".join(filter(None, (caption(report, "report.fiscal_caption"), report.arrears)))
    columns = [str(column) for column in report.figures["budget"].columns]
    _plain_sheet(
        book, "budget", finding, line, columns, missing={"appropriation": words.t("value.not_entered")}
    )


def quantiles(book: Book) -> None:
    """Every quantile with its Monte Carlo interval."""
    report, words = book.report, book.report.words
    finding = next(iter(report.percentiles), words.t("table.quantiles"))
    columns = ["kind", "measure", "payer", "year", "level", "value", "low", "high"]
    _plain_sheet(book, "quantiles", finding, report.dice_line, columns)


def outcomes(book: Book) -> None:
    """How claims end under the rules."""
    words = book.report.words
    _plain_sheet(
        book,
        "outcomes",
        words.t("table.outcomes"),
        words.t("estimate.outcomes_unit"),
        ["measure", "outcome", "share"],
    )


def parameters(book: Book) -> None:
    """The unit rides on each number's own format, so that a rate reads 1% and stays a number."""
    report, words = book.report, book.report.words
    sheet = book.sheet(words.t("table.parameters"), report.basis, report.caveat, pages=0)
    columns = ["name", "clause", "statutory", "used", "used_text", "default_text", "changed", "basis", "source",
               "words", "path"]  # fmt: skip
    rows, units = rows_of(report, "parameters"), list(report.figures["parameters"]["unit"])
    block = book.table(sheet, rows, columns)
    kinds: dict[str, Kind] = {"rate": "share", "share": "share", "money": "money"}
    for at, (row, unit) in enumerate(zip(rows, units, strict=True), start=block.first):
        for column in ("statutory", "used"):
            style = book.body[kinds.get(unit, "count")]
            book.value(sheet, at, block.columns[column], row[column], style)
    sheet.autofilter(block.head, 0, block.last, len(columns) - 1)
    book.finish(sheet, block, block.last, len(columns) - 1, [34, 7, 11, 11, 26, 26, 7, 10, 30, 40, 34])


def readings(book: Book) -> None:
    """The phrases that can be read in two ways."""
    words = book.report.words
    _plain_sheet(book, "readings", words.t("policy.readings"), words.t("table.readings"),
                 ["reading", "clause", "words", "option", "changed"])  # fmt: skip


def manifest(book: Book) -> None:
    """The manifest, whole, a line a row."""
    report, words = book.report, book.report.words
    sheet = book.sheet(
        words.t("table.manifest"), words.t("table.manifest"), words.t("report.rerun"), landscape=False
    )
    rows = manifest_rows(report)
    for row, (name, value) in enumerate(rows, start=TOP):
        book.text(sheet, row, 0, name, book.body["text"])
        book.text(sheet, row, 1, value, book.wrapped)
    top = TOP + len(rows) + 1
    book.text(sheet, top, 0, words.t("manifest.whole"), book.caption)
    lines = as_text(report.manifest).split("\n")
    for row, line in enumerate(lines, start=top + 1):
        sheet.write_string(row, 0, line)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 70)
    sheet.print_area(0, 0, top - 1, 1)
