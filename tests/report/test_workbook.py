"""The workbook read back: its sums agree with the engine, and no text of the user's is a formula."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from simulation.report.workbook import workbook
from tests.report.conftest import EVIL


@pytest.fixture(scope="module")
def books(reports):
    files = {language: workbook(report) for language, report in reports.items()}
    return {
        language: (load_workbook(BytesIO(file)), load_workbook(BytesIO(file), data_only=True))
        for language, file in files.items()
    }


def numbers(sheet, reference):
    """The numbers in the cells that a formula names."""
    found = []
    for part in reference.split(","):
        left, top, right, bottom = range_boundaries(part)
        for row in sheet.iter_rows(top, bottom, left, right, values_only=True):
            found += [value for value in row if isinstance(value, int | float)]
    return found


def cells(sheet, reference):
    """The cells of one block, as they are."""
    left, top, right, bottom = range_boundaries(reference)
    return [value for row in sheet.iter_rows(top, bottom, left, right, values_only=True) for value in row]


def value_of(sheet, formula):
    """What a spreadsheet makes of the few formulas that the workbook holds."""
    if match := re.fullmatch(r"=SUM\(([A-Z0-9:,]+)\)", formula):
        return sum(numbers(sheet, match[1]))
    if match := re.fullmatch(r'=IF\(COUNT\(([A-Z0-9:,]+)\)=0,"",SUM\(\1\)\)', formula):
        found = numbers(sheet, match[1])
        return sum(found) if found else None
    if match := re.fullmatch(r'=IF\(ISNUMBER\((\w+)\),(\w+)-\1,""\)', formula):
        budget, due = sheet[match[1]].value, sheet[match[2]].value
        return due - budget if isinstance(budget, int | float) else None
    if match := re.fullmatch(
        r'=IF\(COUNT\(([A-Z0-9:]+)\)=0,"",SUMPRODUCT\(ISNUMBER\(\1\)\*([A-Z0-9:]+)\)\)', formula
    ):
        pairs = zip(cells(sheet, match[1]), cells(sheet, match[2]), strict=True)
        filled = [due for budget, due in pairs if isinstance(budget, int | float)]
        return sum(filled) if filled else None
    if match := re.fullmatch(
        r'=IF\(AND\(COUNT\(([A-Z0-9:]+)\)>0,SUMPRODUCT\(\(([A-Z0-9:]+)<>0\)\*\(\1=""\)\)=0\),SUM\(\1\),""\)',
        formula,
    ):
        pairs = list(zip(cells(sheet, match[1]), cells(sheet, match[2]), strict=True))
        whole = not [1 for budget, due in pairs if due and not isinstance(budget, int | float)]
        found = numbers(sheet, match[1])
        return sum(found) if found and whole else None
    if match := re.fullmatch(r'=IF\(AND\(COUNT\(([A-Z0-9,]+)\)>0,(.+)\),SUM\(\1\),""\)', formula):
        tests = re.findall(r"OR\(ISNUMBER\((\w+)\),(\w+)=0\)", match[2])
        assert [budget for budget, _ in tests] == match[1].split(",")
        whole = all(isinstance(sheet[one].value, int | float) or sheet[due].value == 0 for one, due in tests)
        found = numbers(sheet, match[1])
        return sum(found) if found and whole else None
    if match := re.fullmatch(r"=MAX\((\w+)-(\w+),0\)", formula):
        return max(sheet[match[1]].value - sheet[match[2]].value, 0)
    if match := re.fullmatch(r"=(\w+)\+(\w+)", formula):
        return sheet[match[1]].value + sheet[match[2]].value
    raise AssertionError(f"a formula of no known shape: {formula}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_formula_is_ours_and_gives_the_value_that_it_carries(books, language):
    formulas, values = books[language]
    seen = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    shown = values[sheet.title][cell.coordinate].value
                    expected = value_of(values[sheet.title], cell.value)
                    if expected is None:
                        assert shown in (None, ""), (sheet.title, cell.coordinate)
                    else:
                        assert shown == pytest.approx(expected, rel=1e-12, abs=1e-9), (
                            sheet.title,
                            cell.coordinate,
                        )
                    seen += 1
    assert seen > 150


def totals(sheet, word):
    return [row for row in sheet.iter_rows(values_only=True) if word in row[:2]]


def test_the_sums_agree_with_the_engine(books, reports):
    _, values = books["zh"]
    outlay = reports["zh"].figures.outlay
    total = outlay.total().mean()
    assert totals(values["分措施"], "合计")[0][2] == pytest.approx(total)
    assert totals(values["绩效年度"], "合计")[0][1] == pytest.approx(total)
    matrix = totals(values["绩效年度"], "合计")[1]
    assert matrix[1:4] == pytest.approx(outlay.by_year().mean(axis=0))
    assert matrix[4] == pytest.approx(total)
    assert totals(values["财政年度"], "合计")[0][3] == pytest.approx(total)
    assert totals(values["负担方"], "合计")[0][1] == pytest.approx(total)


def test_the_budget_table_has_budget_estimate_and_adjustment_for_city_and_districts(books, reports):
    _, values = books["zh"]
    sheet = values["预算表"]
    rows = list(sheet.iter_rows(values_only=True))
    assert "单位：万元" in rows[1][0]
    heads = [row for row in rows if "预算" in row and "测算" in row and "调整" in row]
    assert len(heads) == 1
    assert any("市级" in row and "区县" in row and "小计" in row for row in rows)
    by_measure, by_payer = totals(sheet, "合计")
    total = reports["zh"].figures.outlay.total().mean()
    assert by_measure[20] == pytest.approx(total)
    assert by_payer[19] == pytest.approx(total)
    equity = next(row for row in rows if row[1] == "基金直投")
    assert equity[0] == "不计入合计"  # under the total, not in it
    assert rows.index(equity) > rows.index(by_measure)
    city = next(row for row in rows if row[1] == "市级" and row[0] == "1")
    due = reports["zh"].figures["budget"].set_index(["payer", "fiscal_year"]).loc[("city", 2024), "due"]
    assert city[6:9] == pytest.approx((1500, due, due - 1500))
    assert city[12] is None and city[14] in (None, "")  # 2026 was not entered: no adjustment is made up
    # Not every year in which the city owes has its appropriation, so all years together have none.
    assert city[18] in (None, "") and city[20] in (None, "")
    assert city[19] == pytest.approx(reports["zh"].figures.bill.total("city").mean())


def test_the_total_of_the_budget_table_and_what_was_entered_of_it_agree_with_the_note(books, reports):
    _, values = books["zh"]
    total = totals(values["预算表"], "合计")[1]
    (filled,) = totals(values["预算表"], "其中已填预算")
    budget = reports["zh"].figures["budget"]
    # Two payers of fourteen have an appropriation: the total has none, and no adjustment.
    assert total[6] in (None, "") and total[8] in (None, "")
    assert total[7] == pytest.approx(budget.query("fiscal_year == 2024")["due"].sum())
    entered = budget.dropna(subset=["appropriation"])
    for year, place in ((2024, 6), (2025, 9), (None, 18)):
        rows = entered if year is None else entered[entered["fiscal_year"] == year]
        sums = (rows["appropriation"].sum(), rows["due"].sum())
        assert filled[place : place + 3] == pytest.approx((*sums, sums[1] - sums[0]))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_name_that_looks_like_a_formula_stays_text(books, language):
    formulas, _ = books[language]
    cover = formulas.worksheets[0]
    named = [cell for row in cover.iter_rows() for cell in row if cell.value == EVIL]
    assert [cell.data_type for cell in named] == ["s"]
    for sheet in formulas:
        assert not sheet._hyperlinks
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f" and "HYPERLINK" in cell.value]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_numbers_are_numbers_headings_are_frozen_and_each_sheet_has_its_print(books, language):
    formulas, _ = books[language]
    assert len(formulas.sheetnames) == 15
    for sheet in formulas.worksheets[1:-1]:
        assert sheet.freeze_panes, sheet.title
        assert sheet.print_area, sheet.title
        assert sheet.page_setup.fitToWidth in (1, None), sheet.title
    share = formulas.worksheets[6]["B5"]
    assert (share.value, share.number_format) == (0.5, "0.0%")
    charts = [sheet.title for sheet in formulas if sheet._charts]
    assert len(charts) == 6


def test_a_rate_is_a_number_that_reads_as_a_percentage(books):
    sheet = books["zh"][0]["参数"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "贷款贴息 · 贴息年利率上限")
    assert (row[2].value, row[3].value, row[3].number_format) == (0.01, 0.01, "0.0%")
    moved = next(row for row in sheet.iter_rows() if row[0].value == "采购补助 · 单个企业年度补助上限")
    assert (moved[2].value, moved[3].value, moved[6].value) == (500, 250, "是")
