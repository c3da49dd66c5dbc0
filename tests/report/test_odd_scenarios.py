"""Reports of odd scenarios: made in every format, without an empty chart, a nan or a None, and never false."""

import json
import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from simulation.engine.run import simulate
from simulation.report.making import files_of, one_file, report_of
from simulation.studies.uncertainty import run_twin, split_doubt
from simulation.words.speech import Words
from tests.odd import ODD
from tests.reading import read


def a_report(odd):
    """One odd scenario's report, in Chinese."""
    scenario, panel = odd.scenario, odd.roster and odd.roster()
    outlay = simulate(scenario, panel)
    doubt = split_doubt(outlay, run_twin(scenario, panel))
    made = date(2026, 11, 28)
    return report_of(outlay, scenario, "zh", doubt, lambda other: simulate(other, panel), made)


FILES = {}


def content_of(report, form):
    """A report as a file, made once."""
    key = (id(report.figures), report.words.language, form)
    if key not in FILES:
        FILES[key] = one_file(report, form)
    return FILES[key]


def texts(report, form):
    """Every text of a report as a reader meets it, without the manifest."""
    if form == "csv":
        parts = files_of(report, form).items()
        return [
            part.decode("utf-8-sig")
            for name, part in parts
            if name.endswith(".csv") and name != "parameters.csv"
        ]
    content = BytesIO(content_of(report, form))
    if form == "xlsx":
        book = load_workbook(content, data_only=True, read_only=True)
        sheets = [sheet for sheet in book if sheet.title not in (report.words.t("table.manifest"),)]
        return [
            str(value)
            for sheet in sheets
            for row in sheet.iter_rows(values_only=True)
            for value in row
            if value is not None
        ]
    if form == "docx":
        paper = Document(content)
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        return [*(one.text for one in paper.paragraphs), *cells]
    if form == "pptx":
        found = []
        for slide in Presentation(content).slides:
            for shape in slide.shapes:
                if shape.has_text_frame:
                    found.append(shape.text_frame.text)
                if shape.has_table:
                    found += [cell.text for row in shape.table.rows for cell in row.cells]
        return found
    text = read(content.getvalue().decode())
    return [text[text.index("<body") : text.index("<pre>")]]


def charts_of(report, form):
    """The values of every chart of a report."""
    if form == "pptx":
        slides = Presentation(BytesIO(content_of(report, form))).slides
        charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
        return [
            [value or 0.0 for series in chart.plots[0].series for value in series.values] for chart in charts
        ]
    text = content_of(report, "html").decode()
    held = json.loads(re.search(r'id="charts">(.*?)</script>', text, re.DOTALL)[1])
    return [
        [
            value
            for trace in chart["data"]
            for axis in ("x", "y")
            for value in trace[axis]
            if isinstance(value, float)
        ]
        for chart in held.values()
    ]


@pytest.fixture(scope="module")
def odd_reports():
    """Each odd scenario in Chinese, some in English too."""
    made = {(name, "zh"): a_report(odd) for name, odd in ODD.items()}
    for name in ("baseline", "everything off", "one measure", "a later policy", "a budget of nothing"):
        made[name, "en"] = replace(made[name, "zh"], words=Words("en"))
    return made


@pytest.mark.parametrize("form", ["xlsx", "pptx", "docx", "html", "csv"])
def test_every_format_is_made_and_reads_as_words_and_numbers(odd_reports, form):
    for (name, language), report in odd_reports.items():
        for text in texts(report, form):
            assert not re.search(r"(?<![A-Za-z])(nan|None|inf|NaN)(?![A-Za-z])", text), (
                name,
                language,
                text[:200],
            )
            assert not re.search(r"[+\u2212-]0(\.0+)? 万元|\+-", text) and "-0.0" not in text.split(), (
                name,
                text[:200],
            )


@pytest.mark.parametrize("form", ["pptx", "html"])
def test_no_chart_is_empty(odd_reports, form):
    for (name, language), report in odd_reports.items():
        for values in charts_of(report, form):
            assert any(values), (name, language)


def test_a_sheet_without_a_difference_is_left_out_and_so_is_its_slide(odd_reports):
    base, off = odd_reports["baseline", "zh"], odd_reports["everything off", "zh"]
    assert "与基准差异" not in load_workbook(BytesIO(content_of(base, "xlsx"))).sheetnames
    assert "与基准差异" in load_workbook(BytesIO(content_of(off, "xlsx"))).sheetnames
    assert len(Presentation(BytesIO(content_of(base, "pptx"))).slides) == 10
    titles = [
        slide.shapes.title.text_frame.text for slide in Presentation(BytesIO(content_of(off, "pptx"))).slides
    ]
    assert titles[0] == "本情景没有支出" and len(titles) == 3


def test_a_change_that_moves_nothing_has_no_chart(odd_reports):
    paid = odd_reports["paid in one year", "zh"]
    slides = Presentation(BytesIO(content_of(paid, "pptx"))).slides
    assert not [slide for slide in slides if "与基准" in slide.shapes.title.text_frame.text]
    assert paid.change == "支出合计与基准完全相同"


@pytest.mark.parametrize("form", ["xlsx", "pptx", "docx", "html", "csv"])
def test_the_fund_is_told_beside_the_headline_with_its_amount(odd_reports, form):
    for language, words in (("zh", "产业基金股权投资"), ("en", "equity of the industry fund")):
        report = odd_reports["baseline", language]
        assert re.search(rf"{words} [\d.,]+ (亿|万)元", report.outside)
        assert any(report.outside in text.replace("\n", " ") for text in texts(report, form)), language
        assert odd_reports["one measure", language].outside is None


@pytest.mark.parametrize("form", ["xlsx", "pptx", "docx", "html", "csv"])
def test_the_law_s_dates_stay_the_law_s_and_other_years_are_the_scenario_s_assumption(odd_reports, form):
    for language, words in (
        ("zh", "情景假定施行期 2026-01-01 至 2030-12-31"),
        ("en", "assumed in the scenario: 2026-01-01 to 2030-12-31"),
    ):
        whole = "\n".join(texts(odd_reports["a later policy", language], form))
        assert words in whole
        assert "2026-01-01 至 2030-12-31 施行" not in whole and "in force 2026" not in whole
        assert words[:20] not in "\n".join(texts(odd_reports["baseline", language], form))


def test_with_other_years_the_difference_names_both_periods(odd_reports):
    report = odd_reports["a later policy", "zh"]
    assert "2026–2030 年合计" in report.change and "基准 2023–2025 年合计" in report.change
    assert "年均" in report.change
    assert any("2026–2030 绩效年度对基准 2023–2025 绩效年度" in text for text in texts(report, "pptx"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_arrears_are_marked_and_never_added_up(odd_reports, language):
    report = odd_reports["a budget of nothing", language]
    note = {"zh": "不可相加", "en": "must not be added up"}[language]
    for form in ("xlsx", "pptx", "docx", "html"):
        assert any(note in text for text in texts(report, form)), form
    assert report.figures["budget"]["due"].sum() == pytest.approx(report.figures.total.mean)
    assert report.figures["budget"]["owed"].sum() > 1.5 * report.figures.total.mean
