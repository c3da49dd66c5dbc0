"""A panel is read whole, or every problem is named at once with its place and the way out."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from simulation.panel import TABLES, read_panel, write_template
from simulation.panel.cells import parse_number
from simulation.text.problems import InputError
from tests.places import FIRST

HEAD = "enterprise_id,district,field,year,parts_purchases"
GOOD = f"{HEAD}\nE1,yuhang,robots,2023,1000\nE1,yuhang,robots,2024,1200\n"


def files(enterprises=GOOD, **others):
    return {f"{name}.csv": text.encode() for name, text in {"enterprises": enterprises, **others}.items()}


def problems_of(source):
    with pytest.raises(InputError) as error:
        read_panel(source)
    return error.value.problems


def test_the_first_panel_reads_and_only_its_half_filled_last_year_is_asked_about():
    panel = read_panel(FIRST)
    assert {(notice.place, notice.column, notice.wrong.zh.split("（")[0]) for notice in panel.notices} == {
        ("enterprises", "year", "2025 年只有 3/5 家有行"),
        ("projects", "year", "2025 年只有 0/3 个有行"),
        ("models", "year", "2025 年只有 1/2 个有行"),
        ("products", "year", "2025 年只有 1/2 个有行"),
    }
    assert {name: len(frame) for name, frame in panel.tables.items()} == {
        "enterprises": 22,
        "models": 4,
        "products": 7,
        "projects": 6,
        "scenes": 6,
    }
    assert panel.tables["enterprises"]["parts_purchases"].dtype == np.float64


PROJECTS = "project_id,enterprise_id,year,investment,loan,loan_rate,months\n"
PRODUCTS = "product_id,enterprise_id,year,recognised_year,insured_sum,premium,sales\n"
MODELS = "model_id,enterprise_id,year,sales,listed_year\n"


@pytest.mark.parametrize(
    ("source", "table", "row", "column", "way_out"),
    [
        (files(f"{HEAD}\nE1,yuhng,robots,2023,5\n"), "enterprises", 2, "district", "Yuhang"),
        (files(f"{HEAD}\nE1,余杭区,robotz,2023,5\n"), "enterprises", 2, "field", "service robots"),
        (files(f"{HEAD}\nE1,yuhang,robots,2023,-5\n"), "enterprises", 2, "parts_purchases", "sign"),
        (files(f"{HEAD}\nE1,yuhang,robots,2023,much\n"), "enterprises", 2, "parts_purchases", "number"),
        (files(f"{HEAD}\nE1,yuhang,robots,2023,1.5亿\n"), "enterprises", 2, "parts_purchases", "15000"),
        (files(f"{HEAD}\nE1,yuhang,robots,1999,5\n"), "enterprises", 2, "year", "year"),
        (
            files(f"{HEAD}\nE1,yuhang,robots,2023,5\nE1,yuhang,robots,2023,5\n"),
            "enterprises",
            3,
            "enterprise_id + year",
            "one row",
        ),
        (files(f"{HEAD}\nE1,yuhang,robots,2023,=1+1\n"), "enterprises", 2, "parts_purchases", "value"),
        (files("enterprise_id,district,year\nE1,yuhang,2023\n"), "enterprises", 1, "field", "field"),
        (files(f"{HEAD}\n,yuhang,robots,2023,5\n"), "enterprises", 2, "enterprise_id", "fill"),
        (files(f"{HEAD}\n"), "enterprises", None, "", "fill"),
        (files(f"{HEAD}\nE1,yuhang,robots,2023,5,6,7\n"), "enterprises", 2, "", "comma"),
        (
            {"projects.csv": (PROJECTS + "P,E1,2023,2000,1000,0.03,6\n").encode()},
            "enterprises",
            None,
            "",
            "enterprises",
        ),
        (files(projects=PROJECTS + "P,E1,2023,2000,1000,0.03,13\n"), "projects", 2, "months", "months"),
        (files(projects=PROJECTS + "P,E1,2023,2000,1000,3.9,6\n"), "projects", 2, "loan_rate", "0.039"),
        (files(projects=PROJECTS + "P,E1,2023,2000,1000,3.9%,6\n"), "projects", 2, "loan_rate", "0.039"),
        (files(projects=PROJECTS + "P,E1,2025,2000,1000,0.03,6\n"), "projects", 2, "enterprise_id", "add E1"),
        (files(projects=PROJECTS + "P,E7,2023,2000,1000,0.03,6\n"), "projects", 2, "enterprise_id", "E1"),
        (files(products=PRODUCTS + "D,E1,2023,2023,100,120,\n"), "products", 2, "premium", "at most 100"),
        (
            files(products=PRODUCTS + "D,E1,2023,2023,100,10,\nD,E1,2024,2022,100,10,\n"),
            "products",
            3,
            "recognised_year",
            "2023",
        ),
        (
            files(models=MODELS + "M,E1,2023,600000,2023\nM,E1,2024,600000,2024\n"),
            "models",
            3,
            "listed_year",
            "2023",
        ),
        ({"enterprises.csv": b"%PDF-1.7 binary"}, "enterprises", None, "", "CSV"),
        ({"enterprises.csv": b""}, "enterprises", None, "", "fill"),
        ({"book.xlsx": b"PK\x03\x04 truncated"}, "book.xlsx", None, "", "CSV"),
        ({"book.xlsm": b"anything"}, "book.xlsm", None, "", ".xlsx"),
        ({"firms.csv": b"a,b\n1,2\n"}, "firms.csv", None, "", "enterprises"),
        ({"photo.png": b"\x89PNG"}, "photo.png", None, "", "CSV"),
        (Path("nowhere"), "nowhere", None, "", "path"),
    ],
)
def test_a_problem_names_its_table_row_and_column_and_the_way_out(source, table, row, column, way_out):
    problem = problems_of(source)[0]
    assert (problem.place, problem.row, problem.column) == (table, row, column)
    assert way_out in problem.right.en
    assert problem.wrong.zh
    assert problem.right.zh


def test_all_problems_come_at_once():
    bad = f"{HEAD}\nE1,yuhng,robots,2023,-5\nE2,yuhang,robotz,1999,x\n"
    assert len(problems_of(files(bad, projects=PROJECTS + "P,E1,2023,2000,1000,3.9,13\n"))) == 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_encoding_and_chinese_headings_give_the_same_panel(encoding):
    text = '企业编号,区县,领域,年度,非关联零部件采购额 parts_purchases\nE1,余杭区,机器人,2023年,"1,000"\nE1,余杭,机器人,2024,１２００\n'
    assert read_panel({"enterprises.csv": text.encode(encoding)}).hash == read_panel(files()).hash


def test_a_blank_is_not_known_and_never_zero():
    panel = read_panel(files(f"{HEAD}\nE1,yuhang,robots,2023,\n"))
    assert np.isnan(panel.tables["enterprises"]["parts_purchases"].iloc[0])


def test_an_extra_column_is_noticed_and_ignored():
    panel = read_panel(
        files(
            GOOD.replace("parts_purchases", "parts_purchases,remark")
            .replace("1000", "1000,a")
            .replace("1200", "1200,b")
        )
    )
    assert [notice.column for notice in panel.notices] == ["remark"]


def as_workbook(text):
    book = Workbook()
    sheet = book.active
    sheet.title = "enterprises"
    for line in text.strip().split("\n"):
        sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in line.split(",")])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_hash_knows_no_format_and_no_order():
    workbook = read_panel({"panel.xlsx": as_workbook(GOOD)})
    lines = GOOD.strip().split("\n")
    turned = "\n".join([lines[0], *lines[:0:-1]])
    assert workbook.hash == read_panel(files()).hash == read_panel(files(turned)).hash


def test_one_cell_of_sixty_thousand_rows_changes_the_hash():
    rows = 60_000
    frame = pd.DataFrame(
        {
            "enterprise_id": [f"E{row}" for row in range(rows)],
            "district": "yuhang",
            "field": "robots",
            "year": 2023,
            "parts_purchases": 1000.0,
        }
    )
    whole = read_panel({"enterprises.csv": frame.to_csv(index=False).encode()})
    frame.loc[31_234, "parts_purchases"] = 1000.01
    assert read_panel({"enterprises.csv": frame.to_csv(index=False).encode()}).hash != whole.hash


def test_a_formula_in_a_workbook_that_stores_no_value_of_it_is_refused():
    book = load_workbook(io.BytesIO(as_workbook(GOOD)))
    book["enterprises"]["E2"] = "=HYPERLINK(1)"
    buffer = io.BytesIO()
    book.save(buffer)
    assert problems_of({"panel.xlsx": buffer.getvalue()})[0].wrong.en == "a formula whose value is not stored"


def test_the_template_carries_both_languages_and_reads_back():
    buffer = io.BytesIO()
    write_template(buffer)
    assert [problem.place for problem in problems_of({"t.xlsx": buffer.getvalue()})] == ["enterprises"]
    book = load_workbook(io.BytesIO(buffer.getvalue()))
    assert set(TABLES) <= set(book.sheetnames)
    sheet = book["enterprises"]
    values = {
        "enterprise_id": "E1",
        "district": "余杭区",
        "field": "机器人",
        "year": 2023,
        "parts_purchases": 1000,
    }
    for place, column in enumerate(TABLES["enterprises"].columns, start=1):
        heading = str(sheet.cell(1, place).value)
        assert column.id in heading
        assert column.zh in heading
        sheet.cell(2, place, values.get(column.id))
    filled = io.BytesIO()
    book.save(filled)
    assert len(read_panel({"t.xlsx": filled.getvalue()}).tables["enterprises"]) == 1


@given(st.floats(0, 1e9, allow_nan=False))
def test_numbers_are_read_as_people_write_them(value):
    revenue = TABLES["enterprises"].column("revenue")
    assert parse_number(f"{value!r}", revenue) == value
    assert parse_number(f" {value:,.2f} 万元 ", revenue) == pytest.approx(value, abs=0.0051)
