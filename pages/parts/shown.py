"""Amounts, shares and counts as the bureau writes them, fit for the screen."""

from __future__ import annotations

from pages.parts.language import t
from simulation.text import numbers
from simulation.text.numbers import bare, chance, count, likelihood, signed_number, unbroken

# What the arithmetic adds to a figure is told beside it from here on; below, only where the arithmetic is.
_WORTH_TELLING = 0.02


def money(amount: float, signed: bool = False) -> str:
    """An amount in 万元 or 亿元, which no line parts."""
    return unbroken(numbers.money(amount, signed))


def side_by_side(*amounts: float, signed: bool = False) -> list[str]:
    """Amounts that are read side by side, in one unit."""
    return [unbroken(text) for text in numbers.side_by_side(*amounts, signed=signed)]


def tells(error: float, figure: float) -> bool:
    """Whether a Monte Carlo error is more than 2% of its figure; of a probability take 1, which makes it points."""
    return error > _WORTH_TELLING * abs(figure)


def beside(error: float, figure: float, told: str) -> str:
    """A Monte Carlo error in brackets where it tells, else nothing."""
    return t("control.unit", unit=f"±{told}") if tells(error, figure) else ""


__all__ = [
    "bare",
    "beside",
    "chance",
    "count",
    "likelihood",
    "money",
    "side_by_side",
    "signed_number",
    "tells",
]
