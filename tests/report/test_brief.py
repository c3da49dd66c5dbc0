"""The brief read back: the form of an official report, and a target table that guesses nothing."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from simulation.report.brief import brief
from simulation.report.brief.paper import SIZES, body_size
from tests.report.conftest import EVIL


@pytest.fixture(scope="module")
def papers(reports):
    return {language: Document(BytesIO(brief(report))) for language, report in reports.items()}


@pytest.fixture(params=["zh", "en"])
def paper(request, papers):
    return papers[request.param]


def test_it_has_the_parts_of_an_official_report_in_their_order(papers):
    lines = [one.text for one in papers["zh"].paragraphs]
    parts = ["关于《加快推进高端装备制造业高质量发展的若干措施》财政支出测算情况的报告", "一、测算结论", "二、依据与口径",
             "三、市区分担", "四、风险与建议"]  # fmt: skip
    assert [line for line in lines if line in parts] == parts
    annexes = [line for line in lines if line.startswith("附表")]
    assert [line[:4] for line in annexes] == ["附表 1", "附表 2"]


def test_targets_the_simulation_does_not_know_are_left_open(papers):
    table = papers["zh"].tables[1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert {row[1] for row in rows[1:]} == {
        "数量",
        "质量",
        "时效",
        "成本",
        "经济效益",
        "社会效益",
        "服务对象满意度",
    }
    open_ = {row[1] for row in rows if row[3] == "待填"}
    assert open_ == {"质量", "社会效益", "服务对象满意度"}
    outlay = next(row for row in rows if row[2] == "财政支出")
    assert "八成把握不超过" in outlay[3]


def test_the_table_of_measures_ends_in_the_engine_s_total(reports, papers):
    table = papers["zh"].tables[0]
    last = [cell.text for cell in table.rows[-1].cells]
    assert last[0] == "合计"
    assert float(last[1].replace(",", "")) == pytest.approx(reports["zh"].figures.total.mean, abs=0.06)


def test_every_run_names_its_east_asian_face_and_the_font_table_its_substitutes(paper):
    for run in paper.element.body.iter(qn("w:r")):
        assert run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia")) in (
            "方正小标宋简体",
            "仿宋_GB2312",
            "黑体",
        )
    fonts = next(
        part for part in paper.part.package.iter_parts() if str(part.partname).endswith("fontTable.xml")
    )
    assert "方正小标宋简体" in fonts.blob.decode() and "FangSong" in fonts.blob.decode()


def test_a_name_that_attacks_stays_text(paper):
    assert any(EVIL in one.text for one in paper.paragraphs)
    assert not [rel for rel in paper.part.rels.values() if rel.is_external]


def test_a_longer_text_is_set_smaller():
    short, long = ({"h": ["字" * length]} for length in (400, 1500))
    assert body_size("题", short, 22) > body_size("题", long, 22) >= SIZES[-1]
