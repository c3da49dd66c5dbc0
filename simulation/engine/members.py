"""The roster's own enterprises in one draw: what is known stands, the rest is drawn from there."""

from __future__ import annotations

from math import isnan, log, nan, sqrt

import numpy as np

from simulation.compiled import compiled_into, compiled_within
from simulation.engine.dice import uniform
from simulation.engine.known import (
    BY_OUTPUT,
    BY_PURCHASES,
    BY_VALUE_ADDED,
    NO_CARRIER,
    NOT_THERE,
    Flags,
    Loans,
    Members,
)
from simulation.engine.model import (
    BASE,
    INTEREST,
    SPIKES,
    Crowd,
    Dice,
    FieldDraw,
    Floats,
    Horizon,
)
from simulation.engine.paths import begins_jointly, draw_steps, has_breakthrough, path_from_base
from simulation.engine.scores import blend, read, roll_for, score, year_part, year_word


@compiled_within
def own_share(size: float, share: float, field: FieldDraw) -> float:
    """The score of a parts share that is left when what goes with size is taken out."""
    return (share - field.share_by_size * size) / field.share_own


@compiled_into
def place_member(dice: Dice, row: int, member: int, field: FieldDraw, members: Members, crowd: Crowd) -> None:
    """A member's key, size and parts share; its willingness waits until it is asked for."""
    size, share = members.size[member], members.share[member]
    crowd.member[row] = member
    crowd.key[row] = members.keys[member]
    if isnan(size) or isnan(share):
        words = roll_for(dice.seed, members.keys[member], BASE, 0, dice.draw)
        if isnan(size):
            size = score(words[0])
        crowd.share[row] = score(words[2]) if isnan(share) else own_share(size, share, field)
    else:
        crowd.share[row] = own_share(size, share, field)
    crowd.size[row] = size
    crowd.reluctance[row] = nan
    crowd.best[row] = members.best_output[member]
    for year in range(members.field.shape[1]):
        crowd.district[row, year] = members.district[member, year]
        crowd.field[row, year] = members.field[member, year]


@compiled_within
def reluctance_of(dice: Dice, key: int, size: float, correlation: float) -> float:
    """A member's latent score, as a drawn enterprise of its size would have it."""
    words = roll_for(dice.seed, key, BASE, 0, dice.draw)
    if isnan(size):
        size = score(words[0])
    return -blend(size, score(words[1]), correlation)


@compiled_within
def find_members(
    dice: Dice,
    horizon: Horizon,
    own_field: int,
    field: FieldDraw,
    claims_of: Flags,
    everyone: bool,
    members: Members,
    loans: Loans,
    crowd: Crowd,
) -> int:
    """The members of a field to look at closely into the first rows: how many there are.

    Only in years that no table tells of can a member begin a project that is drawn.
    """
    rows = 0
    first = horizon.path_start + horizon.first
    joint = field.investment_own != 1.0
    words = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    for member in range(members.start[own_field], members.start[own_field + 1]):
        if joint:
            place_member(dice, rows, member, field, members, crowd)
        looked_at = everyone or loans.start[member + 1] > loans.start[member]
        part = -1
        for place in range(horizon.years):
            crowd.started[rows, place] = 0.0
            at = members.field[member, place]
            if not loans.drawn[member, place] or at == NOT_THERE or not claims_of[at, INTEREST]:
                continue
            if year_part(first + place) != part:
                part = year_part(first + place)
                words = roll_for(dice.seed, members.keys[member], SPIKES, part, dice.draw)
            chance = uniform(words[year_word(first + place)])
            starts = chance >= field.loan_threshold
            if joint:
                size, share = crowd.size[rows], crowd.share[rows]
                starts = begins_jointly(dice, members.keys[member], first + place, chance, size, share, field)
            if starts:
                crowd.started[rows, place] = 1.0
                looked_at = True
        if looked_at:
            if not joint:
                place_member(dice, rows, member, field, members, crowd)
            rows += 1
    return rows


@compiled_within
def member_breakthroughs(dice: Dice, rows: int, share: float, members: Members, crowd: Crowd) -> None:
    """Whether each member has a technology breakthrough: as known of the year, or drawn."""
    for row in range(rows):
        drawn = -1.0
        for place in range(members.breakthrough.shape[1]):
            known = members.breakthrough[crowd.member[row], place]
            if isnan(known):
                if drawn < 0.0:
                    drawn = has_breakthrough(dice, crowd.key[row], share)
                known = drawn
            crowd.breakthrough[row, place] = known


@compiled_into
def _carried(carrier: int, row: int, field: FieldDraw, curves: Floats, crowd: Crowd) -> float:
    """Logarithm of a carrier per revenue."""
    if carrier == BY_OUTPUT:
        return log(field.output_ratio)
    if carrier == BY_VALUE_ADDED:
        return log(field.value_added_rate * field.output_ratio)
    if carrier == BY_PURCHASES:
        return log(parts_share(row, field, curves, crowd) * field.unaffiliated_share)
    return 0.0


@compiled_into
def parts_share(row: int, field: FieldDraw, curves: Floats, crowd: Crowd) -> float:
    """Parts purchases per revenue of a row."""
    joint = field.share_by_size * crowd.size[row] + field.share_own * crowd.share[row]
    return read(curves, field.parts_share_curve, joint)


@compiled_within
def member_paths(
    dice: Dice,
    horizon: Horizon,
    rows: int,
    field: FieldDraw,
    growth: Floats,
    curves: Floats,
    everyone: bool,
    members: Members,
    crowd: Crowd,
) -> None:
    """Log revenue of the members in every year of the path, of `everyone` or of those that begin a project.

    Known years stand; years after the last one are drawn forward from it and years before the first
    one backward; a year between lies between its neighbours, with the spread that a step there has
    when both ends are held.
    """
    last_place = horizon.path_years - 1
    for row in range(rows):
        if not everyone and crowd.started[row].max() == 0.0:
            continue
        member = crowd.member[row]
        carrier = members.carrier[member]
        if carrier == NO_CARRIER:
            path_from_base(dice, horizon, row, field, growth, curves, crowd)
            continue
        per_revenue = _carried(carrier, row, field, curves, crowd)
        first, last = members.span[member, 0], members.span[member, 1]
        gap = False
        for place in range(first, last + 1):
            known = members.log_carrier[member, place]
            gap = gap or isnan(known)
            crowd.log_revenue[row, place] = known - per_revenue
        draw_steps(dice, horizon, row, last + 1, last_place, field, growth, curves, crowd)
        for place in range(last + 1, last_place + 1):
            crowd.log_revenue[row, place] = crowd.log_revenue[row, place - 1] + crowd.steps[place]
        draw_steps(dice, horizon, row, 1, first, field, growth, curves, crowd)
        for place in range(first, 0, -1):
            crowd.log_revenue[row, place - 1] = crowd.log_revenue[row, place] - crowd.steps[place]
        if gap:
            draw_steps(dice, horizon, row, first + 1, last, field, growth, curves, crowd)
            _bridge(row, first, last, growth, crowd)


@compiled_into
def _bridge(row: int, first: int, last: int, growth: Floats, crowd: Crowd) -> None:
    """Fill the unknown years between two known ones."""
    before = first
    for place in range(first + 1, last + 1):
        if isnan(crowd.log_revenue[row, place]):
            continue
        width = place - before
        rise = crowd.log_revenue[row, place] - crowd.log_revenue[row, before]
        for inside in range(before + 1, place):
            passed = (inside - before) / width
            held = sqrt(width * passed * (1.0 - passed))
            crowd.log_revenue[row, inside] = (
                crowd.log_revenue[row, before] + passed * rise + held * (crowd.steps[inside] - growth[inside])
            )
        before = place
