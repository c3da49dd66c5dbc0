"""From an award to outlay: claimed, not diverted, accepted, less the cut (model.md §5)."""

from __future__ import annotations

from math import inf

from simulation.compiled import compiled_into, compiled_within
from simulation.engine.dice import normal_score, uniform
from simulation.engine.model import (
    ACCEPTED,
    CUT,
    DELIVERED,
    DIVERTED,
    INTEREST,
    RESPONSE,
    TAKE_UP,
    Claims,
    Dice,
    Floats,
    Horizon,
    Integers,
    Record,
)
from simulation.engine.scores import roll_for
from simulation.law.rule import CAPPED

SCORE, LOST, PAID_SHARE, BOOST = range(4)
CHANCES = 4
MEASURE, PLACE, DISTRICT, OUTCOME = range(4)
RELUCTANCE, AMOUNT, SUPPORTED, INVESTED = range(4)


@compiled_within
def draw_chances(theta: Floats, places: Integers, award_rates: Floats, chances: Floats) -> None:
    """One draw's delivery into chances (M, 4): normal score of the take-up, the share diverted or
    refused, the share of an award that is paid, and what the response adds to a base of one.
    """
    for measure in range(chances.shape[0]):
        if places[measure, TAKE_UP] < 0:  # equity and programmes are decided, not claimed
            chances[measure, SCORE] = inf
            chances[measure, LOST] = 0.0
            chances[measure, PAID_SHARE] = 1.0
            continue
        diverted = theta[places[measure, DIVERTED]]
        chances[measure, SCORE] = take_up_score(theta[places[measure, TAKE_UP]])
        chances[measure, LOST] = diverted + (1.0 - diverted) * (1.0 - theta[places[measure, ACCEPTED]])
        chances[measure, PAID_SHARE] = 1.0 - theta[places[measure, CUT]]
        chances[measure, BOOST] = theta[places[measure, RESPONSE]] * award_rates[measure]


@compiled_within
def take_up_score(share: float) -> float:
    """The normal score below which a claimant claims; infinite when all or none do."""
    if share >= 1.0:
        return inf
    if share <= 0.0:
        return -inf
    return normal_score(share)


@compiled_into
def claim(
    claims: Claims,
    measure: int,
    place: int,
    entity: int,
    reluctance: float,
    district: int,
    amount: float,
    supported: float,
    invested: float,
    outcome: int,
) -> None:
    """Note one award by the rules, to be settled at the end of the draw."""
    row = claims.count[0]
    claims.count[0] = row + 1
    claims.where[row, MEASURE] = measure
    claims.where[row, PLACE] = place
    claims.where[row, DISTRICT] = district
    claims.where[row, OUTCOME] = outcome
    claims.entity[row] = entity
    claims.money[row, RELUCTANCE] = reluctance
    claims.money[row, AMOUNT] = amount
    claims.money[row, SUPPORTED] = supported
    claims.money[row, INVESTED] = invested


@compiled_within
def settle(dice: Dice, horizon: Horizon, chances: Floats, claims: Claims, row: int, record: Record) -> None:
    """Enter the draw's claimed and paid awards in row `row` of the record.

    A claimant whose latent score is below the take-up's claims, the same in all years. Loans and
    investment are new once: those of a year that was not paid wait for the next that is.
    """
    first_year = horizon.path_start + horizon.first - 1900
    waiting, waiting_loans, waiting_investment = claims.entity[0], 0.0, 0.0
    for number in range(claims.count[0]):
        measure, place = claims.where[number, MEASURE], claims.where[number, PLACE]
        if claims.money[number, RELUCTANCE] >= chances[measure, SCORE]:
            continue
        entity = claims.entity[number]
        supported, invested = claims.money[number, SUPPORTED], claims.money[number, INVESTED]
        if measure == INTEREST:
            if entity == waiting:
                supported += waiting_loans
                invested += waiting_investment
            waiting, waiting_loans, waiting_investment = entity, 0.0, 0.0
        words = roll_for(dice.seed, entity, DELIVERED, (measure << 8) | (first_year + place), dice.draw)
        if uniform(words[0]) < chances[measure, LOST]:
            if measure == INTEREST:
                waiting_loans, waiting_investment = supported, invested
            continue
        amount = claims.money[number, AMOUNT] * chances[measure, PAID_SHARE]
        record.amount[row, measure, place, claims.where[number, DISTRICT]] += amount
        record.claimants[row, measure, place] += 1.0
        record.supported[row, measure, place] += supported
        record.investment[row, place] += invested
        if claims.where[number, OUTCOME] == CAPPED:
            record.capped[row, measure, place] += 1.0
