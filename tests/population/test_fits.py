"""Uploaded values become curves: known laws come back, few values lean on the default, order is nothing."""

from itertools import product
from time import process_time

import numpy as np
import pytest
from scipy.special import ndtri

from simulation.population.curves import GRID, Curve, parse_curve
from simulation.population.fits import MOST_VALUES, fit_curve, fit_growth, rank_correlations

REVENUE = parse_curve({"median": 2100, "p90": 16300, "tail_index": 1.1, "ceiling": 5e6}, "")
MONEY = parse_curve({"median": 600, "p90": 3200}, "")
TWO_PIECE = parse_curve({"p10": 200, "p50": 900, "p90": 9000}, "")
SHARE = parse_curve({"low": 0.3, "mode": 0.6, "high": 1.0}, "")
BETA = parse_curve({"median": 0.3, "p90": 0.7, "shape": "beta"}, "")
TRIANGLE = parse_curve({"low": 0.1, "mode": 0.3, "high": 0.5, "shape": "triangular"}, "")
NORMAL = parse_curve({"median": 0.1, "p90": 0.4, "shape": "normal"}, "")
FIXED = parse_curve(0.4, "")


def spread(count):
    """The middles of `count` equal shares of probability."""
    return (np.arange(count) + 0.5) / count


def sample(curve, count):
    return curve.quantile(spread(count))


def shuffled(values):
    return values[np.argsort(np.sin(np.arange(len(values)) * 12.9898))]


def by_family(fits):
    return {fit.family: fit for fit in fits}


@pytest.mark.parametrize(
    ("law", "default", "high", "within"),
    [
        (MONEY, MONEY, np.inf, 1e-3),
        (REVENUE, REVENUE, np.inf, 3e-3),
        (TWO_PIECE, MONEY, 1e15, 1e-3),
        (SHARE, parse_curve({"low": 0.0, "mode": 0.5, "high": 1.0}, ""), 1.0, 2e-3),
        (parse_curve({"low": 0, "mode": 8.8, "high": 12}, ""), TRIANGLE, 12.0, 2e-3),
        (BETA, SHARE, 1.0, 1e-3),
    ],
    ids=lambda one: one.family if isinstance(one, Curve) else str(one),
)
def test_a_known_law_comes_back_and_wins(law, default, high, within):
    best = fit_curve(sample(law, 5000), default, high=high)[0]
    assert best.family == law.family
    found, known = dict(best.curve.parameters), dict(law.parameters)
    known.pop("ceiling", None)
    assert {name: found[name] for name in known} == pytest.approx(known, rel=within, abs=1e-9)
    assert best.distance < 0.001
    assert best.weight == 1.0
    assert best.count == 5000


def test_a_normal_law_comes_back_where_the_default_is_normal_and_only_there():
    values = sample(NORMAL, 5000)
    best = fit_curve(values, NORMAL, low=-np.inf)[0]
    assert best.family == "normal"
    assert dict(best.curve.parameters) == pytest.approx(dict(NORMAL.parameters), rel=1e-3)
    assert "normal" not in by_family(fit_curve(values, SHARE, low=-5.0, high=5.0))


def test_the_likelihood_of_a_lognormal_is_its_closed_form():
    fit = by_family(fit_curve(np.exp([1.0, 2.0, 3.0] * 10), MONEY))["lognormal"]
    log_likelihood = -60.0 - 15.0 * (np.log(2 * np.pi * 2 / 3) + 1.0)
    assert fit.log_likelihood == pytest.approx(log_likelihood)
    assert fit.aic == pytest.approx(4.0 - 2.0 * log_likelihood)


@pytest.mark.parametrize("default", [REVENUE, MONEY, SHARE, BETA, NORMAL], ids=lambda one: one.family)
def test_a_likelihood_is_that_of_the_curve(default):
    high = np.inf if default in (REVENUE, MONEY) else 1.0 if default in (SHARE, BETA) else 9.0
    values = sample(default, 400)
    for fit in fit_curve(values, default, low=0.0 if high != 9.0 else -9.0, high=high)[:-1]:
        table = fit.curve.at(GRID)
        rise = np.gradient(table, GRID)
        z = np.interp(values, table, GRID)
        densities = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi) / np.interp(z, GRID, rise)
        assert fit.log_likelihood == pytest.approx(np.log(densities).sum(), abs=2.0), fit.family


def test_the_best_comes_first_and_the_empirical_curve_last():
    fits = fit_curve(sample(REVENUE, 5000), REVENUE)
    assert [fit.family for fit in fits] == ["pareto", "two_piece", "lognormal", "empirical"]
    assert fits[0].aic < fits[1].aic < fits[2].aic
    assert (fits[3].log_likelihood, fits[3].aic) == (None, None)


def test_an_empirical_curve_keeps_its_values_or_two_hundred_of_their_quantiles():
    few, many = sample(MONEY, MOST_VALUES), sample(MONEY, 5000)
    assert fit_curve(few, MONEY)[-1].curve.values == tuple(few)
    kept = np.array(fit_curve(many, MONEY)[-1].curve.values)
    assert kept == pytest.approx(np.quantile(many, spread(MOST_VALUES), method="hazen"))


@pytest.mark.parametrize("default", [REVENUE, MONEY, TWO_PIECE, SHARE, BETA], ids=lambda one: one.family)
def test_ten_values_move_a_third_of_the_way_from_the_default(default):
    high = np.inf if default in (REVENUE, MONEY, TWO_PIECE) else 1.0
    values = default.quantile(0.15 + 0.3 * spread(10))
    own, empirical = fit_curve(values, default, high=high)
    assert own.family == default.family
    assert own.weight == empirical.weight == pytest.approx(1 / 3)
    for p in np.array([[0.5], [0.9]]):
        for fit in (own, empirical):
            assert np.quantile(values, p) < fit.curve.quantile(p) < default.quantile(p)


def test_sizes_are_averaged_as_ratios():
    values = np.geomspace(10.0, 90.0, 10)
    own, empirical = fit_curve(values, MONEY)
    assert own.curve["median"] == pytest.approx(30.0 ** (1 / 3) * 600.0 ** (2 / 3))
    assert empirical.curve.quantile(np.array([0.5])) == pytest.approx(own.curve["median"], rel=0.02)


def test_low_mode_and_high_are_averaged_as_they_are():
    values = np.repeat([0.2, 0.4, 0.6, 0.8], 7)  # 28 values of 30
    whole = by_family(fit_curve(np.repeat(values, 2), SHARE, high=1.0))["pert"].curve
    blended = fit_curve(values, SHARE, high=1.0)[0].curve
    for name in ("low", "mode", "high"):
        assert blended[name] == pytest.approx(28 / 30 * whole[name] + 2 / 30 * SHARE[name], abs=1e-3)


@pytest.mark.parametrize("default", [FIXED, TRIANGLE, parse_curve({"values": [0.1, 0.2, 0.6]}, "")])
def test_a_default_without_a_family_to_fit_is_blended_on_quantiles(default):
    values = 0.7 + 0.2 * spread(15)
    (fit,) = fit_curve(values, default, high=1.0)
    assert (fit.family, fit.weight, fit.aic) == ("empirical", 0.5, None)
    p = np.array([0.1, 0.5, 0.9])
    halfway = 0.5 * (np.quantile(values, p) + default.quantile(p))
    assert fit.curve.quantile(p) == pytest.approx(halfway, abs=0.02)


def test_thirty_values_speak_for_themselves():
    before, enough = (fit_curve(sample(MONEY, count), SHARE, high=1e15)[0] for count in (29, 30))
    assert before.weight == pytest.approx(29 / 30)
    assert enough.weight == 1.0


@pytest.mark.parametrize("count", [10, 29, 60, 700])
@pytest.mark.parametrize(
    ("default", "high"), [(REVENUE, 1e15), (TWO_PIECE, np.inf), (SHARE, 1.0), (BETA, 1.0), (FIXED, 1.0)]
)
def test_the_order_of_the_values_never_matters(default, high, count):
    values = sample(default, count) * (1 - 0.01 * np.sin(np.arange(count)) ** 2)
    assert fit_curve(values, default, high=high) == fit_curve(shuffled(values), default, high=high)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [7.0] * 50,
        [np.nan] * 9,
        [0.0] * 40,
        [1.0, 2.0],
        [1.0, 2.0] * 20,
        [1e12],
        [-5.0, -4.0, -3.0, -2.0],
        [np.inf, -np.inf, 3.0],
    ],
    ids=str,
)
@pytest.mark.parametrize("default", [REVENUE, MONEY, SHARE, FIXED], ids=lambda one: one.family)
def test_values_that_tell_nothing_leave_the_default(values, default):
    assert fit_curve(np.array(values), default) == []


@pytest.mark.parametrize(
    "values",
    [
        [1e12, 2.0, 3.0, 4.0],
        [1e12, 1e-12, 1.0] * 20,
        [5.0] * 45 + [6.0, 7.0, 8.0],
        [1.0] * 30 + [2.0] * 30 + [3.0] * 30,
        [0.5] * 60 + [0.4, 0.5 + 1e-16, 0.6],
        [0.0, 0.5, 1.0] * 15,
        [5e-324, 1e-300, 1e308, 1.0] * 9,
        [0.1, 0.2, np.nan, 0.3, np.inf],
    ],
    ids=lambda values: str(values[:4]),
)
@pytest.mark.parametrize(
    "default", [REVENUE, TWO_PIECE, SHARE, BETA, NORMAL, FIXED], ids=lambda one: one.family
)
@pytest.mark.parametrize(("low", "high"), [(0.0, np.inf), (0.0, 1.0), (1e-6, 1e15)])
@pytest.mark.filterwarnings("error")
def test_every_curve_from_awkward_values_is_finite_and_inside_its_limits(values, default, low, high):
    for fit in fit_curve(np.array(values), default, low=low, high=high):
        ends = fit.curve.at(GRID[[0, -1]])
        assert np.isfinite(ends).all()
        assert low <= ends[0] <= ends[1] <= high
        assert 0.0 <= fit.distance <= 1.0
        assert fit.aic is None or np.isfinite(fit.aic)


def test_only_what_can_be_used_is_counted():
    values = np.append(sample(MONEY, 50), [np.nan, np.inf, 0.0, -3.0, 1e9])
    assert {fit.count for fit in fit_curve(values, MONEY, high=1e8)} == {50}
    shares = np.append(sample(SHARE, 50), [0.0, 1.0, 1.2])
    assert {fit.count for fit in fit_curve(shares, SHARE, high=1.0)} == {52}


def test_a_beta_is_tried_only_strictly_between_zero_and_one():
    values = sample(BETA, 100)
    assert "beta" in by_family(fit_curve(values, SHARE, high=1.0))
    assert "beta" not in by_family(fit_curve(np.append(values, 1.0), SHARE, high=1.0))
    assert "beta" not in by_family(fit_curve(np.append(values, 1.3), SHARE, high=2.0))


def test_a_curve_that_leaves_the_limits_is_not_offered():
    values = sample(MONEY, 300)
    assert "lognormal" in by_family(fit_curve(values, MONEY, high=1e15))
    assert "lognormal" not in by_family(fit_curve(values, MONEY, high=float(values.max())))
    assert "lognormal" not in by_family(fit_curve(values, MONEY, low=float(values.min()), high=1e15))


def test_the_ceiling_stays_or_rises_half_above_the_largest_value():
    small, large = sample(MONEY, 300), np.append(sample(MONEY, 300), 6e6)
    assert by_family(fit_curve(small, REVENUE))["pareto"].curve["ceiling"] == 5e6
    assert by_family(fit_curve(large, REVENUE))["pareto"].curve["ceiling"] == 9e6
    assert "ceiling" not in dict(by_family(fit_curve(small, MONEY))["pareto"].curve.parameters)
    assert by_family(fit_curve(small, MONEY, high=1e9))["pareto"].curve["ceiling"] == 1e9


def test_the_tail_index_is_held_and_one_value_above_p90_leaves_it():
    body = sample(MONEY, 90)
    heavy = np.append(body, body.max() * np.exp(9 * spread(10)))
    thin = np.append(body, body.max() * (1 + 1e-3 * spread(10)))
    assert by_family(fit_curve(heavy, REVENUE))["pareto"].curve["tail_index"] == 0.5
    assert by_family(fit_curve(thin, REVENUE))["pareto"].curve["tail_index"] == 10.0
    ten = np.append(body[::10], body.max() * 1.01)
    assert fit_curve(ten, REVENUE)[0].curve["tail_index"] == pytest.approx(1.1)


def test_the_distance_is_the_largest_gap_on_either_side_of_a_step():
    ties = np.repeat([0.0, 0.5, 1.0], [60, 30, 10])
    fits = by_family(fit_curve(ties, SHARE, high=1.0))
    assert fits["empirical"].distance < 0.02
    assert fits["pert"].distance == pytest.approx(0.6, abs=0.01)  # where the sample steps and PERT starts
    assert fits["pert"].chance_distance == pytest.approx(0.1358)


def test_all_families_on_five_thousand_values_take_less_than_the_blink_of_an_eye():
    for default, high in ((REVENUE, np.inf), (SHARE, 1.0)):
        values, spans = sample(default, 5000), []
        for _ in range(3):
            start = process_time()
            fit_curve(values, default, high=high)
            spans.append(process_time() - start)
        assert min(spans) < 0.3


MEAN, SCALE = (0.02, 0.08, 0.14), 0.3


def laplace(count):
    """A Laplace law of sd 1 at the middles of equal shares."""
    p = spread(count)
    return np.sign(p - 0.5) * -np.log(1 - 2 * np.abs(p - 0.5)) / np.sqrt(2)


def panel(means, count, scale=0.2, exponent=0.15):
    """Growth, years and relative sizes: every size meets the whole law, in every year."""
    sizes = np.exp(ndtri(spread(20)))
    rows = [
        (mean + scale * size**-exponent * shock, 2020 + year, size)
        for (year, mean), size, shock in product(enumerate(means), sizes, laplace(count))
    ]
    growth, years, relative = np.array(rows).T
    return growth, years.astype(np.int64), relative


def test_the_law_of_growth_comes_back():
    fit = fit_growth(*panel([0.05, 0.08, 0.11], 400), 0.15, MEAN, SCALE)
    assert fit.scale == pytest.approx(0.2, rel=5e-3)
    assert fit.mean == pytest.approx(0.08, abs=1e-9)
    assert (fit.weight, fit.count) == (1.0, 24000)
    assert fit.distance < 0.002
    assert fit.chance_distance == pytest.approx(1.358 / np.sqrt(24000))


def test_the_doubt_of_growth_is_the_larger_of_between_and_within_years():
    apart = fit_growth(*panel([0.05, 0.08, 0.11], 400), 0.15, MEAN, SCALE)
    assert apart.high - apart.mean == pytest.approx(2 * 0.03 / np.sqrt(3), rel=1e-6)
    alike = fit_growth(*panel([0.08] * 3, 400, exponent=0.0), 0.0, MEAN, SCALE)
    assert alike.mean - alike.low == pytest.approx(2 * 0.2 / np.sqrt(2 * 24000), rel=0.01)
    alone = fit_growth(*panel([0.08], 400, exponent=0.0), 0.0, MEAN, SCALE)
    assert alone.high - alone.mean == pytest.approx(2 * 0.2 / np.sqrt(2 * 8000), rel=0.01)


def test_a_wrong_size_exponent_is_felt():
    right, wrong = (fit_growth(*panel([0.08], 400), at, MEAN, SCALE) for at in (0.15, 0.9))
    assert wrong.scale > 1.1 * right.scale
    assert wrong.distance > right.distance


def test_yearly_medians_of_few_values_do_not_narrow_the_scale():
    combinations = [np.array(pair) for pair in product(laplace(31), repeat=4)][::7]
    growth = np.concatenate(combinations)
    years = np.repeat(np.arange(len(combinations)), 4)
    fit = fit_growth(growth, years, np.ones(growth.size), 0.15, MEAN, SCALE)
    assert fit.scale == pytest.approx(np.sqrt(2) * np.abs(laplace(31)).mean(), rel=0.03)


def test_few_values_of_growth_are_blended_and_thin_years_left_out():
    growth = 0.5 + 0.01 * laplace(15)
    years = np.full(15, 2022)
    fit = fit_growth(growth, years, np.ones(15), 0.15, MEAN, SCALE)
    assert (fit.weight, fit.count) == (0.5, 15)
    assert fit.mean == pytest.approx(0.5 * (0.5 + 0.08))
    assert fit.low < fit.mean < fit.high
    assert 0.01 < fit.scale < SCALE
    more = (np.append(growth, [9.0, 8.0]), np.append(years, [2023, 2023]), np.ones(17))
    assert fit_growth(*more, 0.15, MEAN, SCALE) == fit


@pytest.mark.parametrize("growth", [[], [np.nan] * 5, [0.1, 0.2], [np.inf, -np.inf, np.nan]], ids=str)
def test_no_growth_to_use_leaves_the_default(growth):
    fit = fit_growth(np.array(growth), np.full(len(growth), 2022), np.ones(len(growth)), 0.15, MEAN, SCALE)
    assert (fit.low, fit.mean, fit.high, fit.scale) == (*MEAN, SCALE)
    assert (fit.weight, fit.count, fit.distance) == (0.0, 0, 0.0)


@pytest.mark.filterwarnings("error")
def test_growth_all_alike_or_of_no_size_never_raises():
    alike = fit_growth(np.full(40, 0.1), np.full(40, 2022), np.ones(40), 0.15, MEAN, SCALE)
    assert (alike.low, alike.mean, alike.high, alike.scale) == pytest.approx((0.1, 0.1, 0.1, 0.0))
    sizes = np.repeat([0.0, -1.0, np.nan, 1e12], 10)
    assert fit_growth(laplace(40), np.full(40, 2022), sizes, 0.15, MEAN, SCALE).count == 10


def test_the_order_of_growth_never_matters():
    rows = panel([0.05, 0.1], 9)
    assert fit_growth(*rows, 0.15, MEAN, SCALE) == fit_growth(*map(shuffled, rows), 0.15, MEAN, SCALE)


def pairs(correlation, count=60):
    first, second = np.array(list(product(ndtri(spread(count)), repeat=2))).T
    return first, correlation * first + np.sqrt(1 - correlation**2) * second


@pytest.mark.parametrize("correlation", [-0.8, -0.3, 0.0, 0.5, 0.9])
def test_the_correlation_of_a_known_copula_comes_back(correlation):
    first, second = pairs(correlation)
    found = rank_correlations({"size": np.exp(3 * first), "share": np.tanh(second)})
    assert found[("size", "share")] == (pytest.approx(correlation, abs=0.01), 3600)


def test_a_table_sorted_by_a_column_makes_no_correlation():
    first, second = pairs(0.0)
    order = np.argsort(second, kind="stable")
    assert abs(rank_correlations({"a": first[order], "b": second[order]})["a", "b"][0]) < 1e-9


def test_holes_in_one_column_do_not_slide_it_along_the_other():
    first, second = pairs(0.6)
    holed = np.where(np.arange(3600) % 3 == 0, np.nan, first)
    assert rank_correlations({"a": holed, "b": second})["a", "b"] == (pytest.approx(0.6, abs=0.03), 2400)


def test_the_order_of_rows_changes_no_correlation():
    columns = dict(zip("abc", (*pairs(0.4, 20), pairs(0.7, 20)[1]), strict=True))
    assert rank_correlations(
        {name: shuffled(column) for name, column in columns.items()}
    ) == rank_correlations(columns)


def test_few_pairs_are_pulled_towards_none():
    ramp = np.arange(15.0)
    assert rank_correlations({"a": ramp, "b": -ramp})["a", "b"] == (pytest.approx(-0.5), 15)


def test_correlations_that_cannot_be_together_are_made_so():
    ramp, none = np.arange(50.0), np.full(50, np.nan)
    columns = {
        "a": np.concatenate([ramp, ramp, none]),
        "b": np.concatenate([ramp, none, ramp]),
        "c": np.concatenate([none, ramp, -ramp]),
    }
    found = rank_correlations(columns)
    ab, ac, bc = (found[pair][0] for pair in (("a", "b"), ("a", "c"), ("b", "c")))
    matrix = np.array([[1, ab, ac], [ab, 1, bc], [ac, bc, 1]])
    assert np.linalg.eigvalsh(matrix)[0] > 0
    assert ab == pytest.approx(0.5, abs=0.01)  # the nearest that signs +, +, − allow
    assert bc == pytest.approx(-0.5, abs=0.01)


def test_a_correlation_is_never_total():
    ramp = np.arange(50.0)
    assert rank_correlations({"a": ramp, "b": ramp**3})["a", "b"][0] == 0.95
    assert rank_correlations({"a": ramp, "b": -ramp})["a", "b"][0] == -0.95


def test_columns_that_tell_nothing_correlate_with_nothing():
    ramp = np.arange(40.0)
    empty, still = np.full(40, np.nan), np.full(40, 3.0)
    found = rank_correlations({"ramp": ramp, "empty": empty, "still": still})
    assert found == {("ramp", "empty"): (0.0, 0), ("ramp", "still"): (0.0, 40), ("empty", "still"): (0.0, 0)}
    assert rank_correlations({"ramp": ramp}) == {}
    assert rank_correlations({}) == {}
