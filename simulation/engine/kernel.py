"""A block of draws, from the dice to the record: a pure function of its arguments."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.compiled import compiled, unowned
from simulation.engine import model as m
from simulation.engine.delivery import BOOST, CHANCES, draw_chances, settle
from simulation.engine.enterprises import (
    PROJECT_COLUMNS,
    claim_capacity,
    claim_growth,
    claim_interest,
    claim_new_models,
    claim_oem_parts,
    claim_parts,
    draw_purchases,
)
from simulation.engine.first_sets import FirstSetDraw, claim_first_sets
from simulation.engine.model import Claims, Crowd, Dice, FieldDraw, Floats, Model, Record
from simulation.engine.paths import (
    draw_bases,
    draw_breakthroughs,
    draw_doubts,
    draw_shocks,
    find_borrowers,
    revenue_paths,
)
from simulation.engine.projects import (
    FUNDS,
    MODELS,
    SCENE_FACTS,
    SCENES,
    claim_fund,
    claim_scenes,
    draw_models,
    enter_programme,
)

_NEVER = 2.0  # a threshold that no uniform number reaches


class Desk(NamedTuple):
    """One thread's scratch space, written anew for each draw, field or product."""

    theta: Floats  # (P,) doubtful parameters
    economy: Floats  # (T,) shocks of the economy
    growth: Floats  # (F, T) mean log growth into each year
    chances: Floats  # (M, 4) delivery
    projects: Floats  # (Y, 6) loan-financed projects of one enterprise
    models: Floats  # (n, 3) new vehicle models
    routes: Floats  # (2, 2, Y) one first-set product
    makers: Floats  # (makers, 2, 2, Y)
    scenes: Floats  # (applicants, 4)
    crowd: Crowd
    claims: Claims


def make_desk(model: Model) -> Desk:
    """Scratch space that the largest draw fits in."""
    years, path_years = model.horizon.years, model.horizon.path_years
    fields, others = model.fields, model.others
    rows = int(np.diff(fields.slot_start).max()) + 1  # the search for borrowers writes one row ahead
    most = 3 * fields.slot_keys.size + 2 * others.maker_keys.size
    most = most * years + others.scene_keys.size + others.fund_keys.size
    return Desk(
        np.zeros(model.doubts.keys.size),
        np.zeros(path_years),
        np.zeros((fields.theta.shape[0], path_years)),
        np.zeros((model.delivery.shape[0], CHANCES)),
        np.zeros((years, PROJECT_COLUMNS)),
        np.zeros((others.model_keys.size, 3)),
        np.zeros((2, 2, years)),
        np.zeros((others.maker_keys.size, 2, 2, years)),
        np.zeros((others.scene_keys.shape[1], SCENE_FACTS)),
        Crowd(
            np.zeros(rows, dtype=np.int64),
            np.zeros(rows, dtype=np.uint64),
            np.zeros(rows),
            np.zeros(rows),
            np.zeros(rows),
            np.zeros(rows, dtype=np.int64),
            np.zeros((rows, years)),
            np.zeros(rows),
            np.zeros((rows, path_years)),
            np.zeros((rows, path_years)),
        ),
        Claims(
            np.zeros(1, dtype=np.int64),
            np.zeros((most, 4), dtype=np.int64),
            np.zeros(most, dtype=np.uint64),
            np.zeros((most, 4)),
        ),
    )


@compiled
def field_draw(model: Model, field: int, theta: Floats) -> FieldDraw:
    """One field's parameters in one draw."""
    at, curve = model.fields.theta[field], model.fields.curve[field]
    slots = model.fields.slot_start[field + 1] - model.fields.slot_start[field]
    borrowing = theta[at[m.SPIKE]] * theta[at[m.LOAN_FINANCED]]
    return FieldDraw(
        min(round(theta[at[m.COUNT]]), slots),
        theta[at[m.GROWTH_SCALE]],
        theta[at[m.GROWTH_SIZE_EXPONENT]],
        1.0 - borrowing if model.fields.claims[field, m.INTEREST] else _NEVER,
        theta[at[m.SPIKE_SIZE_EXPONENT]],
        theta[at[m.LOAN_SHARE]],
        theta[at[m.LOAN_SPREAD_SD]],
        theta[at[m.UNAFFILIATED_SHARE]],
        theta[at[m.PURCHASES_NOISE]],
        theta[at[m.OUTPUT_RATIO]],
        theta[at[m.VALUE_ADDED_RATE]],
        theta[at[m.VALUE_ADDED_NOISE]],
        theta[at[m.BREAKTHROUGH]],
        theta[model.other[m.SIZE_CORRELATION]],
        curve[m.REVENUE],
        curve[m.SPIKE_RATIO],
        curve[m.TERM_YEARS],
        curve[m.MONTHS_FIRST_YEAR],
        curve[m.PARTS_SHARE],
        model.growth_curve,
    )


@compiled
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


@compiled
def simulate_field(model: Model, dice: Dice, desk: Desk, field: int, models: int, record: Record) -> int:
    """The awards of one field's enterprises in one draw; the number of enterprises looked at."""
    claims_of, crowd, claims = model.fields.claims[field], desk.crowd, desk.claims
    interest, parts, growth = claims_of[m.INTEREST], claims_of[m.PARTS], claims_of[m.GROWTH]
    capacity, new_model, oem_parts = claims_of[m.CAPACITY], claims_of[m.NEW_MODEL], claims_of[m.OEM_PARTS]
    everyone = parts or growth or capacity or new_model or oem_parts
    if not (interest or everyone):
        return 0
    horizon, curves, terms = model.horizon, model.curves, model.terms
    facts = field_draw(model, field, desk.theta)
    keys = model.fields.slot_keys[model.fields.slot_start[field] :]
    rows = find_borrowers(dice, horizon, keys, facts, everyone, crowd)
    draw_bases(dice, rows, facts, model.fields.districts[field], crowd)
    revenue_paths(dice, horizon, rows, facts, desk.growth[field], curves, crowd)
    if interest:
        boost = desk.chances[m.INTEREST, BOOST]
        claim_interest(
            dice, horizon, rows, facts, model.loan_rates, curves, boost, terms.interest_subsidy,
            terms.first_year_factor, crowd, desk.projects, claims, record.outcomes,
        )  # fmt: skip
    if parts or oem_parts:
        draw_purchases(dice, horizon, rows, facts, curves, crowd)
    if parts:
        boost = desk.chances[m.PARTS, BOOST]
        claim_parts(
            horizon, rows, boost, terms.parts_subsidy, terms.first_year_factor, crowd, claims, record.outcomes
        )
    if oem_parts:
        boost = desk.chances[m.OEM_PARTS, BOOST]
        claim_oem_parts(
            horizon,
            rows,
            boost,
            terms.oem_parts_award,
            terms.first_year_factor,
            crowd,
            claims,
            record.outcomes,
        )
    if growth:
        boost = desk.chances[m.GROWTH, BOOST]
        draw_breakthroughs(dice, rows, facts, crowd)
        claim_growth(
            horizon, rows, facts.output_ratio, boost, terms.growth_award, crowd, claims, record.outcomes
        )
    if capacity:
        claim_capacity(
            dice, horizon, rows, facts, curves, model.other_curves,
            desk.theta[model.other[m.PLANT_PERSISTENCE]], desk.theta[model.other[m.PLANT_CORRELATION]],
            desk.chances[m.CAPACITY, BOOST], terms.capacity_award, crowd, claims, record.outcomes,
        )  # fmt: skip
    if new_model:
        boost = desk.chances[m.NEW_MODEL, BOOST]
        claim_new_models(
            horizon, rows, desk.growth[field], boost, terms.new_model_award, desk.models, models, crowd,
            claims, record.outcomes,
        )  # fmt: skip
    return facts.count


@compiled
def simulate_city(model: Model, dice: Dice, desk: Desk, record: Record) -> None:
    """What belongs to no field: first-set products, scenes, the fund."""
    others, other, theta = model.others, model.other, desk.theta
    if model.enabled[m.INSURANCE] or model.enabled[m.APPLICATION]:
        first_set = FirstSetDraw(
            min(round(theta[other[m.RECOGNISED]]), others.product_keys.shape[1]),
            min(max(round(theta[other[m.MAKERS]]), 1), others.maker_keys.size),
            theta[other[m.INSURED]] if model.enabled[m.INSURANCE] else 0.0,
            theta[other[m.SOLD]] if model.enabled[m.APPLICATION] else 0.0,
            theta[other[m.SALES_GROWTH]],
            desk.chances[m.INSURANCE, BOOST],
            desk.chances[m.APPLICATION, BOOST],
        )
        claim_first_sets(
            dice, model.horizon.years, first_set, others.product_keys, others.maker_keys, others.districts,
            model.curves, model.other_curves, model.terms.insurance_compensation,
            model.terms.application_award, model.terms.first_year_factor, desk.routes, desk.makers,
            desk.claims, record.outcomes,
        )  # fmt: skip
    if model.enabled[m.SCENE]:
        claim_scenes(
            dice, theta[other[m.APPLICANTS]], others.number_keys[SCENES], others.scene_keys, others.districts,
            model.curves, model.other_curves[m.SCENE_INVESTMENT], desk.chances[m.SCENE, BOOST],
            model.terms.scene_subsidy, desk.scenes, desk.claims, record.outcomes,
        )  # fmt: skip
    if model.enabled[m.FUND]:
        claim_fund(
            dice, theta[other[m.FUND_PROJECTS]], others.number_keys[FUNDS], others.fund_keys, others.districts,
            model.curves, model.other_curves[m.FUND_CONTRIBUTION], model.terms.fund_investment, desk.claims,
            record.outcomes,
        )  # fmt: skip


@compiled
def simulate_draws(owned_model: Model, first_draw: int, owned_record: Record, owned_desk: Desk) -> int:
    """Simulate the draws first_draw, first_draw + 1, ... into the record's rows (zeroed, in order).

    Returns the number of enterprise-years. Releases the interpreter's lock; writes nothing but the
    record.
    """
    model, record, desk = unowned(owned_model), unowned(owned_record), unowned(owned_desk)
    enterprises = 0
    for row in range(record.amount.shape[0]):
        draw = first_draw + row
        dice = Dice(model.chance_seed, draw)
        desk.claims.count[0] = 0
        draw_doubts(model.seed, draw, model.doubts, desk.theta)
        draw_growth(model, dice, desk)
        draw_chances(desk.theta, model.delivery, model.award_rates, desk.chances)
        models = 0
        if model.enabled[m.NEW_MODEL]:
            owners = round(desk.theta[model.fields.theta[model.oem_field, m.COUNT]])
            models = draw_models(
                dice, owners, desk.theta[model.other[m.NEW_MODELS]], model.others.number_keys[MODELS],
                model.others.model_keys, model.curves, model.other_curves[m.NEW_MODEL_SALES], desk.models,
            )  # fmt: skip
        for field in range(model.fields.theta.shape[0]):
            enterprises += simulate_field(model, dice, desk, field, models, record)
        simulate_city(model, dice, desk, record)
        settle(dice, model.horizon, desk.chances, desk.claims, row, record)
        for programme in range(model.programme_amounts.size):
            if model.enabled[m.ROAD_TEST + programme]:
                amount = model.programme_amounts[programme]
                enter_programme(row, model.horizon.years, programme, amount, model.others.districts, record)
    return enterprises * model.horizon.years
