"""Numbers as the bureau writes them, and units in the session's language."""

from __future__ import annotations

from pages.parts.language import words
from simulation.numbers import chance, count, money


def unit_name(unit: str) -> str:
    """A unit's name beside a control."""
    return words().unit(unit)


__all__ = ["chance", "count", "money", "unit_name"]
