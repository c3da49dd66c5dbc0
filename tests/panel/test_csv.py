"""CSV as programs write it: its code, its sign between cells, its quotes; what is lost is told with its row."""

import codecs

import pytest

from simulation.panel import read_panel
from simulation.text.problems import InputError

HEAD = "企业编号,企业名称,区县,领域,年度,非关联零部件采购额,备注"
ROWS = [
    "E1,示例机器人厂,余杭区,机器人,2023,1500,正常",
    "E2,示例数控,余杭区,机器人,2023,1600,停产",
    "E3,杭州某精密制造,余杭区,机器人,2023,1700,",
]
TEXT = "\n".join([HEAD, *ROWS, ""])
PLAIN = read_panel({"enterprises.csv": TEXT.encode()}).hash


def problem_of(content):
    with pytest.raises(InputError) as error:
        read_panel({"enterprises.csv": content})
    (problem,) = error.value.problems
    assert problem.place == "enterprises"
    return problem


def coded(text, code, mark=b""):
    return mark + text.encode(code)


@pytest.mark.parametrize(
    ("code", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_code_and_sign_between_cells_gives_the_same_panel(code, mark, delimiter, end):
    text = TEXT.replace(",", delimiter).replace("\n", end)
    assert read_panel({"enterprises.csv": coded(text, code, mark)}).hash == PLAIN


def test_a_sign_between_cells_is_known_below_a_title_and_a_full_width_comma_is_none():
    title = "情况表，2023；一\t" + "\n" + TEXT.replace(",", ";").replace("精密制造", "精密,制造")
    panel = read_panel({"enterprises.csv": title.encode()})
    assert panel.tables["enterprises"]["name"].tolist()[2] == "杭州某精密,制造"


@pytest.mark.parametrize(
    ("lost", "byte"),
    [(b"\xa0A", "A0"), (b"\xa0", "A0"), (b"\x96 x", "96"), (b"\xff", "FF"), (b"\xb0\xa1", "B0")],
)
@pytest.mark.parametrize("row", [2, 3, 4])
def test_a_byte_that_is_not_utf8_is_named_with_its_row_and_never_changes_the_code_of_the_file(
    lost, byte, row
):
    lines = TEXT.encode().split(b"\n")
    lines[row - 1] += lost
    problem = problem_of(b"\n".join(lines))
    assert (problem.row, byte in problem.wrong.en, "UTF-8" in problem.wrong.en) == (row, True, True)
    assert problem.value.startswith(f"E{row - 1},")


def test_the_code_is_told_where_the_first_odd_byte_stands_however_far_down():
    lines = "".join(f"E{n},Firm,yuhang,robots,2023,1,\n" for n in range(8000))
    head = "enterprise_id,name,district,field,year,parts_purchases,remark"
    far = (head + "\n" + lines + "E9000,示例机器人厂,yuhang,robots,2023,1,\n").encode("gb18030")
    assert read_panel({"enterprises.csv": far}).tables["enterprises"]["name"].iloc[-1] == "示例机器人厂"


def test_a_bad_byte_in_a_text_of_ascii_alone_is_named_too():
    problem = problem_of(
        b"enterprise_id,district,field,year\nE1,yuhang,robots,2023\nE2\xa0,yuhang,robots,2023\n"
    )
    assert (problem.row, "A0" in problem.wrong.en) == (3, True)


def test_a_row_of_a_quoted_text_of_two_lines_counts_as_the_spreadsheet_counts():
    lines = TEXT.replace("正常", '"正\n常"').encode()
    assert problem_of(lines.replace("停产".encode(), b"\xff")).row == 3


def test_a_file_that_breaks_off_within_a_sign_is_said_to_break_off():
    problem = problem_of(TEXT.encode().rstrip()[: TEXT.encode().index("停产".encode()) + 2])
    assert (problem.row, "breaks off" in problem.wrong.en) == (3, True)
    assert "breaks off" in problem_of(TEXT.encode("utf-16")[:-1]).wrong.en


def test_a_bad_byte_in_gb18030_is_named_as_such():
    problem = problem_of(TEXT.encode("gb18030").replace("停产".encode("gb18030"), b"\xff\xff"))
    assert (problem.row, "GB18030: FF" in problem.wrong.en) == (3, True)


TRADITIONAL = "E1,臺灣機械製造廠,yuhang,robots,2023,1500\nE2,東方精密儀器股份有限公司,yuhang,robots,2023,9\n"
JAPANESE = "E1,日本ロボット製作所,yuhang,robots,2023,1500\nE2,東京精密工業,yuhang,robots,2023,9\n"
LATIN = "E1,Müller Präzision,yuhang,robots,2023,1500\nE2,Café Zürich,yuhang,robots,2023,9\n"


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [(TRADITIONAL, "big5", "Big5"), (JAPANESE, "cp932", "Shift-JIS"), (LATIN, "cp1252", "Latin-1")],
)
def test_another_code_is_named_and_never_read_as_garbled_names(text, code, name):
    head = "enterprise_id,name,district,field,year,parts_purchases\n"
    problem = problem_of((head + text).encode(code))
    assert name in problem.wrong.en
    assert "CSV UTF-8" in problem.right.en


def test_rare_signs_of_names_are_read_in_gb18030():
    names = ["鑫淼焱垚", "李喆", "朱镕", "王玥珺", "㛃", "𠮷"]
    lines = [f"E{n},{name}有限公司,余杭区,机器人,2023,1,\n" for n, name in enumerate(names)]
    panel = read_panel({"enterprises.csv": (HEAD + "\n" + "".join(lines)).encode("gb18030")})
    assert panel.tables["enterprises"]["name"].tolist() == [f"{name}有限公司" for name in names]


@pytest.mark.parametrize("place", [0, 5000])
def test_a_nul_byte_anywhere_is_told_with_its_row(place):
    rows = [f"E{n},示例,余杭区,机器人,2023,1,x\n" for n in range(place + 2)]
    rows[place] = rows[place].replace("x", "x\0y")
    problem = problem_of((HEAD + "\n" + "".join(rows)).encode())
    assert (problem.row, "NUL" in problem.wrong.en) == (place + 2, True)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (TEXT.replace("示例数控", '"示例数控'), 3),  # to the end of the file
        (TEXT.replace("示例机器人厂", '"示例机器人厂').replace("示例数控", '"示例数控"'), 2),
        (
            TEXT.replace("示例机器人厂", '"示例机器人厂').replace("示例数控", '示例数控"'),
            2,
        ),  # swallows a firm
        (TEXT.replace("示例机器人厂", '"示例"机器人厂'), 2),
    ],
)
def test_a_quote_that_is_not_closed_is_told_where_it_opens(text, row):
    problem = problem_of(text.encode())
    assert (problem.row, "quote" in problem.wrong.en) == (row, True)


def test_a_text_of_several_lines_in_quotes_is_read():
    text = TEXT.replace("正常", '"迁入,\n2022 年,\n见附件 ""3"""')
    assert read_panel({"enterprises.csv": text.encode()}).hash == PLAIN


def test_a_cell_over_128_kb_is_named_as_such():
    problem = problem_of(TEXT.replace("停产", "x" * 140_000).encode())
    assert (problem.row, "over 128 KB" in problem.wrong.en) == (3, True)


@pytest.mark.parametrize("beyond", [7, 201, 5000])
def test_a_cell_beyond_the_heading_is_never_dropped_unseen(beyond):
    problem = problem_of(TEXT.replace("停产", "停产" + "," * beyond + "漏").encode())
    assert (problem.row, problem.value) == (3, "漏")


def test_a_text_in_an_equals_sign_is_that_text_in_headings_and_ids():
    text = "\n".join(
        ",".join(f'="{cell}"' if place < 2 else cell for place, cell in enumerate(line.split(",")))
        for line in [HEAD, *ROWS]
    )
    panel = read_panel({"enterprises.csv": text.replace("E1", "00123").encode()})
    assert panel.tables["enterprises"]["enterprise_id"].tolist() == ["00123", "E2", "E3"]


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u200e", "\u2060"])
def test_a_sign_that_cannot_be_seen_in_a_heading_does_not_hide_the_column(mark):
    text = mark + TEXT.replace("年度", f"年{mark}度").replace("采购额", f"采购额{mark}")
    assert read_panel({"enterprises.csv": text.encode()}).hash == PLAIN


@pytest.mark.parametrize("remark", ["-已迁出", "+3", "=备注", "@财务", "—"])
def test_a_remark_is_a_text_whatever_its_first_sign(remark):
    assert read_panel({"enterprises.csv": TEXT.replace("停产", remark).encode()}).hash == PLAIN
