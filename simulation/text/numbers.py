"""Amounts, shares and counts as the bureau writes them, and parts that add up in print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from math import ceil, fsum

import numpy as np
from scipy.optimize import linprog

YI = 10_000.0
MINUS = "\u2212"
_UNIT = re.compile(r"(?<=[\d*]) ([万亿])元")


def money(amount: float, signed: bool = False) -> str:
    """An amount in 万元: below 1 亿 in 万元, from there on in 亿元 with two decimals."""
    return side_by_side(amount, signed=signed)[0]


def side_by_side(*amounts: float, signed: bool = False) -> list[str]:
    """Amounts (万元) that are read side by side, such as a range: all in the unit that the largest has alone."""
    if round(max(map(abs, amounts), default=0.0)) >= YI:
        return [f"{_in_yi(amount, signed)} 亿元" for amount in amounts]
    return [
        f"{signed_number(amount, 0 if round(abs(amount), 1) >= 100 or amount == 0 else 1, signed)} 万元"
        for amount in amounts
    ]


def bare(amount: str) -> str:
    """An amount without its unit, where another in the same unit follows: 1.35 – 2.37 亿元."""
    return amount.split()[0]


def _in_yi(amount: float, signed: bool) -> str:
    """With two decimals; with four, to 1 万元, what two would show as nothing."""
    yi = amount / YI
    return signed_number(yi, 0 if amount == 0 else 2 if round(abs(yi), 2) else 4, signed)


def signed_number(number: float, decimals: int = 0, plus: bool = True) -> str:
    """A number with separators and its sign, a true minus or, where wanted, a plus; what is printed as 0 has none."""
    shown = f"{abs(number):,.{decimals}f}"
    if not shown.strip("0.,"):
        return shown
    return f"{MINUS if number < 0 else '+' if plus else ''}{shown}"


def unbroken(text: str) -> str:
    """A text in whose amounts no line ends between the number and 万元 or 亿元, nor inside the unit."""
    return _UNIT.sub("\u00a0\\1\u2060元", text)


def chance(share: float) -> str:
    """A probability as a whole percent, <1% and >99% at the ends."""
    if 0 < share < 0.01:
        return "<1%"
    if 0.99 < share < 1:
        return ">99%"
    return f"{share:.0%}"


def likelihood(share: float, error: float, language: str) -> str:
    """A probability estimated from draws, with its standard error.

    None or all of the draws are no proof of 0 or 1: then the bound that 95% confidence gives is told
    (the rule of three; `error` is Wilson's, half a draw, so six of it are three draws).
    """
    if 0 < share < 1:
        return (
            f"{chance(share)}（±{_points(error)}）"
            if language == "zh"
            else f"{chance(share)} (±{_points(error)})"
        )
    bound = min(max(6 * error, 0.001), 0.99)
    if bound <= 0.001:
        return "<0.1%" if share == 0 else ">99.9%"
    whole = ceil(100 * bound - 1e-9)
    return f"<{whole}%" if share == 0 else f">{100 - whole}%"


def _points(error: float) -> str:
    return "0.1%" if error < 0.0005 else f"{error:.1%}"


def count(number: float) -> str:
    """A count with thousands separators; small ones with a decimal."""
    return f"{number:,.0f}" if abs(number) >= 20 else f"{number:,.1f}"


def in_print(parts: Sequence[float], decimals: int = 1, kept: int = 0) -> list[float]:
    """Parts rounded to so many decimals so that they add up to their rounded sum (Hamilton's method).

    Each part is cut, and those that lose most are raised by one unit until the sum is right; the sum
    itself is rounded as ever, and so are the first `kept` parts, which are printed alone elsewhere.
    """
    unit = Decimal(1).scaleb(-decimals)
    exact = [Decimal(repr(float(part))) for part in parts]
    shown = [Decimal(f"{part:.{decimals}f}") for part in parts[:kept]]
    cut = [part.quantize(unit, ROUND_FLOOR) for part in exact[kept:]]
    missing = int((Decimal(f"{fsum(parts):.{decimals}f}") - sum([*shown, *cut], Decimal(0))) / unit)
    order = sorted(range(len(cut)), key=lambda place: (cut[place] - exact[kept + place], place))
    for place in order[:missing]:
        cut[place] += unit
    return [float(part) + 0.0 for part in (*shown, *cut)]  # no −0.0


def both_ways(table: Sequence[Sequence[float]], decimals: int = 1) -> list[list[float]]:
    """Rows of two parts rounded so that rows and columns both add up in print (controlled rounding).

    Returns (sum, first part, second part) for each row of the table. The first column's printed sum
    is its own, rounded as ever, the second's the rest of the whole; each cell is its figure cut or
    raised by one unit, and each row's sum is that of its printed parts.
    """
    if not len(table):
        return []
    unit = 10.0**-decimals
    cells = np.array([[float(Decimal(repr(float(one))).scaleb(decimals)) for one in row] for row in table])
    cut = np.floor(cells)
    lost = cells - cut
    sums = np.round(
        np.array(in_print([fsum(side) for side in zip(*table, strict=True)], decimals, kept=1)) / unit
    )
    rows = len(table)
    # One unit more or not for each cell: costs are what that adds to the error. The constraints are
    # those of a transport problem, so the optimum at a corner is whole.
    columns = np.kron(np.ones(rows), np.eye(2))
    pairs = np.kron(np.eye(rows), np.ones(2))
    found = linprog(
        1.0 - 2.0 * lost.ravel(),
        A_ub=np.vstack([pairs, -pairs]),
        b_ub=np.concatenate([np.ceil(lost.sum(axis=1)), -np.floor(lost.sum(axis=1))]),
        A_eq=columns,
        b_eq=sums - cut.sum(axis=0),
        bounds=[(0, 1 if part else 0) for part in lost.ravel()],
        method="highs-ds",
    )
    printed = np.round((cut + np.round(found.x.reshape(rows, 2))) * unit, decimals) + 0.0
    return [[round(float(one + other), decimals), float(one), float(other)] for one, other in printed]
