"""One field's parameters in one draw, and how many of its enterprises are drawn."""

from __future__ import annotations

from math import inf

from simulation.compiled import compiled_into
from simulation.engine import model as m
from simulation.engine.dice import normal_score
from simulation.engine.model import NOT_IN_ROSTER, FieldDraw, Floats, Model


@compiled_into
def slots_of(model: Model, field: int, theta: Floats) -> int:
    """How many enterprises of a field are drawn: all of it, or what the roster does not cover."""
    at = model.fields.theta[field]
    slots = model.fields.slot_start[field + 1] - model.fields.slot_start[field]
    if model.fields.members[field] != NOT_IN_ROSTER:
        covered = theta[at[m.COVERAGE]]
        return min(round(model.fields.members[field] * (1.0 - covered) / covered), slots)
    return min(round(theta[at[m.COUNT]]), slots)


@compiled_into
def field_draw(model: Model, field: int, theta: Floats) -> FieldDraw:
    """One field's parameters in one draw."""
    at, curve = model.fields.theta[field], model.fields.curve[field]
    borrowing = theta[at[m.SPIKE]] * theta[at[m.LOAN_FINANCED]]
    if not model.fields.stages[field, m.INTEREST]:
        borrowing = 0.0
    return FieldDraw(
        0 if model.alone else slots_of(model, field, theta),
        theta[at[m.GROWTH_SCALE]],
        theta[at[m.GROWTH_SIZE_EXPONENT]],
        1.0 - borrowing,
        normal_score(1.0 - borrowing) if 0.0 < borrowing < 1.0 else inf if borrowing <= 0.0 else -inf,
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
        model.fields.copula[field, m.SHARE, m.SIZE],
        model.fields.copula[field, m.SHARE, m.SHARE],
        model.fields.copula[field, m.GROWING, m.SIZE],
        model.fields.copula[field, m.GROWING, m.SHARE],
        model.fields.copula[field, m.GROWING, m.GROWING],
        model.fields.copula[field, m.INVESTING, m.SIZE],
        model.fields.copula[field, m.INVESTING, m.SHARE],
        model.fields.copula[field, m.INVESTING, m.GROWING],
        model.fields.copula[field, m.INVESTING, m.INVESTING],
    )
