"""Rows that are no things are one problem each that says to delete them; firms with such names are none."""

import pytest

from simulation.panel import read_panel
from simulation.text.problems import InputError

HEAD = "enterprise_id,name,district,field,year,parts_purchases,revenue"
ROWS = [
    "E1,机器人厂,yuhang,robots,2022,1000,5000",
    "E1,机器人厂,yuhang,robots,2023,1500,6000",
    "E2,增材厂,xihu,additive,2022,1100,7000",
    "E2,增材厂,xihu,additive,2023,1300,8000",
]


def read(*more, rows=ROWS, head=HEAD):
    return read_panel({"enterprises.csv": "\n".join([head, *rows, *more]).encode()})


def problem_of(row):
    with pytest.raises(InputError) as error:
        read(row)
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize(
    "row",
    [
        "合计,,,,,4900,26000",
        "合  计,,,,2023,2800,",
        "合计：,,,,,,",
        "小计,合计,yuhang,robots,2023,1500,6000",
        "E9,余杭区小计,yuhang,robots,2023,1500,6000",
        "E9,机器人厂,yuhang,robots,合计,2500,",
        ",总计,,,,4900,",
        "其中：机器人,,,,2023,1500,",
        "平均,,,,,1225,",
        "共2家,,,,,4900,",
        "Grand total,,,,2023,4900,",
        "SUM,,,,,4900,",
        "Ｔｏｔａｌ,,,,,4900,",
        "本页合计（万元）,,,,,4900,",
        "累计,累计,yuhang,robots,2023,1,1",
    ],
)
def test_a_row_of_totals_is_one_problem(row):
    problem = problem_of(row)
    assert (problem.row, problem.right.zh) == (6, "请删除此行")
    assert "合计行" in problem.wrong.zh


@pytest.mark.parametrize(
    "row",
    [
        "填报人：示例　审核人：示例　填报日期：2025-03-01",
        "制表人,,,审核,,,",
        "单位负责人（签字）：,,,填表日期：,,,",
        "（盖章）,,,,,,",
        "注：以上数据由企业填报,,,,,,",
        "备注,以上为快报数,,,,,",
        "说明：1.口径为规上企业,,,,,,",
        ",注1：不含税,,,,,",
        "数据来源：统计局,,,,,,",
        "以下空白,,,,,,",
        "以上数据由企业自行填报,,,,,,",
        "Note: as reported,,,,,,",
        "Prepared by: someone,,,,,,",
        "联系电话：0571-0000000,,,,,,",
    ],
)
def test_a_note_or_a_signature_is_one_problem(row):
    problem = problem_of(row)
    assert problem.row == 6
    assert "请删除此行" in problem.right.zh


@pytest.mark.parametrize(
    "row", [",,,,2023,2800,14000", ",,余杭区,,,2500,11000", ",,,,,4900,26000", "全部,,,,2023,2800,14000"]
)
def test_a_row_without_a_name_whose_figures_are_the_sum_of_those_above_is_one_problem(row):
    if row.startswith(",,余杭区"):
        with pytest.raises(InputError) as error:
            read(row, rows=ROWS[:2])
        (problem,) = error.value.problems
    else:
        problem = problem_of(row)
    assert "之和" in problem.wrong.zh
    assert "merged" not in problem.right.en


def test_subtotals_and_a_total_are_one_problem_each():
    with pytest.raises(InputError) as error:
        read(",,,,,2500,11000", *ROWS[2:], ",,,,,2400,15000", ",,,,,4900,26000", rows=ROWS[:2])
    assert [problem.row for problem in error.value.problems] == [4, 7, 8]


def test_a_heading_that_is_repeated_is_one_problem():
    assert problem_of(HEAD).wrong.en == "the heading once more"


def test_a_row_of_merged_cells_is_not_taken_for_a_sum():
    rows = ["E1,机器人厂,yuhang,robots,2021,400,", ",,,,2022,600,", ",,,,2023,1000,"]
    with pytest.raises(InputError) as error:
        read(rows=rows)
    assert all("merged" in problem.right.en for problem in error.value.problems)


@pytest.mark.parametrize(
    "name",
    [
        "合计科技",
        "小计算机有限公司",
        "示例设计",
        "说明科技",
        "共计一家人科技",
        "Total Robotics",
        "注胶机厂",
        "审核科技",
    ],
)
def test_a_firm_whose_name_only_holds_such_a_word_is_read(name):
    panel = read(f"E3,{name},yuhang,robots,2022,1,1", f"E3,{name},yuhang,robots,2023,1,1")
    assert len(panel.tables["enterprises"]) == 6
    assert panel.notices == ()


def test_equal_figures_and_zeros_are_no_totals():
    rows = [f"E{firm},甲{firm}厂,yuhang,robots,{year},0,100" for firm in (1, 2, 3) for year in (2022, 2023)]
    assert read(rows=rows).notices == ()


def test_a_remark_in_an_ignored_column_says_nothing_of_its_row():
    rows = [f"注：快报,{row}" for row in ROWS]
    panel = read(rows=rows, head=f"备注,{HEAD}")
    assert len(panel.tables["enterprises"]) == 4
