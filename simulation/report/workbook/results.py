"""The sheets of results, each a table, its sums and a native chart."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_range, xl_range_formula, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from simulation.report.colours import BUDGET, CITY, DISTRICT, INK, MEASURE_COLOURS
from simulation.report.named_tables import named
from simulation.report.report import Report
from simulation.report.workbook.sheets import HEAD, Block, Book
from simulation.words import findings

STATISTICS = ("mean", "sd", "mcse", "p05", "p10", "p50", "p80", "p90", "p95")
SIZE = {"width": 760, "height": 330}


def rows_of(report: Report, table: str) -> list[dict[str, Any]]:
    """A table's rows with words for ids; what is not there is None."""
    data = named(report.figures, table, report.words)
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in data.to_dict("records")
    ]


def caption(report: Report, identity: str, *, sums: bool = False) -> str:
    """A sheet's second line: unit, meaning of the year, dice; with sums, how they read in print."""
    line = f"{report.words.t(identity, years=report.years)} · {report.dice_line}"
    return f"{line} · {report.words.t('report.rounded')}" if sums else line


def _place(
    sheet: Worksheet,
    chart: Any,
    row: int,
    column: int,
    title: str,
    *,
    bar: bool = False,
    x: dict[str, Any] | None = None,
    percent: bool = False,
    legend: bool = True,
    height: int = 330,
    most: float | None = None,
) -> None:
    """Put a chart in its place: amounts from zero (to `most`, where its bars have whiskers), the first bar on top."""
    grid = {"visible": True, "line": {"color": "#E3E7EB"}}
    numbers: dict[str, Any] = {"num_format": "0%" if percent else "#,##0", "major_gridlines": grid, "min": 0}
    if most:
        numbers["max"] = _round_up(most)
    if percent:
        numbers["max"] = 1
    chart.set_title({"name": title, "name_font": {"size": 11, "color": INK}, "overlay": False})
    chart.set_x_axis(numbers if bar else x or {})
    chart.set_y_axis({"reverse": True, "crossing": "max"} if bar else numbers)
    chart.set_legend({"position": "bottom"} if legend else {"none": True})
    chart.set_size(SIZE | {"height": height})
    sheet.insert_chart(row, column, chart, {"object_position": 2})


def _round_up(most: float) -> float:
    """The end of an axis: the next of two significant digits."""
    step = 10.0 ** (floor(log10(most)) - 1)
    return ceil(most / step) * step


def _bars(book: Book, kind: str, subtype: str | None = None) -> Any:
    return book.book.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))


def _stack(
    book: Book, block: Block, columns: dict[str, str], categories: str, kind: str, subtype: str | None
) -> Any:
    chart = _bars(book, kind, subtype)
    for column, colour in columns.items():
        chart.add_series(
            {
                "name": [block.sheet, block.head, block.columns[column]],
                "categories": block.cells(categories),
                "values": block.cells(column),
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    return chart


def _error_bars(book: Book, sheet: Worksheet, block: Block, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """P10 to P90 around each mean; their lengths are formulas beside the table, outside the print."""
    t, end = book.report.words.t, max(block.columns.values()) + 2
    ends = (("report.above", "p90", "mean"), ("report.below", "mean", "p10"))
    for place, (title, more, less) in enumerate(ends, start=end):
        book.text(sheet, block.head, place, t(title), book.head)
        for at, row in enumerate(rows, start=block.first):
            cells = [xl_rowcol_to_cell(at, block.columns[column]) for column in (more, less)]
            length = max(row[more] - row[less], 0.0)
            sheet.write_formula(at, place, f"=MAX({cells[0]}-{cells[1]},0)", book.body["money"], length)
    ranges = [
        xl_range_formula(block.sheet, block.first, place, block.last, place) for place in (end, end + 1)
    ]
    return {"type": "custom", "plus_values": ranges[0], "minus_values": ranges[1], "line": {"color": INK}}


def summary(book: Book) -> None:
    """The total and its two parts, the findings, and the exceedance curve."""
    report = book.report
    figures, words = report.figures, report.words
    rows = rows_of(report, "summary")
    sheet = book.sheet(
        words.t("table.summary"), report.headline, caption(report, "report.measures_caption", sums=True)
    )
    block = book.table(
        sheet, rows, ["scope", *STATISTICS, "claimants_mean", "capped_share", "supported_mean"]
    )
    check, place = block.last + 1, block.columns["mean"]
    parts = [xl_rowcol_to_cell(block.first + at, place) for at in (1, 2)]
    book.text(sheet, check, 0, words.t("report.check"), book.sums["text"])
    sheet.write_formula(
        check, place, f"={'+'.join(parts)}", book.sums["money"], rows[1]["mean"] + rows[2]["mean"]
    )
    sentences = [
        *([report.outside] if report.outside else []),
        *report.precision,
        findings.certainty(words, figures.total),
        findings.cost_driver(words, figures.outlay),
        *([] if figures.doubt is None else [findings.doubt_driver(words, figures.outlay, figures.doubt)]),
        findings.tail_carrier(words, figures.outlay, figures.bill),
        *report.percentiles,
        *findings.buys(words, figures.outlay),
    ]
    for row, sentence in enumerate(sentences, start=check + 2):
        book.text(sheet, row, 0, f"· {sentence}")
    top = check + 2 + len(sentences) + 1
    if figures.total.sd > 0:
        # The curve's points stand beside the print, not in it.
        curve = book.table(sheet, rows_of(report, "exceedance"), ["amount", "probability"], left=14)
        chart = book.book.add_chart({"type": "scatter", "subtype": "straight"})
        chart.add_series(
            {
                "name": words.t("table.exceedance"),
                "categories": curve.cells("amount"),
                "values": curve.cells("probability"),
                "line": {"color": CITY, "width": 2},
            }
        )
        amounts = {"name": words.t("report.axis_amount"), "num_format": "#,##0"}
        _place(sheet, chart, top, 0, words.t("table.exceedance"), x=amounts, percent=True, legend=False)
    book.finish(sheet, block, top + 18, 12, [18, *[12] * 15])


def measures(book: Book) -> None:
    """Measures that count in the total, those outside it, and a bar each with P10 to P90."""
    report, words = book.report, book.report.words
    rows = sorted(rows_of(report, "measures"), key=lambda row: -row["mean"])
    raw = {
        words.measure(one): counted
        for one, counted in report.figures["measures"][["measure", "counted"]].to_numpy()
    }
    colour_of = {words.measure(one): colour for one, colour in MEASURE_COLOURS.items()}
    counted = [row for row in rows if raw[row["measure"]]]
    outside = [row for row in rows if not raw[row["measure"]]]
    columns = ["measure", "clause", "mean", "share", "city", "districts", *STATISTICS[1:], "claimants_mean",
               "capped_share", "supported_mean"]  # fmt: skip
    finding = findings.cost_driver(words, report.figures.outlay)
    sheet = book.sheet(
        words.t("table.measures"), finding, caption(report, "report.measures_caption", sums=True)
    )
    sums = ("mean", "share", "city", "districts", "claimants_mean")
    block = book.table(sheet, counted, columns, sums=sums if counted else ())
    row = block.last + 2
    book.text(sheet, row, 0, words.t("report.quantile_note"), book.caption)
    if outside:
        book.text(sheet, row + 1, 0, words.t("report.outside_note"), book.caption)
        sheet.set_row(row + 2, HEAD)
        row = book.table(sheet, outside, columns, top=row + 2).last
    book.text(sheet, row + 2, 0, words.t("head.formula"), book.caption)
    for at, one in enumerate(rows, start=row + 3):
        book.text(sheet, at, 0, words.t("pair", name=one["measure"], value=one["formula"]))
    row += 2 + len(rows)
    if any(one["mean"] for one in counted):
        chart = _bars(book, "bar")
        colours = [{"fill": {"color": colour_of[row["measure"]]}} for row in counted]
        chart.add_series(
            {
                "name": words.t("head.mean"),
                "categories": block.cells("measure"),
                "values": block.cells("mean"),
                "points": colours,
                "gap": 50,
                "y_error_bars": _error_bars(book, sheet, block, counted),
            }
        )
        title, most = f"{words.t('head.mean')} · P10–P90", max(one["p90"] for one in counted)
        _place(sheet, chart, row + 2, 0, title, legend=False, bar=True, most=most)
    book.finish(sheet, block, row + 19, len(columns) - 1, [16, 7, *[12] * (len(columns) - 2)])


def years(book: Book) -> None:
    """Performance years, and under them each measure by year."""
    report, words = book.report, book.report.words
    data = rows_of(report, "years")
    finding = findings.trend(words, report.figures.outlay.years, [row["mean"] for row in data])
    sheet = book.sheet(words.t("table.years"), finding, caption(report, "report.years_caption", sums=True))
    columns = ["year", *STATISTICS, "claimants_mean", "capped_share", "supported_mean"]
    block = book.table(sheet, data, columns, sums=("mean", "claimants_mean"))
    last = _matrix(book, sheet, block.last + 4)
    book.finish(sheet, block, last, len(columns) - 1, [16, *[12] * (len(columns) - 1)])


def _matrix(book: Book, sheet: Worksheet, top: int) -> int:
    """Measures in rows, performance years in columns, sums on both sides, and the chart. Returns the last row."""
    words, outlay = book.report.words, book.report.figures.outlay
    table = book.report.figures["measure_years"].set_index(["measure", "year"])["mean"]
    means = {one: [float(table[one, year]) for year in outlay.years] for one in outlay.headline}
    book.text(sheet, top - 1, 0, words.t("table.measure_years"), book.caption)
    book.text(sheet, top, 0, words.t("head.measure"), book.head)
    for at, year in enumerate(outlay.years, start=1):
        sheet.write_number(top, at, year, book.head)
    end = len(outlay.years) + 1
    book.text(sheet, top, end, words.t("report.sum"), book.head)
    if not means:
        return top
    first, last = top + 1, top + len(means)
    chart = _bars(book, "column", "stacked")
    for at, (measure, row) in enumerate(means.items(), start=first):
        book.text(sheet, at, 0, words.measure(measure), book.body["text"])
        for place, mean in enumerate(row, start=1):
            sheet.write_number(at, place, mean, book.body["money"])
        sheet.write_formula(at, end, f"=SUM({xl_range(at, 1, at, end - 1)})", book.sums["money"], sum(row))
        chart.add_series(
            {
                "name": [sheet.get_name(), at, 0],
                "categories": [sheet.get_name(), top, 1, top, end - 1],
                "values": [sheet.get_name(), at, 1, at, end - 1],
                "fill": {"color": MEASURE_COLOURS[measure]},
                "gap": 60,
            }
        )
    book.text(sheet, last + 1, 0, words.t("report.sum"), book.sums["text"])
    sums = [sum(column) for column in zip(*means.values(), strict=True)]
    total = sum(sums)
    for place, value in enumerate((*sums, total), start=1):
        cells = xl_range(first, place, last, place)
        sheet.write_formula(last + 1, place, f"=SUM({cells})", book.sums["money"], value)
    if not total:
        return last + 1
    _place(sheet, chart, last + 3, 0, words.t("table.measure_years"), height=400)
    return last + 24


def fiscal_years(book: Book) -> None:
    """Cash by fiscal year, city and districts."""
    report, words = book.report, book.report.words
    figures = report.figures
    finding = findings.peak(words, figures.bill, figures.scenario)
    sheet = book.sheet(
        words.t("table.fiscal_years"), finding, caption(report, "report.fiscal_caption", sums=True)
    )
    columns = ["fiscal_year", "city", "districts", *STATISTICS]
    rows = rows_of(report, "fiscal_years")
    block = book.table(sheet, rows, columns, sums=("city", "districts", "mean"))
    if figures.total.mean:
        chart = _stack(book, block, {"city": CITY, "districts": DISTRICT}, "fiscal_year", "column", "stacked")
        _place(sheet, chart, block.last + 3, 0, words.t("report.fiscal_caption"))
    book.finish(sheet, block, block.last + 21, len(columns) - 1, [12, *[13] * (len(columns) - 1)])


def payers(book: Book) -> None:
    """Who pays, on average and in the costliest tenth."""
    report, words = book.report, book.report.words
    finding = findings.city_part(words, report.figures.bill)
    sheet = book.sheet(words.t("table.payers"), finding, caption(report, "report.payers_caption", sums=True))
    columns = ["payer", "mean", "worst_tenth", *STATISTICS[1:]]
    block = book.table(sheet, rows_of(report, "payers"), columns, sums=("mean", "worst_tenth"))
    book.text(sheet, block.last + 2, 0, report.split_line, book.caption)
    if report.figures.total.mean:
        chart = _stack(book, block, {"mean": CITY, "worst_tenth": BUDGET}, "payer", "bar", None)
        title = words.t("report.payers_caption", years=report.years)
        _place(sheet, chart, block.last + 4, 0, title, bar=True, height=460)
    book.finish(sheet, block, block.last + 28, len(columns) - 1, [14, *[13] * (len(columns) - 1)])


def differences(book: Book) -> None:
    """What differs from the baseline, and what each measure costs more or less."""
    report, words = book.report, book.report.words
    rows = rows_of(report, "differences")
    changes = rows_of(report, "changes") if report.moved else []
    line = words.t("report.change_caption", compared=report.compared)
    finding = report.change or words.changes(report.figures.scenario)
    sheet = book.sheet(
        words.t("table.differences"), finding, f"{line} · {report.dice_line} · {words.t('report.rounded')}"
    )
    columns = ["name", "clause", "before", "after", "path"]
    block = book.table(sheet, rows, columns)
    last = block.last
    if changes:
        top = block.last + 3
        second = book.table(
            sheet, changes, ["measure", "mean", "mcse", "p10", "p90"], top=top, sums=("mean",)
        )
        chart = _bars(book, "bar")
        values = {
            "categories": second.cells("measure"),
            "values": second.cells("mean"),
            "fill": {"color": CITY},
        }
        chart.add_series({"name": words.t("head.mean"), "gap": 50, **values})
        _place(sheet, chart, second.last + 3, 0, words.t("table.changes"), bar=True, legend=False)
        # What is saved stands left of zero.
        chart.set_x_axis({"num_format": "#,##0"})
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        last = second.last + 21
    book.finish(sheet, block, last, len(columns) - 1, [38, 10, 34, 34, 34])
