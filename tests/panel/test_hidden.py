"""What the user may not see in a workbook is told, or left out by the switch; never counted twice."""

import pytest
from click.testing import CliRunner

from simulation.cli.main import main
from simulation.panel import read_panel, read_payments
from simulation.text.problems import InputError
from tests.panel.workbooks import FIRM, HEAD, data, row, workbook

SECOND = ("E2", *FIRM[1:])
OTHER = data(row(*HEAD), row("E9", *FIRM[1:]))
TABLE = data(row(*HEAD), row(*FIRM))


def read(content, hidden="read"):
    panel = read_panel({"panel.xlsx": content}, hidden)
    return list(panel.tables["enterprises"]["enterprise_id"]), [notice.line("en") for notice in panel.notices]


def filtered(more, after=""):
    rows = [row(*HEAD), row(*FIRM), *[row(f"E{n}", *FIRM[1:], more=more) for n in (2, 3, 5)]]
    return workbook({"enterprises": "".join(rows).join(["<sheetData>", "</sheetData>"]) + after})


@pytest.mark.parametrize("more", [' hidden="1"', ' hidden="true"', ' ht="0" customHeight="1"'])
def test_hidden_rows_are_read_and_counted_with_their_numbers_or_left_out(more):
    ids, notices = read(filtered(more))
    assert ids == ["E1", "E2", "E3", "E5"]
    assert [
        notice
        for notice in notices
        if "3 hidden rows are read: 3–5" in notice and "--leave-out-hidden" in notice
    ]
    ids, notices = read(filtered(more), "leave_out")
    assert ids == ["E1"]
    assert [notice for notice in notices if "3 hidden rows left out: 3–5" in notice]


@pytest.mark.parametrize("command", ["check", "assess"])
def test_a_command_leaves_hidden_rows_out_when_it_is_told_to(command, tmp_path):
    file = tmp_path / "panel.xlsx"
    file.write_bytes(filtered(' hidden="1"'))
    read, left = (
        CliRunner().invoke(main, [command, str(file), "--lang", "en", *more]).stderr
        for more in ([], ["--leave-out-hidden"])
    )
    assert "3 hidden rows are read" in read
    assert "3 hidden rows left out" in left


def test_a_filter_is_named_by_its_column():
    after = '<autoFilter ref="A1:E5"><filterColumn colId="4"><filters><filter val="1"/></filters></filterColumn></autoFilter>'
    _, notices = read(filtered(' hidden="1"', after))
    assert any("3 hidden rows are read (filtered by revenue)" in notice for notice in notices)


def test_a_filter_that_hides_nothing_says_nothing():
    after = '<autoFilter ref="A1:E5"/>'
    assert not any("hidden" in notice for notice in read(filtered("", after))[1])


def test_hidden_columns_that_are_used_are_named():
    columns = '<cols><col min="5" max="9" hidden="1"/></cols>'
    ids, notices = read(workbook({"enterprises": columns + TABLE}))
    assert any("hidden columns are read: revenue" in notice for notice in notices)
    assert ids == ["E1"]
    columns = '<cols><col min="6" max="16384" width="0"/></cols>'
    assert read(workbook({"enterprises": columns + TABLE}))[1] == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("title", ["enterprises (旧)", "企业"])
def test_a_hidden_sheet_of_the_same_table_is_left_out_and_named_whichever_comes_first(state, title):
    for sheets in (
        {"enterprises": TABLE, title: (OTHER, state)},
        {title: (OTHER, state), "enterprises": TABLE},
    ):
        for hidden in ("read", "leave_out"):
            ids, notices = read(workbook(sheets), hidden)
            assert ids == ["E1"]
            assert [f"hidden sheet {title}" in notice for notice in notices] == [True]


def test_a_hidden_sheet_alone_is_read_with_a_word_or_left_out():
    content = workbook({"说明": data(row("see")), "enterprises": (TABLE, "veryHidden")})
    ids, notices = read(content)
    assert ids == ["E1"]
    assert any("enterprises is hidden; it is read" in notice for notice in notices)
    with pytest.raises(InputError, match="hidden sheets"):
        read(content, "leave_out")


def test_a_hidden_sheet_that_only_bears_the_name_of_a_table_is_no_table():
    scrap = data(row("draft of last year", "x"))
    ids, notices = read(workbook({"enterprises": TABLE, "payments": (scrap, "hidden")}))
    assert ids == ["E1"]
    assert ["payments is not read" in notice for notice in notices] == [True]


def test_two_visible_sheets_of_one_table_are_refused_with_the_second_named():
    with pytest.raises(InputError) as error:
        read(workbook({"enterprises": TABLE, "企业": OTHER}))
    (problem,) = error.value.problems
    assert (problem.value, "twice" in problem.wrong.en) == ("企业", True)


def test_a_sheet_of_no_known_name_is_taken_by_its_headings_where_it_is_the_only_one():
    ids, notices = read(workbook({"Sheet1": TABLE, "Sheet2": data(row("notes"))}))
    assert ids == ["E1"]
    assert ["Sheet1 is taken" in notice for notice in notices] == [True]
    with pytest.raises(InputError) as error:
        read(workbook({"Sheet1": TABLE, "Sheet2": OTHER}))
    (problem,) = error.value.problems
    assert (problem.value, "no known sheet" in problem.wrong.en) == ("Sheet1、Sheet2", True)


def test_a_known_name_wins_and_a_second_table_of_no_known_name_is_told():
    ids, notices = read(workbook({"2024": OTHER, "enterprises": TABLE}))
    assert ids == ["E1"]
    assert ["sheet 2024 is not read" in notice for notice in notices] == [True]


def test_payments_are_found_by_their_headings_among_blank_sheets():
    paid = data(row("measure", "district", "fiscal_year", "amount"), row("parts_subsidy", "yuhang", 2024, 3))
    content = workbook({"Sheet1": data(), "Sheet2": paid, "Sheet3": data()})
    assert len(read_payments("paid.xlsx", content)[0]) == 1
