"""All that a panel knows, as the kernel reads it; without a panel nothing is known and everything drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.engine.gather import FIELDS, Register, gather_members, register, silence_of
from simulation.engine.gather_items import (
    gather_items,
    gather_loans,
    gather_models,
    no_items,
    no_loans,
)
from simulation.engine.gather_products import gather_products, no_products
from simulation.engine.known import FOLLOWERS, NOT_THERE, Flags, Floats, Integers, Known, KnownModels, Members
from simulation.engine.model import NOT_IN_ROSTER, Horizon
from simulation.law import MEASURES
from simulation.law.terms import asking
from simulation.panel import Panel
from simulation.scenario import Scenario
from simulation.text.problems import InputError, Problem, Text


def gather(
    panel: Panel | None, scenario: Scenario, horizon: Horizon, claims: Flags, mix: Floats, only: str | None
) -> tuple[Known, Integers]:
    """What is known, and how many members each field has (F,), NOT_IN_ROSTER where the panel lacks the field.

    `claims` (F, M) are the measures of each field, `mix` (F, 4, 4) what goes together in it. With
    `only`, an enterprise's id, nobody else is a member; Raises InputError for an id that is not there.
    """
    if panel is None:
        return _alike(nothing_known(scenario, horizon)), np.full(len(FIELDS), NOT_IN_ROSTER, dtype=np.int64)
    silent = silence_of(panel, scenario)
    found = register(panel, scenario, horizon, silent.things["enterprises"])
    kept = _kept(found, only)
    ids = pd.Index(found.ids[kept])
    purchases = claims[:, [MEASURES.index(one) for one in asking("parts_purchases")]].any(axis=1)
    members = gather_members(found, kept, scenario, horizon, mix, purchases)
    known = Known(
        members=members,
        loans=gather_loans(panel, ids, found.own_field[kept], scenario, silent),
        models=gather_models(panel, ids, found, scenario, silent),
        products=gather_products(panel, found, members, ids, scenario, silent, only),
        scenes=gather_items(panel, "scenes", ("investment", "score"), scenario, only),
        fund=gather_items(panel, "fund", ("district_contribution", "city_contribution"), scenario, only),
    )
    held = np.isin(np.arange(len(FIELDS)), found.own_field)
    there = np.bincount(found.own_field[found.there.any(axis=1)], minlength=len(FIELDS))
    return _alike(known), np.where(held, there, NOT_IN_ROSTER).astype(np.int64)


def _alike(known: Known) -> Known:
    """The same with every array in one layout: the kernel is compiled anew for each that it meets."""
    parts = [type(part)(*(np.require(array, requirements=["C", "W"]) for array in part)) for part in known]
    return Known(*parts)


def _kept(found: Register, only: str | None) -> Integers:
    """The rows of the register that are members, by field and then by id."""
    if only is not None and only not in found.ids:
        raise InputError(
            [
                Problem(
                    "enterprises",
                    Text("名册中没有此企业", "the roster has no such enterprise"),
                    Text("请核对企业编号", "check the id"),
                    column="enterprise_id",
                    value=only,
                )
            ]
        )
    present = found.there.any(axis=1) & (True if only is None else found.ids == only)
    rows = np.flatnonzero(present)
    return rows[np.argsort(found.own_field[rows], kind="stable")]


def stages_of(claims: Flags, members: Members) -> Flags:
    """The measures to look at for each field (F, M): its own, and those of fields that its members were in."""
    stages = claims.copy()
    for field in range(claims.shape[0]):
        visited = members.field[members.start[field] : members.start[field + 1]]
        for other in np.unique(visited[visited != NOT_THERE]):
            stages[field] |= claims[other]
    return stages


def nothing_known(scenario: Scenario, horizon: Horizon) -> Known:
    """No roster: all years of all tables are drawn."""
    years = horizon.years
    drawn = np.ones(years, dtype=np.bool_)
    none, wide = np.zeros(0), np.zeros((0, years))
    flags = wide.astype(np.bool_)
    whole, keys, numbers = none.astype(np.int64), none.astype(np.uint64), wide.astype(np.int64)
    path = np.zeros((0, horizon.path_years))
    facts = np.zeros((0, len(FOLLOWERS), horizon.path_years))
    members = Members(
        start=np.zeros(len(FIELDS) + 1, dtype=np.int64),
        keys=keys,
        size=none,
        share=none,
        district=numbers,
        field=numbers,
        carrier=whole,
        log_carrier=path,
        span=np.zeros((0, 2), dtype=np.int64),
        facts=facts,
        nearest=facts.astype(np.int64),
        best_output=none,
        breakthrough=wide,
        plant=np.zeros((0, years, 3)),
        plant_scores=np.zeros((0, years, 2)),
    )
    start = np.zeros(1, dtype=np.int64)
    return Known(
        members=members,
        loans=no_loans(0, years),
        models=KnownModels(start, none, wide, flags, none, none, drawn, keys, flags, flags),
        products=no_products(
            years, np.zeros(len(scenario.history_years) + len(scenario.years), dtype=np.int64)
        ),
        scenes=no_items(drawn),
        fund=no_items(drawn),
    )
