"""A roster of January: who has no row in a half-filled year has not reported yet, unless the user says otherwise."""

import numpy as np
import pandas as pd
import pytest

from simulation.engine.build import build_model
from simulation.engine.known import ALL
from simulation.engine.run import simulate
from simulation.judge.assess import assess
from simulation.judge.profile import imputation
from simulation.law import MEASURES
from simulation.panel.half_filled import half_filled, silence
from simulation.scenario import Scenario
from tests.engine.rosters import FIELDS, RULES_ALONE, full_tables, panel_of, until

MAKERS = range(1, 6)
QUIET = {f"fields.{field}.count": 0 for field in FIELDS}
DRAWS = 1000


def makers(last=2024):
    """Five makers of robots with rows from 2021 on."""
    bought = {2021: 800, 2022: 1000, 2023: 1500, 2024: 2100, 2025: 2500}
    return pd.DataFrame(
        [
            {"enterprise_id": f"E{n}", "district": "yuhang", "field": "robots", "year": year, "parts_purchases": n * bought[year]}
            for n in MAKERS
            for year in range(2021, last + 1)
        ]
    )  # fmt: skip


def loans(years, who=MAKERS):
    return pd.DataFrame(
        [
            {
                "project_id": f"P{n}", "enterprise_id": f"E{n}", "year": year, "investment": 9000, "loan": 5000 * n,
                "loan_rate": 0.04, "months": 12,
            }
            for n in who for year in years
        ]
    )  # fmt: skip


def products(years, who=MAKERS):
    return pd.DataFrame(
        [
            {
                "product_id": f"D{n}", "enterprise_id": f"E{n}", "year": year, "recognised_year": 2023,
                "insured_sum": 5000 * n, "premium": 100 * n, "sales": 0,
            }
            for n in who for year in years
        ]
    )  # fmt: skip


def models(years, who=MAKERS):
    return pd.DataFrame(
        [
            {
                "model_id": f"M{n}", "enterprise_id": f"E{n}", "year": year, "listed_year": 2023,
                "sales": 480000 if year == 2024 else 490000,
            }
            for n in who for year in years
        ]
    )  # fmt: skip


def carmakers():
    return makers(2025).assign(field="vehicle_oem")


def one_more(make, years):
    """The table through the years before the last one, and the first maker's row of that."""
    return pd.concat([make(years[:-1]), make(years[-1:], who=[1])])


FIRMS = makers()
CASES = {
    "parts_subsidy": (
        {"enterprises": FIRMS},
        {"enterprises": pd.concat([FIRMS, makers(2025).query("year == 2025 and enterprise_id == 'E1'")])},
    ),
    "interest_subsidy": (
        {"enterprises": makers(2025), "projects": loans([2024])},
        {"enterprises": makers(2025), "projects": one_more(loans, [2024, 2025])},
    ),
    "insurance_compensation": (
        {"enterprises": makers(2025), "products": products([2023, 2024])},
        {"enterprises": makers(2025), "products": one_more(products, [2023, 2024, 2025])},
    ),
    "new_model_award": (
        {"enterprises": carmakers(), "models": models([2023, 2024])},
        {"enterprises": carmakers(), "models": one_more(models, [2023, 2024, 2025])},
    ),
}


def alone(measure, **values):
    others = {f"measures.{one}": "off" for one in MEASURES if one != measure}
    return Scenario().with_values(others | QUIET | values)


def mean_of_2025(measure, tables, **values):
    return simulate(alone(measure, **values), panel_of(tables), draws=DRAWS).by_year()[:, 2].mean()


@pytest.mark.parametrize("measure", CASES)
def test_one_row_of_the_year_does_not_take_the_others_away(measure):
    without, half = (mean_of_2025(measure, tables) for tables in CASES[measure])
    assert without > 0
    # What the first maker is known to have done may differ from what was expected: it is one of five.
    assert half == pytest.approx(without, rel=0.2)


@pytest.mark.parametrize("measure", CASES)
def test_where_the_others_have_left_only_the_first_is_there(measure):
    without, half = CASES[measure]
    left = mean_of_2025(measure, half, **{"roster.missing_rows": "left"})
    assert left < 0.3 * mean_of_2025(measure, without)


@pytest.mark.parametrize("measure", CASES)
def test_the_choice_changes_nothing_where_every_year_is_filled(measure):
    panel = panel_of(CASES[measure][0])
    scenario = alone(measure)
    one, other = (
        simulate(scenario.with_value("roster.missing_rows", option), panel, draws=50)
        for option in ("not_reported", "left")
    )
    assert np.array_equal(one.amount, other.amount)


@pytest.mark.parametrize("measure", CASES)
def test_the_rules_alone_simulate_nobody_on(measure):
    panel = panel_of(CASES[measure][1])
    rows = [
        assess(panel, Scenario().with_value("roster.missing_rows", option))
        for option in ("not_reported", "left")
    ]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("measure", CASES)
def test_each_firm_alone_is_its_part_of_the_whole(measure):
    nobody_else = alone(measure, **{"fields.first_set.recognised_per_year": 0})
    panel = panel_of(CASES[measure][1])
    whole = simulate(nobody_else, panel, draws=60).amount
    parts = [simulate(nobody_else, panel, draws=60, only=f"E{n}").amount for n in MAKERS]
    assert whole[:, :, 2].sum() > 0
    assert sum(parts) == pytest.approx(whole, abs=1e-6)


def test_a_firm_of_a_half_filled_year_alone_has_the_same_bits():
    tables = CASES["parts_subsidy"][1]
    whole = simulate(alone("parts_subsidy"), panel_of(tables), draws=60)
    others = {"enterprises": tables["enterprises"].query("enterprise_id != 'E3'")}
    # Four makers with one row of 2025 are half filled as well, so all but E3 stay as they are.
    rest = simulate(alone("parts_subsidy"), panel_of(others), draws=60)
    part = simulate(alone("parts_subsidy"), panel_of(tables), draws=60, only="E3")
    assert (part.amount[:, :, 2].sum(axis=(1, 2)) > 0).any()
    assert whole.amount - rest.amount == pytest.approx(part.amount, abs=1e-9)


def test_those_that_have_not_reported_are_counted_among_the_imputed():
    panel = panel_of(CASES["parts_subsidy"][1])
    counted = {
        option: imputation(panel, Scenario().with_value("roster.missing_rows", option)).set_index("fact")[
            "after"
        ]
        for option in ("not_reported", "left")
    }
    assert (counted["not_reported"]["parts_purchases"], counted["left"]["parts_purchases"]) == (4, 0)


@pytest.mark.parametrize(("rows", "half"), [(3, True), (4, False), (5, False)])
def test_under_four_fifths_of_the_year_before_is_half_filled(rows, half):
    table = panel_of({"enterprises": pd.concat([makers(), makers(2025).query("year == 2025").head(rows)])})
    found = half_filled("enterprises", table.tables["enterprises"])
    assert (found is not None) == half
    if found:
        assert (found.year, found.before, found.reported, found.expected) == (2025, 2024, 3, 5)
        assert found.missing == {"E4", "E5"}


def test_a_loan_that_was_repaid_needs_no_further_row():
    table = loans([2023, 2024, 2025])
    repaid = (table["year"] == 2024) & table["project_id"].isin(["P2", "P3"])
    table.loc[repaid, "months"] = 7
    table = table[~((table["year"] == 2025) & table["project_id"].isin(["P2", "P3"]))]
    panel = panel_of({"enterprises": makers(2025), "projects": table})
    assert half_filled("projects", panel.tables["projects"]) is None


def test_scenes_are_of_one_year_and_never_half_filled():
    scenes = full_tables()["scenes"]
    assert set(silence(panel_of(full_tables()).tables).things) == {
        "enterprises",
        "projects",
        "models",
        "products",
    }
    assert scenes.groupby("year")["scene_id"].nunique().min() > 0


def test_the_items_of_a_firm_that_has_not_reported_have_not_either():
    firms = CASES["parts_subsidy"][1]["enterprises"]
    # Four of five products are reported in 2025, so their own table is filled.
    some = pd.concat([products([2023, 2024]), products([2025], who=[1])])
    found = silence(panel_of({"enterprises": firms, "products": some}).tables)
    assert found.things["products"] == {"D2", "D3", "D4", "D5"}
    assert found.owners["products"] == {"E2", "E3", "E4", "E5"}


def test_new_products_that_are_known_take_the_place_of_drawn_ones():
    own = products([2025], who=[1, 2, 3]).assign(product_id=["N1", "N2", "N3"], recognised_year=2025)
    told = CASES["insurance_compensation"][1]["products"]
    panel = panel_of({"enterprises": makers(2025), "products": pd.concat([told, own])})
    taken = {
        option: build_model(Scenario().with_value("roster.missing_rows", option), panel)[1].products.taken
        for option in ("not_reported", "left")
    }
    assert taken["not_reported"].tolist() == [ALL] * 4 + [3]
    assert taken["left"].tolist() == [ALL] * 5


def test_what_a_carmaker_has_told_of_its_models_is_not_drawn_again():
    known = build_model(Scenario(), panel_of(CASES["new_model_award"][1]))[1].models
    assert known.drawn.tolist() == [False, False, True]
    # Only the first carmaker has a row of 2025.
    assert known.told[:, 2].sum() == 1
    assert known.follows[:, 2].sum() == 4


def test_several_loans_of_a_project_come_to_what_the_rules_give():
    tables = until(full_tables(), 2025)
    more = tables["projects"].sample(frac=0.5, random_state=2)
    second = more.assign(loan=more["loan"] * 0.3, loan_rate=0.02, months=12, loan_id="L2")
    third = more.sample(frac=0.5, random_state=3).assign(loan=500.0, months=3, loan_id="L3")
    tables["projects"] = pd.concat([tables["projects"].assign(loan_id=""), second, third])
    panel, place = panel_of(tables), MEASURES.index("interest_subsidy")
    for option in ("while_outstanding", "first_year_only"):
        scenario = RULES_ALONE.with_value("readings.interest_years", option)
        expected = [
            sum(
                row.amount
                for row in assess(panel, scenario)
                if (row.measure, row.year) == ("interest_subsidy", year)
            )
            for year in scenario.years
        ]
        found = simulate(scenario, panel, draws=2)
        assert min(expected) > 0
        assert found.amount[:, place].sum(axis=2) == pytest.approx(np.array([expected, expected]))
        assert (
            found.amount[0, place].sum()
            != simulate(scenario, panel_of(until(full_tables(), 2025)), draws=2).amount[0, place].sum()
        )
