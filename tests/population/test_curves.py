"""A distribution is a curve over normal scores, whatever its family."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import beta

from simulation.population.curves import GRID, KNOTS, parse_curve, tabulate
from simulation.problems import InputError

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
