"""What belongs to no field: scenes, the fund, the districts' own programmes."""

from __future__ import annotations

from simulation.compiled import compiled_within
from simulation.engine.delivery import claim
from simulation.engine.dice import uniform
from simulation.engine.known import KnownItems
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
from simulation.law.clauses import fund_investment, scene_subsidy

MODELS, SCENES, FUNDS = range(3)
_SCORE, _INVESTMENT, _DISTRICT, _RELUCTANCE = range(4)
SCENE_FACTS = 4


@compiled_within
def draw_number(dice: Dice, key: int, mean: float, most: int) -> int:
    """How many of a kind there are in a year: a Poisson number."""
    if mean <= 0.0:
        return 0
    words = roll_for(dice.seed, key, NUMBER, 0, dice.draw)
    return poisson(mean, uniform(words[0]), most)


@compiled_within
def claim_scenes(
    dice: Dice,
    mean: float,
    number_keys: Keys,
    keys: Keys,
    known: KnownItems,
    districts: Floats,
    curves: Floats,
    investment_curve: int,
    boost: float,
    terms: scene_subsidy.Terms,
    scenes: Floats,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 6: each year's applicants, known or drawn, by score; the best are paid."""
    for place in range(keys.shape[0]):
        if not known.drawn[place]:
            _claim_known_scenes(dice, place, boost, terms, known, claims, outcomes)
            continue
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
            facts = scene_subsidy.Facts(scenes[slot, _INVESTMENT] * (1.0 + boost), better)
            award = scene_subsidy.award(facts, terms)
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


@compiled_within
def _claim_known_scenes(
    dice: Dice,
    place: int,
    boost: float,
    terms: scene_subsidy.Terms,
    known: KnownItems,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """A year's known applicants, which stand in their order."""
    for item in range(known.start[place], known.start[place + 1]):
        better = item - known.start[place]
        award = scene_subsidy.award(scene_subsidy.Facts(known.facts[item, 0] * (1.0 + boost), better), terms)
        outcomes[SCENE, place, award.outcome] += 1
        if award.amount > 0.0:
            words = roll_for(dice.seed, known.keys[item], APPLICANT, 0, dice.draw)
            claim(
                claims,
                SCENE,
                place,
                known.keys[item],
                score(words[3]),
                known.district[item],
                award.amount,
                award.base,
                award.base,
                award.outcome,
            )


@compiled_within
def claim_fund(
    dice: Dice,
    mean: float,
    number_keys: Keys,
    keys: Keys,
    known: KnownItems,
    districts: Floats,
    curves: Floats,
    contribution_curve: int,
    terms: fund_investment.Terms,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Clause 7: the known projects as asked; a drawn one asks for all that the ratio allows."""
    for place in range(keys.shape[0]):
        if known.drawn[place]:
            for slot in range(draw_number(dice, number_keys[place], mean, keys.shape[1])):
                words = roll_for(dice.seed, keys[place, slot], APPLICANT, 0, dice.draw)
                contribution = read(curves, contribution_curve, score(words[0]))
                district = pick(districts, uniform(words[1]))
                asked = terms.city_to_district_ratio * contribution
                _claim_project(
                    place, keys[place, slot], district, contribution, asked, terms, claims, outcomes
                )
        for item in range(known.start[place], known.start[place + 1]):
            contribution, asked = known.facts[item, 0], known.facts[item, 1]
            _claim_project(
                place, known.keys[item], known.district[item], contribution, asked, terms, claims, outcomes
            )


@compiled_within
def _claim_project(
    place: int,
    key: int,
    district: int,
    contribution: float,
    asked: float,
    terms: fund_investment.Terms,
    claims: Claims,
    outcomes: Integers,
) -> None:
    award = fund_investment.award(fund_investment.Facts(contribution, asked), terms)
    outcomes[FUND, place, award.outcome] += 1
    if award.amount > 0.0:
        claim(claims, FUND, place, key, 0.0, district, award.amount, award.base, 0.0, award.outcome)


@compiled_within
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
