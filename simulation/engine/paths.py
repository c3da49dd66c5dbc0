"""Enterprises through the years, a field at a time: size, revenue, noise, loans. Money in 万元."""

from __future__ import annotations

from math import exp, isnan

import numpy as np

from simulation.compiled import compiled, compiled_into, compiled_within
from simulation.engine.dice import normal_score, uniform
from simulation.engine.known import NOT_KNOWN, Members
from simulation.engine.model import (
    BASE,
    CENTRE,
    DRAWN,
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


@compiled_within
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


@compiled_within
def begins_jointly(
    dice: Dice, key: int, year: int, chance: float, size: float, share: float, field: FieldDraw
) -> bool:
    """Whether a loan-financed investment spike begins in a year where investment goes with other traits.

    `chance` is the year's uniform number.
    """
    growths = roll_for(dice.seed, key, GROWTHS, year_part(year), dice.draw)
    common = field.investment_by_size * size + field.investment_by_share * share
    common += field.investment_by_growth * score(growths[year_word(year)])
    return common + field.investment_own * normal_score(chance) >= field.loan_score


@compiled_within
def find_borrowers(
    dice: Dice, horizon: Horizon, keys: Keys, field: FieldDraw, everyone: bool, rows: int, crowd: Crowd
) -> int:
    """The drawn enterprises to look at closely, from row `rows` on: all, or those that begin a project.

    A year's one uniform number serves both tests: its upper share are investment spikes, and the
    uppermost spike × loan-financed share are spikes financed by a loan. Returns how many rows there
    are then.
    """
    first = horizon.path_start + horizon.first
    joint = field.investment_own != 1.0
    size, share = 0.0, 0.0
    for slot in range(field.count):
        if joint:
            base = roll_for(dice.seed, keys[slot], BASE, 0, dice.draw)
            size, share = score(base[0]), score(base[2])
        part = year_part(first)
        words = roll_for(dice.seed, keys[slot], SPIKES, part, dice.draw)
        borrows = False
        for place in range(horizon.years):
            if year_part(first + place) != part:
                part = year_part(first + place)
                words = roll_for(dice.seed, keys[slot], SPIKES, part, dice.draw)
            chance = uniform(words[year_word(first + place)])
            starts = chance >= field.loan_threshold
            if joint:
                starts = begins_jointly(dice, keys[slot], first + place, chance, size, share, field)
            crowd.started[rows, place] = 1.0 if starts else 0.0
            borrows = borrows or starts
        if borrows or everyone:
            crowd.member[rows] = DRAWN
            crowd.key[rows] = keys[slot]
            rows += 1
    return rows


@compiled_within
def draw_bases(
    dice: Dice, first: int, rows: int, own_field: int, field: FieldDraw, districts: Floats, crowd: Crowd
) -> None:
    """Size, willingness to claim, parts share and district of the drawn rows from `first` on."""
    for row in range(first, rows):
        words = roll_for(dice.seed, crowd.key[row], BASE, 0, dice.draw)
        size = score(words[0])
        crowd.size[row] = size
        crowd.reluctance[row] = -blend(size, score(words[1]), field.size_correlation)
        crowd.share[row] = score(words[2])
        crowd.district[row] = pick(districts, uniform(words[3]))
        crowd.field[row] = own_field
        crowd.best[row] = 0.0


@compiled_within
def draw_breakthroughs(dice: Dice, first: int, rows: int, field: FieldDraw, crowd: Crowd) -> None:
    """Whether each drawn row from `first` on has a technology breakthrough."""
    for row in range(first, rows):
        crowd.breakthrough[row] = has_breakthrough(dice, crowd.key[row], field.breakthrough)


@compiled_within
def has_breakthrough(dice: Dice, key: int, share: float) -> float:
    """1 for an enterprise with a technology breakthrough, the same in all years, else 0."""
    words = roll_for(dice.seed, key, TRAITS, 0, dice.draw)
    return 1.0 if uniform(words[2]) < share else 0.0


@compiled_into
def spread_of_growth(row: int, field: FieldDraw, curves: Floats, crowd: Crowd) -> float:
    """The spread falls with size: scale × (R/median)^−exponent."""
    above = read(curves, field.revenue_curve, crowd.size[row]) - curves[field.revenue_curve, CENTRE]
    return field.growth_scale * exp(-field.growth_size_exponent * above)


@compiled_into
def draw_steps(
    dice: Dice,
    horizon: Horizon,
    row: int,
    first: int,
    last: int,
    field: FieldDraw,
    growth: Floats,
    curves: Floats,
    crowd: Crowd,
) -> None:
    """Log growth of a row into the places `first` to `last`, into the crowd's steps: mean and own."""
    if first > last:
        return
    spread = spread_of_growth(row, field, curves, crowd)
    common = field.growth_by_size * crowd.size[row] + field.growth_by_share * crowd.share[row]
    part = year_part(horizon.path_start + first)
    words = roll_for(dice.seed, crowd.key[row], GROWTHS, part, dice.draw)
    for place in range(first, last + 1):
        year = horizon.path_start + place
        if year_part(year) != part:
            part = year_part(year)
            words = roll_for(dice.seed, crowd.key[row], GROWTHS, part, dice.draw)
        own = common + field.growth_own * score(words[year_word(year)])
        crowd.steps[place] = growth[place] + spread * read(curves, field.growth_curve, own)


@compiled_into
def path_from_base(
    dice: Dice, horizon: Horizon, row: int, field: FieldDraw, growth: Floats, curves: Floats, crowd: Crowd
) -> None:
    """Log revenue of a row in every year of the path, from its size in the base year."""
    draw_steps(dice, horizon, row, 1, horizon.path_years - 1, field, growth, curves, crowd)
    crowd.log_revenue[row, horizon.base] = read(curves, field.revenue_curve, crowd.size[row])
    for place in range(horizon.base, 0, -1):
        crowd.log_revenue[row, place - 1] = crowd.log_revenue[row, place] - crowd.steps[place]
    for place in range(horizon.base + 1, horizon.path_years):
        crowd.log_revenue[row, place] = crowd.log_revenue[row, place - 1] + crowd.steps[place]


@compiled_into
def follow_revenue(
    dice: Dice,
    horizon: Horizon,
    row: int,
    kind: int,
    first: int,
    sd: float,
    share: float,
    members: Members,
    crowd: Crowd,
) -> None:
    """A row's facts of one kind from place `first` on: known, or in step with revenue, and noise.

    A missing fact of a member follows from the nearest year that is known; where none is, and for a
    drawn row, it is share × revenue.
    """
    member = crowd.member[row]
    part = -1
    words = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    for place in range(first, horizon.path_years):
        level, anchor = share, NOT_KNOWN
        if member != DRAWN:
            known = members.facts[member, kind, place]
            if not isnan(known):
                crowd.facts[row, place] = known
                continue
            anchor = members.nearest[member, kind, place]
        rise = crowd.log_revenue[row, place]
        if anchor != NOT_KNOWN:
            level = members.facts[member, kind, anchor]
            rise -= crowd.log_revenue[row, anchor]
        if sd > 0.0:
            year = horizon.path_start + place
            if year_part(year) != part:
                part = year_part(year)
                words = roll_for(dice.seed, crowd.key[row], NOISE, (kind << 8) | part, dice.draw)
            rise += sd * score(words[year_word(year)])
        crowd.facts[row, place] = level * exp(rise)


@compiled_within
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


@compiled_within
def months_outstanding(first: float, term: float, later: int) -> float:
    """Months (0 to 12) that a loan is outstanding `later` years after the year it began in."""
    if later == 0:
        return min(first, term)
    return min(max(term - first - 12.0 * (later - 1), 0.0), 12.0)
