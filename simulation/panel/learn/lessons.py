"""Fits beside the defaults: what a panel says of an assumption, how well it holds, ready for the scenario.

Fits are blended with the program's own defaults and never with what the user has already taken from a
panel, so that taking a fit twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy import stats

from simulation.panel import Panel
from simulation.panel.learn.samples import (
    Floats,
    Sample,
    Unit,
    growths,
    investment_ratios,
    parts_shares,
    rows_of,
    samples_of,
)
from simulation.population.curves import Curve
from simulation.population.facts import load_facts
from simulation.population.fits import ENOUGH, Fit, GrowthFit, fit_curve, fit_growth, rank_correlations
from simulation.scenario import Key, Range, Scenario, catalogue

_LEAST = 3  # values without which nothing is said of a number
_TWO_ERRORS = 0.9545  # the probability within two standard errors, as in the fits of growth
MOST_POINTS = 200


@dataclass(frozen=True)
class Offer:
    """One reading of a sample, ready for `Scenario.with_values(values)`.

    `family` is the curve's, or how a number was read: middle, share, spread. `curve` is None for a
    number. `aic` is None for an empirical curve and a number; `distance` (the largest gap in probability
    between sample and curve) and `chance_distance` (what 19 of 20 true curves stay below) are None for a
    number. `weight` below 1: blended with the default, which has 1 − weight.
    """

    family: str
    values: Mapping[str, object]
    curve: Curve | None
    aic: float | None
    distance: float | None
    chance_distance: float | None
    weight: float
    count: int

    @property
    def holds(self) -> bool:
        """Whether the curve is as near to the sample as chance allows."""
        return self.distance is None or self.distance <= (self.chance_distance or 0.0)


@dataclass(frozen=True)
class Lesson:
    """What a panel says of one key (growth: of its mean and its spread together).

    `values` (n,) is the sample, rising, in the key's unit, and `default` what stands beside it: a curve, or a
    number with its doubt. Growth is shown by its spread: each growth less its year's median, adjusted for
    size. Without offers the panel says too little.
    """

    path: str
    kind: str
    values: Floats
    unit: Unit
    years: tuple[int, ...]
    left_out: int
    default: Curve | Range | float
    offers: tuple[Offer, ...]

    @property
    def recommended(self) -> Offer | None:
        """The likeliest curve; where it does not hold and the sample is large enough, the sample itself."""
        if not self.offers:
            return None
        first, last = self.offers[0], self.offers[-1]
        return first if first.holds or first.weight < 1.0 else last


@dataclass(frozen=True)
class Bonds:
    """Correlations between an enterprise's traits by pair, each with its enterprises; `values` as in Offer."""

    path: str
    pairs: Mapping[str, tuple[float, int]]
    values: Mapping[str, object]

    @property
    def told(self) -> dict[str, tuple[float, int]]:
        """The pairs that enough enterprises have both traits of for a correlation to be any."""
        return {pair: found for pair, found in self.pairs.items() if found[1] >= _LEAST}

    @property
    def count(self) -> int:
        """The enterprises behind the best known pair."""
        return max((count for _, count in self.pairs.values()), default=0)


def learn(panel: Panel, scenario: Scenario, population: str) -> list[Lesson]:
    """Every key of a population that the panel has facts for, in the order of the scenario file.

    A population is one of the fields, first_set, scenes or fund. `scenario` gives what the facts are
    seen through: the unaffiliated share, the fall with size, the loan rate. Raises nothing.
    """
    lessons = [
        _lesson(sample, f"fields.{population}.{sample.name}")
        for sample in samples_of(panel, scenario, population)
    ]
    if population in load_facts().field_names:
        lessons.append(_growth_lesson(panel, scenario, population))
    order = {path: place for place, path in enumerate(catalogue())}
    return sorted((one for one in lessons if one.values.size), key=lambda one: order[one.path])


def bonds(panel: Panel, scenario: Scenario, field: str) -> Bonds:
    """Rank correlations in a field: one row an enterprise, with its latest growth and latest project.

    Size is the base year's revenue. Growth and investment are taken as the engine draws them: less the
    year's median, and as at the median size.
    """
    rows = rows_of(panel, field)
    identities = rows["enterprise_id"].unique()
    base = rows[rows["year"] == load_facts().base_year].set_index("enterprise_id")["revenue"]
    pairs = growths(rows)
    medians = {year: float(np.median(pairs.growth[pairs.years == year])) for year in np.unique(pairs.years)}
    gaps = {  # rows are in the order of years, so the latest stays
        identity: growth - medians[year]
        for identity, year, growth in zip(pairs.enterprises, pairs.years, pairs.growth, strict=True)
    }
    ratios: dict[str, float] = {}
    if "projects" in panel.tables:
        found = investment_ratios(panel.tables["projects"], rows, scenario, field).dropna()
        ratios = dict(zip(found["enterprise_id"], found["ratio"], strict=True))
    columns = {
        "size": base.where(base > 0).reindex(identities).to_numpy(np.float64),
        "parts_share": parts_shares(rows, scenario, field).to_numpy(np.float64),
        "growth": np.array([gaps.get(identity, np.nan) for identity in identities], dtype=np.float64),
        "investment": np.array([ratios.get(identity, np.nan) for identity in identities], dtype=np.float64),
    }
    found_pairs = {f"{one}_{other}": pair for (one, other), pair in rank_correlations(columns).items()}
    path = f"fields.{field}.correlations"
    return Bonds(
        path, found_pairs, {path: {name: value for name, (value, _) in found_pairs.items() if value}}
    )


def take_all(panel: Panel, scenario: Scenario, population: str) -> Scenario:
    """The scenario with every recommended fit of a population that rests on 30 values or more.

    Sizes go first: the investment ratio is read at the median size that they set.
    """
    revenue = f"fields.{population}.revenue"
    for only_revenue in (True, False):
        for lesson in learn(panel, scenario, population):
            offer = lesson.recommended
            if (lesson.path == revenue) == only_revenue and offer is not None and offer.count >= ENOUGH:
                scenario = scenario.with_values(offer.values)
    if population in load_facts().field_names:
        found = bonds(panel, scenario, population)
        if found.count >= ENOUGH:
            scenario = scenario.with_values(found.values)
    return scenario


def quantile_points(lesson: Lesson, offer: Offer) -> Floats:
    """Quantiles at (k − 1/2)/m, m ≤ 200, (m, 3): of the sample, of the fitted curve, of the default."""
    if offer.curve is None or not isinstance(lesson.default, Curve):
        raise ValueError("a number has no quantiles")
    count = min(lesson.values.size, MOST_POINTS)
    places = (np.arange(count) + 0.5) / count
    sample = np.quantile(lesson.values, places, method="hazen")
    return np.column_stack([sample, offer.curve.quantile(places), lesson.default.quantile(places)])


def _lesson(sample: Sample, path: str) -> Lesson:
    key = catalogue()[path]
    default = Scenario().value(path)
    values = np.sort(sample.values)
    if sample.use == "curve":
        assert isinstance(default, Curve)
        positive = default.family in ("lognormal", "pareto", "two_piece")
        usable = (values >= key.bounds.low) & (values <= key.bounds.high) & ((values > 0) | (not positive))
        fits = fit_curve(values[usable], default, low=key.bounds.low, high=key.bounds.high)
        offers = tuple(_curve_offer(path, fit) for fit in fits)
        lost = sample.left_out + int((~usable).sum())
        return Lesson(path, "curve", values[usable], sample.unit, sample.years, lost, default, offers)
    assert isinstance(default, Range | float)
    found = _number_offer(sample, values, path, key, default)
    return Lesson(path, sample.use, values, sample.unit, sample.years, sample.left_out, default, found)


def _tidy(value: float) -> float:
    """A fitted number to four digits: more would be read as known."""
    return float(f"{value:.4g}")


def _curve_offer(path: str, fit: Fit) -> Offer:
    raw = fit.curve.as_value()
    if fit.family != "empirical":
        raw = {name: _tidy(value) if isinstance(value, float) else value for name, value in raw.items()}
    return Offer(
        fit.family, {path: raw}, fit.curve, fit.aic, fit.distance, fit.chance_distance, fit.weight, fit.count
    )


def _number_offer(
    sample: Sample, values: Floats, path: str, key: Key, default: Range | float
) -> tuple[Offer, ...]:
    """The number and two standard errors to either side, blended and held inside the key's bounds."""
    if values.size < _LEAST or (sample.use == "spread" and sample.freedom < 1):
        return ()
    own = np.array(_ESTIMATES[sample.use](sample, values)) * sample.scale
    other = np.array(
        [default.low, default.mode, default.high] if isinstance(default, Range) else [default] * 3
    )
    weight = min(1.0, values.size / ENOUGH)
    low, mode, high = np.clip(weight * own + (1.0 - weight) * other, key.bounds.low, key.bounds.high).tolist()
    taken = {path: {"low": _tidy(low), "mode": _tidy(mode), "high": _tidy(high)}}
    return (Offer(sample.use, taken, None, None, None, None, weight, values.size),)


def _middle(sample: Sample, values: Floats) -> tuple[float, float, float]:
    """The median, with the order statistics two standard errors of its rank away."""
    reach = 1.0 / sqrt(values.size)
    places = np.clip([0.5 - reach, 0.5, 0.5 + reach], 0.0, 1.0)
    low, middle, high = np.quantile(values, places, method="hazen").tolist()
    return low, middle, high


def _share(sample: Sample, values: Floats) -> tuple[float, float, float]:
    """The share of ones, with Wilson's limits."""
    test = stats.binomtest(int(values.sum()), values.size)
    limits = test.proportion_ci(_TWO_ERRORS, method="wilson")
    return float(limits.low), float(values.mean()), float(limits.high)


def _spread(sample: Sample, values: Floats) -> tuple[float, float, float]:
    """The standard deviation about zero, with the limits of a normal sample."""
    squares, free = float(values @ values), sample.freedom
    tails = stats.chi2.isf([0.5 - _TWO_ERRORS / 2, 0.5 + _TWO_ERRORS / 2], free)
    low, high = np.sqrt(squares / tails).tolist()
    return low, min(max(sqrt(squares / free), low), high), high


_ESTIMATES = {"middle": _middle, "share": _share, "spread": _spread}


def _growth_lesson(panel: Panel, scenario: Scenario, field: str) -> Lesson:
    path = f"fields.{field}.growth"
    pairs = growths(rows_of(panel, field))
    defaults = Scenario()
    default = defaults.doubt(path)
    mean = (default.low, default.mode, default.high) if isinstance(default, Range) else (default,) * 3
    scale = defaults.most_likely(f"{path}_scale")
    exponent = scenario.most_likely(f"fields.{field}.growth_size_exponent")
    fit = fit_growth(pairs.growth, pairs.years, pairs.relative_size, exponent, mean, scale)
    left_out = pairs.left_out + pairs.growth.size - fit.count
    years = tuple(sorted({int(year) for year in pairs.years}))
    offers = (_growth_offer(path, fit),) if fit.count and fit.scale > 0 else ()
    return Lesson(path, "growth", fit.gaps, "enterprise_year", years, left_out, _laplace(scale), offers)


def _growth_offer(path: str, fit: GrowthFit) -> Offer:
    bounds = catalogue()[path].bounds
    low, mode, high = np.clip([fit.low, fit.mean, fit.high], bounds.low, bounds.high).tolist()
    values = {
        path: {"low": _tidy(low), "mode": _tidy(mode), "high": _tidy(high)},
        f"{path}_scale": _tidy(min(fit.scale, catalogue()[f"{path}_scale"].bounds.high)),
    }
    return Offer(
        "laplace", values, _laplace(fit.scale), None, fit.distance, fit.chance_distance, fit.weight, fit.count
    )


def _laplace(scale: float) -> Curve:
    return Curve("laplace", (("median", 0.0), ("p90", scale * log(5.0) / sqrt(2.0))))
