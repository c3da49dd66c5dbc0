"""Payments against the estimate: places in closed form, weights in closed form, and truth that is known."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chisquare, norm

from simulation.engine.outlay import cash
from simulation.engine.run import simulate
from simulation.money.payers import Bill
from simulation.money.schedule import drawn_shares
from simulation.panel import read_payments
from simulation.scenario import Scenario
from simulation.studies.backtest import Paid, Weights, compare, coverage, grouped, reweigh
from simulation.text.problems import InputError

SCENARIO = Scenario()
OUTLAY = simulate(SCENARIO, draws=4000)
BILL = Bill.of(OUTLAY, SCENARIO)
TRUTH = simulate(SCENARIO.with_value("simulation.seed", 907), draws=150)
COLUMNS = ["measure", "district", "fiscal_year", "amount", "payer"]
GRID = (np.arange(2000) + 0.5) / 2000


def payments(*rows):
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame.index += 2
    return frame.astype({"fiscal_year": "float64", "amount": "float64"})


def paid(actual, due, year=2024, measure="parts_subsidy"):
    return Paid(measure, "yuhang", year, actual, due)


def by_measure(outlay):
    """Cash of the headline's measures, all districts together: (draw, measure, fiscal year)."""
    places = [outlay.measures.index(measure) for measure in outlay.headline]
    return cash(outlay.amount[:, places].sum(axis=3), drawn_shares(SCENARIO, outlay.draws))


DUE, TRUE = by_measure(OUTLAY), by_measure(TRUTH)


def test_a_payment_is_compared_with_the_cash_of_its_own_payer():
    both, city, district = (
        compare(BILL, payments(("parts_subsidy", "yuhang", 2025, 100, payer)), SCENARIO)[0].due
        for payer in ("both", "city", "district")
    )
    assert np.array_equal(city + district, both)
    assert both.mean() > city.mean() > 0
    whole = np.concatenate(
        [
            cell.due[None]
            for cell in compare(BILL, payments(("parts_subsidy", "yuhang", 2025, 0, "both")), SCENARIO, True)
        ]
    )
    place = OUTLAY.headline.index("parts_subsidy")
    assert whole.sum(axis=0) == pytest.approx(DUE[:, place, 2], rel=1e-12)


def test_city_and_district_rows_of_one_cell_are_taken_together():
    rows = [("parts_subsidy", "yuhang", 2025, 30, "city"), ("parts_subsidy", "yuhang", 2025, 40, "district")]
    (cell,) = compare(BILL, payments(*rows), SCENARIO)
    assert cell.actual == 70
    (together,) = compare(BILL, payments(("parts_subsidy", "yuhang", 2025, 70, "both")), SCENARIO)
    assert cell.due == pytest.approx(together.due, rel=1e-15)


def test_what_is_not_listed_is_left_out_unless_the_list_is_whole():
    rows = payments(("parts_subsidy", "yuhang", 2025, 30, "both"))
    assert len(compare(BILL, rows, SCENARIO)) == 1
    whole = compare(BILL, rows, SCENARIO, whole=True)
    assert len(whole) == len(OUTLAY.districts)
    assert sum(cell.actual for cell in whole) == 30


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("parts_subsidy", "yuhang", 2021, 30, "both"), "2021 is no fiscal year"),
        (("road_test_support", "yuhang", 2025, 30, "both"), "switched this measure off"),
    ],
)
def test_a_payment_that_cannot_be_compared_is_named_with_its_row(row, words):
    with pytest.raises(InputError, match=words) as error:
        compare(BILL, payments(("parts_subsidy", "yuhang", 2025, 3, "both"), row), SCENARIO)
    assert [problem.row for problem in error.value.problems] == [3]


def test_batches_and_recoveries_of_one_cell_are_summed_beside_the_cash_due_once():
    rows = [("parts_subsidy", "yuhang", 2025, amount, "both") for amount in (80, 40, -20)]
    (cell,) = compare(BILL, payments(*rows), SCENARIO)
    (once,) = compare(BILL, payments(("parts_subsidy", "yuhang", 2025, 100, "both")), SCENARIO)
    assert cell.actual == 100
    assert np.array_equal(cell.due, once.due)


def test_a_whole_list_counts_the_cash_due_once_where_some_districts_list_their_payers_apart():
    rows = [
        ("parts_subsidy", "yuhang", 2025, 10, "both"),
        ("parts_subsidy", "xihu", 2025, 10, "city"),
        ("parts_subsidy", "xihu", 2025, 10, "district"),
    ]
    whole = {cell.district: cell for cell in compare(BILL, payments(*rows), SCENARIO, whole=True)}
    for district in ("yuhang", "xihu", "gongshu"):
        row = ("parts_subsidy", district, 2025, 1, "both")
        (alone,) = compare(BILL, payments(row), SCENARIO)
        assert np.array_equal(whole[district].due, alone.due)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parts_subsidy,yuhan,2024,3,", "did you mean Yuhang"),
        ("parts_subsidi,yuhang,2024,3,", "unknown measure"),
        ("parts_subsidy,yuhang,2050,3,", "outside 2015–2035"),
        ("parts_subsidy,yuhang,2024,3,\nparts_subsidy,yuhang,2024,3,", "give each its batch"),
        ("parts_subsidy,yuhang,2024,3,both\nparts_subsidy,yuhang,2024,1,city", "both payers together"),
        ("合计,全市,2024,3,", "row of totals"),
    ],
)
def test_a_file_of_payments_is_read_by_itself_and_every_fault_named(text, words):
    head = "measure,district,fiscal_year,amount,payer\n"
    good, notices = read_payments("whatever.csv", f"{head}parts_subsidy,余杭区,2024,3,\n".encode())
    assert good[COLUMNS].to_numpy().tolist() == [["parts_subsidy", "yuhang", 2024.0, 3.0, "both"]]
    assert notices == ()
    with pytest.raises(InputError, match=words):
        read_payments("whatever.csv", (head + text + "\n").encode())


def test_the_place_counts_equal_draws_half_and_the_band_holds_the_middle_eighty_percent():
    due = np.array([0.0] * 80 + [100.0] * 20)
    assert paid(0.0, due).place.value == 0.4
    assert paid(50.0, due).place.value == 0.8
    assert paid(50.0, due).place.error == pytest.approx(np.sqrt(0.8 * 0.2 * 100 + 0.25) / 101)  # Wilson's
    assert [paid(1000 * level, 1000 * GRID).inside for level in (0.09, 0.11, 0.89, 0.91)] == [
        False,
        True,
        True,
        False,
    ]


def test_coverage_counts_the_bands_that_held_and_says_what_chance_allows():
    found = coverage([paid(1000 * level, 1000 * GRID) for level in (0.05, 0.2, 0.5, 0.8)])
    assert found.value == 0.75
    assert 0 <= found.low < 0.8 <= found.high <= 1


def test_payments_are_summed_by_what_is_asked_and_the_rest_left_blank():
    cells = [paid(1.0, GRID), paid(2.0, GRID, 2025), paid(4.0, GRID, 2025, "growth_award")]
    assert [(one.measure, one.district, one.year, one.actual) for one in grouped(cells, ("year",))] == [
        ("", "", 2024, 1.0),
        ("", "", 2025, 6.0),
    ]
    assert [one.actual for one in grouped(cells, ())] == [7.0]
    assert grouped(cells, ())[0].due == pytest.approx(3 * GRID)


def test_the_update_of_a_normal_estimate_is_the_conjugate_one():
    z = norm.ppf((np.arange(40_000) + 0.5) / 40_000)
    cash_due = 1000 + 200 * z
    weights = reweigh([paid(1300.0, cash_due)], {2024}, tolerance=0.2)
    # Prior N(1000, 200), error N(0, 200): posterior N(1150, 200 / sqrt 2).
    assert weights.mean(cash_due).value == pytest.approx(1150, abs=1)
    assert weights.quantile(cash_due, 0.9).value == pytest.approx(1150 + 1.2816 * 200 / np.sqrt(2), abs=2)
    low, high = weights.quantile(cash_due, 0.9).low, weights.quantile(cash_due, 0.9).high
    assert low < weights.quantile(cash_due, 0.9).value < high


def test_equal_weights_give_the_plain_figures_and_all_draws_are_effective():
    weights = Weights(np.full(2000, 1 / 2000), (), 0.2)
    draws = np.random.default_rng(1).permutation(1000 * GRID)
    assert weights.effective == pytest.approx(2000)
    assert weights.quantile(draws, 0.9).value == np.sort(draws)[1799]
    assert weights.mean(draws).error == pytest.approx(draws.std() / np.sqrt(2000))


def test_the_error_of_a_weighted_mean_is_what_other_seeds_show():
    generator = np.random.default_rng(2)
    means = []
    for _ in range(300):
        due = generator.normal(1000, 200, 2000)
        raw = norm.pdf(due, 1300, 200)
        means.append(Weights(raw / raw.sum(), (), 0.2).mean(due))
    seen = np.std([mean.value for mean in means], ddof=1)
    assert np.mean([mean.error for mean in means]) == pytest.approx(seen, rel=0.1)


def test_too_few_effective_draws_are_refused_with_the_worst_fit_named():
    with pytest.raises(InputError, match=r"only \d+ effective draws, under 200.*Growth award fits worst"):
        reweigh(
            [paid(500.0, 1000 * GRID), paid(2500.0, 1000 * GRID, 2025, "growth_award")],
            {2024, 2025},
            "measure",
            tolerance=0.05,
        )


def test_a_payment_that_no_draw_can_explain_is_refused_and_nothing_paid_of_nothing_is_no_evidence():
    with pytest.raises(InputError, match="only 0 effective"):
        reweigh([paid(5.0, np.zeros(2000))], {2024})
    assert reweigh([paid(0.0, np.zeros(2000))], {2024}).effective == pytest.approx(2000)


def test_years_without_payments_are_refused():
    with pytest.raises(InputError, match="no payment in the years chosen"):
        reweigh([paid(5.0, GRID)], {2025})


def test_nothing_paid_where_much_was_due_lowers_the_estimate():
    due = 1000 * GRID
    assert reweigh([paid(0.0, due)], {2024}, tolerance=0.5).mean(due).value < 0.7 * due.mean()


KNOWN = {2024: 1, 2025: 2}  # fiscal year -> its column; the remainder is what comes after


def true_payments(draw, detail, tolerance, noise):
    """What a true draw pays in the known years, each group with an error of its own."""
    expected = DUE.mean(axis=0)[:, list(KNOWN.values())]
    if detail == "year":
        spread = [tolerance * expected.sum(axis=0)[at] for at in range(len(KNOWN))]
        return [
            Paid("", "", year, TRUE[draw, :, at].sum() + error * next(noise), DUE[:, :, at].sum(axis=1))
            for (year, at), error in zip(KNOWN.items(), spread, strict=True)
        ]
    cells = []
    for row, measure in enumerate(OUTLAY.headline):
        error = tolerance * np.sqrt(expected[row].sum() * expected.sum()) * next(noise)
        for year, at in KNOWN.items():
            own = error if year == 2024 else 0.0  # the group's error, all in one of its years
            cells.append(Paid(measure, "", year, TRUE[draw, row, at] + own, DUE[:, row, at]))
    return cells


def updated_places(detail, tolerance, noisy):
    """Where each true remainder falls after the update, how often the 80% band holds it, and refusals."""
    generator = np.random.default_rng(20250101)
    noise = iter(lambda: noisy * generator.standard_normal(), None)
    remainder, truth = DUE[:, :, 3:].sum(axis=(1, 2)), TRUE[:, :, 3:].sum(axis=(1, 2))
    places, held, refused = [], 0, 0
    for draw in range(TRUTH.draws):
        try:
            weights = reweigh(true_payments(draw, detail, tolerance, noise), KNOWN, detail, tolerance)
        except InputError:
            refused += 1
            continue
        low, high = (weights.quantile(remainder, level).value for level in (0.1, 0.9))
        held += low <= truth[draw] <= high
        places.append(weights.share(remainder < truth[draw]).value)
    return np.array(places), held / len(places), refused


@pytest.mark.parametrize(("detail", "tolerance"), [("year", 0.2), ("measure", 0.5)])
def test_the_updated_interval_covers_the_true_remainder_about_as_often_as_it_says(detail, tolerance):
    places, held, refused = updated_places(detail, tolerance, 1.0)
    assert refused <= 10
    # Of 150 truths, 80% give or take three standard errors of a binomial.
    assert abs(held - 0.8) < 3 * np.sqrt(0.16 / len(places))
    counts = np.histogram(places, bins=10, range=(0, 1))[0]
    assert chisquare(counts).pvalue > 0.001


def test_payments_without_an_error_of_their_own_leave_the_interval_no_narrower_than_it_says():
    _, held, _ = updated_places("year", 0.2, 0.0)
    assert held >= 0.8 - 2 * np.sqrt(0.16 / 150)


def test_the_update_learns_the_remainder_lies_closer_to_the_truth_than_before():
    remainder, truth = DUE[:, :, 3:].sum(axis=(1, 2)), TRUE[:, :, 3:].sum(axis=(1, 2))
    before = np.mean(np.abs(truth - remainder.mean()))
    after = []
    for draw in range(TRUTH.draws):
        cells = true_payments(draw, "year", 0.2, iter(int, None))  # zeros: no error
        try:
            after.append(abs(truth[draw] - reweigh(cells, {2024, 2025}).mean(remainder).value))
        except InputError:
            after.append(abs(truth[draw] - remainder.mean()))
    assert np.mean(after) < 0.8 * before
