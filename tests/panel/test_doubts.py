"""Probable slips of 元, 万元 and 亿 are asked about, and the work goes on."""

from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.panel import read_panel

HEAD = "enterprise_id,district,field,year,revenue,output_value,value_added,parts_purchases"


def notices(*rows, head=HEAD, **others):
    text = "\n".join([head, *rows])
    tables = {"enterprises": text, **others}
    panel = read_panel({f"{name}.csv": content.encode() for name, content in tables.items()})
    assert len(panel.tables["enterprises"]) == len(rows)
    return panel.notices


def firm(year, revenue="", output="", added="", parts="", identity="E1", field="robots"):
    return f"{identity},yuhang,{field},{year},{revenue},{output},{added},{parts}"


def test_one_year_in_yuan_among_three_is_the_only_one_asked_about():
    (notice,) = notices(firm(2021, 3000), firm(2022, 33_000_000), firm(2023, 3600))
    assert (notice.place, notice.row, notice.column, notice.severity) == (
        "enterprises",
        3,
        "revenue",
        "warning",
    )
    assert "3300?" in notice.right.en
    assert "3286" in notice.wrong.en


def test_one_year_in_yi_is_asked_about():
    (notice,) = notices(firm(2021, 30_000), firm(2022, 3.3), firm(2023, 36_000))
    assert (notice.row, notice.value) == (3, "3.3")
    assert "33000?" in notice.right.en
    assert "under" in notice.wrong.en


def test_growth_of_less_than_a_thousand_is_not():
    assert notices(firm(2022, 3), firm(2023, 2999)) == ()


def test_zeros_and_blanks_are_never_compared():
    assert notices(firm(2021, 0), firm(2022, 50_000), firm(2023), firm(2024, 0, 40_000, 30_000, 20_000)) == ()
    assert notices(firm(2021, 3000, 0, 0, 0), firm(2022, 3000, "", "", "")) == ()


def test_enterprises_are_not_compared_with_one_another():
    assert notices(firm(2023, 9, identity="A"), firm(2023, 900_000, identity="B")) == ()


def test_an_item_is_compared_with_its_own_years():
    projects = "project_id,enterprise_id,year,investment,loan,loan_rate,months\n"
    projects += (
        "P1,E1,2022,2000,1000,0.03,12\nP1,E1,2023,21000000,1000,0.03,12\nP1,E1,2024,2000,1000,0.03,12\n"
    )
    projects += "P2,E1,2022,1,1,0.03,12\n"
    (notice,) = notices(*(firm(year, 3000) for year in (2022, 2023, 2024)), projects=projects)
    assert (notice.place, notice.row, notice.column) == ("projects", 3, "investment")


@pytest.mark.parametrize(
    ("cells", "column", "proposed"),
    [
        ({"output": 31_000_000}, "output_value", "3100?"),
        ({"output": 2.9}, "output_value", "29000?"),
        ({"added": 7_000_000}, "value_added", "700?"),
        ({"parts": 9_000_000}, "parts_purchases", "900?"),
    ],
)
def test_a_part_of_a_row_far_from_its_revenue_is_asked_about(cells, column, proposed):
    (notice,) = notices(firm(2023, 3000, **cells))
    assert (notice.row, notice.column) == (2, column)
    assert proposed in notice.right.en
    assert "(3000)" in notice.wrong.en


def test_small_purchases_and_a_small_value_added_can_be():
    assert notices(firm(2023, 3000, 3000, 1, 1)) == ()


def test_where_revenue_is_not_known_the_output_measures():
    (notice,) = notices(firm(2023, "", 3000, 7_000_000))
    assert notice.column == "value_added"
    assert "output_value (3000)" in notice.wrong.en


def test_a_revenue_in_doubt_measures_nothing_and_no_cell_is_asked_about_twice():
    years = [firm(year, 30_000, 30_000, 7000, 9000) for year in (2021, 2022)]
    (notice,) = notices(*years, firm(2023, 3, 30_000, 7000, 9000))
    assert (notice.row, notice.column) == (4, "revenue")
    years = [firm(year, 3000, 3000) for year in (2021, 2022)]
    (notice,) = notices(*years, firm(2023, 3000, 30_000_000))
    assert (notice.row, notice.column) == (4, "output_value")


def test_a_whole_column_in_yuan_is_asked_about_once():
    rows = [firm(year, 30_000_000 + year, 3000, identity=f"E{n}") for n in range(5) for year in (2022, 2023)]
    (notice,) = notices(*rows, firm(2023, 6000, identity="C", field="cnc"))
    assert (notice.place, notice.row, notice.column, notice.severity) == (
        "enterprises",
        None,
        "revenue",
        "warning",
    )
    assert "元" in notice.wrong.en
    assert "3000.2" in notice.right.en


AMOUNTS = st.integers(0, 7).map(lambda power: 10.0**power) | st.just(0.0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(AMOUNTS, min_size=1, max_size=6), min_size=1, max_size=4))
def test_each_year_is_compared_with_the_median_of_the_others(firms):
    rows, expected = [], set()
    for number, amounts in enumerate(firms):
        for place, amount in enumerate(amounts):
            others = [np.log10(other) for other in amounts[:place] + amounts[place + 1 :] if other]
            rows.append(f"E{number},yuhang,robots,{2020 + place},{amount}")
            if amount and others and abs(np.log10(amount) - median(others)) > 3:
                expected.add(len(rows) + 1)
    found = notices(*rows, head="enterprise_id,district,field,year,parts_purchases")
    assert {notice.row for notice in found if notice.column == "parts_purchases"} == expected
