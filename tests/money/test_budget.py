"""The budget: the risk in closed form, and what each payer and measure is left with."""

import numpy as np
import pytest

from simulation.engine.outlay import Outlay
from simulation.engine.statistics import mean_of, share_of
from simulation.law.rule import OUTCOMES
from simulation.money.appropriations import entered, read_appropriations, with_cells
from simulation.money.budget import (
    BudgetLine,
    budget_lines,
    singly,
    tail_mean,
    together,
    total_line,
    worst_tenth_of,
)
from simulation.money.payers import Bill
from simulation.money.settlement import received_by_measure, settle_payer
from simulation.scenario import Scenario
from simulation.text.problems import InputError

DISTRICTS = ("binjiang", "yuhang")
MEASURES = ("parts_subsidy", "growth_award")
MEAN = 1000.0
DRAWS = 20_000
# Draws at the middles of equal shares of probability: an exponential distribution without noise.
EXPONENTIAL = -MEAN * np.log1p(-(np.arange(DRAWS) + 0.5) / DRAWS)


FINANCE = Scenario()


def bill_of(amount: np.ndarray, city_share: float = 1.0, scenario: Scenario = FINANCE) -> Bill:
    """The bill of an outlay (draw, measure, year, district)."""
    counts = np.zeros(amount.shape[:3])
    outlay = Outlay.from_arrays(
        amount=amount,
        claimants=counts,
        capped=counts,
        supported=counts,
        investment=counts[:, 0],
        outcomes=np.zeros((2, amount.shape[2], len(OUTCOMES)), dtype=np.int64),
        measures=MEASURES,
        years=(2023, 2024, 2025),
        districts=DISTRICTS,
        headline=MEASURES,
        manifest={},
    )
    return Bill.of(outlay, scenario, np.full((2, 2), city_share))


def a_bill(city: np.ndarray, scenario: Scenario = FINANCE) -> Bill:
    """A bill of three performance years in which the city owes the same each year."""
    amount = np.zeros((city.size, 2, 3, 2))
    amount[:, 0, :, 0] = city[:, None]
    return bill_of(amount, scenario=scenario)


def the_line(scenario: Scenario, payer: str, year: int, city: np.ndarray = EXPONENTIAL) -> BudgetLine:
    lines = budget_lines(a_bill(city, scenario))
    return next(line for line in lines if (line.payer, line.fiscal_year) == (payer, year))


@pytest.mark.parametrize("appropriation", [500.0, 1000.0, 3000.0])
def test_the_risk_against_an_appropriation_is_that_of_the_exponential(appropriation):
    scenario = Scenario().with_values({"payment_schedule": [1.0], "budget.city": {2024: appropriation}})
    line = the_line(scenario, "city", 2024)
    chance = np.exp(-appropriation / MEAN)
    assert line.exceeded.value == pytest.approx(chance, abs=1 / DRAWS)
    assert line.exceeded.error == pytest.approx(np.sqrt(chance * (1 - chance) / DRAWS), rel=1e-3)
    assert line.shortfall.value == pytest.approx(MEAN * chance, rel=2e-3)
    # The excess of an exponential is MEAN with probability `chance`: variance 2 MEAN^2 c - (MEAN c)^2.
    spread = MEAN * np.sqrt(2 * chance - chance**2)
    assert line.shortfall.error == pytest.approx(spread / np.sqrt(DRAWS), rel=1e-2)
    assert line.worst_tenth.value == pytest.approx(MEAN * (1 + np.log(10)), rel=2e-3)
    assert line.arrears.value == 0.0
    for reserve in line.reserves:
        assert reserve.value == pytest.approx(-MEAN * np.log(1 - reserve.level), rel=2e-3)
        assert reserve.low < reserve.value < reserve.high


def test_arrears_that_are_carried_over_grow_year_by_year():
    given_each = dict.fromkeys((2023, 2024, 2025), 400.0)
    scenario = Scenario().with_values(
        {"payment_schedule": [1.0], "budget.city": given_each, "budget.rule": "carry_over"}
    )
    certain = np.full(10, 1000.0)
    assert [the_line(scenario, "city", year, certain).arrears.value for year in given_each] == [
        600,
        1200,
        1800,
    ]


def test_a_year_in_which_nothing_falls_due_never_exceeds_an_appropriation_of_nothing():
    scenario = Scenario().with_values({"payment_schedule": [0.6, 0.3, 0.1, 0.0], "budget.city": {2028: 0.0}})
    line = the_line(scenario, "city", 2028)
    assert (line.due.value, line.exceeded.value, line.shortfall.value) == (0.0, 0.0, 0.0)


def test_an_appropriation_that_is_met_exactly_is_not_exceeded():
    scenario = Scenario().with_values({"payment_schedule": [1.0], "budget.city": {2023: 1000.0}})
    assert the_line(scenario, "city", 2023, np.full(10, 1000.0)).exceeded.value == 0.0


def test_every_payer_and_fiscal_year_has_its_row_and_what_was_not_entered_is_null():
    scenario = Scenario().with_value("budget.districts", {"yuhang": {2024: 5.0}})
    rows = [line.as_json() for line in budget_lines(a_bill(EXPONENTIAL, scenario))]
    places = [(payer, year) for payer in ("city", *DISTRICTS) for year in scenario.fiscal_years]
    assert [(row["payer"], row["fiscal_year"]) for row in rows] == places
    for row in rows:
        assert list(row["reserve"]) == ["p80", "p90", "p95"]
        entered = (row["payer"], row["fiscal_year"]) == ("yuhang", 2024)
        for key in ("appropriation", "probability_exceeded", "expected_shortfall", "arrears_mean"):
            assert (row[key] is not None) == entered


def test_arrears_stand_against_the_next_appropriation_and_are_in_its_reserve():
    scenario = Scenario().with_values(
        {
            "payment_schedule": [1.0],
            "budget.city": {2023: 400, 2024: 1500},
            "budget.rule": "carry_over",
        }
    )
    certain = np.full(10, 1000.0)
    line = the_line(scenario, "city", 2024, certain)
    assert (line.due.value, line.exceeded.value, line.shortfall.value) == (1600, 1.0, 100)
    assert line.reserve(0.8).value == 1600
    full = scenario.with_value("budget.rule", "pay_in_full")
    assert the_line(full, "city", 2024, certain).exceeded.value == 0.0


def test_the_error_of_the_worst_tenth_is_what_other_seeds_show():
    generator = np.random.default_rng(11)
    runs = [tail_mean(np.sort(generator.exponential(MEAN, 2000))) for _ in range(400)]
    seen = np.std([run.value for run in runs], ddof=1)
    assert np.mean([run.error for run in runs]) == pytest.approx(seen, rel=0.1)


def test_the_error_of_a_share_and_of_a_mean_is_what_other_seeds_show():
    generator = np.random.default_rng(12)
    draws = generator.exponential(MEAN, (400, 1000))
    shares = [share_of(row > 2000) for row in draws]
    assert shares[0].error == pytest.approx(np.std([one.value for one in shares]), rel=0.2)
    means = [mean_of(row) for row in draws]
    assert means[0].error == pytest.approx(np.std([one.value for one in means]), rel=0.2)


def test_quantiles_of_parts_sum_to_more_unless_the_parts_move_together():
    apart = together(np.stack([EXPONENTIAL, EXPONENTIAL[::-1]], axis=1))
    assert apart.parts > apart.whole.value
    alike = together(np.stack([EXPONENTIAL, EXPONENTIAL], axis=1))
    assert alike.parts == pytest.approx(alike.whole.value, rel=1e-12)
    assert alike.whole.low < alike.whole.value < alike.whole.high


def test_the_worst_tenth_names_the_part_that_makes_it():
    parts = np.stack([EXPONENTIAL, np.full(DRAWS, MEAN)], axis=1)
    moving, still = worst_tenth_of(parts.sum(axis=1), parts)
    assert moving.value == pytest.approx(MEAN * np.log(10), rel=5e-3)
    assert (still.value, still.error) == (0.0, 0.0)


def two_measures(scenario: Scenario, draws: int = 400) -> Bill:
    amount = np.random.default_rng(3).exponential(100.0, (draws, 2, 3, 2))
    return bill_of(amount, 0.5, scenario)


SHORT = Scenario().with_values({"payment_schedule": [1.0], "budget.city": {2023: 150, 2024: 150, 2025: 150}})


@pytest.mark.parametrize("rule", ["pay_in_full", "pro_rata", "carry_over"])
@pytest.mark.parametrize("sharing", ["across_all", "by_measure"])
def test_what_measures_receive_and_lose_is_what_is_due_and_what_the_payer_pays(rule, sharing):
    own = two_measures(SHORT.with_values({"budget.rule": rule, "budget.pro_rata": sharing}))
    due = own.cash_by_measure("city")
    parts = received_by_measure(own, "city")
    assert np.array_equal(parts[..., 0] + parts[..., 1], due.sum(axis=2))
    assert (parts >= 0).all()
    settled = settle_payer(own, "city")
    assert parts[..., 0].sum(axis=1) == pytest.approx(settled.by_claim.sum(axis=(1, 2)), rel=1e-12)
    assert (settled.paid.sum(axis=1) < due.sum(axis=(1, 2)) - 1e-9).any() == (rule != "pay_in_full")


def test_pro_rata_across_all_cuts_each_measure_in_one_ratio_and_by_measure_to_its_envelope():
    scenario = SHORT.with_value("budget.rule", "pro_rata")
    one_year = two_measures(scenario.with_value("budget.city", {2023: 150}))
    due = one_year.cash_by_measure("city")
    parts = received_by_measure(one_year, "city")
    lost = parts[..., 1]
    first = due[:, :, 0]
    short = first.sum(axis=1) > 150
    assert lost[short, 0] / first[short, 0] == pytest.approx(lost[short, 1] / first[short, 1], rel=1e-9)
    assert (lost[~short] == 0).all()
    apart = settle_payer(two_measures(scenario.with_value("budget.pro_rata", "by_measure")), "city")
    assert (apart.paid <= 150 + 1e-9).all()
    assert apart.paid.mean() < settle_payer(two_measures(scenario), "city").paid.mean()


def test_cells_go_into_the_scenario_and_out_again():
    scenario = with_cells(Scenario(), {("city", 2025): 5.0, ("yuhang", 2024): 2.0})
    assert scenario.mapping("budget.city") == {2025: 5.0}
    assert entered(scenario) == {("city", 2025): 5.0, ("yuhang", 2024): 2.0}
    assert with_cells(scenario, {("yuhang", 2024): None, ("city", 2025): None}) == Scenario()


def test_every_cell_that_cannot_be_is_named():
    cells = {("city", 2025): -1.0, ("city", 2030): 4.0, ("yuhan", 2024): 1.0, ("yuhang", 2024): 1.0}
    with pytest.raises(InputError) as error:
        with_cells(Scenario(), cells)
    found = [(problem.column, problem.wrong.en) for problem in error.value.problems]
    assert found == [
        ("city · 2025", "must not be negative"),
        ("city · 2030", "no cash is due in 2030"),
        ("yuhan · 2024", "unknown payer"),
    ]


def test_a_file_of_appropriations_is_read_in_both_languages():
    text = "预算主体,财政年度,预算金额\n市级,2025,5000\n余杭区,2026,3\n"
    cells = {("city", 2025): 5000.0, ("yuhang", 2026): 3.0}
    assert read_appropriations(Scenario(), "a.csv", text.encode("gb18030"))[0] == cells
    plain = "payer,fiscal_year,amount\ncity,2025,5000\nyuhang,2026,3\n"
    assert read_appropriations(Scenario(), "b.csv", plain.encode())[0] == cells


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("city,2025,-4", 2, "must not be negative"),
        ("city,2030,4", 2, "no cash is due in 2030"),
        ("yuhan,2025,4", 2, "did you mean Yuhang"),
        ("city,2025,4\ncity,2025,5", 3, "duplicate"),
        ("city,2025,", 2, "blank"),
        ("city,2025,=1+1", 2, "formula"),
    ],
)
def test_a_row_that_cannot_be_is_named(text, row, words):
    with pytest.raises(InputError, match=words) as error:
        read_appropriations(Scenario(), "a.csv", f"payer,fiscal_year,amount\n{text}\n".encode())
    assert error.value.problems[0].row == row


def test_a_file_that_is_no_table_is_answered():
    with pytest.raises(InputError, match="not a table"):
        read_appropriations(Scenario(), "a.pdf", b"%PDF")


def test_the_years_together_count_only_when_each_year_with_cash_has_its_appropriation():
    scenario = Scenario().with_values({"payment_schedule": [1.0], "budget.city": {2023: 900, 2024: 900}})
    assert total_line(a_bill(EXPONENTIAL, scenario), "city").exceeded is None
    complete = scenario.with_value("budget.city", {2023: 900, 2024: 900, 2025: 1200})
    whole = total_line(a_bill(EXPONENTIAL, complete), "city")
    assert whole.appropriation == 3000
    assert whole.exceeded.value == pytest.approx(np.exp(-1), abs=1 / DRAWS)
    assert whole.reserve(0.9).value == pytest.approx(3 * MEAN * np.log(10), rel=2e-3)


def test_arrears_are_counted_once_when_the_years_are_made_sure_one_by_one():
    """1,000 fall due in each of three years and 400 are paid: 1,000, 1,600 and 2,200 stand to be paid,
    yet no more than 3,000 is ever owed."""
    scenario = Scenario().with_values(
        {
            "payment_schedule": [1.0],
            "budget.city": dict.fromkeys((2023, 2024, 2025), 400.0),
            "budget.rule": "carry_over",
        }
    )
    certain = np.full(10, 1000.0)
    bill = a_bill(certain, scenario)
    lines = [the_line(scenario, "city", year, certain) for year in (2023, 2024, 2025)]
    assert [line.reserve(0.8).value for line in lines] == [1000, 1600, 2200]
    assert [line.own.value for line in lines] == [1000, 1000, 1000]
    assert [line.holds_arrears for line in lines] == [False, True, True]
    assert singly(bill, "city", 0.8) == 3000
    assert total_line(bill, "city").reserve(0.8).value == 3000
    full = a_bill(certain, scenario.with_value("budget.rule", "pay_in_full"))
    assert not any(line.holds_arrears for line in budget_lines(full))
