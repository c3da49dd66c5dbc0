"""The awards of a field's enterprises on purchases and output (clauses 2 to 4), before delivery."""

from __future__ import annotations

from math import isnan

from simulation.compiled import compiled_into, compiled_within
from simulation.engine.delivery import claim
from simulation.engine.known import NOT_THERE, OUTPUT, PURCHASES, Flags, Members
from simulation.engine.members import parts_share, reluctance_of
from simulation.engine.model import (
    GROWTH,
    PARTS,
    Claims,
    Crowd,
    Dice,
    FieldDraw,
    Floats,
    Horizon,
    Integers,
)
from simulation.engine.paths import follow_revenue
from simulation.law.clauses import growth_award, oem_parts_award, parts_subsidy
from simulation.law.rule import NOT_ELIGIBLE, Award, nothing
from simulation.law.terms import Terms


@compiled_into
def first_year(place: int, factor: float) -> float:
    """The share of a year's award that counts: the first year's may be partial."""
    return factor if place == 0 else 1.0


@compiled_into
def may_claim(claims_of: Flags, crowd: Crowd, row: int, place: int, measure: int) -> bool:
    """Whether a row is there in a year, in a field that the measure is for."""
    field = crowd.field[row, place]
    return field != NOT_THERE and claims_of[field, measure]


@compiled_into
def claim_row(
    dice: Dice,
    correlation: float,
    crowd: Crowd,
    row: int,
    claims: Claims,
    measure: int,
    place: int,
    amount: float,
    supported: float,
    invested: float,
    outcome: int,
) -> None:
    """Note a row's award; a member's willingness to claim is drawn when it is first asked for."""
    if isnan(crowd.reluctance[row]):
        crowd.reluctance[row] = reluctance_of(dice, crowd.key[row], crowd.size[row], correlation)
    claim(
        claims,
        measure,
        place,
        crowd.key[row],
        crowd.reluctance[row],
        crowd.district[row, place],
        amount,
        supported,
        invested,
        outcome,
    )


@compiled_within
def draw_purchases(
    dice: Dice,
    horizon: Horizon,
    rows: int,
    field: FieldDraw,
    curves: Floats,
    members: Members,
    crowd: Crowd,
) -> None:
    """Non-affiliated parts purchases of the rows into the crowd's facts, in the years that are compared."""
    for row in range(rows):
        share = parts_share(row, field, curves, crowd) * field.unaffiliated_share
        first = horizon.first - 2
        follow_revenue(dice, horizon, row, PURCHASES, first, field.purchases_noise, share, members, crowd)


@compiled_into
def boosted(now: float, before: float, boost: float) -> float:
    """The year's value when the response scales its growth over the year before."""
    return before + (now - before) * (1.0 + boost) if now > before else now


@compiled_into
def award_on_purchases(measure: int, now: float, before: float, two_before: float, terms: Terms) -> Award:
    """The rule of a measure that asks for purchases."""
    if measure == PARTS:
        return parts_subsidy.award(parts_subsidy.Facts(now, before, two_before), terms.parts_subsidy)
    return oem_parts_award.award(oem_parts_award.Facts(now, before, two_before), terms.oem_parts_award)


@compiled_within
def claim_on_purchases(
    measure: int,
    dice: Dice,
    horizon: Horizon,
    rows: int,
    correlation: float,
    claims_of: Flags,
    boost: float,
    terms: Terms,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 4, or the third sentence of clause 2, on the purchases in the crowd's facts."""
    for row in range(rows):
        for place in range(horizon.years):
            if not may_claim(claims_of, crowd, row, place, measure):
                continue
            year = horizon.first + place
            before = crowd.facts[row, year - 1]
            now = boosted(crowd.facts[row, year], before, boost)
            award = award_on_purchases(measure, now, before, crowd.facts[row, year - 2], terms)
            outcomes[measure, place, award.outcome] += 1
            if award.amount > 0.0:
                amount = award.amount * first_year(place, terms.first_year_factor)
                claim_row(
                    dice, correlation, crowd, row, claims, measure, place, amount, award.base, 0.0, award.outcome
                )  # fmt: skip


@compiled_within
def claim_growth(
    dice: Dice,
    horizon: Horizon,
    rows: int,
    field: FieldDraw,
    claims_of: Flags,
    boost: float,
    terms: growth_award.Terms,
    members: Members,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 3: tiers of output value that no earlier year reached."""
    for row in range(rows):
        follow_revenue(dice, horizon, row, OUTPUT, 0, 0.0, field.output_ratio, members, crowd)
        best = crowd.best[row]
        for place in range(horizon.first):
            best = max(best, crowd.facts[row, place])
        state = growth_award.State(best, 0.0)
        for place in range(horizon.years):
            year = horizon.first + place
            before = crowd.facts[row, year - 1]
            output = crowd.facts[row, year] + before * boost
            facts = growth_award.Facts(
                output, before, crowd.facts[row, year - 2], crowd.breakthrough[row, place], state.best_before,
                state.paid_before,
            )  # fmt: skip
            award = nothing(output, NOT_ELIGIBLE)
            if may_claim(claims_of, crowd, row, place, GROWTH):
                award = growth_award.award(facts, terms)
                outcomes[GROWTH, place, award.outcome] += 1
                if award.amount > 0.0:
                    claim_row(
                        dice, field.size_correlation, crowd, row, claims, GROWTH, place, award.amount,
                        award.base, 0.0, award.outcome,
                    )  # fmt: skip
            if crowd.field[row, place] != NOT_THERE:
                state = growth_award.after(facts, award)
