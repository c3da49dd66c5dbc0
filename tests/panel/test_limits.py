"""Uploads too large or too broken: refused at once, told as far as anyone can read."""

import io
import subprocess
import sys

import pandas as pd
import pytest
from openpyxl import Workbook

from simulation.panel import files, read_panel, workbook
from simulation.text.problems import InputError

HEAD = "enterprise_id,district,field,year,revenue"


def problems_of(source):
    with pytest.raises(InputError) as error:
        read_panel(source)
    return error.value.problems


MILLION = """
import resource
from simulation.panel import read_panel
from simulation.text.problems import InputError

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
    assert problem.startswith("enterprises · enterprises.csv: over 200,000 rows")


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


@pytest.mark.parametrize(
    ("limit", "most", "said"),
    [
        ("MOST_TEXTS", 1 << 20, "over 1 MB of texts"),
        ("MOST_UNPACKED", 1 << 20, "over 1 MB when unpacked"),
        ("MOST_CELLS", 20_000, "over 20,000 cells"),
        ("MOST_TAGS", 20_000, "too many elements"),
    ],
)
def test_what_a_workbook_unpacks_to_is_limited_and_the_limit_is_said(monkeypatch, limit, most, said):
    monkeypatch.setattr(workbook, limit, most)
    content = sheet_of([HEAD.split(","), *(["E" * 300, "yuhang", "robots", 2023, 1] for _ in range(5000))])
    (problem,) = problems_of(content)
    assert said in problem.line("en")
    assert "copy the values" in problem.right.en


def test_a_table_of_too_many_columns_is_refused():
    wide = HEAD + "," + ",".join(f"c{place}" for place in range(1_000_000))
    (problem,) = problems_of({"enterprises.csv": f"{wide}\n".encode()})
    assert (problem.row, problem.wrong.en) == (1, "over 200 columns")


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
