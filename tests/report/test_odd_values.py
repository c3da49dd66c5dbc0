"""A report says what does not fit together in its scenario, in every format."""

import io
import zipfile

import pytest

from simulation.engine.run import simulate
from simulation.report.making import files_of, report_of
from simulation.scenario import Scenario
from tests.reading import read

WORDS = {
    "zh": "二档产值 8,000 万元低于一档产值 10,000 万元",
    "en": "Output for tier 2 (8,000 万元) is below Output for tier 1 (10,000 万元)",
}


@pytest.fixture(scope="module", params=["zh", "en"])
def report(request):
    scenario = Scenario().with_values({"policy.growth_award.tier_2_output": 8000, "simulation.draws": 60})
    return report_of(simulate(scenario), scenario, request.param, None, simulate)


@pytest.mark.parametrize("form", ["html", "docx", "pptx", "xlsx"])
def test_tiers_out_of_order_are_told_in_every_format(report, form):
    words = WORDS[report.words.language]
    for content in files_of(report, form).values():
        if form == "html":
            text = read(content.decode())
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                parts = [
                    name for name in package.namelist() if name.endswith(".xml") and "customXml" not in name
                ]
                text = "".join(package.read(name).decode() for name in parts)
        assert words in text
    assert report.odd == [line for line in report.odd if words in line]


def test_many_oddities_are_cut_with_their_count(report):
    nothing = {f"policy.parts_subsidy.{name}": 0 for name in ("rate", "annual_cap")}
    more = {f"policy.scene_subsidy.{name}": 0 for name in ("rate", "cap", "projects_per_year")}
    scenario = report.figures.scenario.with_values(nothing | more)
    odd = report_of(simulate(scenario), scenario, report.words.language, None, simulate).odd
    assert len(odd) == 5
    assert "2" in odd[-1]
