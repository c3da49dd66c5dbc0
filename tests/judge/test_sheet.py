"""The sheet of one enterprise: by itself, complete, and nothing on it can run."""

import html
import re
from datetime import date

import pytest

from simulation import __version__
from simulation.judge.dossier import dossier
from simulation.judge.sheet import ladder_html, sheet_html
from simulation.law.policy import load_policy
from simulation.panel import read_panel
from simulation.scenario import Scenario
from tests.places import FIRST
from tests.reading import read

PANEL = read_panel(FIRST)
LANGUAGES = ("zh", "en")
HOSTILE = ("<script>alert(1)</script>", '=HYPERLINK("http://evil.example","x")', "{{ 7*7 }}", '"><img src=x>')


def sheet(enterprise, language, scenario=None, panel=PANEL, origin="roster"):
    scenario = scenario or Scenario()
    return read(written(enterprise, language, scenario, panel, origin))


def written(enterprise, language, scenario=None, panel=PANEL, origin="roster"):
    scenario = scenario or Scenario()
    return sheet_html(dossier(panel, scenario, enterprise), scenario, language, date(2026, 11, 26), origin)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_ends_between_an_amount_and_its_unit(language):
    page = written("OEM-C", language)
    assert "\u00a0万\u2060元" in page
    assert not re.search(r"\d 万元", page)


def words(page):
    """What a reader sees."""
    body = page[page.index("<body>") :]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", body)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("enterprise", ["OEM-C", "ROBOT-A", "PRINT-B", "ICV-D", "H2-E"])
def test_the_sheet_says_all_that_the_explanations_say(enterprise, language):
    case, seen = dossier(PANEL, Scenario(), enterprise), words(sheet(enterprise, language))
    assert case.finding.in_(language) in seen
    for one in case.granted:
        for step in one.why.steps:
            assert step.text.in_(language) in seen
        for line in (one.why.verdict, *one.why.formula, one.payers):
            assert line.in_(language) in seen
    for one in case.refused:
        assert one.verdict.in_(language) in seen
        assert next(step.words for step in one.steps if step.passed is False) in seen
    for line in case.unjudged:
        assert line.in_(language) in seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_law_is_quoted_for_every_measure_that_is_granted(language):
    seen = words(sheet("OEM-C", language))
    for one in dossier(PANEL, Scenario(), "OEM-C").granted:
        for step in one.why.steps:
            if step.passed is not None and step.item != "M2":
                assert step.words in seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_says_what_made_it(language):
    scenario = Scenario().with_value("policy.parts_subsidy.annual_cap", 250).renamed("减半")
    seen = words(sheet("ROBOT-A", language, scenario))
    for fact in ("减半", scenario.hash, load_policy().number, __version__, "2026-11-26", str(scenario.seed)):
        assert fact in seen
    assert {"zh": "（法定 500）", "en": "(statutory 500)"}[language] in seen


@pytest.mark.parametrize(
    ("origin", "mark"), [("roster", "来自上传的名册"), ("typed", "使用者录入"), ("example", "均为虚构")]
)
def test_the_sheet_says_whose_figures_these_are(origin, mark):
    assert mark in words(sheet("ROBOT-A", "zh", origin=origin))


def test_the_sheet_asks_nothing_of_another_machine():
    page = sheet("OEM-C", "zh")
    assert not re.search(r"https?://|src=|href=|url\(|@import|<script", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_user_wrote_comes_out_as_plain_text(hostile, language):
    """An enterprise, its name, its project and the scenario under a name that would like to run."""
    tables = {name: frame.copy() for name, frame in PANEL.tables.items()}
    for frame in tables.values():
        for column in frame.columns:
            if column in ("enterprise_id", "name", "project_id"):
                frame[column] = frame[column].replace(
                    {"ROBOT-A": hostile, "机器人甲": hostile, "P1": hostile}
                )
    panel = type(PANEL)(tables)
    page = sheet(hostile, language, Scenario().renamed(hostile), panel)
    assert words(page).count(hostile) >= 4
    assert not re.search("<script|<img", page)
    case = dossier(panel, Scenario(), hostile)
    for one in case.granted:
        assert "<script" not in ladder_html(one.why, one, language)


def test_a_sheet_without_an_award_says_so():
    seen = words(sheet("H2-E", "zh"))
    assert "没有应得的奖补" in seen
    assert "应得（万元" not in seen


def test_every_sign_of_a_ladder_is_named_for_those_who_do_not_see_it():
    why = next(
        one for one in dossier(PANEL, Scenario(), "PRINT-B").refused if one.row.outcome == "below_floor"
    )
    page = read(ladder_html(why, None, "zh"))
    assert 'title="通过"' in page and 'title="未通过"' in page and 'title="前一项未通过，未再检验"' in page
    assert "999.99 万元 &lt; 1,000 万元" in page
