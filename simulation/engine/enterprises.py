"""The enterprises of a field through the years, and their awards under clauses 1 to 4."""

from __future__ import annotations

from math import exp
from typing import NamedTuple

from simulation.compiled import compiled
from simulation.engine.delivery import BOOST, settle
from simulation.engine.dice import uniform
from simulation.engine.model import (
    BASE,
    BREAKTHROUGH,
    CAPACITY,
    COUNT,
    GROWTH,
    INTEREST,
    NEV_SHARE,
    NEW_MODEL,
    OEM_PARTS,
    OUTPUT_RATIO,
    PARTS,
    PARTS_SHARE,
    PLANT_PERSISTENCE,
    PURCHASES_NOISE,
    SIZE_CORRELATION,
    TRAITS,
    TRAITS_YEAR,
    UNAFFILIATED_SHARE,
    UTILISATION,
    VALUE_ADDED_NOISE,
    VALUE_ADDED_RATE,
    Floats,
    Model,
    Record,
)
from simulation.engine.paths import (
    draw_project,
    loans_started,
    months_outstanding,
    noise_path,
    revenue_path,
)
from simulation.engine.scores import blend, pick, read, roll_for, score
from simulation.measures.award import PAID, capped
from simulation.measures.capacity_award import capacity_award
from simulation.measures.growth_award import growth_award
from simulation.measures.interest_subsidy import project_interest
from simulation.measures.new_model_award import new_model_award
from simulation.measures.oem_parts_award import oem_parts_award
from simulation.measures.parts_subsidy import parts_subsidy

_PURCHASES, _VALUE_ADDED = range(2)


class Desk(NamedTuple):
    """Scratch space of one thread, written anew for each draw or enterprise."""

    theta: Floats  # (P,) doubtful parameters of the draw
    growth: Floats  # (F, T) mean log growth of fields
    delivery: Floats  # (M, 4) chances of delivery
    log_revenue: Floats  # (T,)
    noise: Floats  # (T,)
    purchases: Floats  # (T,)
    started: Floats  # (Y,)
    paid_before: Floats  # (Y,)
    projects: Floats  # (Y, 5)
    models: Floats  # (K, 3) owner, year listed (place), sales in that year
    first_set: Floats  # (2, Y) awards of one product
    makers: Floats  # (makers, 2, Y, 2) base and award before the cap
    scenes: Floats  # (applicants, 3) score, investment, district


class Claimant(NamedTuple):
    """Who claims: its key, its latent score, its district, the row and number of the draw."""

    entity: int
    reluctance: float
    district: int
    row: int
    draw: int


@compiled
def enterprises(model: Model, record: Record, desk: Desk, row: int, draw: int, field: int, models: int) -> int:
    """Simulate every enterprise of a field in one draw and enter its awards in the record.

    Returns the number of enterprise-years.
    """
    fields = model.fields
    start = fields.slot_start[field]
    count = min(round(desk.theta[fields.theta[field, COUNT]]), fields.slot_start[field + 1] - start)
    claims = fields.claims[field]
    makes_vehicles = claims[CAPACITY] or claims[NEW_MODEL] or claims[OEM_PARTS]
    for slot in range(count):
        entity = fields.slot_keys[start + slot]
        borrows = claims[INTEREST] and loans_started(model, field, entity, draw, desk.theta, desk.started)
        if not (borrows or claims[PARTS] or claims[GROWTH] or makes_vehicles):
            continue
        words = roll_for(model.chance_seed, entity, BASE, 0, draw)
        size = score(words[0])
        reluctance = -blend(size, score(words[1]), desk.theta[model.other[SIZE_CORRELATION]])
        district = pick(fields.districts[field], uniform(words[3]))
        claimant = Claimant(entity, reluctance, district, row, draw)
        if claims[GROWTH]:
            breakthrough = _has_breakthrough(model, field, entity, draw, desk.theta)
            if not breakthrough and not borrows:
                _no_growth_award(model, record)
                continue
        else:
            breakthrough = False
        revenue_path(model, field, entity, draw, size, desk.theta, desk.growth, desk.log_revenue)
        if borrows:
            _interest(model, record, desk, field, claimant)
        if claims[GROWTH]:
            _growth(model, record, desk, field, breakthrough, claimant)
        if claims[PARTS] or claims[OEM_PARTS]:
            _purchases(model, desk, field, entity, draw, score(words[2]))
        if claims[PARTS]:
            _parts(model, record, desk, claimant)
        if claims[OEM_PARTS]:
            _oem_parts(model, record, desk, claimant)
        if claims[CAPACITY]:
            _capacity(model, record, desk, field, claimant)
        if claims[NEW_MODEL] and models > 0:
            _new_models(model, record, desk, field, slot, models, claimant)
    return count * model.horizon.years


@compiled
def _pay(
    model: Model,
    record: Record,
    desk: Desk,
    claimant: Claimant,
    measure: int,
    place: int,
    amount: float,
    supported: float,
    outcome: int,
) -> bool:
    record.outcomes[measure, place, outcome] += 1
    if amount <= 0.0:
        return False
    return settle(
        model,
        record,
        claimant.row,
        claimant.draw,
        measure,
        place,
        claimant.entity,
        claimant.reluctance,
        claimant.district,
        amount,
        supported,
        outcome,
        desk.delivery,
    )


@compiled
def _first_year(model: Model, place: int) -> float:
    return model.terms.first_year_factor if place == 0 else 1.0


@compiled
def _interest(model: Model, record: Record, desk: Desk, field: int, claimant: Claimant) -> None:
    terms = model.terms.interest_subsidy
    first = model.horizon.first
    boost = 1.0 + desk.delivery[INTEREST, BOOST]
    for place in range(model.horizon.years):
        desk.paid_before[place] = 0.0
        if desk.started[place] > 0.0:
            draw_project(
                model,
                field,
                claimant.entity,
                claimant.draw,
                place,
                desk.log_revenue[first + place],
                desk.theta,
                desk.projects[place],
            )
    for place in range(model.horizon.years):
        total, loans, investment = 0.0, 0.0, 0.0
        reason = -1
        for begun in range(place + 1):
            if desk.started[begun] == 0.0:
                continue
            project = desk.projects[begun]
            months = months_outstanding(project[3], project[4], place - begun)
            if months <= 0.0:
                continue
            award = project_interest(
                project[0], project[1] * boost, project[2], months, desk.paid_before[begun] > 0.0, terms
            )
            if reason < 0 or award.amount > 0.0:
                reason = award.outcome
            if award.outcome == PAID:
                if desk.paid_before[begun] == 0.0:
                    loans += project[1]
                    investment += project[0]
                desk.paid_before[begun] = 1.0
            total += award.amount
        if reason < 0:
            continue
        outcome = reason
        if total > 0.0:
            limited = capped(total, total, terms.annual_cap)
            total = limited.amount * _first_year(model, place)
            outcome = limited.outcome
        if _pay(model, record, desk, claimant, INTEREST, place, total, loans, outcome):
            record.investment[claimant.row, place] += investment


@compiled
def _purchases(model: Model, desk: Desk, field: int, entity: int, draw: int, share_score: float) -> None:
    at = model.fields.theta[field]
    share = read(model.curves[model.fields.curve[field, PARTS_SHARE]], share_score)
    share *= desk.theta[at[UNAFFILIATED_SHARE]]
    noise_path(model, entity, _PURCHASES, draw, desk.theta[at[PURCHASES_NOISE]], desk.noise)
    for place in range(model.horizon.path_years):
        desk.purchases[place] = exp(desk.log_revenue[place] + desk.noise[place]) * share


@compiled
def _parts(model: Model, record: Record, desk: Desk, claimant: Claimant) -> None:
    bought, first = desk.purchases, model.horizon.first
    for place in range(model.horizon.years):
        year = first + place
        before = bought[year - 1]
        now = bought[year]
        if now > before:
            now = before + (now - before) * (1.0 + desk.delivery[PARTS, BOOST])
        award = parts_subsidy(now, before, bought[year - 2], model.terms.parts_subsidy)
        amount = award.amount * _first_year(model, place)
        _pay(model, record, desk, claimant, PARTS, place, amount, award.base, award.outcome)


@compiled
def _oem_parts(model: Model, record: Record, desk: Desk, claimant: Claimant) -> None:
    bought, first = desk.purchases, model.horizon.first
    for place in range(model.horizon.years):
        year = first + place
        before = bought[year - 1]
        now = bought[year]
        if now > before:
            now = before + (now - before) * (1.0 + desk.delivery[OEM_PARTS, BOOST])
        award = oem_parts_award(now, before, bought[year - 2], model.terms.oem_parts_award)
        amount = award.amount * _first_year(model, place)
        _pay(model, record, desk, claimant, OEM_PARTS, place, amount, award.base, award.outcome)


@compiled
def _has_breakthrough(model: Model, field: int, entity: int, draw: int, theta: Floats) -> bool:
    words = roll_for(model.chance_seed, entity, TRAITS, 0, draw)
    return uniform(words[2]) < theta[model.fields.theta[field, BREAKTHROUGH]]


@compiled
def _no_growth_award(model: Model, record: Record) -> None:
    """Without a breakthrough the rule asks for no other fact, so no path is drawn."""
    award = growth_award(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, model.terms.growth_award)
    for place in range(model.horizon.years):
        record.outcomes[GROWTH, place, award.outcome] += 1


@compiled
def _growth(model: Model, record: Record, desk: Desk, field: int, breakthrough: bool, claimant: Claimant) -> None:
    ratio = desk.theta[model.fields.theta[field, OUTPUT_RATIO]]
    boost = desk.delivery[GROWTH, BOOST]
    first = model.horizon.first
    best, paid = 0.0, 0.0
    for place in range(first):
        best = max(best, exp(desk.log_revenue[place]) * ratio)
    for place in range(model.horizon.years):
        year = first + place
        before = exp(desk.log_revenue[year - 1]) * ratio
        two_before = exp(desk.log_revenue[year - 2]) * ratio
        output = exp(desk.log_revenue[year]) * ratio + before * boost
        award = growth_award(
            output, before, two_before, 1.0 if breakthrough else 0.0, best, paid, model.terms.growth_award
        )
        if _pay(model, record, desk, claimant, GROWTH, place, award.amount, award.base, award.outcome):
            paid = max(paid, award.amount)
        best = max(best, output)


@compiled
def _capacity(model: Model, record: Record, desk: Desk, field: int, claimant: Claimant) -> None:
    at = model.fields.theta[field]
    rate = desk.theta[at[VALUE_ADDED_RATE]] * desk.theta[at[OUTPUT_RATIO]]
    noise_path(
        model, claimant.entity, _VALUE_ADDED, claimant.draw, desk.theta[at[VALUE_ADDED_NOISE]], desk.noise
    )
    plant = roll_for(model.chance_seed, claimant.entity, TRAITS, 0, claimant.draw)
    correlation = desk.theta[model.other[PLANT_PERSISTENCE]]
    first = model.horizon.first
    awarded = False
    for place in range(model.horizon.years):
        year = first + place
        words = roll_for(
            model.chance_seed, claimant.entity, TRAITS_YEAR, model.horizon.path_start + year, claimant.draw
        )
        used = read(
            model.curves[model.other_curves[UTILISATION]],
            blend(score(plant[0]), score(words[0]), correlation),
        )
        electric = read(
            model.curves[model.other_curves[NEV_SHARE]],
            blend(score(plant[1]), score(words[1]), correlation),
        )
        before = exp(desk.log_revenue[year - 1] + desk.noise[year - 1]) * rate
        two_before = exp(desk.log_revenue[year - 2] + desk.noise[year - 2]) * rate
        added = exp(desk.log_revenue[year] + desk.noise[year]) * rate + before * desk.delivery[CAPACITY, BOOST]
        award = capacity_award(
            used, 1.0, used * electric, added, before, two_before, awarded, model.terms.capacity_award
        )
        if _pay(model, record, desk, claimant, CAPACITY, place, award.amount, award.base, award.outcome):
            awarded = True


@compiled
def _new_models(
    model: Model, record: Record, desk: Desk, field: int, slot: int, models: int, claimant: Claimant
) -> None:
    first = model.horizon.first
    for place in range(model.horizon.years):
        amount, sales_supported = 0.0, 0.0
        for number in range(models):
            listed = desk.models[number, 1]
            if desk.models[number, 0] != slot or listed > place:
                continue
            sales, best = desk.models[number, 2], 0.0
            for later in range(int(listed) + 1, place + 1):
                best = max(best, sales)
                sales *= exp(desk.growth[field, first + later])
            sales *= 1.0 + desk.delivery[NEW_MODEL, BOOST]
            listed_year = float(model.horizon.path_start + first) + listed
            award = new_model_award(listed_year, sales, best, model.terms.new_model_award)
            if award.amount <= 0.0:
                record.outcomes[NEW_MODEL, place, award.outcome] += 1
            amount += award.amount
            sales_supported += award.base if award.amount > 0.0 else 0.0
        if amount > 0.0:
            _pay(model, record, desk, claimant, NEW_MODEL, place, amount, sales_supported, PAID)
