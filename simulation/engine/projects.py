"""What is drawn by the city and not by the enterprise: new models, scenes, fund, programmes."""

from __future__ import annotations

from simulation.compiled import compiled
from simulation.engine.delivery import BOOST, enter, settle
from simulation.engine.dice import uniform
from simulation.engine.enterprises import Desk
from simulation.engine.model import (
    APPLICANT,
    APPLICANTS,
    COUNT,
    DISTRICT_SCENE,
    FUND,
    FUND_CONTRIBUTION,
    FUND_PROJECTS,
    NEW_MODEL_SALES,
    NEW_MODELS,
    NUMBER,
    ROAD_TEST,
    SCENE,
    SCENE_INVESTMENT,
    Model,
    Record,
)
from simulation.engine.scores import pick, poisson, read, roll_for, score
from simulation.measures.award import PAID
from simulation.measures.fund_investment import fund_investment
from simulation.measures.scene_subsidy import scene_subsidy

_MODELS, _SCENES, _FUND = range(3)
_SCORE, _INVESTMENT, _DISTRICT = range(3)


@compiled
def _number(model: Model, kind: int, place: int, draw: int, mean: float, most: int) -> int:
    """How many of a kind there are in a performance year: a Poisson number."""
    if mean <= 0.0:
        return 0
    words = roll_for(model.chance_seed, model.others.number_keys[kind, place], NUMBER, 0, draw)
    return poisson(mean, uniform(words[0]), most)


@compiled
def draw_models(model: Model, desk: Desk, draw: int) -> int:
    """New vehicle models of all years into desk.models, each with its maker; their number."""
    keys = model.others.model_keys
    at = model.fields.theta[model.others.oem_field, COUNT]
    owners = round(desk.theta[at])
    if owners <= 0:
        return 0
    models = 0
    for place in range(model.horizon.years):
        mean = desk.theta[model.other[NEW_MODELS]]
        for slot in range(_number(model, _MODELS, place, draw, mean, keys.shape[1])):
            words = roll_for(model.chance_seed, keys[place, slot], APPLICANT, 0, draw)
            desk.models[models, 0] = int(uniform(words[0]) * owners)
            desk.models[models, 1] = place
            sales = model.curves[model.other_curves[NEW_MODEL_SALES]]
            desk.models[models, 2] = read(sales, score(words[1]))
            models += 1
    return models


@compiled
def scenes(model: Model, record: Record, desk: Desk, row: int, draw: int) -> None:
    """Rank each year's applicants by score and enter the subsidies of the best."""
    keys = model.others.scene_keys
    curve = model.curves[model.other_curves[SCENE_INVESTMENT]]
    boost = 1.0 + desk.delivery[SCENE, BOOST]
    for place in range(model.horizon.years):
        mean = desk.theta[model.other[APPLICANTS]]
        count = _number(model, _SCENES, place, draw, mean, keys.shape[1])
        for slot in range(count):
            words = roll_for(model.chance_seed, keys[place, slot], APPLICANT, 0, draw)
            desk.scenes[slot, _SCORE] = uniform(words[0])
            desk.scenes[slot, _INVESTMENT] = read(curve, score(words[1]))
            desk.scenes[slot, _DISTRICT] = pick(model.others.districts, uniform(words[2]))
        for slot in range(count):
            better = 0
            for other in range(count):
                if desk.scenes[other, _SCORE] > desk.scenes[slot, _SCORE]:
                    better += 1
            investment = desk.scenes[slot, _INVESTMENT] * boost
            award = scene_subsidy(investment, better, model.terms.scene_subsidy)
            record.outcomes[SCENE, place, award.outcome] += 1
            if award.amount > 0.0 and settle(
                model,
                record,
                row,
                draw,
                SCENE,
                place,
                keys[place, slot],
                _reluctance(model, keys[place, slot], draw),
                int(desk.scenes[slot, _DISTRICT]),
                award.amount,
                award.base,
                award.outcome,
                desk.delivery,
            ):
                record.investment[row, place] += award.base


@compiled
def _reluctance(model: Model, entity: int, draw: int) -> float:
    return score(roll_for(model.chance_seed, entity, APPLICANT, 0, draw)[3])


@compiled
def fund(model: Model, record: Record, desk: Desk, row: int, draw: int) -> None:
    """The city's equity beside the districts': every project asks for all that the ratio allows."""
    keys = model.others.fund_keys
    curve = model.curves[model.other_curves[FUND_CONTRIBUTION]]
    ratio = model.terms.fund_investment.city_to_district_ratio
    for place in range(model.horizon.years):
        mean = desk.theta[model.other[FUND_PROJECTS]]
        for slot in range(_number(model, _FUND, place, draw, mean, keys.shape[1])):
            words = roll_for(model.chance_seed, keys[place, slot], APPLICANT, 0, draw)
            contribution = read(curve, score(words[0]))
            district = pick(model.others.districts, uniform(words[1]))
            award = fund_investment(contribution, ratio * contribution, model.terms.fund_investment)
            record.outcomes[FUND, place, award.outcome] += 1
            if award.amount > 0.0:
                enter(record, row, FUND, place, district, award.amount, award.base, award.outcome)


@compiled
def programmes(model: Model, record: Record, row: int) -> None:
    """The districts' own programmes: a yearly amount (万元) that the user must name, by weight."""
    for measure in (ROAD_TEST, DISTRICT_SCENE):
        if not model.enabled[measure]:
            continue
        weights = model.others.districts
        for place in range(model.horizon.years):
            before = 0.0
            for district in range(weights.size):
                amount = model.programme_amounts[measure - ROAD_TEST] * (weights[district] - before)
                before = weights[district]
                record.amount[row, measure, place, district] += amount
