"""Vehicle makers: awards for capacity and for new models (clause 2), before delivery."""

from __future__ import annotations

from math import exp, isnan

from simulation.compiled import compiled_into, compiled_within
from simulation.engine.claims import claim_row, may_claim
from simulation.engine.dice import uniform
from simulation.engine.known import VALUE_ADDED, Flags, KnownModels, Members
from simulation.engine.model import (
    APPLICANT,
    CAPACITY,
    DRAWN,
    NEV_SHARE,
    NEW_MODEL,
    OWNER,
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
    Keys,
)
from simulation.engine.paths import follow_revenue
from simulation.engine.projects import draw_number
from simulation.engine.scores import blend, read, roll_for, score
from simulation.law.clauses import capacity_award, new_model_award
from simulation.law.rule import PAID

LISTED, FIRST_SALES = range(2)
_USE, _MIX = range(2)
_OUTPUT, _APPROVED, _NEV = range(3)


@compiled_within
def claim_capacity(
    dice: Dice,
    horizon: Horizon,
    rows: int,
    field: FieldDraw,
    claims_of: Flags,
    curves: Floats,
    other_curves: Integers,
    persistence: float,
    correlation: float,
    boost: float,
    terms: capacity_award.Terms,
    members: Members,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 2, first sentence: use of capacity, share of new-energy vehicles, value added.

    In a year that a roster does not tell of, use and mix follow from the member's last known ones.
    """
    share = field.value_added_rate * field.output_ratio
    for row in range(rows):
        follow_revenue(
            dice, horizon, row, VALUE_ADDED, horizon.first - 2, field.value_added_noise, share, members, crowd
        )
        member = crowd.member[row]
        state = capacity_award.State(False)
        for place in range(horizon.years):
            if not may_claim(claims_of, crowd, row, place, CAPACITY):
                continue
            year = horizon.first + place
            if member != DRAWN and not isnan(members.plant[member, place, _OUTPUT]):
                made = members.plant[member, place, _OUTPUT]
                approved = members.plant[member, place, _APPROVED]
                electric = members.plant[member, place, _NEV]
            else:
                made, electric = _draw_plant(
                    dice, horizon, row, place, persistence, correlation, curves, other_curves, members, crowd
                )
                approved = 1.0
            before = crowd.facts[row, year - 1]
            added = crowd.facts[row, year] + before * boost
            facts = capacity_award.Facts(
                made, approved, electric, added, before, crowd.facts[row, year - 2], state.awarded_before
            )
            award = capacity_award.award(facts, terms)
            state = capacity_award.after(facts, award)
            outcomes[CAPACITY, place, award.outcome] += 1
            if award.amount > 0.0:
                claim_row(
                    dice, field.size_correlation, crowd, row, claims, CAPACITY, place, award.amount,
                    award.base, 0.0, award.outcome,
                )  # fmt: skip


@compiled_into
def _draw_plant(
    dice: Dice,
    horizon: Horizon,
    row: int,
    place: int,
    persistence: float,
    correlation: float,
    curves: Floats,
    other_curves: Integers,
    members: Members,
    crowd: Crowd,
) -> tuple[float, float]:
    """Output and new-energy output of a year per approved capacity."""
    member = crowd.member[row]
    own = roll_for(
        dice.seed, crowd.key[row], TRAITS_YEAR, horizon.path_start + horizon.first + place - 1900, dice.draw
    )
    if member != DRAWN and not isnan(members.plant_scores[member, place, _USE]):
        new_mix = blend(score(own[0]), score(own[1]), correlation)
        use = blend(members.plant_scores[member, place, _USE], score(own[0]), persistence)
        mix = blend(members.plant_scores[member, place, _MIX], new_mix, persistence)
    else:
        plant = roll_for(dice.seed, crowd.key[row], TRAITS, 0, dice.draw)
        use = blend(score(plant[0]), score(own[0]), persistence)
        mix = blend(use, blend(score(plant[1]), score(own[1]), persistence), correlation)
    made = read(curves, other_curves[UTILISATION], use)
    return made, made * read(curves, other_curves[NEV_SHARE], mix)


@compiled_within
def draw_models(
    dice: Dice,
    slots: Keys,
    mean: float,
    number_keys: Keys,
    keys: Keys,
    curves: Floats,
    sales_curve: int,
    known: KnownModels,
    models: Floats,
    owners: Keys,
) -> int:
    """New vehicle models of all drawn years into models (n, 2), each with its maker's key; their number.

    Every carmaker rolls for each model and the highest brings it out, so that one carmaker more takes
    only the models that it wins. What a carmaker wins in a year whose models the table tells is not new.
    """
    count = 0
    for place in range(keys.shape[0]):
        if not known.drawn[place]:
            continue
        for slot in range(draw_number(dice, number_keys[place], mean, keys.shape[1])):
            best, told = 0.0, False
            part = (place << 10) | slot
            for candidate in range(known.carmakers.size + slots.size):
                if candidate < known.carmakers.size:
                    if not known.there[candidate, place]:
                        continue
                    key = known.carmakers[candidate]
                else:
                    key = slots[candidate - known.carmakers.size]
                luck = uniform(roll_for(dice.seed, key, OWNER, part, dice.draw)[0])
                if luck > best:
                    best = luck
                    owners[count] = key
                    told = candidate < known.carmakers.size and known.told[candidate, place]
            if best > 0.0 and not told:
                words = roll_for(dice.seed, keys[place, slot], APPLICANT, 0, dice.draw)
                models[count, LISTED] = place
                models[count, FIRST_SALES] = read(curves, sales_curve, score(words[1]))
                count += 1
    return count


@compiled_within
def claim_new_models(
    dice: Dice,
    horizon: Horizon,
    rows: int,
    field: FieldDraw,
    claims_of: Flags,
    growth: Floats,
    boost: float,
    terms: new_model_award.Terms,
    models: Floats,
    owners: Keys,
    count: int,
    known: KnownModels,
    crowd: Crowd,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 2, second sentence: a model's sales follow its field's mean growth after listing."""
    for row in range(rows):
        for place in range(horizon.years):
            if not may_claim(claims_of, crowd, row, place, NEW_MODEL):
                continue
            amount, supported = 0.0, 0.0
            if known.drawn[place] or crowd.member[row] == DRAWN:
                for number in range(count):
                    listed = int(models[number, LISTED])
                    if owners[number] != crowd.key[row] or listed > place:
                        continue
                    sales, best = models[number, FIRST_SALES], 0.0
                    for later in range(listed + 1, place + 1):
                        best = max(best, sales)
                        sales *= exp(growth[horizon.first + later])
                    listed_year = float(horizon.path_start + horizon.first + listed)
                    facts = new_model_award.Facts(listed_year, sales * (1.0 + boost), best)
                    award = new_model_award.award(facts, terms)
                    outcomes[NEW_MODEL, place, award.outcome] += 1
                    if award.amount > 0.0:
                        amount += award.amount
                        supported += award.base
            if crowd.member[row] != DRAWN:
                member = crowd.member[row]
                for model in range(known.start[member], known.start[member + 1]):
                    sales, best = _known_sales(model, place, horizon.first, growth, known)
                    if isnan(sales):
                        continue
                    facts = new_model_award.Facts(known.listed[model], sales * (1.0 + boost), best)
                    award = new_model_award.award(facts, terms)
                    outcomes[NEW_MODEL, place, award.outcome] += 1
                    if award.amount > 0.0:
                        amount += award.amount
                        supported += award.base
            if amount > 0.0:
                claim_row(
                    dice, field.size_correlation, crowd, row, claims, NEW_MODEL, place, amount, supported,
                    0.0, PAID,
                )  # fmt: skip


@compiled_into
def _known_sales(
    model: int, until: int, first: int, growth: Floats, known: KnownModels
) -> tuple[float, float]:
    """A known model's sales in a performance year, NaN where it has none, and its best before."""
    best, sales = known.best_before[model], known.sales_before[model]
    for place in range(until + 1):
        if place > 0 and not isnan(sales):
            best = max(best, sales)
        before = sales
        sales = known.sales[model, place]
        if isnan(sales) and known.follows[model, place] and before > 0.0:
            sales = before * exp(growth[first + place])
    return sales, best
