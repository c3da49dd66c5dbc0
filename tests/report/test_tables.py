"""The tables as CSV and the draws as Parquet, read back."""

import csv
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pytest

from simulation.report.named_tables import files
from simulation.text.plain import cell, plain_line
from tests.report.conftest import DRAWS, EVIL


@pytest.fixture(scope="module")
def written(reports):
    return files(reports["zh"])


def test_every_table_has_the_mark_and_reads_back_with_every_digit(written, reports):
    figures = reports["zh"].figures
    assert {f"{name}.csv" for name in figures.tables} <= set(written)
    for name in figures.tables:
        assert written[f"{name}.csv"].startswith(b"\xef\xbb\xbf"), name
    back = pd.read_csv(BytesIO(written["measures.csv"]), encoding="utf-8-sig")
    assert back["均值（万元）"].to_list() == figures["measures"]["mean"].to_list()
    assert back["measure"].to_list() == figures["measures"]["measure"].to_list()


def test_no_cell_begins_like_a_formula(written):
    for name, content in written.items():
        if name.endswith(".csv"):
            for row in csv.reader(StringIO(content.decode("utf-8-sig"))):
                for text in row:
                    number = text.replace(".", "").replace("e-", "").lstrip("-").isdigit()
                    assert number or not text.startswith(("=", "+", "-", "@")), (name, text)
    assert f"'{EVIL[:20]}" in written["about.csv"].decode("utf-8-sig").replace('""', '"')


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("+86", "+86"), ("-5% – 3%", "'-5% – 3%"), ("@x", "'@x"), ("\t=1", "'=1"), ("名", "名"), ("-2.5", "-2.5")],
)  # fmt: skip
def test_a_text_that_begins_like_a_formula_is_marked_as_text(text, safe):
    assert cell(text) == safe


def test_control_characters_and_lone_halves_of_signs_go_and_emoji_stay():
    assert plain_line("a\x00b\x07\ud800c\nd 🚀👩‍👩‍👧 é\u2028f") == "abc d 🚀👩‍👩‍👧 é f"


def test_the_draws_are_all_there_and_their_means_are_the_engine_s(written, reports):
    figures = reports["zh"].figures
    table = parquet.read_table(BytesIO(written["draws.parquet"])).to_pandas()
    enabled = figures.scenario.enabled
    assert len(table) == DRAWS * len(enabled) * 3 * 13
    headline = table[table["measure"].isin(figures.outlay.headline)]
    totals = headline.groupby("draw")["amount"].sum().to_numpy()
    assert totals == pytest.approx(figures.outlay.total(), rel=1e-12)
    one = table.query(
        "draw == 7 and measure == 'parts_subsidy' and performance_year == 2024 and district == 'yuhang'"
    )
    place = figures.outlay.measures.index("parts_subsidy")
    assert (
        one["amount"].item() == figures.outlay.amount[7, place, 1, figures.outlay.districts.index("yuhang")]
    )
    assert table["amount"].dtype == np.float64
