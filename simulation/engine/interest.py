"""Interest subsidies (clause 1): the roster's own loans and those that are drawn, before delivery."""

from __future__ import annotations

from math import isnan, nan

from simulation.compiled import compiled_into, compiled_within
from simulation.engine.claims import claim_row, first_year, may_claim
from simulation.engine.dice import normal_score, uniform
from simulation.engine.known import Flags, Loans
from simulation.engine.model import (
    DRAWN,
    INTEREST,
    PROJECT,
    Claims,
    Crowd,
    Dice,
    FieldDraw,
    Floats,
    Horizon,
    Integers,
)
from simulation.engine.paths import (
    FIRST_MONTHS,
    INVESTMENT,
    LOAN,
    LOAN_RATE,
    TERM_MONTHS,
    draw_project,
    months_outstanding,
)
from simulation.engine.scores import read, roll_for
from simulation.law.clauses import interest_subsidy
from simulation.law.rule import PAID, capped

_MONTHS = 3  # the column of Loans.facts behind investment, loan and rate
_OF_PROJECT, _OF_LOAN = range(2)


@compiled_into
def _known_months(
    dice: Dice, horizon: Horizon, loan: int, place: int, field: FieldDraw, curves: Floats, loans: Loans
) -> float:
    """Months of a known loan in a year: as told, or what is left of its drawn term; NaN for no row.

    The term is drawn from those that are longer than the loan has lasted.
    """
    last = loans.last[loan]
    if place <= last:
        return loans.facts[loan, place, _MONTHS]
    words = roll_for(dice.seed, loans.keys[loan], PROJECT, 0, dice.draw)
    chance = loans.passed[loan] + uniform(words[3]) * (1.0 - loans.passed[loan])
    term = 12.0 * read(curves, field.term_curve, normal_score(chance))
    months = months_outstanding(loans.elapsed[loan], term, place - last)
    return months if months > 0.0 else nan


@compiled_into
def _drawn_months(
    horizon: Horizon, row: int, start: int, place: int, projects: Floats, crowd: Crowd
) -> float:
    """Months in a year of the project that a row began in performance year `start`; NaN for none."""
    if start > place or crowd.started[row, start] == 0.0:
        return nan
    months = months_outstanding(projects[start, FIRST_MONTHS], projects[start, TERM_MONTHS], place - start)
    return months if months > 0.0 else nan


@compiled_within
def claim_interest(
    dice: Dice,
    horizon: Horizon,
    rows: int,
    field: FieldDraw,
    claims_of: Flags,
    loan_rates: Floats,
    curves: Floats,
    boost: float,
    terms: interest_subsidy.Terms,
    factor: float,
    loans: Loans,
    crowd: Crowd,
    projects: Floats,
    paid_in: Floats,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 1: an enterprise's projects of a year, summed and capped: the known ones, then the drawn.

    `projects` (Y, 5) and `paid_in` (2, loans of one member + Y) are scratch: the first place, counted
    from 1, in which a project, and each of its loans, was paid. A project that was drawn for a member
    counts in the years that no table tells of.
    """
    for row in range(rows):
        first, known, begun = 0, 0, False
        if crowd.member[row] != DRAWN:
            first = loans.start[crowd.member[row]]
            known = loans.start[crowd.member[row] + 1] - first
        for place in range(horizon.years):
            if crowd.started[row, place] > 0.0:
                draw_project(dice, horizon, row, place, loan_rates[place], field, curves, crowd, projects)
                begun = True
        if known == 0 and not begun:
            continue
        paid_in[:, : known + horizon.years] = 0.0
        for place in range(horizon.years):
            if not may_claim(claims_of, crowd, row, place, INTEREST):
                continue
            total, borrowed, invested, reason = 0.0, 0.0, 0.0, -1
            told = crowd.member[row] != DRAWN and not loans.drawn[crowd.member[row], place]
            for number in range(known if told else known + horizon.years):
                if number < known:
                    loan = first + number
                    project = loans.project[loan]
                    months = _known_months(dice, horizon, loan, place, field, curves, loans)
                    told_of = loans.facts[loan, place]
                    investment, amount, rate = told_of[INVESTMENT], told_of[LOAN], told_of[LOAN_RATE]
                else:
                    start = number - known
                    project = number
                    months = _drawn_months(horizon, row, start, place, projects, crowd)
                    drawn = projects[start]
                    investment, amount, rate = drawn[INVESTMENT], drawn[LOAN], drawn[LOAN_RATE]
                if isnan(months):
                    continue
                before = 0.0 < paid_in[_OF_PROJECT, project] <= place
                facts = interest_subsidy.Facts(investment, amount * (1.0 + boost), rate, months, before)
                award = interest_subsidy.award(facts, terms)
                total += award.amount
                if reason < 0 or award.amount > 0.0:
                    reason = award.outcome
                if award.outcome == PAID:
                    if paid_in[_OF_LOAN, number] == 0.0:
                        paid_in[_OF_LOAN, number] = place + 1.0
                        borrowed += amount
                    if paid_in[_OF_PROJECT, project] == 0.0:
                        paid_in[_OF_PROJECT, project] = place + 1.0
                        invested += investment
            if reason < 0:
                continue
            if total > 0.0:
                limited = capped(total, total, terms.annual_cap)
                reason = limited.outcome
                award_of_year = limited.amount * first_year(place, factor)
                claim_row(
                    dice, field.size_correlation, crowd, row, claims, INTEREST, place, award_of_year, borrowed,
                    invested, reason,
                )  # fmt: skip
            outcomes[INTEREST, place, reason] += 1
