"""What belongs to no field: new vehicle models, scenes, the fund, the districts' own programmes."""

from __future__ import annotations

from simulation.compiled import compiled
from simulation.engine.delivery import claim
from simulation.engine.dice import uniform
from simulation.engine.enterprises import FIRST_SALES, LISTED, OWNER
from simulation.engine.model import (
    APPLICANT,
    FUND,
    NUMBER,
    ROAD_TEST,
    SCENE,
    Claims,
    Dice,
    Floats,
    Integers,
    Keys,
    Record,
)
from simulation.engine.scores import pick, poisson, read, roll_for, score
from simulation.measures import fund_investment, scene_subsidy

MODELS, SCENES, FUNDS = range(3)
_SCORE, _INVESTMENT, _DISTRICT, _RELUCTANCE = range(4)
SCENE_FACTS = 4


@compiled
def draw_number(dice: Dice, key: int, mean: float, most: int) -> int:
    """How many of a kind there are in a year: a Poisson number."""
    if mean <= 0.0:
        return 0
    words = roll_for(dice.seed, key, NUMBER, 0, dice.draw)
    return poisson(mean, uniform(words[0]), most)


@compiled
def draw_models(
    dice: Dice,
    owners: int,
    mean: float,
    number_keys: Keys,
    keys: Keys,
    curves: Floats,
    sales_curve: int,
    models: Floats,
) -> int:
    """New vehicle models of all years into models (n, 3), each with its maker; their number."""
    count = 0
    if owners <= 0:
        return count
    for place in range(keys.shape[0]):
        for slot in range(draw_number(dice, number_keys[place], mean, keys.shape[1])):
            words = roll_for(dice.seed, keys[place, slot], APPLICANT, 0, dice.draw)
            models[count, OWNER] = int(uniform(words[0]) * owners)
            models[count, LISTED] = place
            models[count, FIRST_SALES] = read(curves, sales_curve, score(words[1]))
            count += 1
    return count


@compiled
def claim_scenes(
    dice: Dice,
    mean: float,
    number_keys: Keys,
    keys: Keys,
    districts: Floats,
    curves: Floats,
    investment_curve: int,
    boost: float,
    terms: scene_subsidy.Terms,
    scenes: Floats,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 6: each year's applicants by score; the best are paid."""
    for place in range(keys.shape[0]):
        count = draw_number(dice, number_keys[place], mean, keys.shape[1])
        for slot in range(count):
            words = roll_for(dice.seed, keys[place, slot], APPLICANT, 0, dice.draw)
            scenes[slot, _SCORE] = uniform(words[0])
            scenes[slot, _INVESTMENT] = read(curves, investment_curve, score(words[1]))
            scenes[slot, _DISTRICT] = pick(districts, uniform(words[2]))
            scenes[slot, _RELUCTANCE] = score(words[3])
        for slot in range(count):
            better = 0
            for other in range(count):
                if scenes[other, _SCORE] > scenes[slot, _SCORE]:
                    better += 1
            award = scene_subsidy.scene_subsidy(scenes[slot, _INVESTMENT] * (1.0 + boost), better, terms)
            outcomes[SCENE, place, award.outcome] += 1
            if award.amount > 0.0:
                claim(
                    claims,
                    SCENE,
                    place,
                    keys[place, slot],
                    scenes[slot, _RELUCTANCE],
                    int(scenes[slot, _DISTRICT]),
                    award.amount,
                    award.base,
                    award.base,
                    award.outcome,
                )


@compiled
def claim_fund(
    dice: Dice,
    mean: float,
    number_keys: Keys,
    keys: Keys,
    districts: Floats,
    curves: Floats,
    contribution_curve: int,
    terms: fund_investment.Terms,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 7: every project asks for all that the ratio allows."""
    for place in range(keys.shape[0]):
        for slot in range(draw_number(dice, number_keys[place], mean, keys.shape[1])):
            words = roll_for(dice.seed, keys[place, slot], APPLICANT, 0, dice.draw)
            contribution = read(curves, contribution_curve, score(words[0]))
            district = pick(districts, uniform(words[1]))
            asked = terms.city_to_district_ratio * contribution
            award = fund_investment.fund_investment(contribution, asked, terms)
            outcomes[FUND, place, award.outcome] += 1
            if award.amount > 0.0:
                claim(
                    claims,
                    FUND,
                    place,
                    keys[place, slot],
                    0.0,
                    district,
                    award.amount,
                    award.base,
                    0.0,
                    award.outcome,
                )


@compiled
def enter_programme(
    row: int, years: int, programme: int, amount: float, districts: Floats, record: Record
) -> None:
    """A district programme: a yearly amount (万元) that the user named, spread by weight."""
    for place in range(years):
        before = 0.0
        for district in range(districts.size):
            record.amount[row, ROAD_TEST + programme, place, district] = amount * (
                districts[district] - before
            )
            before = districts[district]
