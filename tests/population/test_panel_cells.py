"""Cells that a spreadsheet shows as dates, other units in a cell, and what is no number at all."""

import io
from datetime import datetime, time

import pytest
from openpyxl import Workbook

from simulation.population.panel import read_panel
from simulation.problems import InputError

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


@pytest.mark.parametrize("cell", ["-", "1e999", "n/a", "nan", "0x1F", "1万5", "万元", "%"])
def test_what_is_no_number_is_one_problem(cell):
    problem = problem_of(revenue=cell)
    assert (problem.column, problem.value) == ("revenue", cell)


def test_a_unit_of_the_column_itself_is_read():
    panel = read_panel(workbook(["E1", "yuhang", "robots", 2023, "3,000 万元", "120辆"]))
    assert panel.tables["enterprises"][["revenue", "vehicle_output"]].to_numpy().tolist() == [[3000, 120]]
