"""The rules on a real panel give the expected awards, in every reading and in any order of rows."""

import csv
from pathlib import Path

import pytest

from simulation.assess import assess
from simulation.population.panel import Panel, read_panel
from simulation.scenario import Scenario

CASES = Path(__file__).parent / "cases"
PANEL = read_panel(CASES / "first_panel")


def rows_of(name):
    with (CASES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def amounts(panel, scenario):
    return {
        (row.measure, row.claimant, row.year): row.amount for row in assess(panel, scenario) if row.amount
    }


def test_the_first_panel_gives_the_expected_awards():
    expected = {
        (row["measure"], row["claimant"], int(row["year"])): float(row["amount"])
        for row in rows_of("first_panel_expected.csv")
    }
    assert amounts(PANEL, Scenario()) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    "row", rows_of("first_panel_readings.csv"), ids=lambda row: f"{row['reading']}-{row['option']}"
)
def test_each_reading_gives_the_expected_total(row):
    scenario = Scenario()
    if row["option"]:
        scenario = scenario.with_value(f"readings.{row['reading']}", row["option"])
    assert sum(amounts(PANEL, scenario).values()) == pytest.approx(float(row["total"]), rel=1e-9)


def test_the_order_of_rows_changes_nothing():
    turned = Panel({name: frame.iloc[::-1] for name, frame in PANEL.tables.items()})
    assert assess(turned, Scenario()) == assess(PANEL, Scenario())
    assert turned.hash == PANEL.hash


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("highest_new_tier", [100, 200, 500]),
        ("difference", [100, 100, 300]),
        ("sum_of_new_tiers", [100, 200, 500]),
    ],
)
def test_three_tiers_in_three_years_pay_by_difference_what_the_highest_pays(reading, expected):
    head = "enterprise_id,district,field,year,output_value,technology_breakthrough"
    outputs = {2021: 5000, 2022: 8000, 2023: 10000, 2024: 50000, 2025: 100000}
    rows = [f"E,yuhang,connected_vehicle,{year},{output},1" for year, output in outputs.items()]
    panel = read_panel({"enterprises.csv": "\n".join([head, *rows]).encode()})
    scenario = Scenario().with_value("readings.growth_tiers", reading)
    paid = {row.year: row.amount for row in assess(panel, scenario) if row.measure == "growth_award"}
    assert [paid[year] for year in (2023, 2024, 2025)] == expected


def test_asking_for_2025_alone_gives_what_all_years_give():
    alone = Scenario().with_value("validity.effective_from", "2025-01-01")
    # The one-off awards remember earlier performance years, so they are left out of the comparison.
    once = ("capacity_award", "growth_award", "new_model_award", "application_award")
    whole = {key: amount for key, amount in amounts(PANEL, Scenario()).items() if key[2] == 2025}
    for key, amount in amounts(PANEL, alone).items():
        if key[0] not in once:
            assert whole[key] == amount


def test_a_refusal_is_listed_with_its_reason():
    outcomes = {(row.measure, row.claimant, row.year): row.outcome for row in assess(PANEL, Scenario())}
    assert outcomes["parts_subsidy", "PRINT-B", 2023] == "below_floor"
    assert outcomes["parts_subsidy", "ROBOT-A", 2025] == "no_increment"
    assert outcomes["oem_parts_award", "OEM-C", 2025] == "growth_too_low"
    assert outcomes["capacity_award", "OEM-C", 2024] == "already_awarded"
    assert outcomes["growth_award", "H2-E", 2024] == "not_first_time"
    assert outcomes["insurance_compensation", "PRINT-B", 2023] == "superseded"
    assert outcomes["insurance_compensation", "ROBOT-A", 2025] == "limit_reached"
    assert outcomes["interest_subsidy", "H2-E", 2023] == "not_eligible"
    assert outcomes["scene_subsidy", "S6", 2024] == "limit_reached"
