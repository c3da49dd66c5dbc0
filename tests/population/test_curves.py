"""A distribution is a curve over normal scores, whatever its family."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import beta, lognorm, pareto

from simulation.population.curves import GRID, KNOTS, Z90, limited_mean, parse_curve, tabulate
from simulation.text.problems import InputError

FAMILIES = [
    5,
    {"low": 1, "mode": 3, "high": 5},
    {"low": 1, "mode": 3, "high": 5, "shape": "triangular"},
    {"median": 2100, "p90": 16300},
    {"median": 2100, "p90": 16300, "tail_index": 1.1, "ceiling": 5e6},
    {"p10": 200, "p50": 900, "p90": 9000},
    {"median": 0.1, "p90": 0.4, "shape": "normal"},
    {"median": 0.1, "p90": 0.4, "shape": "laplace"},
    {"median": 0.3, "p90": 0.7, "shape": "beta"},
    {"values": [3, 1, 2, 8]},
]


@pytest.mark.parametrize("value", FAMILIES, ids=str)
def test_a_curve_never_falls_and_is_finite_at_every_knot(value):
    table = tabulate(parse_curve(value, ""), log=False)
    assert table.shape == (KNOTS,)
    assert np.isfinite(table).all()
    assert (np.diff(table) >= 0).all()


@pytest.mark.parametrize(
    "value", [one for one in FAMILIES if isinstance(one, dict) and "p90" in one], ids=str
)
def test_the_percentiles_given_are_the_percentiles_of_the_curve(value):
    curve = parse_curve(value, "")
    middle = value.get("median", value.get("p50"))
    assert curve.quantile(np.array([0.5, 0.9])) == pytest.approx([middle, value["p90"]], rel=1e-6)


def test_pert_is_its_beta():
    curve = parse_curve({"low": 0, "mode": 2, "high": 10}, "")
    p = np.array([0.001, 0.1, 0.5, 0.9, 0.999])
    assert curve.quantile(p) == pytest.approx(beta(1.8, 4.2, 0, 10).ppf(p), rel=1e-9)


def test_the_tail_above_p90_is_pareto_and_ends_at_the_ceiling():
    curve = parse_curve({"median": 2100, "p90": 16300, "tail_index": 1.1, "ceiling": 1e6}, "")
    x = curve.quantile(1 - np.array([0.1, 0.01]))
    assert np.log(0.1 / 0.01) / np.log(x[1] / x[0]) == pytest.approx(1.1, rel=1e-6)
    assert curve.at(np.array([6.5]))[0] == 1e6


def test_the_upper_tail_keeps_its_digits():
    curve = parse_curve({"median": 0.0, "p90": 1.0, "shape": "laplace"}, "")
    assert curve.at(np.array([6.5]))[0] == pytest.approx(-curve.at(np.array([-6.5]))[0], rel=1e-9)


def test_the_order_of_uploaded_values_never_matters():
    values = [5.0, 1.0, 9.0, 2.0]
    assert parse_curve({"values": values}, "") == parse_curve({"values": values[::-1]}, "")


def test_reading_between_knots_errs_by_less_than_a_thousandth():
    curve = parse_curve({"median": 2100, "p90": 16300, "tail_index": 1.1, "ceiling": 5e6}, "")
    between = (GRID[:-1] + GRID[1:]) / 2
    read = np.exp(np.interp(between, GRID, tabulate(curve, log=True)))
    assert read == pytest.approx(curve.at(between), rel=1e-3)


def test_survival_is_the_share_above():
    curve = parse_curve({"median": 2100, "p90": 16300}, "")
    assert curve.survival(16300) == pytest.approx(0.1, rel=1e-3)
    z = float(ndtri(0.25))
    assert curve.survival(float(curve.at(np.array([z]))[0])) == pytest.approx(float(ndtr(-z)), rel=1e-3)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ({"low": 5, "mode": 3, "high": 4}, "low ≤ mode ≤ high"),
        ({"median": 10, "p90": 5}, "0 < median < p90"),
        ({"medain": 10, "p90": 50}, "median"),
        ({"median": 10, "p90": float("inf")}, "finite"),
        ({"median": 10, "p90": 50, "tail_index": -1}, "tail index"),
        ({"values": [1]}, "two values"),
        ("many", "number or a distribution"),
        ({"low": 1}, "make no distribution"),
    ],
)
def test_a_curve_that_cannot_be_is_refused_with_the_way_out(value, word):
    with pytest.raises(InputError, match=word):
        parse_curve(value, "fields.robots.revenue")


def test_a_logarithm_of_zero_is_refused():
    with pytest.raises(InputError, match="positive"):
        tabulate(parse_curve(0, ""), log=True)


@pytest.mark.parametrize("value", FAMILIES, ids=str)
def test_a_curve_written_and_read_again_is_the_same(value):
    curve = parse_curve(value, "")
    assert parse_curve(curve.as_value(), "") == curve


@pytest.mark.parametrize("cap", [500.0, 2100.0, 40000.0])
def test_the_limited_mean_of_a_lognormal_is_its_closed_form(cap):
    curve = parse_curve({"median": 2100, "p90": 16300}, "")
    sigma = np.log(16300 / 2100) / Z90
    below = lognorm(sigma, scale=2100 * np.exp(sigma**2)).cdf(cap) * 2100 * np.exp(sigma**2 / 2)
    exact = below + cap * lognorm(sigma, scale=2100).sf(cap)
    assert limited_mean(curve, cap) == pytest.approx(exact, rel=1e-4)


def test_p90_joins_body_and_tail_without_a_step():
    curve = parse_curve({"median": 2100, "p90": 16300, "tail_index": 1.1}, "")
    around = curve.at(np.array([Z90 - 1e-9, Z90, Z90 + 1e-9]))
    assert around == pytest.approx([16300, 16300, 16300], rel=1e-8)
    p = np.array([0.95, 0.999, 1 - 1e-9])
    tail = pareto(1.1, scale=16300)
    assert curve.quantile(p) == pytest.approx(tail.isf((1 - p) / 0.1), rel=1e-6)


def test_a_tail_too_heavy_for_float64_ends_at_its_ceiling_without_a_warning():
    curve = parse_curve({"median": 2100, "p90": 16300, "tail_index": 0.01, "ceiling": 5e6}, "")
    with np.errstate(all="raise", under="ignore"):
        table = tabulate(curve, log=False)
    assert np.isfinite(table).all()
    assert table[-1] == 5e6


@pytest.mark.parametrize(
    "value",
    [
        {"median": 2100, "p90": 16300, "tail_index": 0.01},
        {"median": 1e-300, "p90": 1e300},
        {"low": -1e308, "mode": 0, "high": 1e308},
        {"median": 1e-6, "p90": 0.999999, "shape": "beta"},
    ],
    ids=str,
)
def test_numbers_that_no_table_can_hold_are_refused_where_they_are_entered(value):
    with pytest.raises(InputError, match="too far apart"):
        parse_curve(value, "fields.robots.revenue")


@pytest.mark.parametrize("value", [10**400, {"median": 1, "p90": 10**400}, {"values": [1, 10**400]}])
def test_an_integer_beyond_float64_is_a_problem_and_no_fault_of_ours(value):
    with pytest.raises(InputError, match="finite"):
        parse_curve(value, "fields.robots.revenue")


def test_a_misspelt_key_and_a_bad_number_are_told_together_with_their_places():
    with pytest.raises(InputError) as caught:
        parse_curve({"medain": 10, "p90": float("nan")}, "fields.robots.revenue")
    assert [(one.column, one.value) for one in caught.value.problems] == [
        ("fields.robots.revenue", "medain"),
        ("fields.robots.revenue.p90", "nan"),
    ]
    assert all(one.wrong.zh and one.right.zh for one in caught.value.problems)


def test_every_rule_that_a_curve_breaks_is_told_at_once():
    with pytest.raises(InputError) as caught:
        parse_curve({"median": 5, "p90": 4, "tail_index": -1, "ceiling": 3}, "size")
    assert [one.column for one in caught.value.problems] == ["size", "size.tail_index", "size.ceiling"]
