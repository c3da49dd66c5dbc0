"""The rules on a real panel give the expected awards, in every reading and in any order of rows."""

import csv

import pytest

from simulation.judge.assess import assess
from simulation.panel import Panel, read_panel
from simulation.scenario import Scenario
from tests.places import CASES

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


def test_scores_that_differ_by_binary_noise_are_equal_and_the_investment_decides():
    scores = {"A": 0.1 + 0.2, "B": 0.3, "C": 0.3, "D": 0.3, "E": 0.3, "F": 0.3}
    rows = [
        f"{name},yuhang,2024,{100 * place},{score!r}" for place, (name, score) in enumerate(scores.items(), 1)
    ]
    enterprises = "enterprise_id,district,field,year\nE1,yuhang,robots,2024\n"
    scenes = "scene_id,district,year,investment,score\n" + "\n".join(rows)
    panel = read_panel({"enterprises.csv": enterprises.encode(), "scenes.csv": scenes.encode()})
    (refused,) = [row.claimant for row in assess(panel, Scenario()) if row.outcome == "limit_reached"]
    assert refused == "A"


def test_a_sale_or_premium_of_less_than_half_a_yuan_is_none():
    enterprises = "enterprise_id,district,field,year\n" + "".join(
        f"E1,yuhang,cnc,{year}\n" for year in (2023, 2024)
    )
    head = "product_id,enterprise_id,year,recognised_year,insured_sum,premium,sales\n"
    # 0.1 + 0.2 - 0.3, as a formula leaves it.
    noise = "D,E1,2023,2021,1000,5.551115123125783e-17,5.551115123125783e-17\n"
    panel = read_panel(
        {
            "enterprises.csv": enterprises.encode(),
            "products.csv": f"{head}{noise}D,E1,2024,2021,1000,10,0\n".encode(),
        }
    )
    rows = [(row.measure, row.year, row.amount) for row in assess(panel, Scenario())]
    assert rows == [("insurance_compensation", 2024, pytest.approx(9.0))]


def test_who_knows_its_vehicles_is_answered_on_capacity_whatever_its_field_and_without_value_added():
    head = "enterprise_id,name,district,field,year,revenue,vehicle_output,approved_capacity,nev_output\n"
    row = "E1,E1,yuhang,robots,2024,9000,80000,100000,60000\n"
    panel = read_panel({"enterprises.csv": f"{head}{row}".encode()})
    rows = [(row.measure, row.outcome) for row in assess(panel, Scenario())]
    assert ("capacity_award", "not_eligible") in rows
