"""Headings as people lay them out: titles, merged cells, units in brackets, in a row, in a group or in a note."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from simulation.panel import read_panel
from simulation.text.problems import InputError

HEAD = ["企业编号", "区县", "领域", "年度", "营业收入", "产值"]
ROW = ["E1", "余杭区", "机器人", 2023, 3000, 3100]


def workbook(*rows, sheet="enterprises"):
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return {"panel.xlsx": buffer.getvalue()}


def problems_of(source):
    with pytest.raises(InputError) as error:
        read_panel(source)
    return error.value.problems


def only_row(source):
    panel = read_panel(source)
    (row,) = panel.tables["enterprises"].reset_index(names="row").to_dict("records")
    return row, panel.notices


@pytest.mark.parametrize(
    "heading",
    [
        "营业收入（万元）",
        "营业收入\n(万元)",
        "营业收入*",
        "* 营业收入 【万元】",
        "营业收入/万元",
        "营业收入（单位：万元，不含税）",
        "营业收入 Revenue",
        "REVENUE (万元)",
        "revenue",
        "营业 收入",
    ],
)
def test_a_heading_is_known_with_its_unit_brackets_and_line_breaks(heading):
    row, notices = only_row(workbook([*HEAD[:4], heading], ROW[:5]))
    assert row["revenue"] == 3000
    assert notices == ()


def test_titles_above_and_units_below_are_skipped_with_a_notice_and_rows_keep_their_numbers():
    row, notices = only_row(
        workbook(
            [],
            ["2023 年高端装备企业情况表"],
            ["单位：万元"],
            HEAD,
            ["", "", "", "年", "万元", "万元"],
            [],
            ROW,
        )
    )
    assert (row["row"], row["enterprise_id"], row["revenue"]) == (7, "E1", 3000)
    assert [(notice.row, notice.severity) for notice in notices] == [
        (2, "warning"),
        (3, "warning"),
        (5, "warning"),
    ]
    assert [notice.value for notice in notices][:2] == ["2023 年高端装备企业情况表", "单位：万元"]
    assert "unit" in notices[2].wrong.en


def test_cells_merged_downwards_are_headings_whichever_row_has_more_of_them():
    group = [*HEAD[:4], "经营情况（万元）", None, "备注"]
    row, notices = only_row(workbook(group, [None] * 4 + ["营业收入", "产值"], ROW))
    assert (row["row"], row["year"], row["revenue"], row["output_value"]) == (3, 2023, 3000, 3100)
    assert notices == ()
    many = [["基本信息", None, None, None, "产值"], [*HEAD[:4], "合计", "营业收入"]]
    row, notices = only_row(workbook(*many, [*ROW[:4], 3100, 3000]))
    assert (row["revenue"], row["output_value"]) == (3000, 3100)
    assert notices == ()


def test_a_problem_below_a_title_names_the_row_of_the_file():
    problem = problems_of(workbook(["情况表"], HEAD, ROW, [*ROW[:3], 2024, -1, 5]))[0]
    assert (problem.row, problem.column) == (4, "revenue")
    missing = problems_of(workbook(["情况表"], HEAD[:3], ROW[:3]))[0]
    assert (missing.row, missing.column) == (2, "year")


@pytest.mark.parametrize(
    ("above", "heading", "units", "row", "unit", "way_out"),
    [
        ([], "营业收入（元）", [], 1, "元", "divide by 10000"),
        ([], "营业收入\n(亿元)", [], 1, "亿元", "multiply by 10000"),
        ([], "营业收入", ["", "", "", "年", "元"], 2, "元", "divide by 10000"),
        ([["", "", "", "", "经营情况（千元）"]], "营业收入", [], 2, "千元", "divide by 10"),
        ([["情况表", "", "", "", "", "单位：元"]], "营业收入", [], 2, "元", "divide by 10000"),
    ],
)
def test_another_unit_of_money_is_a_problem_that_says_to_give_wan(above, heading, units, row, unit, way_out):
    rows = [*above, [*HEAD[:4], heading], *([units] if units else []), ROW[:5]]
    (problem,) = problems_of(workbook(*rows))
    # A note or a group stands in the first row, above the heading.
    assert (problem.row, problem.column, problem.value) == (1 if above else row, "revenue", unit)
    assert way_out in problem.right.en
    assert "万元" in problem.right.zh


def test_the_unit_nearest_to_the_figures_counts():
    rows = [["单位：元"], [*HEAD[:4], "营业收入（万元）"], ROW[:5]]
    assert only_row(workbook(*rows))[0]["revenue"] == 3000
    rows = [[*HEAD[:4], "营业收入（元）"], ["", "", "", "", "万元"], ROW[:5]]
    assert only_row(workbook(*rows))[0]["revenue"] == 3000


def test_vehicles_by_the_ten_thousand_are_a_problem():
    (problem,) = problems_of(workbook([*HEAD[:4], "整车产量（万辆）"], [*ROW[:4], 7]))
    assert (problem.column, problem.value) == ("vehicle_output", "万辆")


def test_an_ignored_column_in_another_unit_is_no_problem():
    row, notices = only_row(workbook([*HEAD[:5], "注册资本（元）"], [*ROW[:5], 10_000_000]))
    assert row["revenue"] == 3000
    assert [notice.column for notice in notices] == ["注册资本（元）"]


def test_a_blank_required_cell_speaks_of_merged_cells():
    problem = problems_of(workbook(HEAD, ROW, [None, None, None, 2024, 3000, 3100]))[0]
    assert (problem.row, problem.column) == (3, "enterprise_id")
    assert "merged" in problem.right.en
    assert "合并" in problem.right.zh


def test_the_size_that_a_sheet_states_of_itself_is_not_believed():
    content = workbook(HEAD, ROW)["panel.xlsx"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:F2"', b'ref="A1"'))
    assert only_row({"panel.xlsx": buffer.getvalue()})[0]["output_value"] == 3100


def test_two_sheets_of_one_table_are_a_problem():
    book = Workbook()
    for name in ("enterprises", "企业"):
        sheet = book.create_sheet(name)
        sheet.append(HEAD)
        sheet.append(ROW)
    buffer = io.BytesIO()
    book.save(buffer)
    assert "twice" in problems_of({"panel.xlsx": buffer.getvalue()})[0].wrong.en
