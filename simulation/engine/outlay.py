"""The result of a simulation and its summaries. Money in 万元.

Quantiles are order statistics everywhere: of n draws, the quantile p is the smallest value that at
least a share p of the draws do not exceed. Its interval are two other order statistics, whose ranks
are the 2.5% and 97.5% points of the binomial number of draws below the true quantile; where so few
draws have no such rank, the interval ends at the smallest or the largest draw and is too short.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import binom

from simulation.law.rule import OUTCOMES

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEVELS = (0.05, 0.10, 0.50, 0.80, 0.90, 0.95)
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Quantile:
    """An order statistic and its 95% Monte Carlo interval."""

    level: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Summary:
    """One distribution of money in figures. `mcse` is the Monte Carlo error of the mean."""

    mean: float
    sd: float
    mcse: float
    quantiles: tuple[Quantile, ...]
    claimants_mean: float | None = None
    capped_share: float | None = None
    supported_mean: float | None = None

    def quantile(self, level: float) -> Quantile:
        """One of the LEVELS."""
        return next(quantile for quantile in self.quantiles if quantile.level == level)

    def as_json(self) -> dict[str, float | None]:
        """The keys of the contract."""
        return {
            "mean": self.mean,
            "sd": self.sd,
            "mcse": self.mcse,
            **{f"p{round(quantile.level * 100):02d}": quantile.value for quantile in self.quantiles},
            "claimants_mean": self.claimants_mean,
            "capped_share": self.capped_share,
            "supported_mean": self.supported_mean,
        }


def quantile_of(ordered: Floats, level: float) -> Quantile:
    """A quantile of sorted values (n,), with its interval."""
    rank, low, high = _ranks(ordered.size, level)
    return Quantile(level, float(ordered[rank]), float(ordered[low]), float(ordered[high]))


@lru_cache(maxsize=256)
def _ranks(count: int, level: float) -> tuple[int, int, int]:
    """Places of a quantile and of its interval's ends among so many sorted values."""
    rank = min(max(ceil(level * count - 1e-9), 1), count)
    low, high = binom.ppf((0.025, 0.975), count, level)
    return rank - 1, max(int(low) - 1, 0), min(int(high), count - 1)


def summarise(values: Floats, **counts: float | None) -> Summary:
    """Figures of a distribution (draws,)."""
    ordered = np.sort(values)
    spread = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return Summary(
        mean=float(values.mean()),
        sd=spread,
        mcse=spread / float(np.sqrt(values.size)),
        quantiles=tuple(quantile_of(ordered, level) for level in LEVELS),
        **counts,
    )


@dataclass(frozen=True)
class Running:
    """Convergence: after n draws, the mean with its 95% interval and the P90 with its own."""

    draws: Integers
    mean: Floats
    mean_low: Floats
    mean_high: Floats
    p90: Floats
    p90_low: Floats
    p90_high: Floats


def running(values: Floats, points: int = 40) -> Running:
    """How mean and P90 settle as draws are added."""
    count = values.size
    draws = np.unique(np.linspace(min(50, max(count // 2, 1)), count, points).astype(np.int64))
    # Reckoned from the first draw: a sum of squares far from zero loses the digits of a small spread.
    moved = values - values[0]
    shift = np.cumsum(moved)[draws - 1] / draws
    square = np.cumsum(moved**2)[draws - 1] / draws
    mean = values[0] + shift
    variance = np.maximum(square - shift**2, 0.0) * draws / np.maximum(draws - 1, 1)
    error = Z95 * np.sqrt(variance / draws)
    tops = [quantile_of(np.sort(values[:n]), 0.9) for n in draws]
    return Running(
        draws,
        mean,
        mean - error,
        mean + error,
        np.array([top.value for top in tops]),
        np.array([top.low for top in tops]),
        np.array([top.high for top in tops]),
    )


def exceedance(values: Floats, points: int = 200) -> tuple[Floats, Floats]:
    """Amounts, zero the first, and the share of draws above each; thinned to so many points.

    A step function: a share holds from its amount up to the next.
    """
    ordered = np.sort(values)
    places = np.linspace(0, ordered.size - 1, points).astype(np.int64)
    amounts = np.unique(np.append(ordered[places], 0.0))
    return amounts, 1.0 - np.searchsorted(ordered, amounts, side="right") / ordered.size


def histogram(values: Floats, bins: int = 40) -> tuple[Floats, Integers]:
    """Edges (bins + 1,) and counts (bins,)."""
    counts, edges = np.histogram(values, bins=bins)
    return edges, counts.astype(np.int64)


@dataclass(frozen=True)
class Outlay:
    """The estimate, draw by draw.

    `data` holds `amount` (draw, measure, year, district) in 万元 and, beside it, `claimants`,
    `capped` and `supported` (draw, measure, year), `investment` (draw, year) and `outcomes`
    (measure, year, outcome). `headline` names the measures that count in the total.
    """

    data: xr.Dataset
    headline: tuple[str, ...]
    manifest: Mapping[str, Any]

    @classmethod
    def from_arrays(
        cls,
        *,
        amount: Floats,
        claimants: Floats,
        capped: Floats,
        supported: Floats,
        investment: Floats,
        outcomes: Integers,
        measures: tuple[str, ...],
        years: tuple[int, ...],
        districts: tuple[str, ...],
        headline: tuple[str, ...],
        manifest: Mapping[str, Any],
    ) -> Outlay:
        """An outlay over the kernel's arrays, without copying them."""
        counted = ("draw", "measure", "year")
        data = xr.Dataset(
            {
                "amount": ((*counted, "district"), amount),
                "claimants": (counted, claimants),
                "capped": (counted, capped),
                "supported": (counted, supported),
                "investment": (("draw", "year"), investment),
                "outcomes": (("measure", "year", "outcome"), outcomes),
            },
            coords={
                "measure": list(measures),
                "year": list(years),
                "district": list(districts),
                "outcome": list(OUTCOMES),
            },
        )
        return cls(data, headline, manifest)

    @property
    def measures(self) -> tuple[str, ...]:
        """All measures, in the law's order."""
        return tuple(str(measure) for measure in self.data.measure.values)

    @property
    def years(self) -> tuple[int, ...]:
        """The performance years."""
        return tuple(int(year) for year in self.data.year.values)

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts."""
        return tuple(str(district) for district in self.data.district.values)

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.data.sizes["draw"])

    @property
    def amount(self) -> Floats:
        """The whole tensor, (draw, measure, year, district)."""
        return np.asarray(self.data.amount.values)

    @property
    def nbytes(self) -> int:
        """The memory that the result holds."""
        return int(self.data.nbytes)

    def _places(self, measures: tuple[str, ...] | None) -> list[int]:
        chosen = self.headline if measures is None else measures
        return [self.measures.index(measure) for measure in chosen]

    def by_year(self, measures: tuple[str, ...] | None = None) -> Floats:
        """Outlay (draw, year) of some measures; of the headline when none are named."""
        total = np.zeros((self.draws, len(self.years)))
        for place in self._places(measures):
            total += self._all_districts[:, place]
        return total

    @cached_property
    def _all_districts(self) -> Floats:
        """Outlay (draw, measure, year); every figure of a measure or a year starts from it."""
        return np.asarray(self.amount.sum(axis=3))

    def total(self, measures: tuple[str, ...] | None = None) -> Floats:
        """Outlay of all performance years, (draw,)."""
        return np.asarray(self.by_year(measures).sum(axis=1))

    def _count(self, name: str, measures: tuple[str, ...] | None, year: int | None) -> float:
        values = self.data[name].values[:, self._places(measures)]
        if year is not None:
            values = values[:, :, [self.years.index(year)]]
        return float(values.sum() / self.draws)

    def summary(self, measures: tuple[str, ...] | None = None, year: int | None = None) -> Summary:
        """Figures of some measures (the headline's when none are named), of one year or of all."""
        by_year = self.by_year(measures)
        values = by_year.sum(axis=1) if year is None else by_year[:, self.years.index(year)]
        claimants = self._count("claimants", measures, year)
        return summarise(
            values,
            claimants_mean=claimants,
            capped_share=self._count("capped", measures, year) / claimants if claimants else None,
            supported_mean=self._count("supported", measures, year),
        )

    def investment_mean(self) -> float:
        """Mean supported investment of all performance years: loan projects and scenes."""
        return float(self.data.investment.values.sum() / self.draws)

    def outcome_shares(self, measure: str) -> Mapping[str, float]:
        """How the claims of a measure end, as shares of all that were assessed; empty when none."""
        counts = self.data.outcomes.sel(measure=measure).sum("year")
        assessed = float(counts.sum())
        if not assessed:
            return {}
        return {
            name: float(counts.sel(outcome=name)) / assessed
            for name in OUTCOMES
            if counts.sel(outcome=name) > 0
        }


def cash(by_year: Floats, shares: Floats) -> Floats:
    """Cash by fiscal year (draw, ..., Y + K − 1) from awards by performance year (draw, ..., Y).

    `shares` are the payment schedule, (K,) or, where it is uncertain, (draw, K). The last instalment that the schedule has is what the earlier ones left, so an award is paid
    out in full; a share of 0 pays exactly nothing, also at the end. The shares sum to 1.
    """
    years, lags = by_year.shape[-1], shares.shape[-1]
    paid = np.zeros((*by_year.shape[:-1], years + lags - 1))
    left = by_year.copy()
    last = int(np.flatnonzero((shares > 0).reshape(-1, lags).any(axis=0))[-1])
    for lag in range(last):
        share = shares[..., lag]
        instalment = by_year * share.reshape(share.shape + (1,) * (by_year.ndim - share.ndim))
        paid[..., lag : lag + years] += instalment
        left -= instalment
    paid[..., last : last + years] += left
    return paid
