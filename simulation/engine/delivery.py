"""From an award to outlay: claimed, not diverted, accepted, less the cut (model.md §5)."""

from __future__ import annotations

import numpy as np

from simulation.compiled import compiled
from simulation.engine.dice import normal_score, uniform
from simulation.engine.model import ACCEPTED, CUT, DELIVERED, DIVERTED, RESPONSE, TAKE_UP, Floats, Model, Record
from simulation.engine.scores import roll_for
from simulation.measures.award import CAPPED

SCORE, LOST, PAID_SHARE, BOOST = range(4)
DELIVERY_FACTS = 4


@compiled
def draw_delivery(model: Model, theta: Floats, delivery: Floats) -> None:
    """The chances of one draw into delivery (M, 4): normal score of the take-up, the
    share diverted or refused, the share of an award that is paid, and what the response adds to a
    base of one: elasticity × the award's rate.
    """
    for measure in range(delivery.shape[0]):
        at = model.delivery[measure]
        if at[TAKE_UP] < 0:
            continue
        diverted = theta[at[DIVERTED]]
        delivery[measure, SCORE] = take_up_score(theta[at[TAKE_UP]])
        delivery[measure, LOST] = diverted + (1.0 - diverted) * (1.0 - theta[at[ACCEPTED]])
        delivery[measure, PAID_SHARE] = 1.0 - theta[at[CUT]]
        delivery[measure, BOOST] = theta[at[RESPONSE]] * model.award_rates[measure]


@compiled
def take_up_score(share: float) -> float:
    """The normal score below which a claimant claims; infinite when all or none do."""
    if share >= 1.0:
        return np.inf
    if share <= 0.0:
        return -np.inf
    return normal_score(share)


@compiled
def settle(
    model: Model,
    record: Record,
    row: int,
    draw: int,
    measure: int,
    place: int,
    entity: int,
    reluctance: float,
    district: int,
    amount: float,
    supported: float,
    outcome: int,
    delivery: Floats,
) -> bool:
    """Enter one award (万元) in the record if it is claimed and paid; True when it is.

    `reluctance` is the claimant's latent normal score, the same in all years: it claims when the
    score is below the take-up's.
    """
    if reluctance >= delivery[measure, SCORE]:
        return False
    part = (measure << 8) | (model.horizon.path_start + model.horizon.first + place - 1900)
    words = roll_for(model.chance_seed, entity, DELIVERED, part, draw)
    if uniform(words[0]) < delivery[measure, LOST]:
        return False
    enter(record, row, measure, place, district, amount * delivery[measure, PAID_SHARE], supported, outcome)
    return True


@compiled
def enter(
    record: Record,
    row: int,
    measure: int,
    place: int,
    district: int,
    amount: float,
    supported: float,
    outcome: int,
) -> None:
    """Add one payment (万元) to the record."""
    record.amount[row, measure, place, district] += amount
    record.claimants[row, measure, place] += 1.0
    record.supported[row, measure, place] += supported
    if outcome == CAPPED:
        record.capped[row, measure, place] += 1.0
