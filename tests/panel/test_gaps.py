"""What a roster does not tell of its last year is asked about, and what comes before its time is a problem."""

import pytest

from simulation.panel import read_panel
from simulation.text.problems import InputError

FIRMS = "enterprise_id,district,field,year,parts_purchases"
ITEMS = {
    "projects": (
        "project_id,enterprise_id,year,investment,loan,loan_rate,months",
        "P{n},E{n},{year},9000,5000,0.04,12",
    ),
    "models": ("model_id,enterprise_id,year,sales,listed_year", "M{n},E{n},{year},5,2022"),
    "products": (
        "product_id,enterprise_id,year,recognised_year,insured_sum,premium,sales",
        "D{n},E{n},{year},2022,5000,100,0",
    ),
}


def firms(last, count=5):
    rows = [f"E{n},yuhang,robots,{year},1000" for n in range(count) for year in (2022, 2023, 2024)]
    return "\n".join([FIRMS, *rows, *(f"E{n},yuhang,robots,2025,1000" for n in range(last))])


def notices(**tables):
    return read_panel({f"{name}.csv": text.encode() for name, text in tables.items()}).notices


@pytest.mark.parametrize(("count", "last"), [(5, 1), (5, 3), (2, 1), (10, 7)])
def test_a_half_filled_year_of_enterprises_says_how_it_is_taken_and_how_to_change_it(count, last):
    (notice,) = notices(enterprises=firms(last, count))
    assert (notice.place, notice.column, notice.value, notice.severity) == (
        "enterprises",
        "year",
        "2025",
        "warning",
    )
    assert f"2025 年只有 {last}/{count} 家有行（2024 年 {count}/{count}）" in notice.wrong.zh
    assert "roster.missing_rows: left" in notice.right.zh
    assert "roster.missing_rows: left" in notice.right.en


@pytest.mark.parametrize("table", ITEMS)
def test_a_half_filled_year_of_items_is_asked_about_as_well(table):
    head, row = ITEMS[table]
    rows = [row.format(n=n, year=year) for n in range(5) for year in (2023, 2024)] + [
        row.format(n=0, year=2025)
    ]
    (notice,) = notices(enterprises=firms(5), **{table: "\n".join([head, *rows])})
    assert notice.place == table
    assert "1/5" in notice.wrong.en


def test_a_year_that_is_full_or_fills_four_fifths_is_not_half_filled():
    assert notices(enterprises=firms(5)) == ()
    (notice,) = notices(enterprises=firms(4))
    assert "1 家企业在 2025 年之前就没有行了" in notice.wrong.zh


def test_the_few_firms_that_leave_a_large_roster_need_no_word():
    assert notices(enterprises=firms(99, 100)) == ()


def products(*rows):
    head = ITEMS["products"][0]
    return {"enterprises": firms(5), "products": "\n".join([head, *rows])}


@pytest.mark.parametrize(("amounts", "said"), [("0,0,100", "sales before"), ("100,10,0", "a premium before")])
def test_a_product_recognised_after_all_of_its_years_is_a_problem(amounts, said):
    with pytest.raises(InputError) as error:
        notices(**products(f"D1,E1,2023,2035,{amounts}", f"D1,E1,2024,2035,{amounts}"))
    assert [(problem.row, problem.column) for problem in error.value.problems] == [
        (2, "recognised_year"),
        (3, "recognised_year"),
    ]
    assert said in error.value.problems[0].wrong.en
    assert "2035" in error.value.problems[0].right.en


def test_sales_before_a_recognition_that_came_later_are_asked_about():
    (notice,) = notices(**products("D1,E1,2024,2025,0,0,100", "D1,E1,2025,2025,0,0,100"))
    assert (notice.row, notice.column, notice.severity) == (2, "sales", "warning")
    assert "2025" in notice.right.en
    assert notices(**products("D1,E1,2024,2025,0,0,0", "D1,E1,2025,2025,0,0,100")) == ()


def test_sales_of_a_model_before_it_is_listed_are_a_problem():
    head = ITEMS["models"][0]
    with pytest.raises(InputError) as error:
        notices(enterprises=firms(5), models=f"{head}\nM1,E1,2024,5,2025\nM1,E1,2025,5,2025")
    assert [(problem.row, problem.column) for problem in error.value.problems] == [(2, "listed_year")]
