"""Two different results never share a fingerprint, and a file's name says whose they are."""

import re
from datetime import date
from io import BytesIO

import pytest
from click.testing import CliRunner
from docx import Document

from simulation.cli.main import main
from simulation.engine.run import simulate
from simulation.panel.invented import EXAMPLE
from simulation.panel.reading import read_panel
from simulation.report.identity import file_name, fingerprint, safe
from simulation.report.making import one_file, report_of
from simulation.report.manifest import read_manifest
from simulation.scenario import Scenario
from simulation.studies.uncertainty import Doubt
from tests.report.conftest import EVIL
from tests.report.test_odd_scenarios import texts

DAY = date(2026, 11, 28)
FEW = Scenario().with_value("simulation.draws", 20)


@pytest.fixture(scope="module")
def outlay():
    return simulate(FEW)


def made(outlay, scenario, language="zh", panel=None):
    return report_of(
        outlay, scenario, language, Doubt(0.5, 0.5, 0.1), lambda other: simulate(other, panel), DAY
    )


def test_whatever_makes_a_result_another_makes_its_fingerprint_another(outlay):
    example = simulate(FEW, read_panel(EXAMPLE))
    other_seed = FEW.with_value("simulation.seed", 7)
    # Split, budget and schedule come after the dice: all of these share one run in the app.
    same_run = [
        FEW,
        FEW.with_value("budget.city", {2024: 1.0}),
        FEW.with_value("budget.city", {2024: 2.0}),
        FEW.with_value("split.preset", "tiered"),
        FEW.with_value("payment_schedule", [1.0]),
    ]
    prints = [fingerprint(outlay, one, "zh") for one in same_run]
    prints += [fingerprint(outlay, FEW, "en"), fingerprint(example, FEW, "zh")]
    prints += [
        fingerprint(simulate(other_seed), other_seed, "zh"),
        fingerprint(simulate(FEW, draws=10), FEW, "zh"),
    ]
    assert len(set(prints)) == len(prints) == 9
    assert fingerprint(outlay, FEW, "zh") == fingerprint(simulate(FEW), FEW, "zh")


@pytest.mark.parametrize("form", ["xlsx", "pptx", "docx", "html", "csv"])
def test_the_fingerprint_in_the_name_stands_in_the_report(outlay, form):
    for language in ("zh", "en"):
        report = made(outlay, FEW.with_value("budget.city", {2024: 1.0}), language)
        name = file_name(outlay, report.figures.scenario, language, DAY, form)
        digits = re.search(r"_([0-9a-f]{8})(_en)?\.", name)[1]
        assert any(digits in text for text in texts(report, form)), name
        assert report.manifest["fingerprint"].startswith(digits)


def test_the_names_say_what_they_are(outlay):
    assert re.fullmatch(
        r"高端装备测算_基准情景_20261128_[0-9a-f]{8}\.xlsx", file_name(outlay, FEW, "zh", DAY, "xlsx")
    )
    assert re.fullmatch(
        r"Outlay_Baseline-scenario_20261128_[0-9a-f]{8}_en\.docx", file_name(outlay, FEW, "en", DAY, "docx")
    )
    edited = FEW.with_value("policy.scene_subsidy.rate", 0.21)
    assert "_未命名方案（已改1处）_" in file_name(outlay, edited, "zh", DAY, "xlsx")
    assert "_Unnamed-scenario-1-change_" in file_name(outlay, edited, "en", DAY, "xlsx")


@pytest.mark.parametrize(
    "name",
    [EVIL, "../../etc/passwd", "a\\b:c*d?e\"f<g>h|i", "\u202egnp.exe", "名" * 500, "...", " ", "\x00\n\t", "CON", "🚀", "$(rm -rf ~)"],
)  # fmt: skip
def test_a_hostile_name_makes_a_harmless_file_name(outlay, name, tmp_path):
    for language in ("zh", "en"):
        file = file_name(outlay, FEW.renamed(name), language, DAY, "xlsx")
        assert re.fullmatch(r"[\w（）-]+\.xlsx", file) and len(file.encode()) < 255
        assert len(safe(name)) <= 40
        (tmp_path / file).write_bytes(b"x")
    assert all(one.parent == tmp_path for one in tmp_path.rglob("*"))


def test_a_report_of_a_shared_run_with_another_budget_makes_its_figures_again(outlay, tmp_path):
    """The app keeps one run for scenarios that differ only in what comes after the dice."""
    report = made(outlay, FEW.with_value("budget.city", {2024: 1500.0}))
    file = tmp_path / report.file("docx")
    file.write_bytes(one_file(report, "docx"))
    assert read_manifest(file)["scenario"]["budget"]["city"]
    answer = CliRunner().invoke(main, ["run", "--manifest", str(file), "--json", "--quiet"])
    assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize("form", ["xlsx", "pptx", "docx", "html", "csv"])
def test_the_invented_example_is_called_so_in_every_report_and_its_name(form):
    panel = read_panel(EXAMPLE)
    outlay = simulate(FEW, panel)
    for language, mark, never in (
        ("zh", "示例名册（虚构）：结果不得用于预算", "企业名册由使用者提供"),
        ("en", "Invented example roster: not to be used for a budget", "The roster is the user's own"),
    ):
        report = made(outlay, FEW, language, panel)
        whole = "\n".join(texts(report, form))
        assert mark in whole and never not in whole and "据此确定预算" not in whole
        assert ("示例名册（虚构）" if language == "zh" else "invented-example-roster") in report.file(form)
        assert mark not in "\n".join(texts(made(simulate(FEW), FEW, language), form))


def test_every_page_of_the_brief_and_every_sheet_and_slide_carries_the_mark():
    from openpyxl import load_workbook
    from pptx import Presentation

    panel = read_panel(EXAMPLE)
    report = made(simulate(FEW, panel), FEW, "zh", panel)
    header = Document(BytesIO(one_file(report, "docx"))).sections[0].header
    assert "虚构" in header.paragraphs[0].text
    for sheet in load_workbook(BytesIO(one_file(report, "xlsx"))):
        assert "虚构" in sheet["A2"].value and "虚构" in sheet.oddHeader.center.text
    for slide in Presentation(BytesIO(one_file(report, "pptx"))).slides:
        assert any(shape.has_text_frame and "虚构" in shape.text_frame.text for shape in slide.shapes)
        assert "虚构" in slide.notes_slide.notes_text_frame.text
