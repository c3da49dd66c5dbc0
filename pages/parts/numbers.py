"""Amounts, shares and counts as the bureau writes them."""

from __future__ import annotations

from pages.parts.language import t
from simulation.numbers import chance, count, likelihood, money

# What the arithmetic adds to a figure is told beside it from here on; below, only where the arithmetic is.
_WORTH_TELLING = 0.02


def tells(error: float, figure: float) -> bool:
    """Whether a Monte Carlo error is more than 2% of its figure; of a probability take 1, which makes it points."""
    return error > _WORTH_TELLING * abs(figure)


def beside(error: float, figure: float, told: str) -> str:
    """A Monte Carlo error in brackets where it tells, else nothing."""
    return t("control.unit", unit=f"±{told}") if tells(error, figure) else ""


__all__ = ["beside", "chance", "count", "likelihood", "money", "tells"]
