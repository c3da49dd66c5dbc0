"""Enterprises through the years, a field at a time: size, revenue, noise, loans. Money in 万元."""

from __future__ import annotations

from math import exp

from simulation.compiled import compiled
from simulation.engine.dice import uniform
from simulation.engine.model import (
    BASE,
    CENTRE,
    GROWTHS,
    NOISE,
    PROJECT,
    SHOCK,
    SPIKES,
    TRAITS,
    VALUE,
    Crowd,
    Dice,
    Doubts,
    FieldDraw,
    Floats,
    Horizon,
    Keys,
)
from simulation.engine.scores import blend, pick, read, roll_for, score, year_part, year_word

INVESTMENT, LOAN, LOAN_RATE, FIRST_MONTHS, TERM_MONTHS = range(5)
PROJECT_FACTS = 5


@compiled
def draw_doubts(seed: int, draw: int, doubts: Doubts, theta: Floats) -> None:
    """The doubtful parameters of one draw into theta (P,)."""
    for parameter in range(theta.size):
        if doubts.certain[parameter]:
            theta[parameter] = doubts.tables[parameter, CENTRE]
        else:
            words = roll_for(seed, doubts.keys[parameter], VALUE, 0, draw)
            theta[parameter] = read(doubts.tables, parameter, score(words[0]))


@compiled
def draw_shocks(dice: Dice, horizon: Horizon, key: int, sd: float, shocks: Floats) -> None:
    """One shock of each year of the path, of the economy or of a field, into shocks (T,)."""
    part = year_part(horizon.path_start)
    words = roll_for(dice.seed, key, SHOCK, part, dice.draw)
    for place in range(horizon.path_years):
        year = horizon.path_start + place
        if year_part(year) != part:
            part = year_part(year)
            words = roll_for(dice.seed, key, SHOCK, part, dice.draw)
        shocks[place] = sd * score(words[year_word(year)])


@compiled
def find_borrowers(
    dice: Dice, horizon: Horizon, keys: Keys, field: FieldDraw, everyone: bool, crowd: Crowd
) -> int:
    """The enterprises to look at closely: all, or those with a loan-financed investment spike.

    A year's one uniform number serves both tests: its upper share are spikes, and the uppermost
    spike × loan-financed share are spikes financed by a loan. Returns how many there are.
    """
    rows = 0
    first = horizon.path_start + horizon.first
    for slot in range(field.count):
        part = year_part(first)
        words = roll_for(dice.seed, keys[slot], SPIKES, part, dice.draw)
        borrows = False
        for place in range(horizon.years):
            if year_part(first + place) != part:
                part = year_part(first + place)
                words = roll_for(dice.seed, keys[slot], SPIKES, part, dice.draw)
            starts = uniform(words[year_word(first + place)]) >= field.loan_threshold
            crowd.started[rows, place] = 1.0 if starts else 0.0
            borrows = borrows or starts
        if borrows or everyone:
            crowd.slot[rows] = slot
            crowd.key[rows] = keys[slot]
            rows += 1
    return rows


@compiled
def draw_bases(dice: Dice, rows: int, field: FieldDraw, districts: Floats, crowd: Crowd) -> None:
    """Size, willingness to claim, parts share and district of the rows."""
    for row in range(rows):
        words = roll_for(dice.seed, crowd.key[row], BASE, 0, dice.draw)
        size = score(words[0])
        crowd.size[row] = size
        crowd.reluctance[row] = -blend(size, score(words[1]), field.size_correlation)
        crowd.share_score[row] = score(words[2])
        crowd.district[row] = pick(districts, uniform(words[3]))


@compiled
def draw_breakthroughs(dice: Dice, rows: int, field: FieldDraw, crowd: Crowd) -> None:
    """Whether each row has a technology breakthrough."""
    for row in range(rows):
        words = roll_for(dice.seed, crowd.key[row], TRAITS, 0, dice.draw)
        crowd.breakthrough[row] = 1.0 if uniform(words[2]) < field.breakthrough else 0.0


@compiled
def revenue_paths(
    dice: Dice, horizon: Horizon, rows: int, field: FieldDraw, growth: Floats, curves: Floats, crowd: Crowd
) -> None:
    """Log revenue of the rows in every year of the path; growth (T,) is the field's mean.

    The spread of growth falls with the base year's size: scale × (R/median)^−exponent × Laplace.
    """
    middle = curves[field.revenue_curve, CENTRE]
    for row in range(rows):
        base = read(curves, field.revenue_curve, crowd.size[row])
        spread = field.growth_scale * exp(-field.growth_size_exponent * (base - middle))
        crowd.log_revenue[row, horizon.base] = base
        part = year_part(horizon.path_start + horizon.base)
        words = roll_for(dice.seed, crowd.key[row], GROWTHS, part, dice.draw)
        for place in range(horizon.base, 0, -1):
            year = horizon.path_start + place
            if year_part(year) != part:
                part = year_part(year)
                words = roll_for(dice.seed, crowd.key[row], GROWTHS, part, dice.draw)
            own = spread * read(curves, field.growth_curve, score(words[year_word(year)]))
            crowd.log_revenue[row, place - 1] = crowd.log_revenue[row, place] - growth[place] - own
        for place in range(horizon.base + 1, horizon.path_years):
            year = horizon.path_start + place
            if year_part(year) != part:
                part = year_part(year)
                words = roll_for(dice.seed, crowd.key[row], GROWTHS, part, dice.draw)
            own = spread * read(curves, field.growth_curve, score(words[year_word(year)]))
            crowd.log_revenue[row, place] = crowd.log_revenue[row, place - 1] + growth[place] + own


@compiled
def follow_revenue(
    dice: Dice, horizon: Horizon, row: int, kind: int, sd: float, share: float, crowd: Crowd
) -> None:
    """A row's facts of one kind: share × revenue × noise, in the years that a rule compares."""
    part = year_part(horizon.path_start + horizon.first - 2)
    words = roll_for(dice.seed, crowd.key[row], NOISE, (kind << 8) | part, dice.draw)
    for place in range(horizon.first - 2, horizon.path_years):
        year = horizon.path_start + place
        if year_part(year) != part:
            part = year_part(year)
            words = roll_for(dice.seed, crowd.key[row], NOISE, (kind << 8) | part, dice.draw)
        noise = sd * score(words[year_word(year)])
        crowd.facts[row, place] = share * exp(crowd.log_revenue[row, place] + noise)


@compiled
def draw_project(
    dice: Dice,
    horizon: Horizon,
    row: int,
    place: int,
    loan_rate: float,
    field: FieldDraw,
    curves: Floats,
    crowd: Crowd,
    project: Floats,
) -> None:
    """The project of a spike in performance year `place` into project (Y, 5) at that place."""
    words = roll_for(
        dice.seed, crowd.key[row], PROJECT, horizon.path_start + horizon.first + place - 1900, dice.draw
    )
    log_revenue = crowd.log_revenue[row, horizon.first + place]
    size = log_revenue - curves[field.revenue_curve, CENTRE]
    ratio = read(curves, field.spike_ratio_curve, score(words[0])) - field.spike_size_exponent * size
    investment = exp(log_revenue + ratio)
    project[place, INVESTMENT] = investment
    project[place, LOAN] = investment * field.loan_share
    project[place, LOAN_RATE] = max(0.0, loan_rate + field.loan_spread_sd * score(words[1]))
    project[place, FIRST_MONTHS] = read(curves, field.first_months_curve, score(words[2]))
    project[place, TERM_MONTHS] = 12.0 * read(curves, field.term_curve, score(words[3]))


@compiled
def months_outstanding(first: float, term: float, later: int) -> float:
    """Months (0 to 12) that a loan is outstanding `later` years after the year it began in."""
    if later == 0:
        return min(first, term)
    return min(max(term - first - 12.0 * (later - 1), 0.0), 12.0)
