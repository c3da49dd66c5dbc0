"""Distributions between enterprises from uploaded values, by maximum likelihood.

Sorted values throughout: the order of upload never matters, to the last bit. A law that changes at a
quantile changes at the sample's own: a free point of change follows chance gaps, and the tail with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import inf, log, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats
from scipy.special import betaln, xlog1py, xlogy

from simulation.population.curves import GRID, Z90, Z_LIMIT, Curve, parse_curve
from simulation.text.problems import InputError

Floats = NDArray[np.float64]
Law = tuple[dict[str, float], float]  # the parameters as a scenario names them, and the log likelihood

MOST_VALUES = 200  # an empirical curve keeps at most so many values, its Hazen quantiles
ENOUGH = 30  # fewer values than this are blended with the default
_LEAST = 3  # distinct values of a curve; values of a year of growth
_LARGEST = 1e100  # no amount is larger, and its square is still a float64
_PLACES = (np.arange(MOST_VALUES) + 0.5) / MOST_VALUES
_TAIL_INDEX = (0.5, 10.0)
_NARROW = 0.05  # a spread below this share of the sample's own is tied values: their likelihood has no limit
_INSIDE = 0.001  # a PERT is zero at its ends: a value on one is read this share of the range inside
_STRONGEST, _LEAST_EIGENVALUE = 0.95, 1e-6  # of correlations
_SIZES, _SHARES = ("lognormal", "pareto", "two_piece"), ("beta", "pert")


@dataclass(frozen=True)
class Fit:
    """One family fitted to the values; where these are few, the curve is blended with the default.

    `log_likelihood` and `aic` are of the sample's own fit, before the blend; None for the empirical one.
    `distance` is Kolmogorov's, the largest gap in probability between sample and curve; `chance_distance`,
    1.358/√n, is what 19 of 20 samples of a curve given beforehand stay below (of a fitted one, nearly all);
    `weight`, n/30 and at most 1, the sample's share of the blend; `count` the values used.
    """

    family: str
    curve: Curve
    log_likelihood: float | None
    aic: float | None
    distance: float
    chance_distance: float
    weight: float
    count: int


@dataclass(frozen=True)
class GrowthFit:
    """Mean log growth a year, its limits of doubt, and the sd of its Laplace spread; the rest as in Fit.

    `gaps` (n,), rising, is the sample that the spread was judged by: each growth less its year's median,
    times size^exponent.
    """

    mean: float
    low: float
    high: float
    scale: float
    distance: float
    chance_distance: float
    weight: float
    count: int
    gaps: Floats = field(compare=False, repr=False)


@dataclass(frozen=True)
class _Sample:
    """Usable values, rising, (n,), the default that they replace, and the limits of a curve."""

    values: Floats
    default: Curve
    low: float
    high: float
    sizes: bool  # positive, and averaged as ratios


@np.errstate(all="ignore")  # what runs over is refused as a curve
def fit_curve(values: Floats, default: Curve, *, low: float = 0.0, high: float = inf) -> list[Fit]:
    """Every family that suits the values (n,), best AIC first, the empirical one last.

    `low` and `high` limit the curve from end to end, in the values' unit. Values that are no number, beyond
    the limits or, for sizes, not positive are left out; fewer than three distinct ones make no fit. Fewer
    than 30 are blended with `default`: its own family by parameters, the empirical curve by quantiles; where
    that family does not suit, the best that does, by quantiles. Raises nothing, whatever the numbers.
    """
    sizes = default.family in _SIZES or (high == inf and default.family not in ("normal", "laplace"))
    found = np.sort(np.asarray(values, dtype=np.float64).ravel())
    found = found[(np.abs(found) <= _LARGEST) & (found >= low) & (found <= high)]
    found = found[found > 0] if sizes else found
    if np.unique(found).size < _LEAST:
        return []
    sample = _Sample(found, default, low, high, sizes)
    families, quantiles = _families(sample), np.quantile(found, _PLACES, method="hazen")
    if found.size >= ENOUGH:
        kept = found if found.size <= MOST_VALUES else quantiles
        return [*_best(sample, families), *_report(sample, {"values": kept.tolist()})]
    own = _fit(sample, default.family, default) if default.family in families else []
    if not own and (fits := _best(sample, families)):
        quantiles = fits[0].curve.quantile(_PLACES)
    mixed = _mix(quantiles, default.quantile(_PLACES), _weight(found.size), sizes)
    return [*own, *_report(sample, {"values": mixed.tolist()})]


def _best(sample: _Sample, families: list[str]) -> list[Fit]:
    return sorted((fit for one in families for fit in _fit(sample, one)), key=lambda fit: fit.aic or 0.0)


def _families(sample: _Sample) -> list[str]:
    shapeless = sample.default.family in ("fixed", "empirical")
    others = _SIZES if sample.sizes else (*_SIZES, *_SHARES) if shapeless else _SHARES
    tried = [one for one in dict.fromkeys((sample.default.family, *others)) if one in _LAWS]
    positive, below_one = sample.values[0] > 0, sample.values[-1] < 1
    return [one for one in tried if (positive or one in ("normal", "pert")) and (below_one or one != "beta")]


def _fit(sample: _Sample, family: str, default: Curve | None = None) -> list[Fit]:
    """One family's fit, blended with a default of the same family; none where it makes no valid curve."""
    parameters, score = _LAWS[family](sample)
    aic = 2.0 * len(parameters) - 2.0 * float(score)
    if default is not None:
        own, other = np.array([(parameters[name], default[name]) for name in parameters]).T
        mixed = _mix(own, other, _weight(sample.values.size), family in (*_SIZES, "beta"))
        parameters = dict(zip(parameters, mixed.tolist(), strict=True))
    raw: dict[str, object] = parameters | ({"shape": family} if family in ("beta", "normal") else {})
    # The default's ceiling, well above the largest value; the limit of the curve where it has none.
    ceiling = max(dict(sample.default.parameters).get("ceiling", inf), 1.5 * float(sample.values[-1]))
    if family == "pareto" and min(ceiling, sample.high) < inf:
        raw["ceiling"] = min(ceiling, sample.high)
    return [replace(fit, log_likelihood=float(score), aic=aic) for fit in _report(sample, raw) if aic < inf]


def _report(sample: _Sample, raw: Mapping[str, object]) -> list[Fit]:
    """The curve as a scenario reads it, beside the sample; none where not valid or outside the limits."""
    try:
        curve = parse_curve(raw, "")
    except InputError:
        return []
    lowest, highest = curve.at(np.array([-Z_LIMIT, Z_LIMIT]))
    inside = sample.low <= lowest and highest <= sample.high
    return [Fit(curve.family, curve, None, None, *_judged(sample.values, curve))] if inside else []


def _weight(count: int) -> float:
    return min(1.0, count / ENOUGH)


def _mix(own: Floats, default: Floats, weight: float, ratios: bool) -> Floats:
    """The weighted mean, geometric for ratios; a default of zero allows only the arithmetic one."""
    geometric = ratios and (default > 0).all()
    return own**weight * default ** (1.0 - weight) if geometric else weight * own + (1.0 - weight) * default


def _judged(values: Floats, curve: Curve) -> tuple[float, float, float, int]:
    """How a curve holds rising values (n,): the last four of Fit. Both sides of a step in the curve count."""
    table, places = curve.at(GRID), np.arange(values.size + 1) / values.size
    up_to = stats.norm.cdf(np.interp(values, table, GRID))
    below = stats.norm.cdf(-np.interp(-values, -table[::-1], -GRID[::-1]))
    distance = float(max((places[1:] - up_to).max(), (below - places[:-1]).max(), 0.0))
    return distance, 1.358 / sqrt(values.size), _weight(values.size), values.size


def _normal(sample: _Sample) -> Law:
    mean, sd = float(sample.values.mean()), float(sample.values.std())
    return {"median": mean, "p90": mean + Z90 * sd}, stats.norm.logpdf(sample.values, mean, sd).sum()


def _lognormal(sample: _Sample) -> Law:
    logs = np.log(sample.values)
    normal, log_likelihood = _normal(replace(sample, values=logs))
    return {name: float(np.exp(value)) for name, value in normal.items()}, log_likelihood - logs.sum()


def _pareto(sample: _Sample) -> Law:
    """Lognormal up to the sample's own P90 and Pareto above."""
    logs = np.log(sample.values)
    p90 = np.quantile(logs, 0.9, method="hazen")
    body, tail = p90 - logs[logs <= p90], logs[logs > p90] - p90
    # The body's spread hangs on the median: with d = log P90 − log median and gaps g below log P90, the
    # likelihood is highest where d² + Z² mean(g) d − Z² mean(g²) = 0.
    half = 0.5 * Z90**2 * body.mean()
    depth = max(np.sqrt(half**2 + Z90**2 * np.mean(body**2)) - half, _NARROW * Z90 * logs.std())
    index = dict(sample.default.parameters).get("tail_index", _TAIL_INDEX[1])
    if tail.size > 1:  # one value says nothing of a tail
        index = float(np.clip(tail.size / tail.sum(), *_TAIL_INDEX))
    log_likelihood = stats.norm.logpdf(body, depth, depth / Z90).sum() - logs.sum()
    log_likelihood += tail.size * log(0.1 * index) - index * tail.sum()
    median, p90 = np.exp([p90 - depth, p90]).tolist()
    return {"median": median, "p90": p90, "tail_index": index}, log_likelihood


def _two_piece(sample: _Sample) -> Law:
    """Half the mass on each side of the sample's own median, each side with its own spread."""
    logs = np.log(sample.values)
    p50 = np.median(logs)
    gaps = np.array([np.minimum(logs - p50, 0.0), np.maximum(logs - p50, 0.0)])
    spreads = np.maximum(np.sqrt(2.0 * np.mean(gaps**2, axis=1)), _NARROW * logs.std())
    log_likelihood = stats.norm.logpdf(logs, p50, np.where(logs < p50, *spreads)).sum() - logs.sum()
    p10, p50, p90 = np.exp(p50 + Z90 * np.array([-spreads[0], 0.0, spreads[1]])).tolist()
    return {"p10": p10, "p50": p50, "p90": p90}, log_likelihood


def _beta(sample: _Sample) -> Law:
    values = sample.values
    found = optimize.minimize(lambda logs: _beta_cost(values, *np.exp(logs)), np.zeros(2))
    median, p90 = stats.beta(*np.exp(found.x)).ppf([0.5, 0.9]).tolist()
    return {"median": median, "p90": p90}, -values.size * found.fun


def _beta_cost(values: Floats, a: float, b: float) -> float:
    """Mean negative log density of a beta law."""
    return float(betaln(a, b) - (xlogy(a - 1, values) + xlog1py(b - 1, -values)).mean())


def _pert(sample: _Sample) -> Law:
    """Its ends lie outside the sample, by a thousandth of the range to the whole of it, within the limits."""
    least, width = sample.values[0], np.ptp(sample.values)
    first, last = max((sample.low - least) / width, -1.0), min((sample.high - least) / width, 2.0)
    places = np.clip((sample.values - least) / width, first + _INSIDE, last - _INSIDE)
    limits = [(first, max(places[0] - _INSIDE, first)), (min(places[-1] + _INSIDE, last), last), (0.0, 1.0)]

    def cost(at: Floats) -> float:
        low, high, mode = at
        inside = (places - low) / (high - low)
        return _beta_cost(inside, 1 + 4 * mode, 5 - 4 * mode) + log(high - low)

    start = np.clip([-0.1, 1.1, 1.5 * places.mean() - 0.25], *np.transpose(limits))
    found = optimize.minimize(cost, start, method="L-BFGS-B", bounds=limits)
    low, high = np.clip(least + width * found.x[:2], sample.low, sample.high).tolist()
    mode = min(low + (high - low) * float(found.x[2]), high)
    return {"low": low, "mode": mode, "high": high}, -sample.values.size * (found.fun + np.log(width))


_LAWS = {"lognormal": _lognormal, "pareto": _pareto, "two_piece": _two_piece}
_LAWS |= {"normal": _normal, "beta": _beta, "pert": _pert}


def fit_growth(
    growth: Floats,
    years: NDArray[np.int64],
    relative_size: Floats,
    size_exponent: float,
    default_mean: tuple[float, float, float],
    default_scale: float,
) -> GrowthFit:
    """Log growth (n,) into `years` (n,) of enterprises of `relative_size` (n,), revenue ÷ median.

    As the engine draws it: the year's mean and a Laplace spread of sd scale × size^−exponent. The mean's
    doubt is two standard errors of the yearly medians, as they differ or, if larger, as the spread explains.
    Years of under three values are left out, under 30 values blended with the defaults, none leave these.
    """
    rows = np.column_stack([years, growth, relative_size]).astype(np.float64)
    rows = rows[(np.abs(rows) <= _LARGEST).all(axis=1) & (rows[:, 2] > 0)]
    rows = rows[np.lexsort(rows.T[::-1])]
    changes = np.flatnonzero(np.diff(rows[:, 0])) + 1
    blocks = [block for block in np.split(rows, changes) if len(block) >= _LEAST]
    if not blocks:
        return GrowthFit(
            default_mean[1], default_mean[0], default_mean[2], default_scale, 0.0, 1.0, 0.0, 0, np.empty(0)
        )
    rows, sizes = np.concatenate(blocks), np.array([len(block) for block in blocks])
    medians = np.array([np.median(block[:, 1]) for block in blocks])
    stretch = rows[:, 2] ** size_exponent
    gaps = np.sort((rows[:, 1] - np.repeat(medians, sizes)) * stretch)
    # A median stands nearer to its own values than the law's: by half a value in the sum of gaps.
    scale = sqrt(2.0) * np.abs(gaps).sum() / (len(rows) - 0.5 * sizes.size)
    within = scale / (sqrt(2.0) * stretch.mean()) * sqrt(np.mean(1.0 / sizes))
    between = medians.std(ddof=1) if sizes.size > 1 else 0.0
    mean, doubt = medians.mean(), 2.0 * max(within, between) / sqrt(sizes.size)
    own = np.array([mean - doubt, mean, mean + doubt, scale])
    mixed = _mix(own, np.array([*default_mean, default_scale]), _weight(len(rows)), ratios=False)
    low, mean, high, scale = mixed.tolist()
    laplace = Curve("laplace", (("median", 0.0), ("p90", scale * log(5.0) / sqrt(2.0))))
    return GrowthFit(mean, low, high, scale, *_judged(gaps, laplace), gaps)


def rank_correlations(columns: Mapping[str, Floats]) -> dict[tuple[str, str], tuple[float, int]]:
    """Gaussian-copula correlation of each pair of columns (n,), in their order, and its complete rows.

    2 sin(π r/6) of Spearman's r, times n/30 for fewer than 30 rows; zero where a column never varies. Each
    lies inside ±0.95 and all together are positive definite. Raises ValueError for columns unlike in length.
    """
    pairs = {(a, b): _pair(columns[a], columns[b]) for a, b in combinations(columns, 2)}
    rows, others = np.triu_indices(len(columns), 1)  # in the order of the pairs
    matrix = np.eye(len(columns))
    matrix[rows, others] = matrix[others, rows] = [correlation for correlation, _ in pairs.values()]
    found = _definite(matrix)[rows, others].tolist() if pairs else []
    return {pair: (one, count) for (pair, (_, count)), one in zip(pairs.items(), found, strict=True)}


def _pair(first: Floats, second: Floats) -> tuple[float, int]:
    complete = np.isfinite(first) & np.isfinite(second)
    count = int(complete.sum())
    # Doubled ranks about their middle are whole numbers: the sums of products are exact in any order.
    a, b = (2.0 * stats.rankdata(values[complete]) - (count + 1.0) for values in (first, second))
    spread = sqrt((a @ a) * (b @ b))
    correlation = 2.0 * sin(pi / 6.0 * float(a @ b) / spread) * _weight(count) if spread else 0.0
    return min(max(correlation, -_STRONGEST), _STRONGEST), count


def _definite(matrix: Floats) -> Floats:
    """The matrix without negative eigenvalues; shrunk evenly, which keeps it so, where one is too strong."""
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < _LEAST_EIGENVALUE:
        raised = (vectors * np.maximum(values, _LEAST_EIGENVALUE)) @ vectors.T
        matrix = raised / np.sqrt(np.outer(np.diag(raised), np.diag(raised)))
    strongest = max(float(np.abs(np.triu(matrix, 1)).max()), _STRONGEST)
    return matrix * (_STRONGEST / strongest)
