"""Amounts, shares and counts as the bureau writes them, fit for the screen."""

from __future__ import annotations

from simulation import numbers
from simulation.numbers import bare, chance, count, likelihood, signed_number, unbroken


def money(amount: float, signed: bool = False) -> str:
    """An amount in 万元 or 亿元, which no line parts."""
    return unbroken(numbers.money(amount, signed))


def side_by_side(*amounts: float, signed: bool = False) -> list[str]:
    """Amounts that are read side by side, in one unit."""
    return [unbroken(text) for text in numbers.side_by_side(*amounts, signed=signed)]


__all__ = ["bare", "chance", "count", "likelihood", "money", "side_by_side", "signed_number"]
