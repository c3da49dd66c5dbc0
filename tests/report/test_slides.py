"""The slides read back: findings for titles, native charts, East Asian typefaces, nothing outside."""

import re
from io import BytesIO

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from simulation.report.slides import slides
from simulation.report.slides.deck import HIGH, LINE, WIDE, lines_at
from tests.report.conftest import EVIL


@pytest.fixture(scope="module", params=["zh", "en"])
def deck(request, reports):
    return Presentation(BytesIO(slides(reports[request.param])))


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_ten_slides_of_sixteen_by_nine_each_with_a_number_in_its_title(deck):
    assert (deck.slide_width, deck.slide_height) == (Inches(WIDE), Inches(HIGH))
    assert len(deck.slides) == 10
    for slide in deck.slides:
        assert re.search(r"\d", slide.shapes.title.text_frame.text), slide.shapes.title.text_frame.text


def test_nine_charts_are_native_and_can_be_edited(deck):
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 9
    assert all(chart.part.chart_workbook.xlsx_part is not None for chart in charts)
    for chart in charts:
        assert (
            chart._chartSpace.find(f".//{qn('a:defRPr')}/{qn('a:ea')}").get("typeface") == "Microsoft YaHei"
        )


def test_every_run_names_its_east_asian_typeface(deck):
    runs = [run for slide in deck.slides for run in slide._element.iter(qn("a:r"))]
    runs += [run for slide in deck.slides for run in slide.notes_slide._element.iter(qn("a:r"))]
    assert len(runs) > 100
    for run in runs:
        face = run.find(f"{qn('a:rPr')}/{qn('a:ea')}")
        assert face is not None and face.get("typeface") == "Microsoft YaHei"


def test_notes_give_the_source_of_each_number(deck):
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert "200" in notes and "56" in notes and "杭政办函〔2023〕56号" in notes
        assert EVIL in notes


def test_a_name_of_two_hundred_signs_is_plain_text_and_overflows_nothing(deck):
    assert any(EVIL in text for text in texts(deck.slides[0]))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_text_frame:
                width = shape.width / 914400
                high = 0.0
                for paragraph in shape.text_frame.paragraphs:
                    size = paragraph.runs[0].font.size.pt
                    high += lines_at(paragraph.text, width, size) * size * LINE / 72
                assert high <= shape.height / 914400 + 0.02, shape.text_frame.text
    assert not [rel for slide in deck.slides for rel in slide.part.rels.values() if rel.is_external]


def test_a_year_without_an_appropriation_has_no_bar(deck):
    chart = next(shape.chart for shape in deck.slides[6].shapes if shape.has_chart)
    assert list(chart.plots[0].series[3].values) == [None, 1500.0, 2000.0, None, None]
