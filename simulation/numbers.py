"""Amounts, shares and counts as the bureau writes them."""

from __future__ import annotations

YI = 10_000.0


def money(amount: float, signed: bool = False) -> str:
    """An amount in 万元: below 1 亿 in 万元, from there on in 亿元 with two decimals."""
    sign = "+" if signed and amount > 0 else ""
    if round(abs(amount)) >= YI:
        return f"{sign}{amount / YI:,.2f} 亿元"
    if round(abs(amount), 1) >= 100 or amount == 0:
        return f"{sign}{amount:,.0f} 万元"
    return f"{sign}{amount:,.1f} 万元"


def chance(share: float) -> str:
    """A probability as a whole percent, <1% and >99% at the ends."""
    if 0 < share < 0.01:
        return "<1%"
    if 0.99 < share < 1:
        return ">99%"
    return f"{share:.0%}"


def margin(error: float) -> str:
    """The Monte Carlo error of a probability, in percent with one decimal; <0.1% where that would say none."""
    return "<0.1%" if 0 < error < 0.0005 else f"{error:.1%}"


def count(number: float) -> str:
    """A count with thousands separators; small ones with a decimal."""
    return f"{number:,.0f}" if abs(number) >= 20 else f"{number:,.1f}"


def small(error: float) -> str:
    """The error of a probability, which is never nothing."""
    return "<0.1%" if error < 0.0005 else f"±{error:.1%}"
