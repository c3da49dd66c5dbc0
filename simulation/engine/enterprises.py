"""The awards of a field's enterprises under clauses 1 to 4, by the rules and before delivery."""

from __future__ import annotations

from math import exp

from simulation.compiled import compiled
from simulation.engine.delivery import claim
from simulation.engine.model import (
    CAPACITY,
    GROWTH,
    INTEREST,
    NEV_SHARE,
    NEW_MODEL,
    OEM_PARTS,
    PARTS,
    TRAITS,
    TRAITS_YEAR,
    UTILISATION,
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
    follow_revenue,
    months_outstanding,
)
from simulation.engine.scores import blend, read, roll_for, score
from simulation.measures import (
    capacity_award,
    growth_award,
    interest_subsidy,
    new_model_award,
    oem_parts_award,
    parts_subsidy,
)
from simulation.measures.award import PAID, capped

_PURCHASES, _VALUE_ADDED = range(2)
_PAID_BEFORE = 5
PROJECT_COLUMNS = 6
OWNER, LISTED, FIRST_SALES = range(3)


@compiled
def first_year(place: int, factor: float) -> float:
    """The share of a year's award that counts: the first year's may be partial."""
    return factor if place == 0 else 1.0


@compiled
def claim_interest(
    dice: Dice,
    horizon: Horizon,
    rows: int,
    field: FieldDraw,
    loan_rates: Floats,
    curves: Floats,
    boost: float,
    terms: interest_subsidy.Terms,
    factor: float,
    crowd: Crowd,
    projects: Floats,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 1: projects begun in the performance years, summed over an enterprise and capped."""
    for row in range(rows):
        begun = 0.0
        for place in range(horizon.years):
            projects[place, _PAID_BEFORE] = 0.0
            if crowd.started[row, place] > 0.0:
                draw_project(dice, horizon, row, place, loan_rates[place], field, curves, crowd, projects)
                begun = 1.0
        if begun == 0.0:
            continue
        for place in range(horizon.years):
            total, loans, investment, reason = 0.0, 0.0, 0.0, -1
            for start in range(place + 1):
                if crowd.started[row, start] == 0.0:
                    continue
                months = months_outstanding(
                    projects[start, FIRST_MONTHS], projects[start, TERM_MONTHS], place - start
                )
                if months <= 0.0:
                    continue
                award = interest_subsidy.project_interest(
                    projects[start, INVESTMENT],
                    projects[start, LOAN] * (1.0 + boost),
                    projects[start, LOAN_RATE],
                    months,
                    projects[start, _PAID_BEFORE] > 0.0,
                    terms,
                )
                total += award.amount
                if reason < 0 or award.amount > 0.0:
                    reason = award.outcome
                if award.outcome == PAID and projects[start, _PAID_BEFORE] == 0.0:
                    loans += projects[start, LOAN]
                    investment += projects[start, INVESTMENT]
                    projects[start, _PAID_BEFORE] = 1.0
            if reason < 0:
                continue
            if total > 0.0:
                limited = capped(total, total, terms.annual_cap)
                reason = limited.outcome
                claim(
                    claims,
                    INTEREST,
                    place,
                    crowd.key[row],
                    crowd.reluctance[row],
                    crowd.district[row],
                    limited.amount * first_year(place, factor),
                    loans,
                    investment,
                    reason,
                )
            outcomes[INTEREST, place, reason] += 1


@compiled
def draw_purchases(
    dice: Dice, horizon: Horizon, rows: int, field: FieldDraw, curves: Floats, crowd: Crowd
) -> None:
    """Non-affiliated parts purchases of the rows into the crowd's facts."""
    for row in range(rows):
        share = read(curves, field.parts_share_curve, crowd.share_score[row]) * field.unaffiliated_share
        follow_revenue(dice, horizon, row, _PURCHASES, field.purchases_noise, share, crowd)


@compiled
def _boosted(now: float, before: float, boost: float) -> float:
    """The year's value when the response scales its growth over the year before."""
    return before + (now - before) * (1.0 + boost) if now > before else now


@compiled
def claim_parts(
    horizon: Horizon,
    rows: int,
    boost: float,
    terms: parts_subsidy.Terms,
    factor: float,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 4 on the purchases in the crowd's facts."""
    for row in range(rows):
        for place in range(horizon.years):
            year = horizon.first + place
            before = crowd.facts[row, year - 1]
            now = _boosted(crowd.facts[row, year], before, boost)
            award = parts_subsidy.parts_subsidy(now, before, crowd.facts[row, year - 2], terms)
            outcomes[PARTS, place, award.outcome] += 1
            if award.amount > 0.0:
                _claim_row(
                    crowd,
                    row,
                    claims,
                    PARTS,
                    place,
                    award.amount * first_year(place, factor),
                    award.base,
                    award.outcome,
                )


@compiled
def claim_oem_parts(
    horizon: Horizon,
    rows: int,
    boost: float,
    terms: oem_parts_award.Terms,
    factor: float,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 2, third sentence, on the purchases in the crowd's facts."""
    for row in range(rows):
        for place in range(horizon.years):
            year = horizon.first + place
            before = crowd.facts[row, year - 1]
            now = _boosted(crowd.facts[row, year], before, boost)
            award = oem_parts_award.oem_parts_award(now, before, crowd.facts[row, year - 2], terms)
            outcomes[OEM_PARTS, place, award.outcome] += 1
            if award.amount > 0.0:
                _claim_row(
                    crowd,
                    row,
                    claims,
                    OEM_PARTS,
                    place,
                    award.amount * first_year(place, factor),
                    award.base,
                    award.outcome,
                )


@compiled
def _claim_row(
    crowd: Crowd,
    row: int,
    claims: Claims,
    measure: int,
    place: int,
    amount: float,
    supported: float,
    outcome: int,
) -> None:
    claim(
        claims,
        measure,
        place,
        crowd.key[row],
        crowd.reluctance[row],
        crowd.district[row],
        amount,
        supported,
        0.0,
        outcome,
    )


@compiled
def claim_growth(
    horizon: Horizon,
    rows: int,
    ratio: float,
    boost: float,
    terms: growth_award.Terms,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 3: tiers of output value that no earlier year of the path reached."""
    for row in range(rows):
        best, paid = 0.0, 0.0
        breakthrough = crowd.breakthrough[row]
        two_before = exp(crowd.log_revenue[row, horizon.first - 2]) * ratio
        before = exp(crowd.log_revenue[row, horizon.first - 1]) * ratio
        for place in range(horizon.first):
            best = max(best, exp(crowd.log_revenue[row, place]) * ratio)
        for place in range(horizon.years):
            plain = exp(crowd.log_revenue[row, horizon.first + place]) * ratio
            output = plain + before * boost
            award = growth_award.growth_award(output, before, two_before, breakthrough, best, paid, terms)
            outcomes[GROWTH, place, award.outcome] += 1
            if award.amount > 0.0:
                paid += award.amount
                _claim_row(crowd, row, claims, GROWTH, place, award.amount, award.base, award.outcome)
            best = max(best, output)
            two_before, before = before, plain


@compiled
def claim_capacity(
    dice: Dice,
    horizon: Horizon,
    rows: int,
    field: FieldDraw,
    curves: Floats,
    other_curves: Integers,
    persistence: float,
    correlation: float,
    boost: float,
    terms: capacity_award.Terms,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 2, first sentence: use of capacity, share of new-energy vehicles, value added."""
    share = field.value_added_rate * field.output_ratio
    for row in range(rows):
        follow_revenue(dice, horizon, row, _VALUE_ADDED, field.value_added_noise, share, crowd)
        plant = roll_for(dice.seed, crowd.key[row], TRAITS, 0, dice.draw)
        awarded = False
        for place in range(horizon.years):
            year = horizon.first + place
            own = roll_for(
                dice.seed, crowd.key[row], TRAITS_YEAR, horizon.path_start + year - 1900, dice.draw
            )
            use = blend(score(plant[0]), score(own[0]), persistence)
            mix = blend(use, blend(score(plant[1]), score(own[1]), persistence), correlation)
            used = read(curves, other_curves[UTILISATION], use)
            electric = read(curves, other_curves[NEV_SHARE], mix)
            before = crowd.facts[row, year - 1]
            added = crowd.facts[row, year] + before * boost
            award = capacity_award.capacity_award(
                used, 1.0, used * electric, added, before, crowd.facts[row, year - 2], awarded, terms
            )
            outcomes[CAPACITY, place, award.outcome] += 1
            if award.amount > 0.0:
                awarded = True
                _claim_row(crowd, row, claims, CAPACITY, place, award.amount, award.base, award.outcome)


@compiled
def claim_new_models(
    horizon: Horizon,
    rows: int,
    growth: Floats,
    boost: float,
    terms: new_model_award.Terms,
    models: Floats,
    count: int,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 2, second sentence: a model's sales follow its field's mean growth after listing."""
    for row in range(rows):
        for place in range(horizon.years):
            amount, supported = 0.0, 0.0
            for number in range(count):
                listed = int(models[number, LISTED])
                if models[number, OWNER] != crowd.slot[row] or listed > place:
                    continue
                sales, best = models[number, FIRST_SALES], 0.0
                for later in range(listed + 1, place + 1):
                    best = max(best, sales)
                    sales *= exp(growth[horizon.first + later])
                award = new_model_award.new_model_award(
                    float(horizon.path_start + horizon.first + listed), sales * (1.0 + boost), best, terms
                )
                outcomes[NEW_MODEL, place, award.outcome] += 1
                if award.amount > 0.0:
                    amount += award.amount
                    supported += award.base
            if amount > 0.0:
                _claim_row(crowd, row, claims, NEW_MODEL, place, amount, supported, PAID)
