"""Files as offices make them: each read for what it holds, or named for what it is, in one sentence."""

import os
import random
from pathlib import Path

import pytest

from simulation.panel import files, read_panel
from simulation.text.problems import InputError
from tests.panel.workbooks import (
    FIRM,
    HEAD,
    STRICT,
    cell,
    data,
    roster,
    row,
    with_parts,
    workbook,
    zipped,
)

CSV = "enterprise_id,district,field,year,revenue\nE1,yuhang,robots,2023,3000\n"
GOOD = workbook({"enterprises": data(row(*HEAD), row(*FIRM))})


def read(content, name="panel.xlsx", hidden="read"):
    return read_panel({name: content} if isinstance(content, bytes) else content, hidden)


def problem_of(content, name="panel.xlsx"):
    """The one problem of a file: one cause is told once, on one line."""
    with pytest.raises(InputError) as error:
        read(content, name)
    (problem,) = error.value.problems
    assert "\n" not in problem.line("zh") + problem.line("en")
    return problem


def ole(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("content", "said", "way_out"),
    [
        (ole("EncryptedPackage"), "encrypted", "password"),
        (ole("Workbook"), "old binary workbook", "save it as .xlsx"),
        (ole("WordDocument"), "old document", "save it as .xlsx"),
        (b"<html><body><table><tr><td>a</td></tr></table></body></html>", "web page", "save it as .xlsx"),
        ("\ufeff<meta charset=utf-8><table>".encode(), "web page", "save it as .xlsx"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web archive", "save it as .xlsx"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "of 2003", "save it as .xlsx"),
        (b'<?xml version="1.0"?><rows/>', "an XML file", "CSV"),
        (zipped({"xl/workbook.bin": b"x"}), ".xlsb", "save it as .xlsx"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), ".ods", "save it as .xlsx"),
        (zipped({"Index/Document.iwa": b"x"}), "Numbers", "export it"),
        (zipped({"word/document.xml": b"<a/>"}), "Word", "copy"),
        (zipped({"a.csv": b"1,2"}), "zip archive", "unpack"),
        (b"%PDF-1.7", "a PDF", "CSV"),
        (b"\x89PNG\r\n", "a picture", "CSV"),
        (b"Rar!\x1a", "an archive", "CSV"),
        (b"", "0 bytes", "fill it in"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "pointer of Git LFS", "git lfs pull"),
        (GOOD[: len(GOOD) // 2], "cut off", "get the file again"),
        (random.Random(1).randbytes(5000).replace(b"P", b"Q"), "not a table", "CSV"),
        (workbook({"enterprises": roster(cell(1))}, parts={"xl/vbaProject.bin": b"x"}), "macros", ".xlsx"),
        (with_parts(GOOD, {"xl/worksheets/sheet1.xml": lambda xml: xml[:-30]}), "damaged inside", "get the file again"),
        (with_parts(GOOD, {"xl/worksheets/sheet1.xml": lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml}), "damaged inside", "get the file again"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["panel.xlsx", "panel.xls", "enterprises.csv"])
def test_a_file_that_is_no_table_is_named_for_what_it_is_whatever_it_is_called(content, said, way_out, name):
    problem = problem_of(content, name)
    assert said in problem.wrong.en
    assert way_out in problem.right.en


@pytest.mark.parametrize("name", ["panel.xls", "panel.et", "enterprises.csv", "panel"])
def test_a_workbook_is_read_whatever_it_is_called(name):
    assert read(GOOD, name).hash == read(CSV.encode(), "enterprises.csv").hash


def test_a_text_that_is_called_a_workbook_is_read_and_told():
    panel = read(CSV.replace(",", "\t").encode(), "enterprises.xls")
    assert panel.hash == read(CSV.encode(), "enterprises.csv").hash
    assert [notice.value for notice in panel.notices if "not a workbook" in notice.wrong.en] == [
        "enterprises.xls"
    ]


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/theme/theme1.xml": b"<a"},
        {"docProps/core.xml": b"\xff"},
        {"customXml/item1.xml": b"&&&"},
        {"xl/tables/table1.xml": b""},
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", b'</sheetData><autoFilter ref="A1:E2"><filterColumn colId="9"><customFilters><customFilter operator="odd" val=""/></customFilters></filterColumn></autoFilter><extLst><ext uri="x"/></extLst>')},
    ],
)  # fmt: skip
def test_parts_that_hold_no_cells_cannot_keep_a_workbook_from_being_read(parts):
    assert read(with_parts(GOOD, parts)).hash == read(GOOD).hash


def test_odd_styles_are_read_and_broken_ones_are_told():
    odd = workbook(
        {"enterprises": data(row(*HEAD), row(*FIRM))},
        styles='<fonts><font><family val="99"/></font></fonts><fills><fill/></fills><cellXfs><xf numFmtId="0"/></cellXfs>',
    )
    assert read(odd).notices == ()
    broken = with_parts(odd, {"xl/styles.xml": b"<styleSheet"})
    assert ["formats are damaged" in notice.wrong.en for notice in read(broken).notices] == [True]


def test_strict_ooxml_is_read():
    strict = workbook({"enterprises": data(row(*HEAD), row(*FIRM))}, spaces=STRICT)
    assert read(strict).hash == read(GOOD).hash


def test_nothing_is_written_to_standard_error(capfd):
    read(GOOD)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_cannot_be_read_is_one_problem_beside_a_good_roster(tmp_path):
    (tmp_path / "enterprises.csv").write_text(CSV)
    (tmp_path / "panel.xlsx").write_bytes(ole("Workbook"))
    (tmp_path / "Thumbs.db").write_bytes(ole("Catalog"))
    (tmp_path / "desktop.ini").write_text("[.ShellClassInfo]")
    (tmp_path / "~$panel.xlsx").write_bytes(b"\x05")
    with pytest.raises(InputError) as error:
        read_panel(tmp_path)
    assert [problem.place for problem in error.value.problems] == ["panel.xlsx"]
    (tmp_path / "panel.xlsx").unlink()
    assert read_panel(tmp_path).notices == ()


def test_a_huge_file_beside_a_roster_is_told_and_not_read(tmp_path, monkeypatch):
    (tmp_path / "enterprises.csv").write_text(CSV)
    with (tmp_path / "video.mp4").open("wb") as video:
        video.truncate(3 << 30)
    opened = []
    before = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *how: opened.append(path.name) or before(path, *how))
    with pytest.raises(InputError) as error:
        read_panel(tmp_path)
    assert [(one.place, "over 50 MB" in one.wrong.en) for one in error.value.problems] == [
        ("video.mp4", True)
    ]
    assert opened == ["enterprises.csv"]


def test_a_folder_of_very_many_files_is_no_roster(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 3)
    for place in range(4):
        (tmp_path / f"{place}.csv").touch()
    with pytest.raises(InputError, match="over 3 files"):
        read_panel(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="devices and pipes are of POSIX")
@pytest.mark.timeout(20)
def test_what_never_ends_is_not_opened(tmp_path):
    for path in (Path("/dev/zero"), tmp_path / "pipe.csv"):
        if not path.exists():
            os.mkfifo(path)
        with pytest.raises(InputError, match="not an ordinary file"):
            read_panel(path)


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000, "a\0b"])
def test_a_path_that_cannot_be_is_a_problem(name, tmp_path):
    with pytest.raises(InputError) as error:
        read_panel(tmp_path / name)
    assert "path" in error.value.problems[0].right.en


def test_a_file_that_may_not_be_read_is_a_problem(tmp_path, monkeypatch):
    (tmp_path / "enterprises.csv").write_text(CSV)

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="cannot be read"):
        read_panel(tmp_path)


def test_a_file_cut_or_changed_anywhere_is_read_or_refused_and_never_an_error_of_ours():
    dice = random.Random(11)
    sheet = data(row(*HEAD), *[row(f"E{n}", "余杭区", "机器人", 2020 + n % 5, n * 1.5) for n in range(30)])
    inner = {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    book = workbook(
        {"enterprises": sheet}, styles='<cellXfs><xf numFmtId="14"/></cellXfs>', texts="<si><t>a</t></si>"
    )
    csv = CSV.encode() + "".join(f"E{n},余杭区,机器人,2023,{n}\n" for n in range(30)).encode()

    def changed(content):
        content = bytearray(content)
        for _ in range(dice.randint(1, 6)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        return bytes(content[: dice.randrange(len(content))] if dice.random() < 0.3 else content)

    # A changed archive mostly fails its sums; a changed part in a whole archive reaches further.
    tries = [("panel.xlsx", changed(book)) for _ in range(15)]
    tries += [("panel.xlsx", with_parts(book, {dice.choice(sorted(inner)): changed})) for _ in range(45)]
    tries += [("enterprises.csv", changed(csv)) for _ in range(200)]
    for name, content in tries:
        try:
            read_panel({name: content})
        except InputError as error:
            assert error.problems, content
