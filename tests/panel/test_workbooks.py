"""What a cell of a workbook holds: the stored value and what it was, whoever wrote the workbook."""

import io
import re
import zipfile
from datetime import datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import from_excel

from simulation.panel import read_panel
from simulation.panel.files import gather, read_files
from simulation.panel.raw import Mark
from simulation.text.problems import InputError
from simulation.unpack.cell_values import is_date, shown_date
from tests.panel.workbooks import FIRM, HEAD, cell, data, roster, row, with_parts, workbook

STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="171" formatCode="0.00&quot;days&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>'
)


def sheet_of(*cells, **more):
    """The fifth cell of one row, as text and mark."""
    content = workbook({"enterprises": roster(*cells)}, **({"styles": STYLES} | more))
    sheets, problems = read_files(gather({"panel.xlsx": content}))
    assert problems == []
    return sheets["enterprises"]


def only(xml, **more):
    sheet = sheet_of(xml, **more)
    return sheet.cells.iloc[0, 4], Mark(int(sheet.marks.iloc[0, 4]))


@pytest.mark.parametrize(
    ("xml", "text", "mark"),
    [
        ("<c><v>2023</v></c>", "2023", Mark.NUMBER),
        ("<c><v>2023.0</v></c>", "2023", Mark.NUMBER),
        ("<c><v>0.1</v></c>", "0.1", Mark.NUMBER),
        ("<c><v>0.30000000000000004</v></c>", "0.30000000000000004", Mark.NUMBER),
        ("<c><v>-1E-3</v></c>", "-0.001", Mark.NUMBER),
        ("<c><v>9.13301007042001E+17</v></c>", "913301007042001000", Mark.NUMBER),
        ("<c><v>913301007042001234</v></c>", "913301007042001234", Mark.NUMBER),
        ("<c><v>007</v></c>", "7", Mark.NUMBER),
        ('<c t="str"><v> E1 </v></c>', "E1", Mark(0)),
        ('<c t="str"><v>a_x000D_b_x0000__xD800_</v></c>', "a\rb_x0000__xD800_", Mark(0)),
        ('<c t="e"><v>#N/A</v></c>', "#N/A", Mark.ERROR),
        ('<c t="b"><v>1</v></c>', "1", Mark.FLAG),
        ('<c t="b"><v>0</v></c>', "0", Mark.FLAG),
        ('<c s="1"><v>45047</v></c>', "2023-05-01", Mark.DATE),
        ('<c s="2"><v>45047.25</v></c>', "2023-05-01T06:00:00", Mark.DATE),
        ('<c s="1"><v>0.5</v></c>', "12:00:00", Mark.DATE),
        ('<c s="1"><v>-5</v></c>', "-5", Mark.NUMBER),
        ('<c s="3"><v>45047</v></c>', "45047", Mark.NUMBER),
        ('<c t="d"><v>2023-05-01T00:00:00Z</v></c>', "2023-05-01", Mark.DATE),
        ('<c t="str"><f>A1</f><v>E1</v></c>', "E1", Mark.FORMULA),
        ('<c><f>1+1</f><v>2</v></c>', "2", Mark.FORMULA | Mark.NUMBER),
        ('<c s="1"><f>TODAY()</f><v>45047</v></c>', "2023-05-01", Mark.FORMULA | Mark.DATE),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", Mark.FORMULA | Mark.ERROR),
        ('<c t="str"><f t="array" ref="E2">CONCAT("E","1")</f><v>E1</v></c>', "E1", Mark.FORMULA),
        ('<c><f t="dataTable" ref="E2:E9" r1="A1"/><v>7</v></c>', "7", Mark.FORMULA | Mark.NUMBER),
        ('<c><f t="shared" si="0"/><v>7</v></c>', "7", Mark.FORMULA | Mark.NUMBER),
        ('<c t="str"><f>""</f><v></v></c>', "", Mark(0)),
        ("<c><f>1+1</f></c>", "", Mark.UNSTORED),
        ("<c><f>1+1</f><v></v></c>", "", Mark.UNSTORED),
        ("<c><f>1+1</f><v/></c>", "", Mark.UNSTORED),
        ('<c t="n"><v>abc</v></c>', "abc", Mark(0)),
        ('<c><v>1e999</v></c>', "1e999", Mark(0)),
        ('<c><v>1_000</v></c>', "1_000", Mark(0)),
    ],
)  # fmt: skip
def test_a_cell_is_the_stored_value_as_text_and_what_it_was(xml, text, mark):
    assert only(xml) == (text, mark)


def test_shared_texts_join_their_runs_and_leave_out_how_they_are_spoken():
    texts = '<si><t>甲</t></si><si><r><t>杭州</t></r><rPh><t>ハン</t></rPh><r><t xml:space="preserve"> 某 </t></r></si>'
    assert only('<c t="s"><v>1</v></c>', texts=texts) == ("杭州 某", Mark(0))
    assert only('<c t="inlineStr"><is><r><t>E</t></r><r><t>1</t></r><rPh><t>x</t></rPh></is></c>') == (
        "E1",
        Mark(0),
    )


@pytest.mark.parametrize("serial", [1, 59, 61, 3000, 3000.5, 45047, 45047.99999, 2958465])
@pytest.mark.parametrize("from_1904", [False, True])
def test_a_date_is_the_one_that_a_spreadsheet_shows(serial, from_1904):
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if from_1904 and serial == 2958465:
        pytest.skip("past the last year that a date can have")
    expected = from_excel(serial, epoch=epoch)
    assert abs(datetime.fromisoformat(shown_date(serial, from_1904)) - expected) < timedelta(milliseconds=2)


def test_a_workbook_that_counts_from_1904_has_its_own_dates():
    settings = '<workbookPr date1904="1"/>'
    assert only('<c s="1"><v>43585</v></c>', settings=settings) == ("2023-05-01", Mark.DATE)


@pytest.mark.parametrize(
    ("code", "date"),
    [
        ("yyyy-mm-dd", True),
        ('[$-804]yyyy"年"m"月"d"日";@', True),
        ("[h]:mm", True),
        ("mm:ss.0", True),
        ("General", False),
        ("G/通用格式", False),
        ("[Red]0.00", False),
        ('0.00"days"', False),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', False),
        ("#,##0\\ \\d", False),
        ("[DBNum2][$-804]General", False),
        ("0.00E+00", False),
    ],
)
def test_a_format_of_dates_is_told_from_one_of_numbers(code, date):
    assert is_date(170, code) is date


def test_a_workbook_gives_the_panel_that_its_csv_gives():
    text = "enterprise_id,district,field,year,revenue\nE1,yuhang,robots,2023,0.1\nE2,yuhang,robots,2023,1234567.89\n"
    book = Workbook()
    book.active.title = "enterprises"
    book.active.append(text.split("\n")[0].split(","))
    book.active.append(["E1", "yuhang", "robots", 2023, 0.1])
    book.active.append(["E2", "yuhang", "robots", 2023, 1234567.89])
    buffer = io.BytesIO()
    book.save(buffer)
    assert (
        read_panel({"a.xlsx": buffer.getvalue()}).hash == read_panel({"enterprises.csv": text.encode()}).hash
    )


@pytest.mark.parametrize(
    "sheet",
    [
        data(row(*HEAD), "<row>" + cell("E1", ' r="A2"') + cell("E2", ' r="A2"') + "</row>"),
        data(row(*HEAD), "<row>" + cell("E1", ' r="B2"') + cell("E2", ' r="A2"') + "</row>"),
        data(row(*HEAD), row(*FIRM, more=' r="2"'), row("E2", *FIRM[1:], more=' r="2"')),
        data(row(*HEAD, more=' r="4"'), row(*FIRM, more=' r="2"')),
    ],
)
def test_a_cell_or_a_row_that_is_given_twice_is_refused_and_not_chosen_between(sheet):
    with pytest.raises(InputError) as error:
        read_panel({"panel.xlsx": workbook({"enterprises": sheet})})
    (problem,) = error.value.problems
    assert (problem.place, "twice" in problem.wrong.en) == ("enterprises", True)
    assert problem.value in ("A2", "2")


def test_cells_without_an_address_stand_in_their_order_and_rows_keep_their_numbers():
    sheet = data(row(*HEAD, more=' r="3"'), row(*FIRM), row("E2", *FIRM[1:], more=' r="9"'))
    panel = read_panel({"panel.xlsx": workbook({"enterprises": sheet})})
    assert panel.tables["enterprises"].index.tolist() == [4, 9]


def test_the_parts_may_have_any_name_and_any_prefix():
    content = workbook({"enterprises": data(row(*HEAD), row(*FIRM))})
    moved = with_parts(
        content,
        {
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                b"worksheets/sheet1.xml", b"/xl/Sheets\\One.bin"
            ),
            "xl/sheets\\one.bin": prefixed(content),
            "xl/worksheets/sheet1.xml": b"not this one",
        },
    )
    assert read_panel({"panel.xlsx": moved}).hash == read_panel({"panel.xlsx": content}).hash


def prefixed(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").replace(b"xmlns=", b"xmlns:x=")
    return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml)


def test_times_and_dates_of_openpyxl_are_read_as_it_wrote_them():
    book = Workbook()
    book.active.title = "enterprises"
    book.active.append(list(HEAD))
    for value in (datetime(2023, 5, 1), datetime(2023, 5, 1, 12, 30, 15), time(12, 30)):
        book.active.append([*FIRM[:4], value])
    buffer = io.BytesIO()
    book.save(buffer)
    sheets, _ = read_files(gather({"panel.xlsx": buffer.getvalue()}))
    assert sheets["enterprises"].cells[4].tolist() == ["2023-05-01", "2023-05-01T12:30:15", "12:30:00"]
    assert set(sheets["enterprises"].marks[4]) == {Mark.DATE}


def test_a_cell_far_beyond_the_heading_is_told_with_what_stands_in_it():
    sheet = data(
        row(*HEAD), row(*FIRM), '<row r="3">' + cell("E2", ' r="A3"') + cell("note", ' r="ZZ3"') + "</row>"
    )
    with pytest.raises(InputError) as error:
        read_panel({"panel.xlsx": workbook({"enterprises": sheet})})
    assert [(problem.row, problem.value) for problem in error.value.problems] == [(3, "note")]


FORMULAS = {
    "used and stored": ("<c><f>1+1</f><v>3000</v></c>", True),
    "used and not stored": ("<c><f>1+1</f></c>", False),
    "extra and not stored": (cell(3000) + "<c><f>1+1</f></c>", True),
    "extra and an array": (cell(3000) + '<c t="str"><f t="array" ref="F2">UNIQUE(A1)</f><v>x</v></c>', True),
}


@pytest.mark.parametrize("kind", FORMULAS)
def test_a_formula_is_refused_only_where_it_is_used_and_no_value_is_stored(kind):
    cells, good = FORMULAS[kind]
    content = workbook(
        {"enterprises": data(row(*HEAD, "remark"), "<row>" + "".join(map(cell, FIRM[:4])) + cells + "</row>")}
    )
    if good:
        panel = read_panel({"panel.xlsx": content})
        assert panel.tables["enterprises"]["revenue"].tolist() == [3000]
        told = [notice for notice in panel.notices if "formula" in notice.wrong.en]
        assert [notice.column for notice in told] == ["revenue"] * (kind == "used and stored")
    else:
        with pytest.raises(InputError) as error:
            read_panel({"panel.xlsx": content})
        (problem,) = error.value.problems
        assert (problem.row, problem.column, "formula" in problem.wrong.en) == (2, "revenue", True)


def test_an_array_formula_as_an_id_is_its_stored_value_in_every_run():
    id_ = '<c t="str"><f t="array" ref="A2">CONCAT("E","1")</f><v>E1</v></c>'
    sheet = data(row(*HEAD), "<row>" + id_ + "".join(map(cell, FIRM[1:])) + "</row>")
    first, second = (read_panel({"panel.xlsx": workbook({"enterprises": sheet})}) for _ in range(2))
    assert first.tables["enterprises"]["enterprise_id"].tolist() == ["E1"]
    assert first.hash == second.hash
