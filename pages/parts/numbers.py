"""Amounts, shares and counts as the bureau writes them."""

from __future__ import annotations

from simulation.numbers import chance, count, likelihood, money

__all__ = ["chance", "count", "likelihood", "money"]
