"""All that one enterprise gets: the same as the assessment, split between two payers to the last bit."""

import random
from decimal import Decimal
from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.judge.assess import assess
from simulation.judge.dossier import dossier, years_text
from simulation.judge.phrases import parts_in_print, quantity
from simulation.judge.roster import ENTERPRISE_MEASURES
from simulation.money.payers import split
from simulation.panel import read_panel
from simulation.scenario import Scenario
from tests.judge.test_explain import OWNERS, panels, scenarios
from tests.places import FIRST

PANEL = read_panel(FIRST)
SHARES = st.sampled_from([0.0, 0.1, 0.3, 1 / 3, 0.5, 0.7, 0.99, 1.0])


@settings(max_examples=50)
@given(panel=panels(), scenario=scenarios(), share=SHARES)
def test_the_total_is_the_assessments_and_the_payers_sum_to_it_bit_for_bit(panel, scenario, share):
    cells = {measure: {"xihu": share} for measure in ENTERPRISE_MEASURES}
    scenario = scenario.with_value("split.city_share", cells)
    rows = assess(panel, scenario)
    for owner in OWNERS:
        own = [row for row in rows if row.claimant == owner]
        case = dossier(panel, scenario, owner)
        told = {(one.why.row.measure, one.why.row.year): one.why.row for one in case.granted}
        assert told == {(row.measure, row.year): row for row in own if row.amount > 0}
        assert case.total == fsum(row.amount for row in own)
        assert case.city + case.district_part == case.total
        assert case.city == pytest.approx(fsum(one.city for one in case.granted), abs=1e-9)
        for one in case.granted:
            assert one.city + one.district == one.why.row.amount
            assert one.city == pytest.approx(share * one.why.row.amount)
        refused = {(one.row.measure, one.row.year) for one in case.refused}
        elsewhere = {(measure, year) for measure, years in case.elsewhere.items() for year in years}
        assert {(row.measure, row.year) for row in own if row.amount <= 0} <= refused | elsewhere
        assert not refused & elsewhere


def test_the_largest_award_stands_first():
    amounts = [one.why.row.amount for one in dossier(PANEL, Scenario(), "OEM-C").granted]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] == 1000


def test_the_finding_names_the_years_judged_and_both_payers():
    finding = dossier(PANEL, Scenario(), "OEM-C").finding
    assert finding.zh == "按条文测算，2023–2025 绩效年度应得 2,870 万元，其中市级 1,435 万元、区县 1,435 万元"
    assert "2023–2025 give 2,870 万元: city 1,435 万元, district 1,435 万元" in finding.en


def test_a_year_that_the_panel_does_not_have_is_not_said_to_be_judged():
    case = dossier(PANEL, Scenario(), "PRINT-B")
    assert (case.judged, case.missing) == ((2023, 2024), (2025,))
    assert "2023 / 2024 绩效年度应得" in case.finding.zh
    assert any("2025" in line.zh and "未测算" in line.zh for line in case.unjudged)


def test_measures_without_a_claim_are_told_apart_by_their_reason():
    off = Scenario().with_value("measures.interest_subsidy", "off")
    case = dossier(PANEL, off, "PRINT-B")
    assert case.off == ("interest_subsidy",)
    assert set(case.elsewhere) == {"capacity_award", "new_model_award", "oem_parts_award", "growth_award"}
    assert dossier(PANEL, Scenario(), "OEM-C").silent == ("insurance_compensation", "application_award")


def test_a_scene_of_the_same_id_is_not_the_enterprises():
    scenes = PANEL.tables["scenes"].assign(scene_id="OEM-C")
    panel = type(PANEL)({**PANEL.tables, "scenes": scenes})
    assert dossier(panel, Scenario(), "OEM-C").total == 2870


@pytest.mark.parametrize(
    ("years", "written"),
    [((2024,), "2024"), ((2023, 2024, 2025), "2023–2025"), ((2023, 2025), "2023 / 2025"), ((), "")],
)
def test_years_are_written_as_a_run_where_they_are_one(years, written):
    assert years_text(years) == written


def test_city_and_district_add_up_in_print_to_the_printed_amount():
    dice = random.Random(12)
    for _ in range(60):
        amount, share = dice.uniform(0, 1000), dice.choice([0.5, 0.25, 1 / 3, 0.7])
        city, district = split(np.array(amount), share)
        parts = parts_in_print(amount, (float(city), float(district)))
        shown = [Decimal(part.zh.removesuffix(" 万元").replace(",", "")) for part in parts]
        assert sum(shown) == Decimal(quantity(amount).zh.removesuffix(" 万元").replace(",", ""))
    assert [part.zh for part in parts_in_print(25.5, (12.75, 12.75))] == ["12.75 万元", "12.75 万元"]
    assert [part.zh for part in parts_in_print(120.0, (60.0, 60.0))] == ["60 万元", "60 万元"]
