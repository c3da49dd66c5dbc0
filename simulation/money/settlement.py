"""What is paid and what is left when money runs short, inside each draw (model.md §8). Money in 万元.

Conserved to the last bit: what is paid of a claim and what is left of it are both numbers whose
difference from the claim is exact, so they make the claim again in real numbers, not only after
rounding. Each year's claims keep their own account; arrears of several years are never pooled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.money.payers import Bill

Floats = NDArray[np.float64]


def pay(claims: Floats, purse: Floats) -> tuple[Floats, Floats]:
    """What a purse pays of claims and what it leaves, (draw,) each: together exactly the claims.

    The larger of the two parts is rounded, if at all, and the smaller is what the claim exceeds it
    by: exact, as they are within a factor of two of each other (Sterbenz). Never over the purse.
    """
    left = np.maximum(claims - purse, 0.0)
    over = claims - left > purse  # the purse was the smaller part, and rounding would overdraw it
    left = np.where(over, np.nextafter(left, np.inf), left)
    return claims - left, left


@dataclass(frozen=True)
class Settled:
    """One payer's years under a rule.

    `owed`, `paid`, `unpaid` (draw, fiscal year): what stands to be paid in the year, arrears included,
    and what becomes of it. `by_claim` (draw, due year, paid year) and `left` (draw, due year): what
    each year's claims are paid when, and never; together exactly what fell due.
    """

    owed: Floats
    paid: Floats
    unpaid: Floats
    by_claim: Floats
    left: Floats

    def __add__(self, other: Settled) -> Settled:
        """Two lines of one payer together."""
        return Settled(
            self.owed + other.owed,
            self.paid + other.paid,
            self.unpaid + other.unpaid,
            self.by_claim + other.by_claim,
            self.left + other.left,
        )


def settle(due: Floats, appropriated: Floats, rule: str) -> Settled:
    """Pay what is due (draw, year) out of what was appropriated (year,); NaN is not entered.

    pay_in_full pays what is due; pro_rata scales claims down for good; carry_over pays arrears
    first, the oldest before the others. A year without an appropriation pays what it owes.
    """
    draws, years = due.shape
    by_claim, left = np.zeros((draws, years, years)), due.copy()
    owed, unpaid = np.zeros_like(due), np.zeros_like(due)
    for year in range(years):
        unlimited = rule == "pay_in_full" or np.isnan(appropriated[year])
        purse = np.full(draws, np.inf if unlimited else appropriated[year])
        standing = range(0 if rule == "carry_over" else year, year + 1)
        owed[:, year] = left[:, standing].sum(axis=1)
        for claim in standing:
            by_claim[:, claim, year], left[:, claim] = pay(left[:, claim], purse)
            purse = purse - by_claim[:, claim, year]
        unpaid[:, year] = left[:, standing].sum(axis=1)
    return Settled(owed, by_claim.sum(axis=1), unpaid, by_claim, left)


def envelopes(due: Floats, appropriated: Floats) -> Floats:
    """An appropriation by measure (measure, year): shared out as the mean claims (draw, measure, year) are.

    A year in which nothing is expected gives every measure the same.
    """
    mean = due.mean(axis=0)
    total = mean.sum(axis=0)
    even = np.full_like(mean, 1.0 / mean.shape[0])
    return np.asarray(appropriated * np.where(total > 0, mean / np.where(total > 0, total, 1.0), even))


def settle_payer(bill: Bill, payer: str) -> Settled:
    """One payer's years (draw, fiscal year) under the bill's rule.

    Pro rata by measure, each measure keeps to its own envelope.
    """
    place = bill.payers.index(payer)
    appropriated = bill.entered[place]
    if not bill.by_measure or np.isnan(appropriated).all():
        return settle(bill.cash[:, place], appropriated, bill.rule)
    due = bill.cash_by_measure(payer)
    lines = envelopes(due, appropriated)
    whole = settle(due[:, 0], lines[0], bill.rule)
    for row in range(1, due.shape[1]):
        whole = whole + settle(due[:, row], lines[row], bill.rule)
    return whole


def received_by_measure(bill: Bill, payer: str) -> Floats:
    """What one payer pays of each measure by the end, and what is left: (draw, measure, 2).

    Across all, a year's claims share what is paid of them in one ratio. The two parts make the
    measure's claims exactly.
    """
    appropriated = bill.entered[bill.payers.index(payer)]
    due = bill.cash_by_measure(payer)
    parts = np.zeros((due.shape[0], due.shape[1], 2))
    if bill.by_measure:
        lines = envelopes(due, appropriated)
        for row in range(due.shape[1]):
            left = settle(due[:, row], lines[row], bill.rule).left.sum(axis=1)
            parts[:, row] = _two_parts(due[:, row].sum(axis=1), left)
        return parts
    together = due.sum(axis=1)
    lost = settle(together, appropriated, bill.rule).left
    ratio = np.divide(lost, together, out=np.zeros_like(lost), where=together > 0)
    for row in range(due.shape[1]):
        parts[:, row] = _two_parts(due[:, row].sum(axis=1), (due[:, row] * ratio).sum(axis=1))
    return parts


def _two_parts(whole: Floats, left: Floats) -> Floats:
    """What was received and what is left, (draw, 2), exactly the whole."""
    lost, received = pay(whole, left)
    return np.stack([received, lost], axis=1)
