"""A block of draws, from the dice to the record: a pure function of its arguments."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.compiled import compiled, compiled_into, unowned
from simulation.engine import model as m
from simulation.engine.claims import claim_growth, claim_on_purchases, draw_purchases
from simulation.engine.delivery import BOOST, CHANCES, draw_chances, settle
from simulation.engine.field_draw import field_draw, slots_of
from simulation.engine.first_sets import PRODUCT_FACTS, FirstSetDraw, FirstSetTerms, claim_first_sets
from simulation.engine.interest import claim_interest
from simulation.engine.known import Known, KnownItems, KnownModels, KnownProducts
from simulation.engine.known_products import claim_known_products
from simulation.engine.members import find_members, member_breakthroughs, member_paths
from simulation.engine.model import Claims, Crowd, Dice, FieldDraw, Floats, Keys, Model, Record
from simulation.engine.paths import (
    PROJECT_FACTS,
    draw_bases,
    draw_breakthroughs,
    draw_doubts,
    draw_shocks,
    find_borrowers,
    path_from_base,
)
from simulation.engine.projects import (
    FUNDS,
    MODELS,
    SCENE_FACTS,
    SCENES,
    claim_fund,
    claim_scenes,
    enter_programme,
)
from simulation.engine.vehicles import claim_capacity, claim_new_models, draw_models

_MODEL_FACTS = 2


class Desk(NamedTuple):
    """One thread's scratch space, written anew for each draw, field or product."""

    theta: Floats  # (P,) doubtful parameters
    economy: Floats  # (T,) shocks of the economy
    growth: Floats  # (F, T) mean log growth into each year
    chances: Floats  # (M, 4) delivery
    projects: Floats  # (Y, 5) drawn loan-financed projects of one enterprise
    paid_in: Floats  # (2, loans of one member + Y)
    models: Floats  # (n, 2) new vehicle models
    owners: Keys  # (n,) their makers
    product: Floats  # (5, Y) one first-set product
    routes: Floats  # (2, 2, Y) its awards
    makers: Floats  # (makers, 2, 2, Y)
    scenes: Floats  # (applicants, 4)
    crowd: Crowd
    claims: Claims


def make_desk(model: Model, known: Known) -> Desk:
    """Scratch space that the largest draw fits in."""
    years, path_years = model.horizon.years, model.horizon.path_years
    fields, others = model.fields, model.others
    # The search for borrowers writes one row ahead.
    rows = int((np.diff(fields.slot_start) + np.diff(known.members.start)).max()) + 1
    makers = others.maker_keys.size + known.products.maker_keys.size
    at_once = int(fields.stages.sum(axis=1).max())  # what an enterprise may claim in one year
    most = at_once * (fields.slot_keys.size + known.members.keys.size) + 2 * makers
    most = most * years + others.scene_keys.size + others.fund_keys.size
    most += known.scenes.keys.size + known.fund.keys.size
    loans = int(np.diff(known.loans.start).max(initial=0))
    return Desk(
        np.zeros(model.doubts.keys.size),
        np.zeros(path_years),
        np.zeros((fields.theta.shape[0], path_years)),
        np.zeros((model.delivery.shape[0], CHANCES)),
        np.zeros((years, PROJECT_FACTS)),
        np.zeros((2, loans + years)),
        np.zeros((others.model_keys.size, _MODEL_FACTS)),
        np.zeros(others.model_keys.size, dtype=np.uint64),
        np.zeros((PRODUCT_FACTS, years)),
        np.zeros((2, 2, years)),
        np.zeros((makers, 2, 2, years)),
        np.zeros((others.scene_keys.shape[1], SCENE_FACTS)),
        Crowd(
            np.zeros(rows, dtype=np.int64),
            np.zeros(rows, dtype=np.uint64),
            np.zeros(rows),
            np.zeros(rows),
            np.zeros(rows),
            np.zeros((rows, years), dtype=np.int64),
            np.zeros((rows, years), dtype=np.int64),
            np.zeros((rows, years)),
            np.zeros((rows, years)),
            np.zeros((rows, path_years)),
            np.zeros(path_years),
            np.zeros((rows, path_years)),
            np.zeros(rows),
        ),
        Claims(
            np.zeros(1, dtype=np.int64),
            np.zeros((most, 4), dtype=np.int64),
            np.zeros(most, dtype=np.uint64),
            np.zeros((most, 4)),
        ),
    )


@compiled_into
def draw_growth(model: Model, dice: Dice, desk: Desk) -> None:
    """Mean log growth of every field into each year: its mean, the economy's shock and its own."""
    draw_shocks(dice, model.horizon, model.economy_key, desk.theta[model.other[m.MACRO_SD]], desk.economy)
    field_sd = desk.theta[model.other[m.FIELD_SD]]
    for field in range(desk.growth.shape[0]):
        growth = desk.growth[field]
        draw_shocks(dice, model.horizon, model.fields.shock_keys[field], field_sd, growth)
        mean = desk.theta[model.fields.theta[field, m.MEAN_GROWTH]]
        beta = desk.theta[model.fields.theta[field, m.MACRO_BETA]]
        for place in range(growth.size):
            growth[place] += mean + beta * desk.economy[place]


@compiled_into
def gather_crowd(
    model: Model,
    known: Known,
    dice: Dice,
    field: int,
    facts: FieldDraw,
    everyone: bool,
    growth: Floats,
    crowd: Crowd,
) -> tuple[int, int]:
    """One field's enterprises to look at into the crowd: how many members come first, and how many in all."""
    horizon, curves = model.horizon, model.curves
    members = find_members(
        dice, horizon, field, facts, model.fields.claims, everyone, known.members, known.loans, crowd
    )
    keys = model.fields.slot_keys[model.fields.slot_start[field] :]
    rows = find_borrowers(dice, horizon, keys, facts, everyone, members, crowd)
    draw_bases(dice, members, rows, field, facts, model.fields.districts[field], crowd)
    member_paths(dice, horizon, members, facts, growth, curves, everyone, known.members, crowd)
    for row in range(members, rows):
        path_from_base(dice, horizon, row, facts, growth, curves, crowd)
    return members, rows


@compiled_into
def simulate_field(
    model: Model, known: Known, dice: Dice, desk: Desk, field: int, models: int, record: Record
) -> int:
    """The awards of one field's enterprises in one draw; how many there are, looked at or not."""
    stages, crowd, claims = model.fields.stages[field], desk.crowd, desk.claims
    interest, parts, growth = stages[m.INTEREST], stages[m.PARTS], stages[m.GROWTH]
    capacity, new_model, oem_parts = stages[m.CAPACITY], stages[m.NEW_MODEL], stages[m.OEM_PARTS]
    everyone = parts or growth or capacity or new_model or oem_parts
    if not (interest or everyone):
        return 0
    horizon, curves, terms = model.horizon, model.curves, model.terms
    claims_of, chances, outcomes = model.fields.claims, desk.chances, record.outcomes
    facts = field_draw(model, field, desk.theta)
    factor = terms.first_year_factor
    members, rows = gather_crowd(model, known, dice, field, facts, everyone, desk.growth[field], crowd)
    if interest:
        claim_interest(
            dice, horizon, rows, facts, claims_of, model.loan_rates, curves, chances[m.INTEREST, BOOST],
            terms.interest_subsidy, factor, known.loans, crowd, desk.projects, desk.paid_in, claims, outcomes,
        )  # fmt: skip
    if parts or oem_parts:
        draw_purchases(dice, horizon, rows, facts, curves, known.members, crowd)
    for measure in (m.PARTS, m.OEM_PARTS):
        if stages[measure]:
            claim_on_purchases(
                measure, dice, horizon, rows, facts.size_correlation, claims_of, chances[measure, BOOST], terms,
                crowd, claims, outcomes,
            )  # fmt: skip
    if growth:
        member_breakthroughs(dice, members, facts.breakthrough, known.members, crowd)
        draw_breakthroughs(dice, members, rows, facts, crowd)
        claim_growth(
            dice, horizon, rows, facts, claims_of, chances[m.GROWTH, BOOST], terms.growth_award, known.members,
            crowd, claims, outcomes,
        )  # fmt: skip
    if capacity:
        claim_capacity(
            dice, horizon, rows, facts, claims_of, curves, model.other_curves,
            desk.theta[model.other[m.PLANT_PERSISTENCE]], desk.theta[model.other[m.PLANT_CORRELATION]],
            chances[m.CAPACITY, BOOST], terms.capacity_award, known.members, crowd, claims, outcomes,
        )  # fmt: skip
    if new_model:
        claim_new_models(
            dice, horizon, rows, facts, claims_of, desk.growth[field], chances[m.NEW_MODEL, BOOST],
            terms.new_model_award, desk.models, desk.owners, models, known.models, crowd, claims, outcomes,
        )  # fmt: skip
    return facts.count + known.members.start[field + 1] - known.members.start[field]


@compiled_into
def simulate_products(model: Model, known: KnownProducts, dice: Dice, desk: Desk, record: Record) -> None:
    """First-set products: the known ones, then those that are drawn."""
    others, other, theta = model.others, model.other, desk.theta
    insurance, application = model.enabled[m.INSURANCE], model.enabled[m.APPLICATION]
    if not (insurance or application):
        return
    first_set = FirstSetDraw(
        min(round(theta[other[m.RECOGNISED]]), others.product_keys.shape[1]),
        min(max(round(theta[other[m.MAKERS]]), 1), others.maker_keys.size),
        theta[other[m.INSURED]] if insurance else 0.0,
        theta[other[m.SOLD]] if application else 0.0,
        theta[other[m.SALES_GROWTH]],
        desk.chances[m.INSURANCE, BOOST],
        desk.chances[m.APPLICATION, BOOST],
    )
    terms = FirstSetTerms(
        model.terms.insurance_compensation, model.terms.application_award, model.terms.first_year_factor
    )
    years, size_correlation = model.horizon.years, theta[other[m.SIZE_CORRELATION]]
    claim_known_products(
        dice, years, first_set, insurance, application, known, size_correlation, model.curves,
        model.other_curves, terms, desk.product, desk.routes, desk.makers, desk.claims, record.outcomes,
    )  # fmt: skip
    claim_first_sets(
        dice, years, first_set, others.product_keys, known.taken, others.maker_keys,
        others.districts[m.OF_FIRST_SETS],
        model.curves, model.other_curves, terms, desk.product, desk.routes, desk.makers, desk.claims,
        record.outcomes,
    )  # fmt: skip


@compiled_into
def simulate_city(
    model: Model, scenes: KnownItems, fund: KnownItems, dice: Dice, desk: Desk, record: Record
) -> None:
    """Scenes and the fund, which belong to no field."""
    others, other, theta = model.others, model.other, desk.theta
    if model.enabled[m.SCENE]:
        claim_scenes(
            dice, theta[other[m.APPLICANTS]], others.number_keys[SCENES], others.scene_keys, scenes,
            others.districts[m.OF_SCENES], model.curves, model.other_curves[m.SCENE_INVESTMENT],
            desk.chances[m.SCENE, BOOST], model.terms.scene_subsidy, desk.scenes, desk.claims, record.outcomes,
        )  # fmt: skip
    if model.enabled[m.FUND]:
        claim_fund(
            dice, theta[other[m.FUND_PROJECTS]], others.number_keys[FUNDS], others.fund_keys, fund,
            others.districts[m.OF_FUND], model.curves, model.other_curves[m.FUND_CONTRIBUTION],
            model.terms.fund_investment, desk.claims, record.outcomes,
        )  # fmt: skip


@compiled_into
def new_models(model: Model, known: KnownModels, dice: Dice, desk: Desk) -> int:
    """The new vehicle models of one draw, with their makers; how many."""
    if not model.enabled[m.NEW_MODEL]:
        return 0
    oem = model.oem_field
    first = model.fields.slot_start[oem]
    slots = model.fields.slot_keys[first : first + slots_of(model, oem, desk.theta)]
    return draw_models(
        dice, slots, desk.theta[model.other[m.NEW_MODELS]], model.others.number_keys[MODELS],
        model.others.model_keys, model.curves, model.other_curves[m.NEW_MODEL_SALES], known,
        desk.models, desk.owners,
    )  # fmt: skip


@compiled
def simulate_draws(
    owned_model: Model, owned_known: Known, first_draw: int, owned_record: Record, owned_desk: Desk
) -> int:
    """Simulate the draws first_draw, first_draw + 1, ... into the record's rows (zeroed, in order).

    Returns the number of enterprise-years. Releases the interpreter's lock; writes nothing but the
    record.
    """
    model, known = unowned(owned_model), unowned(owned_known)
    record, desk = unowned(owned_record), unowned(owned_desk)
    enterprises = 0
    for row in range(record.amount.shape[0]):
        draw = first_draw + row
        dice = Dice(model.chance_seed, draw)
        desk.claims.count[0] = 0
        draw_doubts(model.seed, draw, model.doubts, desk.theta)
        draw_growth(model, dice, desk)
        draw_chances(desk.theta, model.delivery, model.award_rates, desk.chances)
        models = new_models(model, known.models, dice, desk)
        for field in range(model.fields.theta.shape[0]):
            enterprises += simulate_field(model, known, dice, desk, field, models, record)
        simulate_products(model, known.products, dice, desk, record)
        simulate_city(model, known.scenes, known.fund, dice, desk, record)
        settle(dice, model.horizon, desk.chances, desk.claims, row, record)
        for programme in range(model.programme_amounts.size):
            if model.enabled[m.ROAD_TEST + programme] and not model.alone:
                amount = model.programme_amounts[programme]
                enter_programme(
                    row, model.horizon.years, programme, amount, model.others.districts[m.OF_SCENES], record
                )
    return enterprises * model.horizon.years
