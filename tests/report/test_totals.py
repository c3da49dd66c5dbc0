"""Every total that a report prints is the sum of the rows that it prints."""

import re
from decimal import Decimal
from io import BytesIO, StringIO

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from simulation.report.making import files_of, one_file


def number(text):
    return Decimal(text.replace(",", ""))


@pytest.fixture(params=["zh", "en"])
def report(request, reports):
    return reports[request.param]


def test_the_brief_s_table_adds_up_along_rows_and_columns(report):
    head, *rows, total = [
        [cell.text for cell in row.cells]
        for row in Document(BytesIO(one_file(report, "docx"))).tables[0].rows
    ]
    assert total[0] == report.words.t("report.sum")
    for column in (
        1,
        4,
        5,
        6,
    ):  # mean, city, districts, claims; percentiles do not add, and the caption says so
        assert sum(number(row[column]) for row in rows) == number(total[column]), head[column]
    for row in (*rows, total):
        assert number(row[4]) + number(row[5]) == number(row[1]), row[0]
    assert number(total[1]) == number(f"{report.figures.total.mean:,.1f}")
    assert sum(number(row[2]) for row in rows) != number(total[2])


def test_the_slides_tables_add_up_to_the_total(report):
    slides = Presentation(BytesIO(one_file(report, "pptx"))).slides
    total = number(f"{report.figures.total.mean:,.0f}")
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    mean = report.words.t("head.mean")
    sums = [
        sum(number(row.cells[1].text) for row in list(table.rows)[1:])
        for table in tables
        if table.cell(0, 1).text == mean
    ]
    assert sums == [total, total, total]  # by measure, performance year and fiscal year


def test_the_page_s_tables_add_up(report):
    text = one_file(report, "html").decode()
    tables = pd.read_html(
        StringIO(text[text.index("<main>") : text.index("<pre>")]),
        converters=None,
        thousands=None,
        flavor="lxml",
    )
    mean, city, districts = (report.words.t(f"head.{name}") for name in ("mean", "city", "districts"))
    total = number(f"{report.figures.total.mean:,.1f}")
    found = 0
    for table in tables:
        if mean in table and city in table:
            counted = (
                table[table[report.words.t("head.counted")] == report.words.t("value.yes")]
                if len(table.columns) > 15
                else table
            )
            for row in table.to_dict("records"):
                assert number(str(row[city])) + number(str(row[districts])) == number(str(row[mean]))
            assert sum(number(str(one)) for one in counted[mean]) == total
            found += 1
        elif mean in table and report.words.t("head.worst_tenth") in table:
            assert sum(number(str(one)) for one in table[mean]) == total
            found += 1
    assert found == 3


def test_the_cards_of_city_and_districts_add_up_to_the_total(report):
    text = one_file(report, "html").decode()
    cards = re.findall(r'<div class="card">[^<]*<b>([^<]*)</b>', text)
    assert len(cards) == 3
    assert sum(report.parts) == float(f"{report.figures.total.mean:.0f}")


def test_the_tables_as_csv_hold_every_digit_of_a_sum(report):
    parts = files_of(report, "csv")
    read = {
        name: pd.read_csv(BytesIO(parts[f"{name}.csv"]), encoding="utf-8-sig")
        for name in ("measures", "years", "payers")
    }
    mean = report.words.t("head.mean")
    counted = read["measures"][
        read["measures"][report.words.t("head.counted")] == report.words.t("value.yes")
    ]
    for table in (counted, read["years"], read["payers"]):
        assert table[mean].sum() == pytest.approx(report.figures.total.mean, rel=1e-12)


def test_sheets_with_sums_state_the_rule_of_rounding(report):
    book, rule = load_workbook(BytesIO(one_file(report, "xlsx"))), report.words.t("report.rounded")
    summed = [
        sheet for sheet in book if any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    ]
    assert len(summed) == 7
    for sheet in summed:
        assert any(rule in str(row[0]) for row in sheet.iter_rows(max_row=3, values_only=True)), sheet.title
