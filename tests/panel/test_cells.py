"""Cells that a spreadsheet shows as dates, other units in a cell, and what is no number at all."""

import io
from datetime import datetime, time

import pytest
from openpyxl import Workbook

from simulation.panel import read_panel
from simulation.text.problems import InputError

HEAD = ["enterprise_id", "district", "field", "year", "revenue", "vehicle_output"]


def workbook(*rows):
    book = Workbook()
    book.active.title = "enterprises"
    for row in (HEAD, *rows):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return {"panel.xlsx": buffer.getvalue()}


def problem_of(revenue=3000, vehicle_output=None, year=2023):
    with pytest.raises(InputError) as error:
        read_panel(workbook(["E1", "yuhang", "robots", year, revenue, vehicle_output]))
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize("cell", [datetime(2023, 5, 1), "2023/5/1", "2023年", "２０２３", "2023年5月1日"])
def test_a_date_gives_its_year(cell):
    panel = read_panel(workbook(["E1", "yuhang", "robots", cell, 3000]))
    assert panel.tables["enterprises"]["year"].tolist() == [2023]
    assert panel.notices == ()


def test_a_year_shown_as_a_date_in_1905_is_the_year_and_is_asked_about():
    panel = read_panel(workbook(["E1", "yuhang", "robots", datetime(1905, 7, 15), 3000]))
    assert panel.tables["enterprises"]["year"].tolist() == [2023]
    (notice,) = panel.notices
    assert (notice.row, notice.column, notice.value, notice.severity) == (2, "year", "1905-07-15", "warning")
    assert "2023" in notice.wrong.en


def test_a_date_of_another_century_is_no_year():
    assert "outside" in problem_of(year=datetime(1905, 1, 1)).wrong.en


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (datetime(1908, 3, 18), "3000"),
        (datetime(1908, 3, 18, 12), "3000.5"),
        ("1908/3/18", "3000"),
        (time(12), "0.5"),
    ],
)
def test_an_amount_shown_as_a_date_is_a_problem_that_proposes_the_number(cell, number):
    problem = problem_of(revenue=cell)
    assert (problem.row, problem.column) == (2, "revenue")
    assert f"if {number} is" in problem.right.en


@pytest.mark.parametrize(
    ("cells", "proposed"),
    [
        ({"revenue": "12345.678亿"}, "123456780"),
        ({"revenue": "35,000,000 元"}, "3500"),
        ({"vehicle_output": "1.5万"}, "15000"),
        ({"vehicle_output": "2万辆"}, "20000"),
    ],
)
def test_another_unit_in_a_cell_is_a_problem_that_proposes_the_number(cells, proposed):
    problem = problem_of(**cells)
    assert problem.right.en.endswith(f": {proposed}")


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "1e999",
            "nan",
            "inf",
            "-Infinity",
            "0x1F",
            "1_000",
            "9" * 400,
            "1万5",
            "万元",
            "%",
            "１０²",
            "①",
            "Ⅳ",
            "⒈",
            "½",
        ),
        *(
            "١٥٠٠",
            "一千五百",
            "约900000",
            "≥1000",
            "1200左右",
            "1500-1600",
            "1500。5",
            "￥1500",
            "1.2.3",
            "TRUE",
        ),
    ],
)
def test_what_is_no_number_is_one_problem(cell):
    problem = problem_of(revenue=cell)
    assert (problem.column, problem.value) == ("revenue", cell)


@pytest.mark.parametrize(
    ("cell", "way_out"),
    [
        ("1500,5", "1500.5 or 15005?"),
        ("0,5", "0.5 or 5?"),
        ("0,500", "0.5 or 500?"),
        ("1,5", "1.5 or 15?"),
        ("-1,5", "-1.5 or -15?"),
        ("12,3456", "12.3456 or 123456?"),
        ("1.234,56", "1234.56 or 1.23456?"),
        ("1，5", "1.5 or 15?"),
        ("1500,5元", "1500.5 or 15005?"),
        ("1,2,3", "Write no comma"),
        ("12,34,56", "Write no comma"),
        ("1,23,456", "Write no comma"),
        ("1'234", "without"),
        ("15 00", "without"),
        ("1 23 456", "without"),
        ("1.5e3", "in full: 1500?"),
        ("1.23E+05", "in full: 123000?"),
        ("(300)", "write -300"),
        ("（300）", "write -300"),
    ],
)
def test_a_number_that_can_be_read_two_ways_is_asked_about(cell, way_out):
    assert way_out.lower() in problem_of(revenue=cell).right.en.lower()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,500", 1500),
        ("１，５００．５", 1500.5),
        ("1,234,567.9", 1234567.9),
        ("1 234 567", 1234567),
        ("1\u00a0234.5", 1234.5),
        ("1e-05", 0.00001),
        (".5", 0.5),
        ("5.", 5),
        ("+7", 7),
        ("\u200b1500\ufeff", 1500),
        (1.5e-7, 1.5e-7),
        ("1,500 万元", 1500),
    ],
)
def test_a_clear_number_is_read(cell, value):
    panel = read_panel(workbook(["E1", "yuhang", "robots", 2023, cell]))
    assert panel.tables["enterprises"]["revenue"].tolist() == [value]
    assert panel.notices == ()


@pytest.mark.parametrize(
    ("column", "cell"), [("months", "0,5"), ("months", "1,000"), ("loan_rate", "0,039"), ("year", "2,023")]
)
def test_months_rates_and_years_take_no_comma(column, cell):
    row = {"project_id": "P", "enterprise_id": "E1", "year": "2023", "investment": "1", "loan": "1"}
    row |= {"loan_rate": "0.03", "months": "1", column: f'"{cell}"'}
    files = {
        "enterprises.csv": b"enterprise_id,district,field,year\nE1,yuhang,robots,2023\n",
        "projects.csv": f"{','.join(row)}\n{','.join(row.values())}\n".encode(),
    }
    with pytest.raises(InputError) as error:
        read_panel(files)
    assert [(problem.row, problem.column) for problem in error.value.problems] == [(2, column)]


@pytest.mark.parametrize(
    ("cell", "wrong"), [(True, "TRUE or FALSE"), (2e12, "over 1,000,000,000,000"), (-1e308, "negative")]
)
def test_a_switch_or_an_amount_beyond_all_bounds_is_a_problem(cell, wrong):
    with pytest.raises(InputError, match=wrong):
        read_panel(workbook(["E1", "yuhang", "robots", 2023, cell]))


def test_more_vehicles_than_there_are_is_a_problem():
    assert "over 1,000,000,000" in problem_of(vehicle_output=1e10).wrong.en


@pytest.mark.parametrize(
    "cell", ["-", "—", "——", "－", "/", "无", "暂无数据", "N/A", "不详", "null", "未填报"]
)
def test_a_dash_or_a_word_for_not_known_is_read_as_blank_and_told(cell):
    panel = read_panel(
        workbook(["E1", "yuhang", "robots", 2023, cell], ["E2", "yuhang", "robots", 2023, cell])
    )
    assert panel.tables["enterprises"]["revenue"].isna().all()
    (notice,) = panel.notices
    assert (notice.row, notice.column, notice.severity) == (2, "revenue", "warning")
    assert f"2 格写的是“{cell}”，按留空" in notice.wrong.zh


def test_in_a_required_cell_a_dash_is_a_blank_cell():
    problem = problem_of(year="—")
    assert (problem.column, problem.value, problem.wrong.en) == ("year", "—", "a required cell is blank")


@pytest.mark.parametrize("cell", ["#DIV/0!", "#N/A", "#REF!", "####"])
def test_an_error_value_is_named_as_one(cell):
    assert "error value" in problem_of(revenue=cell).wrong.en


@pytest.mark.parametrize(
    "cell", ["2023-13-45", "2023-02-29", 23, "23年", "202³", "2023-2024", "20230", "二〇二三"]
)
def test_what_is_no_year_is_a_problem(cell):
    problem = problem_of(year=cell)
    assert problem.column == "year"


@pytest.mark.parametrize("other", ["２０２３", "2023年", "2023.0", "2023-01-01", "2023\u200e", "2023年度"])
def test_two_spellings_of_one_year_are_one_year(other):
    with pytest.raises(InputError, match="duplicate key"):
        read_panel(workbook(["E1", "yuhang", "robots", 2023, 1], ["E1", "yuhang", "robots", other, 2]))


def test_a_unit_of_the_column_itself_is_read():
    panel = read_panel(workbook(["E1", "yuhang", "robots", 2023, "3,000 万元", "120辆"]))
    assert panel.tables["enterprises"][["revenue", "vehicle_output"]].to_numpy().tolist() == [[3000, 120]]
