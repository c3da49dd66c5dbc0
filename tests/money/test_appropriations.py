"""A budget as an office lays it out: payers down, years across, with titles, totals and signatures."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from simulation.money.appropriations import read_appropriations, write_appropriations
from simulation.scenario import Scenario
from simulation.text.problems import InputError

WIDE = [
    ["2024—2026年高端装备奖补预算安排表"],
    ["单位：万元"],
    ["序号", "区域", "2024年", "2025年预算", "2026年度", "合计"],
    [None, "合计", 110, "1,200", None, 1310],
    [1, "市级", 100, "1,000", "—", 1100],
    [2, "区县"],
    [3, "余杭区", 10, 200, None, 210],
    ["制表人：张三"],
]
CELLS = {("city", 2024): 100.0, ("city", 2025): 1000.0, ("yuhang", 2024): 10.0, ("yuhang", 2025): 200.0}


def workbook(rows, merged=(), title="Sheet1", beside=()):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    for other in beside:
        book.create_sheet(other).append(["说明"])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def read(content, name="预算.xlsx"):
    return read_appropriations(Scenario(), name, content)


def lines(problems):
    return [problem.line() for problem in problems]


def test_the_wide_sheet_of_a_bureau_is_read_and_what_is_left_out_is_told():
    cells, notices = read(workbook(WIDE))
    assert cells == CELLS
    told = " ".join(lines(notices))
    assert "第 4 行 = 合计：合计行，未读入" in told
    assert "第 8 行 = 制表人：张三：说明行" in told
    assert "2 区县" in told


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "\t2025\t2026\n市级\t1000\t2,000\n余杭\t５\t\n".encode("utf-16")),
        ("a.csv", '主体,2025年,2026年\n市本级,1000,"2,000"\n余杭区,5,\n'.encode("gb18030")),
        ("a.csv", b"payer;FY2025;FY2026\ncity;1000;2000\nYuhang;5;/\n"),
        ("a.xlsx", workbook([["主体", "财政年度"], ["", 2025, 2026], ["市级", 1000, 2000], ["余杭", 5]], ["A1:A2"])),
        ("a.xlsx", workbook([["", 2025, 2026], ["市级", 1000, 2000], ["余杭", 5]], (), "预算", ["Sheet2"])),
        ("a.xlsx", workbook([["", 2025, 2026], ["市级", 1000, 2000], ["余杭", 5]], (), "Sheet1", ["Sheet2"])),
        ("a.xlsx", workbook([["区县", "", 2025, 2026], ["市级", "", 1000, 2000], ["区县", "余杭", 5]])),
    ],
)  # fmt: skip
def test_years_across_are_read_from_every_kind_of_file(name, content):
    cells, _ = read(content, name)
    assert cells == {("city", 2025): 1000.0, ("city", 2026): 2000.0, ("yuhang", 2025): 5.0}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["单位：元"], ["", 2025], ["市级", 1]], "单位写的是元"),
        ([["预算（亿元）"], ["", 2025], ["市级", 1]], "单位写的是亿元"),
        ([["", "2025年（亿元）"], ["市级", 1]], "乘以 10000"),
        ([["", 2025], ["市级", "33,33"]], "第 2 行 · B2 2025年 = 33,33"),
        ([["", 2025], ["于杭区", 1]], "是否为 余杭区"),
        ([["", 2025], ["", 1]], "第 2 行 · A2 预算主体"),
        ([["", 2025], ["余杭区", 1], ["余杭", 1]], "第 3 行 · A3 预算主体 = 余杭：重复的行"),
        ([["", 2025], ["市级", -3]], "不能为负数"),
        ([["", 2025], ["市级", "=1+1"]], "公式"),
        ([["", 2025, 2040], ["市级", 1, 3]], "2040 年没有应付现金"),
        ([["", 2025, "2025年"], ["市级", 1, 3]], "此列出现两次"),
        ([["", 2025], ["市级", 1, 3]], "此格所在的列没有年度"),
    ],
)
def test_what_cannot_be_used_is_named_by_row_and_year_and_nothing_is_taken(rows, told):
    with pytest.raises(InputError) as refused:
        read(workbook(rows))
    assert told in " ".join(lines(refused.value.problems))


def test_the_empty_table_is_read_back_when_it_is_filled_in():
    empty = write_appropriations((2025, 2026))
    with pytest.raises(InputError, match="no amounts"):
        read(empty)
    book = load_workbook(BytesIO(empty))
    sheet = book.worksheets[0]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "余杭区")
    sheet.cell(2, 2).value, sheet.cell(row, 3).value = 12.5, 7
    target = BytesIO()
    book.save(target)
    assert read(target.getvalue())[0] == {("city", 2025): 12.5, ("yuhang", 2026): 7.0}
