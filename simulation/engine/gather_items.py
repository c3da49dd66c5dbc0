"""A panel's loans, models, scenes and fund projects as the kernel reads them. Money in 万元.

A table that is given tells of every year up to its last one: what has no row then was not there. Only
in a last year that is half filled may a thing without a row have not reported yet.
"""

from __future__ import annotations

from math import inf

import numpy as np
import pandas as pd
from scipy.special import ndtr

from simulation.engine.dice import entity_key
from simulation.engine.gather import (
    DISTRICTS,
    FIELDS,
    Register,
    last_told,
    score_in,
    untold,
    years_to_draw,
)
from simulation.engine.known import Flags, Floats, Integers, Keys, KnownItems, KnownModels, Loans
from simulation.law.clauses.scene_subsidy import ranked
from simulation.panel import Panel
from simulation.panel.half_filled import Silence, runs_on
from simulation.scenario import Scenario

_CERTAIN = 1.0 - 1e-9
_PART = "\x1f"  # between the name of a project and that of its loan: sorts before any sign of a name
_OEM = FIELDS.index("vehicle_oem")


def keys_of(kind: str, names: pd.Index) -> Keys:
    """The dice keys of things by their names."""
    return np.array([entity_key(kind, name) for name in names], dtype=np.uint64)


def by_year(frame: pd.DataFrame, key: str, column: str, names: pd.Index, years: list[int]) -> Floats:
    """A column by thing and year, (things, years); NaN for blanks and where there is no row."""
    wide = frame.pivot(index=key, columns="year", values=column)
    return wide.reindex(index=names, columns=years).to_numpy(np.float64)


def _by_member(owner: pd.Series[str], members: pd.Index) -> tuple[pd.Index, Integers]:
    """Names of the things whose owner is a member, by member and then by name, and where each member's start."""
    place = pd.Series(members.get_indexer(owner), index=owner.index)
    place = place[place >= 0].sort_index().sort_values(kind="stable")
    start = np.searchsorted(place.to_numpy(), np.arange(members.size + 1)).astype(np.int64)
    return pd.Index(place.index), start


def _last_owner(frame: pd.DataFrame, key: str) -> pd.Series[str]:
    return frame.sort_values("year").groupby(key)["enterprise_id"].last()


def _with_loans(frame: pd.DataFrame) -> pd.DataFrame:
    """Projects with a column `thing`, the name of the row's loan: the project's own where it has one."""
    several = frame["loan_id"] != ""
    names = frame["project_id"].where(~several, frame["project_id"] + _PART + frame["loan_id"])
    return frame.assign(thing=names, runs=runs_on(frame))


def gather_loans(
    panel: Panel, members: pd.Index, own_field: Integers, scenario: Scenario, silent: Silence
) -> Loans:
    """The loans of the members (ids in their order, `own_field` the number of each one's field).

    All loans of a project are its last owner's.
    """
    frame = panel.tables.get("projects")
    years = list(scenario.years)
    if frame is None or frame.empty:
        return no_loans(members.size, len(years))
    loans, end = _with_loans(frame), last_told(frame)
    project = loans.groupby("thing")["project_id"].first()
    names, start = _by_member(project.map(_last_owner(frame, "project_id")), members)
    kept, project = loans[loans["thing"].isin(names)], project.reindex(names)
    facts = np.stack(
        [by_year(kept, "thing", one, names, years) for one in ("investment", "loan", "loan_rate", "months")],
        axis=2,
    )
    rows = kept.sort_values("year").groupby("thing")
    last_rows = rows.last().reindex(names)
    elapsed = rows["months"].sum().reindex(names).to_numpy(np.float64)
    # In years without a row a loan that goes on is what its last row said.
    for column, name in enumerate(("investment", "loan", "loan_rate")):
        empty = np.isnan(facts[:, :, column])
        facts[:, :, column] = np.where(
            empty, last_rows[name].to_numpy(np.float64)[:, None], facts[:, :, column]
        )
    owner_field = np.repeat(own_field, np.diff(start))
    passed = np.ones(names.size)
    for number in np.unique(owner_field):
        term = scenario.curve(f"fields.{FIELDS[number]}.term_years")
        of_field = owner_field == number
        passed[of_field] = ndtr(score_in(term, elapsed[of_field] / 12.0, end=inf))
    last = last_rows["year"].to_numpy(np.int64)
    newest = last_rows["year"].groupby(project).transform("max").to_numpy(np.int64)
    waiting = project.isin(list(silent.things["projects"])).to_numpy() & (last == newest)
    runs = last_rows["runs"].to_numpy(np.bool_) & ((last == end) | waiting) & (passed < _CERTAIN)
    return Loans(
        start=start,
        keys=np.array([entity_key("loan", *name.split(_PART)) for name in names], dtype=np.uint64),
        project=_first_of_each(project) - np.repeat(start[:-1], np.diff(start)),
        facts=facts,
        last=np.where(runs, last - years[0], len(years)).astype(np.int64),
        elapsed=elapsed,
        passed=passed,
        drawn=untold(frame, members, silent.owners["projects"], scenario),
    )


def _first_of_each(names: pd.Series[str]) -> Integers:
    """For each place that of the first one with the same name."""
    places = pd.Series(np.arange(len(names)), index=names.index)
    return places.groupby(names).transform("min").to_numpy(np.int64)


def no_loans(members: int, years: int) -> Loans:
    """No project known."""
    none = np.zeros(0)
    return Loans(
        np.zeros(members + 1, np.int64),
        none.astype(np.uint64),
        none.astype(np.int64),
        np.zeros((0, years, 4)),
        none.astype(np.int64),
        none,
        none,
        np.ones((members, years), dtype=np.bool_),
    )


def gather_models(
    panel: Panel, members: pd.Index, found: Register, scenario: Scenario, silent: Silence
) -> KnownModels:
    """The vehicle models of the members, and every carmaker of the register."""
    frame = panel.tables.get("models")
    years, drawn = list(scenario.years), years_to_draw(frame, scenario)
    makes_cars = (found.field == _OEM) & found.there
    carmakers = makes_cars.any(axis=1)
    keys, there = keys_of("roster", found.ids[carmakers]), makes_cars[carmakers]
    if frame is None or frame.empty:
        none, wide = np.zeros(0), np.zeros((0, len(years)))
        start = np.zeros(members.size + 1, np.int64)
        flags = np.zeros_like(there)
        return KnownModels(start, none, wide, wide > 0.0, none, none, drawn, keys, there, flags)
    names, start = _by_member(_last_owner(frame, "model_id"), members)
    kept = frame[frame["model_id"].isin(names)]
    history = kept[kept["year"] < years[0]]
    best = history.groupby("model_id")["sales"].max().reindex(names).fillna(0.0)
    before = by_year(kept, "model_id", "sales", names, [years[0] - 1])[:, 0]
    open_years = untold(frame, found.ids[carmakers], silent.owners["models"], scenario)
    return KnownModels(
        start=start,
        listed=kept.groupby("model_id")["listed_year"].first().reindex(names).to_numpy(np.float64),
        sales=by_year(kept, "model_id", "sales", names, years),
        follows=untold(frame, names, silent.things["models"], scenario),
        best_before=best.to_numpy(np.float64),
        sales_before=np.nan_to_num(before),
        drawn=drawn | open_years.any(axis=0),
        carmakers=keys,
        there=there,
        told=~open_years,
    )


def gather_items(
    panel: Panel, table: str, columns: tuple[str, str], scenario: Scenario, only: str | None
) -> KnownItems:
    """Scenes, the best first, or fund projects, of the performance years; none for one enterprise alone."""
    frame = panel.tables.get(table)
    if only is not None:
        return no_items(np.zeros(len(scenario.years), dtype=np.bool_))
    drawn = years_to_draw(frame, scenario)
    if frame is None or frame.empty:
        return no_items(drawn)
    key = frame.columns[0]
    inside = frame[frame["year"].isin(scenario.years)]
    inside = ranked(inside) if table == "scenes" else inside.sort_values(["year", key])
    return KnownItems(
        start=np.searchsorted(inside["year"], [*scenario.years, np.inf]).astype(np.int64),
        keys=keys_of(table, pd.Index(inside[key])),
        district=np.array([DISTRICTS.index(one) for one in inside["district"]], dtype=np.int64),
        facts=inside[list(columns)].to_numpy(np.float64),
        drawn=drawn,
    )


def no_items(drawn: Flags) -> KnownItems:
    """None known."""
    none = np.zeros(0, dtype=np.int64)
    start = np.zeros(drawn.size + 1, dtype=np.int64)
    return KnownItems(start, none.astype(np.uint64), none, np.zeros((0, 2)), drawn)
