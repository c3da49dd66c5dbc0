"""A workbook of some kilobytes that would take gigabytes or minutes: refused in seconds, with the limit said."""

import sys

import pytest

from simulation.panel import read_panel, workbook
from simulation.text.problems import InputError
from tests.panel.workbooks import MAIN, data, roster, row, with_parts
from tests.panel.workbooks import workbook as written

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
OPEN, CLOSE = f'<worksheet xmlns="{MAIN}">', "</worksheet>"


def bomb(texts="", styles="", **parts):
    return written({"enterprises": roster("<c><v>1</v></c>")}, texts=texts, styles=styles, parts=parts)


def linked_as(old, new, content):
    """A part under a name of its own; the relations lead there."""
    made = written({"enterprises": roster("<c><v>1</v></c>")}, texts="")
    return with_parts(
        made,
        {
            "xl/_rels/workbook.xml.rels": lambda relations: relations.replace(old.encode(), new.encode()),
            f"xl/{new}": content,
        },
    )


BOMBS = {
    "cells of one row with comments": lambda: bomb(
        **{SHEET: f'{OPEN}<sheetData><row r="99">' + ("<c/>" * 60_000 + "<!--row-->") * 60 + f"</row></sheetData>{CLOSE}"}
    ),
    "60 MB of cells in one row": lambda: bomb(
        **{SHEET: f'{OPEN}<sheetData><row r="99">' + ("<c/>" * 250_000 + "<!--row-->") * 60 + f"</row></sheetData>{CLOSE}"}
    ),
    "a sheet that is no .xml": lambda: linked_as(
        "worksheets/sheet1.xml", "worksheets/s.bin", f"{OPEN}<sheetData><row>" + "<c/>" * 15_000_000 + f"</row></sheetData>{CLOSE}"
    ),
    "empty texts": lambda: bomb(texts="<si/>" * 12_500_000),
    "a text part that is no .xml": lambda: linked_as(
        "sharedStrings.xml", "strings.dat", f'<sst xmlns="{MAIN}">' + "<q/>" * 25_000_000 + "</sst>"
    ),
    "elements before the data": lambda: bomb(
        **{SHEET: OPEN + ("<q/>" * 1_000_000 + "<!--row-->") * 25 + f"{data()}{CLOSE}"}
    ),
    "formatted blanks": lambda: bomb(
        **{SHEET: OPEN + data(*[row("enterprise_id"), *["<row>" + '<c s="1"/>' * 100 + "</row>"] * 150_000]) + CLOSE}
    ),
    "cells far to the right": lambda: bomb(
        **{SHEET: OPEN + data(row("enterprise_id"), *[f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 100_000)]) + CLOSE}
    ),
    "one long text in every cell": lambda: written(
        {"enterprises": data("<row>" + '<c t="s"><v>0</v></c>' * 10_000 + "</row>")},
        texts=f"<si><t>{'a' * 100_000}</t></si>",
    ),
    "300 MB of blanks": lambda: bomb(**{SHEET: OPEN + " " * 300_000_000 + data() + CLOSE}),
}  # fmt: skip
SAID = {
    "cells of one row with comments": "damaged inside",
    "60 MB of cells in one row": "damaged inside",
    "a sheet that is no .xml": "damaged inside",
    "empty texts": "over 3,000,000 cells",
    "a text part that is no .xml": "too many elements",
    "elements before the data": "too many elements",
    "formatted blanks": "over 3,000,000 cells",
    "cells far to the right": "stands far away",
    "one long text in every cell": "over 64 MB of texts",
    "300 MB of blanks": "over 250 MB",
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds no process to a limit")
@pytest.mark.parametrize("name", BOMBS)
def test_a_small_workbook_that_would_fill_the_memory_is_refused_with_the_limit(monkeypatch, name):
    content = BOMBS[name]()
    assert len(content) < 1_000_000
    monkeypatch.setattr(workbook, "_MEMORY", 400 << 20)
    with pytest.raises(InputError) as error:
        read_panel({"panel.xlsx": content})
    (problem,) = error.value.problems
    assert SAID[name] in problem.wrong.en
    assert "\n" not in problem.line()


@pytest.mark.parametrize(
    ("limit", "least", "said"), [("_MEMORY", 120 << 20, "more memory"), ("_SECONDS", 1, "more time")]
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds no process to a limit")
def test_a_process_that_reaches_its_limit_is_told_in_one_sentence(monkeypatch, limit, least, said):
    monkeypatch.setattr(workbook, limit, least)
    monkeypatch.setattr(workbook, "MOST_CELLS", 40_000_000)
    monkeypatch.setattr(workbook, "MOST_TAGS", 400_000_000)
    content = bomb(texts="<si><t>ab</t></si>" * 3_000_000)
    with pytest.raises(InputError) as error:
        read_panel({"panel.xlsx": content})
    (problem,) = error.value.problems
    assert said in problem.wrong.en
    assert "copy the values" in problem.right.en


def test_a_process_that_cannot_answer_is_our_fault_and_not_the_users(monkeypatch):
    monkeypatch.setattr(workbook, "_START", "raise SystemExit('no such module')")
    with pytest.raises(RuntimeError, match="no such module"):
        read_panel({"panel.xlsx": bomb()})
