"""One enterprise's chances: probabilities with their error, amounts where they are paid, known years told apart."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from simulation.engine.outlay import Outlay
from simulation.law import MEASURES
from simulation.law.rule import OUTCOMES
from simulation.panel import Panel, read_panel
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.studies.future import FEWEST_PAID, chances_of, future, prospect_of
from tests.places import FIRST

PANEL = read_panel(FIRST)
DISTRICTS = tuple(load_facts().districts)
YEARS = (2023, 2024, 2025)


def outlay(amounts, draws):
    """An outlay of which only some measures and years pay: {(measure, year): (draws,)}."""
    amount = np.zeros((draws, len(MEASURES), len(YEARS), len(DISTRICTS)))
    for (measure, year), paid in amounts.items():
        amount[:, MEASURES.index(measure), YEARS.index(year), 3] = paid
    counts = np.zeros((draws, len(MEASURES), len(YEARS)))
    return Outlay.from_arrays(
        amount=amount,
        claimants=counts,
        capped=counts,
        supported=counts,
        investment=np.zeros((draws, len(YEARS))),
        outcomes=np.zeros((len(MEASURES), len(YEARS), len(OUTCOMES)), dtype=np.int64),
        measures=MEASURES,
        years=YEARS,
        districts=DISTRICTS,
        headline=Scenario().headline,
        manifest={},
    )


def test_a_probability_is_the_share_of_paying_draws_with_wilsons_error():
    amounts = np.zeros(1000)
    amounts[:300] = np.arange(1.0, 301.0)
    prospect = prospect_of(amounts)
    assert prospect.probability == 0.3
    assert prospect.error == pytest.approx(sqrt(0.3 * 0.7 / 1000), rel=2e-3)
    assert [quantile.value for quantile in prospect.given_paid] == [30.0, 150.0, 270.0]
    for quantile in prospect.given_paid:
        assert quantile.low < quantile.value < quantile.high
    assert prospect.mean == pytest.approx(amounts.mean())
    assert prospect.mean_error == pytest.approx(amounts.std(ddof=1) / sqrt(1000))


def test_a_probability_of_none_or_all_draws_is_not_told_as_certain():
    assert prospect_of(np.zeros(400)).error == pytest.approx(0.5 / 401)
    assert prospect_of(np.ones(400)).error == pytest.approx(0.5 / 401)


@pytest.mark.parametrize(("paid", "levels"), [(FEWEST_PAID - 1, 0), (FEWEST_PAID, 3)])
def test_too_few_paying_draws_give_no_percentiles(paid, levels):
    amounts = np.zeros(1000)
    amounts[:paid] = 5.0
    assert len(prospect_of(amounts).given_paid) == levels


def test_years_up_to_the_last_on_record_are_known_and_the_rest_come_together():
    half = np.tile([0.0, 10.0], 100)
    told = chances_of(
        outlay(
            {
                ("parts_subsidy", 2023): half,
                ("parts_subsidy", 2025): half,
                ("interest_subsidy", 2025): 2 * half[::-1],
            },
            200,
        ),
        {2021, 2022, 2024},
    )
    assert (told.known, told.simulated, told.draws) == ((2023, 2024), (2025,), 200)
    assert [(one.measure, one.year, one.known) for one in told.chances] == [
        ("interest_subsidy", 2025, False),
        ("parts_subsidy", 2023, True),
        ("parts_subsidy", 2025, False),
    ]
    # Every draw pays one of the two in 2025, so together they are nearly sure; 2023 is not among them.
    assert told.together.probability == 1.0
    assert told.together.mean == 15.0
    assert told.nil["parts_subsidy"] == (2024,)
    assert told.nil["growth_award"] == YEARS


def test_projects_that_claim_for_themselves_are_no_chances_of_an_enterprise():
    told = chances_of(outlay({("scene_subsidy", 2024): np.ones(100)}, 100), {2023})
    assert told.chances == ()
    assert "scene_subsidy" not in told.nil


def test_nothing_is_left_to_simulate_when_every_year_is_on_record():
    told = chances_of(outlay({("parts_subsidy", 2025): np.ones(100)}, 100), {2025})
    assert told.simulated == ()
    assert told.together.probability == 0.0


def test_one_enterprise_of_a_panel_is_its_own_rows_of_every_table_that_names_enterprises():
    own = PANEL.only("PRINT-B")
    assert set(own.tables) == {"enterprises", "products"}
    for name, frame in own.tables.items():
        assert set(frame["enterprise_id"]) == {"PRINT-B"}
        assert len(frame) == (PANEL.tables[name]["enterprise_id"] == "PRINT-B").sum()
    with pytest.raises(KeyError):
        PANEL.only("nobody")


# With the engine itself.

SHORT = Scenario().with_value("simulation.draws", 400)


@pytest.fixture(scope="module")
def without_2025():
    """The first panel as it stood before 2025."""
    tables = {
        name: frame[frame["year"] < 2025].reset_index(drop=True) for name, frame in PANEL.tables.items()
    }
    return Panel(tables)


def test_other_enterprises_change_nothing_of_ones_own_chances(without_2025):
    whole = future(without_2025, SHORT, "ROBOT-A")
    assert whole == future(without_2025.only("ROBOT-A"), SHORT, "ROBOT-A")
    assert whole.simulated == (2025,)
    assert 0.0 < whole.together.probability < 1.0


def test_a_known_award_that_everyone_claims_is_paid_in_every_draw_as_the_rules_give_it():
    paths = {
        f"delivery.{step}": {"parts_subsidy": share}
        for step, share in (("take_up", 1.0), ("accepted", 1.0), ("diverted", 0.0), ("cut", 0.0))
    }
    sure = SHORT.with_values(
        {f"{path}.{measure}": share for path, row in paths.items() for measure, share in row.items()}
    )
    told = future(PANEL, sure, "ROBOT-A")
    paid = {one.year: one.prospect for one in told.chances if one.measure == "parts_subsidy" and one.known}
    assert {year: prospect.mean for year, prospect in paid.items()} == pytest.approx(
        {2023: 120.0, 2024: 500.0}
    )
    assert all(prospect.probability == 1.0 for prospect in paid.values())


def test_a_switched_off_measure_is_no_chance(without_2025):
    off = SHORT.with_value("measures.parts_subsidy", "off")
    told = future(without_2025, off, "ROBOT-A")
    assert "parts_subsidy" not in {one.measure for one in told.chances} | set(told.nil)


def test_the_same_dice_give_the_same_chances(without_2025):
    assert future(without_2025, SHORT, "OEM-C") == future(without_2025, SHORT, "OEM-C")
    other = replace(without_2025, notices=())
    assert future(other, SHORT, "OEM-C") == future(without_2025, SHORT, "OEM-C")
