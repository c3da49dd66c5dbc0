"""Uploads too large or too broken: refused at once, told as far as anyone can read."""

import io
import subprocess
import sys
import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook

from simulation.population.panel import files, read_panel
from simulation.problems import InputError

HEAD = "enterprise_id,district,field,year,revenue"


def problems_of(source):
    with pytest.raises(InputError) as error:
        read_panel(source)
    return error.value.problems


MILLION = """
import resource
from simulation.population.panel import read_panel
from simulation.problems import InputError

rows = "\\n".join(f"E{row},yuhang,robots,2023,{row}" for row in range(1_000_000))
content = ("enterprise_id,district,field,year,revenue\\n" + rows).encode()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_panel({"enterprises.csv": content})
except InputError as error:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    print(error.problems[0].line("en"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell a process its peak of memory")
def test_a_million_rows_are_refused_before_memory_is_spent():
    output = subprocess.run(
        [sys.executable, "-c", MILLION], capture_output=True, text=True, check=True
    ).stdout
    megabytes, problem = output.strip().split("\n")
    assert int(megabytes) < 300
    assert problem.startswith("enterprises: over 200,000 rows")


def sheet_of(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("enterprises")
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return {"panel.xlsx": buffer.getvalue()}


@pytest.mark.parametrize(("rows", "kept"), [(50, True), (51, False)])
def test_a_workbook_is_held_to_the_same_limit(monkeypatch, rows, kept):
    monkeypatch.setattr(files, "MOST_ROWS", 50)
    content = sheet_of([HEAD.split(","), *(["E", "yuhang", "robots", 2023 + row, 1] for row in range(rows))])
    refused = [problem.wrong.en for problem in problems_of(content)]
    assert ("over 50 rows" in refused) is not kept


def with_part(content, name, start, filling, end):
    """A workbook of one row with a part made of many equal pieces."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content["panel.xlsx"])) as book, zipfile.ZipFile(buffer, "w") as bomb:
        for part in {*book.namelist(), name}:
            bomb.writestr(
                part, start + filling + end if part == name else book.read(part), zipfile.ZIP_DEFLATED
            )
    assert len(buffer.getvalue()) < 300_000
    return {"panel.xlsx": buffer.getvalue()}


SPREADSHEET = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOMBS = {
    "styles": ("xl/styles.xml", b"<styleSheet " + SPREADSHEET + b"><cellXfs>", b"<xf/>" * 400_000, b"</cellXfs></styleSheet>"),
    "row": ("xl/worksheets/sheet1.xml", b"<worksheet " + SPREADSHEET + b"><sheetData><row>", b"<c/>" * 1_000_000, b"</row></sheetData></worksheet>"),
    "texts": ("xl/sharedStrings.xml", b"<sst " + SPREADSHEET + b">", b"<si><t>a</t></si>" * 150_000, b"</sst>"),
    "blanks": ("xl/worksheets/sheet1.xml", b"<worksheet " + SPREADSHEET + b">", b" " * 2_200_000, b"</worksheet>"),
}  # fmt: skip
BOMB = """
import resource, sys
from simulation.population.panel import read_panel
from simulation.problems import InputError

content = sys.stdin.buffer.read()
read_panel({"enterprises.csv": b"enterprise_id,district,field,year\\nE,yuhang,robots,2023\\n"})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_panel({"panel.xlsx": content})
except InputError as error:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    print(error.problems[0].line("en"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell a process its peak of memory")
@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        ("styles", "over 300,000 styles or names"),
        ("row", "a row of the sheet is over 2 MB"),
    ],
)
def test_a_small_file_that_would_fill_the_memory_is_refused_with_the_limit(bomb, said):
    content = with_part(sheet_of([HEAD.split(","), ["E", "yuhang", "robots", 2023, 1]]), *BOMBS[bomb])
    run = subprocess.run(
        [sys.executable, "-c", BOMB], input=content["panel.xlsx"], capture_output=True, check=True
    )
    megabytes, problem = run.stdout.decode().strip().split("\n")
    assert int(megabytes) < 50
    assert said in problem


@pytest.mark.parametrize(
    ("bomb", "limit", "said"),
    [
        ("texts", "MOST_TEXTS", "over 1 MB of texts"),
        ("blanks", "MOST_UNPACKED", "over 1 MB when unpacked"),
    ],
)
def test_what_a_workbook_unpacks_to_is_limited_and_the_limit_is_said(monkeypatch, bomb, limit, said):
    monkeypatch.setattr(files, limit, 1 << 20)
    content = with_part(sheet_of([HEAD.split(","), ["E", "yuhang", "robots", 2023, 1]]), *BOMBS[bomb])
    assert said in problems_of(content)[0].line("en")


def test_a_table_of_too_many_columns_is_refused():
    wide = HEAD + "," + ",".join(f"c{place}" for place in range(1_000_000))
    (problem,) = problems_of({"enterprises.csv": f"{wide}\n".encode()})
    assert (problem.row, problem.wrong.en) == (1, "over 200 columns")


def test_a_workbook_that_breaks_off_is_a_problem(monkeypatch):
    content = sheet_of([HEAD.split(","), *(["E", "yuhang", "robots", 2023, 1] for _ in range(5000))])

    def rows(*_, **__):
        yield ("enterprise_id",)
        raise ValueError("no closing tag")

    monkeypatch.setattr("openpyxl.worksheet._read_only.ReadOnlyWorksheet.iter_rows", rows)
    assert "not a table" in problems_of(content)[0].wrong.en


def test_the_first_thousand_problems_are_told_and_how_many_more_there_are():
    rows = 60_000
    frame = pd.DataFrame({"enterprise_id": [f"E{row}" for row in range(rows)], "district": "nowhere"})
    frame = frame.assign(field="robotz", year=1999, revenue="much")
    projects = "project_id,enterprise_id,year,investment,loan,loan_rate,months\nP,E1,2023,-1,1,0.03,6\n"
    content = {"enterprises.csv": frame.to_csv(index=False).encode(), "projects.csv": projects.encode()}
    problems = problems_of(content)
    firms = [problem for problem in problems if problem.place == "enterprises"]
    assert len(firms) == 1001
    assert [problem.row for problem in firms[:-1]] == [row for row in range(2, 252) for _ in range(4)]
    assert "239,000" in firms[-1].wrong.en
    assert [problem.column for problem in problems[1001:]] == ["enterprise_id", "investment"]


def test_warnings_are_told_as_sparingly():
    lines = [
        f"E{firm},yuhang,robots,{year},{amount}"
        for firm in range(700)
        for year, amount in ((2022, 1), (2023, 9999))
    ]
    panel = read_panel({"enterprises.csv": "\n".join([HEAD, *lines]).encode()})
    assert len(panel.notices) == 1001
    assert (panel.notices[-1].severity, panel.notices[-1].wrong.en) == ("warning", "400 more are not listed")
