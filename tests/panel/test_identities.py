"""An id is text whatever the cell was, and one thing however it is spelt; likely doubles are asked about."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook

from simulation.judge.assess import assess
from simulation.panel import read_panel
from simulation.scenario import Scenario
from simulation.text.problems import InputError

HEAD = ["enterprise_id", "name", "district", "field", "year", "parts_purchases"]
PURCHASES = {2021: 800, 2022: 1000, 2023: 1500, 2024: 2100}


def csv(*rows):
    return {"enterprises.csv": "\n".join(",".join(map(str, row)) for row in (HEAD, *rows)).encode()}


def workbook(*rows, **others):
    book = Workbook()
    book.active.title = "enterprises"
    for row in (HEAD, *rows):
        book.active.append(row)
    for name, more in others.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return {"panel.xlsx": buffer.getvalue()}


def firm(early, late=None, name="机器人厂", district="yuhang"):
    """One maker's four years, the last two under another spelling of its id."""
    return [
        [early if year < 2023 or late is None else late, name, district, "robots", year, bought]
        for year, bought in PURCHASES.items()
    ]


def problems_of(source):
    with pytest.raises(InputError) as error:
        read_panel(source)
    return error.value.problems


def total(panel):
    return sum(row.amount for row in assess(panel, Scenario()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("E1", other)
            for other in (
                "Ｅ1",
                "Ｅ１",
                "e1",
                "E1\u200b",
                "E1\u200e",
                "\ufeffE1",
                "E\u00ad1",
                "E1\u3000",
                "\u2060E1",
            )
        ),
        *(("E-1", f"E{dash}1") for dash in "‐‑‒–—―−－"),
        ("E（1）", "E(1)"),
        ("E 1", "E  1"),
        ("E 1", "E\u00a01"),
        ("E1", "E1\ufe0f"),
    ],
)
def test_spellings_that_look_alike_are_one_firm(one, other):
    panel = read_panel(csv(*firm(one, other)))
    assert panel.tables["enterprises"]["enterprise_id"].nunique() == 1
    assert total(panel) == 55
    assert all(notice.severity == "warning" for notice in panel.notices)


def test_two_spellings_are_told_with_what_cannot_be_seen():
    (notice,) = read_panel(csv(*firm("E1", "E1\u200b"))).notices
    assert (notice.row, notice.column) == (4, "enterprise_id")
    assert "E1、E1<U+200B>" in notice.wrong.zh


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("E1", "E 1"),
            ("001", "1"),
            ("1", "1.0"),
            ("E01", "E1"),
            ("EO1", "E01"),
            ("E-1", "E1"),
            ("Е1", "E1"),
        ),
        ("91330100-7042001-00A", "91330100704200100A"),
        ("E1-01", "E1-1"),
    ],
)
def test_ids_nearly_alike_are_asked_about_and_not_merged(one, other):
    panel = read_panel(csv(*firm(one, name="甲厂"), *firm(other, name="乙厂")))
    assert panel.tables["enterprises"]["enterprise_id"].nunique() == 2
    (notice,) = panel.notices
    assert "（第 2 行）" in notice.wrong.zh
    assert "（第 6 行）" in notice.wrong.zh


def test_ids_like_branches_are_not():
    ids = [f"E{number}" for number in range(1, 121)] + [f"E{one}-{two}" for one in (1, 11) for two in (1, 11)]
    ids += ["E1-111", "E111-1", "A1B", "AB1", "E1A", "E2A"]
    rows = [[identity, "", "yuhang", "robots", 2023, 1] for identity in ids]
    assert read_panel(csv(*rows)).notices == ()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (913301007042001234, "15 位之后已丢失"),
        (9.13301007042001e17, "15 位之后已丢失"),
        (datetime(2023, 3, 1), "编号成了日期"),
        (True, "编号成了逻辑值"),
        ("#N/A", "错误值"),
    ],
)
def test_what_a_spreadsheet_made_of_an_id_is_a_problem_in_each_cell(cell, said):
    problems = problems_of(workbook(*firm(cell)))
    assert [(problem.row, problem.column) for problem in problems] == [
        (row, "enterprise_id") for row in range(2, 6)
    ]
    assert all(said in problem.wrong.zh for problem in problems)


def test_a_code_of_fifteen_digits_and_one_that_is_text_are_read():
    panel = read_panel(workbook(*firm(913301007042001), *firm("913301007042001234", name="乙厂")))
    assert set(panel.tables["enterprises"]["enterprise_id"]) == {"913301007042001", "913301007042001234"}


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "9.13301E+17",
            "9E+17",
            "9.13e17",
            "2023/3/1",
            "2023-03-01",
            "3月1日",
            "#N/A",
            "#REF!",
            "#DIV/0!",
            "#VALUE!",
        ),
        *("#NAME?", "#NULL!", "#NUM!", "＃Ｎ/Ａ", "nan", "NaN", "-", "—", "/", "无", "N/A", "null"),
    ],
)
def test_in_a_csv_a_damaged_id_is_a_problem_as_well(cell):
    assert [problem.row for problem in problems_of(csv(*firm(cell)))] == [2, 3, 4, 5]


@pytest.mark.parametrize("cell", ["12E3", "E-1", "2023-001", "E+1", "NA1", "330110-2023-05", "#12"])
def test_an_id_that_only_resembles_a_damaged_one_is_read(cell):
    assert read_panel(csv(*firm(cell))).notices == ()


def test_an_item_of_a_damaged_enterprise_says_where_the_damage_is():
    projects = [
        ["project_id", "enterprise_id", "year", "investment", "loan", "loan_rate", "months"],
        ["P1", "913301007042001234", 2023, 2499, 2499, 0.04, 12],
    ]
    problem = problems_of(workbook(*firm(913301007042001234), projects=projects))[-1]
    assert (problem.place, problem.column) == ("projects", "enterprise_id")
    assert "damaged" in problem.right.en


def test_long_ids_that_end_in_zeros_are_asked_about():
    (notice,) = read_panel(csv(*firm("913301007042001000"))).notices
    assert "16" in notice.wrong.en


@pytest.mark.parametrize("cell", ["#REF!", "#N/A"])
def test_an_error_value_is_no_name_and_no_district(cell):
    assert [problem.column for problem in problems_of(csv(*firm("E1", name=cell)))] == ["name"] * 4
    problems = problems_of(csv(*firm("E1", district=cell)))
    assert all("error value" in problem.wrong.en for problem in problems)


@pytest.mark.parametrize("name", ["-机器人厂", "+机器人厂", "@机器人厂", "——", "-"])
def test_a_name_may_begin_with_any_sign_but_that_of_a_formula(name):
    panel = read_panel(csv(*firm("E1", name=name)))
    assert panel.tables["enterprises"]["name"].iloc[0] == name
    assert "formula" in problems_of(csv(*firm("E1", name="=A1")))[0].wrong.en


def test_a_text_in_the_quotes_of_a_csv_formula_is_the_text():
    panel = read_panel(csv(*firm('"=""00123"""')))
    assert set(panel.tables["enterprises"]["enterprise_id"]) == {"00123"}


@pytest.mark.parametrize("other", ["机器人厂 ", "机器人厂有限公司", "（机器人）厂", "机器人厂股份有限公司"])
def test_one_name_under_two_ids_is_asked_about(other):
    (notice,) = read_panel(csv(*firm("A"), *firm("B", name=other))).notices
    assert (notice.row, notice.column) == (6, "name")
    assert "A（第 2 行）、B（第 6 行）" in notice.wrong.zh


def test_firms_without_names_or_with_other_names_are_not():
    assert (
        read_panel(
            csv(*firm("A", name=""), *firm("B", name=""), *firm("C", name="-"), *firm("D", name="-"))
        ).notices
        == ()
    )
    assert read_panel(csv(*firm("A", name="机器人一厂"), *firm("B", name="机器人二厂"))).notices == ()


def test_one_id_under_two_names_is_asked_about():
    rows = firm("E1")
    rows[3][1] = "另一家"
    (notice,) = read_panel(csv(*rows)).notices
    assert (notice.row, notice.column) == (5, "enterprise_id")
    assert "机器人厂、另一家" in notice.wrong.zh


def years(identity, **purchases):
    return [
        [identity, f"{identity}厂", "yuhang", "robots", int(year[1:]), bought]
        for year, bought in purchases.items()
    ]


@pytest.mark.parametrize(
    ("other", "row", "says"),
    [
        (years("B", y2024=1600), 5, "次年开始有行"),
        (years("B", y2022=900, y2023=1000, y2024=2600), 7, "次年猛增"),
    ],
)
def test_a_firm_that_ends_while_another_starts_or_jumps_by_as_much_is_asked_about(other, row, says):
    notices = read_panel(csv(*years("A", y2021=1000, y2022=1200, y2023=1500), *other)).notices
    found = [notice for notice in notices if notice.column == "enterprise_id"]
    assert [notice.row for notice in found] == [row]
    assert says in found[0].wrong.zh


@pytest.mark.parametrize(
    "other",
    [
        years("B", y2024=400),
        years("B", y2022=900, y2023=1000, y2024=1200),
        years("B", y2022=900, y2023=1000, y2024=9000),
    ],
)
def test_a_firm_that_ends_while_no_other_has_its_figures_is_not(other):
    notices = read_panel(csv(*years("A", y2021=1000, y2022=1200, y2023=1500), *other)).notices
    assert [notice for notice in notices if notice.column == "enterprise_id"] == []
