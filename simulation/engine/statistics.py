"""Figures of draws with their Monte Carlo error: one mean, one probability, one costliest tenth for the whole house."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure and its Monte Carlo standard error."""

    value: float
    error: float


def mean_of(values: Floats) -> Estimate:
    """The mean of draws (draw,)."""
    spread = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return Estimate(float(values.mean()), spread / sqrt(values.size))


def share_of(hits: NDArray[np.bool_]) -> Estimate:
    """The share of draws (draw,) in which something happens: its probability.

    Its error is the half-width of Wilson's interval of one standard error: a share of 0 or 1 has one too.
    """
    share, count = float(hits.mean()), hits.size
    return Estimate(share, sqrt(share * (1.0 - share) * count + 0.25) / (count + 1))


def costliest_tenth(total: Floats) -> NDArray[np.intp]:
    """The draws of the tenth that costs most by a total (draw,); of ties the later ones, at least one draw."""
    return np.argsort(total, kind="stable")[-max(total.size // 10, 1) :]
