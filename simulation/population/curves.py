"""A distribution is a curve over normal scores: x(z), tabulated once and only ever read after that.

Users give percentiles, never mu and sigma. Whatever the family, the engine sees one table, so
families cost nothing in the kernel and correlations are a Gaussian copula on z.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf, isfinite, log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats
from scipy.special import log_ndtr, ndtr, ndtri

from simulation.text.problems import InputError, Problem, Text

Floats = NDArray[np.float64]

Z_LIMIT = 6.5
PER_UNIT = 64
KNOTS = int(2 * Z_LIMIT * PER_UNIT) + 1
GRID = np.linspace(-Z_LIMIT, Z_LIMIT, KNOTS)
Z90 = float(ndtri(0.9))

# The keys of each family, as a scenario file writes them; `shape` tells apart what keys do not.
_FAMILIES: dict[tuple[str, ...], str] = {
    ("high", "low", "mode"): "pert",
    ("median", "p90"): "lognormal",
    ("median", "p90", "tail_index"): "pareto",
    ("ceiling", "median", "p90", "tail_index"): "pareto",
    ("p10", "p50", "p90"): "two_piece",
    ("values",): "empirical",
}
_SHAPES = {
    "triangular": ("high", "low", "mode"),
    "normal": ("median", "p90"),
    "laplace": ("median", "p90"),
    "beta": ("median", "p90"),
}
_KNOWN = ("low", "mode", "high", "median", "p10", "p50", "p90", "tail_index", "ceiling", "values", "shape")


@dataclass(frozen=True)
class Curve:
    """A distribution: its family and its parameters as the user gave them."""

    family: str
    parameters: tuple[tuple[str, float], ...]
    values: tuple[float, ...] = ()

    def __getitem__(self, name: str) -> float:
        return dict(self.parameters)[name]

    def at(self, z: Floats) -> Floats:
        """X at normal scores z, any shape. The upper tail is reckoned from the survival, not 1 − p."""
        return np.asarray(_AT[self.family](self, np.asarray(z, dtype=np.float64)), dtype=np.float64)

    def quantile(self, p: Floats) -> Floats:
        """X at probabilities p."""
        return self.at(np.clip(ndtri(p), -Z_LIMIT, Z_LIMIT))

    def survival(self, x: float) -> float:
        """The share above x, as the table has it."""
        table = self.at(GRID)
        if x < table[0]:
            return 1.0
        place = int(np.searchsorted(table, x, side="right"))
        if place >= KNOTS:
            return 0.0
        step = table[place] - table[place - 1]
        z = GRID[place - 1] + (x - table[place - 1]) / step * (GRID[place] - GRID[place - 1])
        return float(ndtr(-z))

    def as_value(self) -> Any:
        """The curve as a scenario file writes it."""
        if self.family == "fixed":
            return self["value"]
        if self.family == "empirical":
            return {"values": list(self.values)}
        shape = {"shape": self.family} if self.family in _SHAPES else {}
        return dict(self.parameters) | shape


def _lognormal(curve: Curve, z: Floats) -> Floats:
    sigma = log(curve["p90"] / curve["median"]) / Z90
    return curve["median"] * np.exp(sigma * z)


def _pareto(curve: Curve, z: Floats) -> Floats:
    """Lognormal up to P90 and Pareto above it; continuous at P90; sizes end at the ceiling."""
    rise = (log(0.1) - log_ndtr(-np.maximum(z, Z90))) / curve["tail_index"]
    ceiling = dict(curve.parameters).get("ceiling", inf)
    # Compared as logarithms: a heavy tail passes the largest float64 long before its ceiling stops it.
    most = log(ceiling / curve["p90"])
    tail = np.minimum(curve["p90"] * np.exp(np.minimum(rise, most)), ceiling)
    above = np.where(rise < most, tail, ceiling)
    return np.where(z <= Z90, _lognormal(curve, np.minimum(z, Z90)), above)


def _two_piece(curve: Curve, z: Floats) -> Floats:
    below, above = log(curve["p50"] / curve["p10"]) / Z90, log(curve["p90"] / curve["p50"]) / Z90
    return curve["p50"] * np.exp(np.where(z < 0, below, above) * z)


def _by_probability(distribution: Any, z: Floats) -> Floats:
    """A scipy distribution at normal scores, from whichever tail keeps the digits."""
    return np.asarray(np.where(z < 0, distribution.ppf(ndtr(z)), distribution.isf(ndtr(-z))))


def _pert(curve: Curve, z: Floats) -> Floats:
    low, mode, high = curve["low"], curve["mode"], curve["high"]
    width = high - low
    shape = stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)
    return _by_probability(shape, z)


def _triangular(curve: Curve, z: Floats) -> Floats:
    low, mode, high = curve["low"], curve["mode"], curve["high"]
    return _by_probability(stats.triang((mode - low) / (high - low), low, high - low), z)


def _normal(curve: Curve, z: Floats) -> Floats:
    return curve["median"] + (curve["p90"] - curve["median"]) / Z90 * z


def _laplace(curve: Curve, z: Floats) -> Floats:
    scale = (curve["p90"] - curve["median"]) / log(5)
    return np.asarray(curve["median"] - np.sign(z) * scale * (log(2) + log_ndtr(-np.abs(z))))


def _beta_shape(curve: Curve) -> tuple[float, float]:
    def miss(logs: Floats) -> Floats:
        shape = stats.beta(*np.exp(logs))
        return np.array([shape.ppf(0.5) - curve["median"], shape.ppf(0.9) - curve["p90"]])

    a, b = np.exp(optimize.root(miss, [0.5, 0.5]).x)
    return float(a), float(b)


def _beta(curve: Curve, z: Floats) -> Floats:
    return _by_probability(stats.beta(*_beta_shape(curve)), z)


def _empirical(curve: Curve, z: Floats) -> Floats:
    """Hazen's quantiles of the sorted values: the order of upload never matters."""
    ordered = np.sort(np.array(curve.values))
    places = (np.arange(ordered.size) + 0.5) / ordered.size
    return np.asarray(np.interp(ndtr(z), places, ordered))


def _fixed(curve: Curve, z: Floats) -> Floats:
    return np.full_like(z, curve["value"])


_AT = {
    "fixed": _fixed,
    "pert": _pert,
    "triangular": _triangular,
    "lognormal": _lognormal,
    "pareto": _pareto,
    "two_piece": _two_piece,
    "normal": _normal,
    "laplace": _laplace,
    "beta": _beta,
    "empirical": _empirical,
}


def parse_curve(raw: object, place: str) -> Curve:
    """A curve from a scenario's value. Raises InputError with every problem found at `place`."""
    if isinstance(raw, Curve):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        _raise(_not_finite(place, {"value": raw}))
        return Curve("fixed", (("value", float(raw)),))
    if not isinstance(raw, Mapping):
        raise InputError(
            [_problem(place, raw, "应为数字或分布", "a number or a distribution is needed", *_EXAMPLE)]
        )
    parameters = {name: raw[name] for name in _KNOWN if name in raw and name not in ("shape", "values")}
    unknown = [_unknown(place, str(key)) for key in raw if key not in _KNOWN]
    _raise(unknown + _not_finite(place, parameters))
    family = _family(raw, place)
    if family == "empirical":
        return _empirical_curve(raw["values"], place)
    numbers = {name: float(value) for name, value in parameters.items()}
    _check_order(place, family, numbers)
    if family in ("pert", "triangular") and numbers["low"] == numbers["high"]:
        return Curve("fixed", (("value", numbers["low"]),))
    curve = Curve(family, tuple(numbers.items()))
    _check_reach(place, curve)
    return curve


_EXAMPLE = ("例如 {median: 2100, p90: 16300}", "for example {median: 2100, p90: 16300}")


def _problem(place: str, value: object, zh: str, en: str, way_zh: str, way_en: str) -> Problem:
    return Problem("scenario", Text(zh, en), Text(way_zh, way_en), column=place, value=str(value))


def _unknown(place: str, key: str) -> Problem:
    close = (get_close_matches(key, _KNOWN, n=1, cutoff=0.4) or ["median"])[0]
    return _problem(
        place, key, f"未知的键 {key}", f"unknown key {key}", f"是否为 {close}？", f"did you mean {close}?"
    )


def _family(raw: Mapping[str, Any], place: str) -> str:
    names = tuple(sorted(name for name in raw if name != "shape"))
    shape = raw.get("shape")
    if shape is not None and _SHAPES.get(str(shape)) == names:
        return str(shape)
    if shape is None and names in _FAMILIES:
        return _FAMILIES[names]
    raise InputError(
        [_problem(place, dict(raw), "这些键不构成一种分布", "these keys make no distribution", *_EXAMPLE)]
    )


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)


def _is_finite(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:  # YAML's integers have no end, float64 has
        return False


def _not_finite(place: str, parameters: Mapping[str, Any]) -> list[Problem]:
    wrong = ("应为有限的数字", "a finite number is needed")
    return [
        _problem(f"{place}.{name}".strip("."), value, *wrong, *_EXAMPLE)
        for name, value in parameters.items()
        if not _is_finite(value)
    ]


def _check_reach(place: str, curve: Curve) -> None:
    """A curve never falls, so finite ends make a finite table; a beta must give back what made it."""
    with np.errstate(over="ignore", invalid="ignore"):
        reached = curve.at(np.array([-Z_LIMIT, 0.0, Z90, Z_LIMIT]))
    given = [curve["median"], curve["p90"]] if curve.family == "beta" else reached[1:3]
    if np.isfinite(reached).all() and np.allclose(reached[1:3], given, rtol=1e-6, atol=0.0):
        return
    words = ("这些数值相距过远，无法计算", "these numbers lie too far apart to be computed")
    way = (
        "请使分位数更接近、提高尾部指数或设定上限",
        "bring the percentiles closer, raise the tail index or set a ceiling",
    )
    raise InputError([_problem(place, dict(curve.parameters), *words, *way)])


def _check_order(place: str, family: str, numbers: Mapping[str, float]) -> None:
    rules = {
        "pert": (
            numbers.get("low", 0) <= numbers.get("mode", 0) <= numbers.get("high", 0),
            "low ≤ mode ≤ high",
        ),
        "lognormal": (0 < numbers.get("median", 0) < numbers.get("p90", 0), "0 < median < p90"),
        "two_piece": (
            0 < numbers.get("p10", 0) < numbers.get("p50", 0) < numbers.get("p90", 0),
            "0 < p10 < p50 < p90",
        ),
        "normal": (numbers.get("median", 0) < numbers.get("p90", 0), "median < p90"),
        "beta": (0 < numbers.get("median", 0) < numbers.get("p90", 0) < 1, "0 < median < p90 < 1"),
    }
    rule = {"triangular": "pert", "pareto": "lognormal", "laplace": "normal"}.get(family, family)
    holds, words = rules[rule]
    problems = []
    if not holds:
        wrong = (f"应满足 {words}", f"{words} must hold")
        problems.append(_problem(place, dict(numbers), *wrong, "请核对数值", "check the numbers"))
    if (tail := numbers.get("tail_index", 1)) <= 0:
        wrong = ("尾部指数应大于 0", "the tail index must exceed 0")
        problems.append(_problem(f"{place}.tail_index", tail, *wrong, "例如 1.1", "for example 1.1"))
    if "ceiling" in numbers and numbers["ceiling"] <= numbers["p90"]:
        wrong = ("上限应高于 P90", "the ceiling must exceed P90")
        way = ("请提高上限", "raise the ceiling")
        problems.append(_problem(f"{place}.ceiling", numbers["ceiling"], *wrong, *way))
    _raise(problems)


def _empirical_curve(raw: object, place: str) -> Curve:
    if not isinstance(raw, list | tuple) or len(raw) < 2:
        raise InputError(
            [
                _problem(
                    place,
                    raw,
                    "至少需要两个数值",
                    "at least two values are needed",
                    "values: [1, 2, …]",
                    "values: [1, 2, …]",
                )
            ]
        )
    _raise(_not_finite(place, {f"values[{number}]": value for number, value in enumerate(raw)}))
    return Curve("empirical", (), tuple(sorted(float(value) for value in raw)))


def tabulate(curve: Curve, log: bool) -> Floats:
    """X (or its natural logarithm) at the knots, (KNOTS,). Raises InputError for the log of zero or less."""
    table = curve.at(GRID)
    if not log:
        return table
    if table[0] <= 0:
        raise InputError(
            [
                _problem(
                    curve.family,
                    table[0],
                    "分布须为正数",
                    "the distribution must be positive",
                    "请把下限设为正数",
                    "make its low end positive",
                )
            ]
        )
    return np.log(table)


def limited_mean(curve: Curve, cap: float) -> float:
    """E[min(X, cap)] by the trapezoid over the table."""
    density = np.exp(-0.5 * GRID**2) / np.sqrt(2 * np.pi)
    return float(np.trapezoid(np.minimum(curve.at(GRID), cap) * density, GRID))
