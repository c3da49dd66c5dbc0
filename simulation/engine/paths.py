"""An enterprise through the years: revenue, noise and loans. Money in 万元, years as path places."""

from __future__ import annotations

from math import exp

import numpy as np

from simulation.compiled import compiled
from simulation.engine.dice import uniform
from simulation.engine.model import (
    FIELD_SD,
    GROWTH_SCALE,
    GROWTH_SIZE_EXPONENT,
    GROWTHS,
    LOAN_FINANCED,
    LOAN_SHARE,
    LOAN_SPREAD_SD,
    MACRO_BETA,
    MACRO_SD,
    MEAN_GROWTH,
    MONTHS_FIRST_YEAR,
    NOISE,
    PROJECT,
    REVENUE,
    SHOCK,
    SPIKE,
    SPIKE_RATIO,
    SPIKE_SIZE_EXPONENT,
    SPIKES,
    TERM_YEARS,
    VALUE,
    Floats,
    Model,
)
from simulation.engine.scores import read, roll_for, score, year_part, year_word

CENTRE = 416  # the knot at a normal score of zero: Z_LIMIT × PER_UNIT


@compiled
def draw_doubts(model: Model, draw: int, theta: Floats) -> None:
    """The doubtful parameters of one draw into theta (P,)."""
    doubts = model.doubts
    for parameter in range(doubts.keys.size):
        if doubts.certain[parameter]:
            theta[parameter] = doubts.tables[parameter, CENTRE]
        else:
            words = roll_for(model.seed, doubts.keys[parameter], VALUE, 0, draw)
            theta[parameter] = read(doubts.tables[parameter], score(words[0]))


@compiled
def draw_growth(model: Model, draw: int, theta: Floats, growth: Floats) -> None:
    """Mean log growth of each field into each year of the path, shocks included: growth (F, T)."""
    horizon, fields = model.horizon, model.fields
    macro_sd = theta[model.other[MACRO_SD]]
    field_sd = theta[model.other[FIELD_SD]]
    for place in range(horizon.path_years):
        year = horizon.path_start + place
        words = roll_for(model.chance_seed, model.others.economy_key, SHOCK, year_part(year), draw)
        macro = macro_sd * score(words[year_word(year)])
        for field in range(fields.theta.shape[0]):
            words = roll_for(model.chance_seed, fields.shock_keys[field], SHOCK, year_part(year), draw)
            own = field_sd * score(words[year_word(year)])
            mean = theta[fields.theta[field, MEAN_GROWTH]]
            growth[field, place] = mean + theta[fields.theta[field, MACRO_BETA]] * macro + own


@compiled
def revenue_path(
    model: Model,
    field: int,
    entity: int,
    draw: int,
    size: float,
    theta: Floats,
    growth: Floats,
    log_revenue: Floats,
) -> None:
    """Log revenue in every year of the path into log_revenue (T,), from a normal score of size.

    The spread of growth falls with the base year's size: scale × (R/median)^−exponent × Laplace.
    """
    horizon, fields = model.horizon, model.fields
    curve = model.curves[fields.curve[field, REVENUE]]
    base = read(curve, size)
    exponent = theta[fields.theta[field, GROWTH_SIZE_EXPONENT]]
    spread = theta[fields.theta[field, GROWTH_SCALE]] * exp(-exponent * (base - curve[CENTRE]))
    laplace = model.curves[model.growth_curve]
    log_revenue[horizon.base] = base
    part = -1
    words = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    for place in range(horizon.base + 1, horizon.path_years):
        year = horizon.path_start + place
        if year_part(year) != part:
            part = year_part(year)
            words = roll_for(model.chance_seed, entity, GROWTHS, part, draw)
        own = spread * read(laplace, score(words[year_word(year)]))
        log_revenue[place] = log_revenue[place - 1] + growth[field, place] + own
    part = -1
    for place in range(horizon.base, 0, -1):
        year = horizon.path_start + place
        if year_part(year) != part:
            part = year_part(year)
            words = roll_for(model.chance_seed, entity, GROWTHS, part, draw)
        own = spread * read(laplace, score(words[year_word(year)]))
        log_revenue[place - 1] = log_revenue[place] - growth[field, place] - own


@compiled
def noise_path(model: Model, entity: int, kind: int, draw: int, sd: float, noise: Floats) -> None:
    """Independent normal noise of one kind in every year of the path into noise (T,)."""
    part = -1
    words = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    for place in range(model.horizon.path_years):
        year = model.horizon.path_start + place
        if year_part(year) != part:
            part = year_part(year)
            words = roll_for(model.chance_seed, entity, NOISE, (kind << 8) | part, draw)
        noise[place] = sd * score(words[year_word(year)])


@compiled
def loans_started(model: Model, field: int, entity: int, draw: int, theta: Floats, started: Floats) -> bool:
    """Whether a loan-financed investment spike begins, by performance year, into started (Y,).

    A year's one uniform number serves both tests: its upper `spike` share are spikes, and the
    uppermost `spike × loan_financed` share of all are financed by a loan.
    """
    horizon = model.horizon
    share = theta[model.fields.theta[field, SPIKE]] * theta[model.fields.theta[field, LOAN_FINANCED]]
    any_started = False
    part = -1
    words = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    for place in range(horizon.years):
        year = horizon.path_start + horizon.first + place
        if year_part(year) != part:
            part = year_part(year)
            words = roll_for(model.chance_seed, entity, SPIKES, part, draw)
        started[place] = 1.0 if uniform(words[year_word(year)]) >= 1.0 - share else 0.0
        any_started = any_started or started[place] > 0.0
    return any_started


@compiled
def draw_project(
    model: Model,
    field: int,
    entity: int,
    draw: int,
    place: int,
    log_revenue: float,
    theta: Floats,
    project: Floats,
) -> None:
    """The project of a spike in performance year `place` into project (5,): investment, loan,
    loan rate, months outstanding in its first year, months in all.
    """
    fields = model.fields
    year = model.horizon.path_start + model.horizon.first + place
    words = roll_for(model.chance_seed, entity, PROJECT, year - 1900, draw)
    size = log_revenue - model.curves[fields.curve[field, REVENUE]][CENTRE]
    ratio = read(model.curves[fields.curve[field, SPIKE_RATIO]], score(words[0]))
    ratio -= theta[fields.theta[field, SPIKE_SIZE_EXPONENT]] * size
    investment = exp(log_revenue + ratio)
    spread = theta[fields.theta[field, LOAN_SPREAD_SD]] * score(words[1])
    project[0] = investment
    project[1] = investment * theta[fields.theta[field, LOAN_SHARE]]
    project[2] = max(0.0, model.horizon.loan_rates[place] + spread)
    project[3] = read(model.curves[fields.curve[field, MONTHS_FIRST_YEAR]], score(words[2]))
    project[4] = 12.0 * read(model.curves[fields.curve[field, TERM_YEARS]], score(words[3]))


@compiled
def months_outstanding(first: float, term: float, later: int) -> float:
    """Months (0 to 12) that a loan is outstanding `later` years after the year it began in."""
    if later == 0:
        return min(first, term)
    return min(max(term - first - 12.0 * (later - 1), 0.0), 12.0)
