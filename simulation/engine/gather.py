"""A panel's enterprises as the kernel reads them. Money in 万元, NaN is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.engine.dice import entity_key
from simulation.engine.known import (
    CARRIERS,
    FOLLOWERS,
    NO_CARRIER,
    NOT_KNOWN,
    NOT_THERE,
    PLANT,
    Flags,
    Floats,
    Integers,
    Members,
)
from simulation.engine.model import GROWING, INVESTING, SHARE, Horizon
from simulation.panel import Panel
from simulation.panel.half_filled import NO_SILENCE, Silence, silence
from simulation.population.curves import GRID, Z_LIMIT, Curve, tabulate
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.scenario.key import LEFT

DISTRICTS = tuple(load_facts().districts)
FIELDS = load_facts().enterprise_fields


@dataclass(frozen=True)
class Register:
    """Every enterprise of a panel by id: what it was in which year, and where it is there.

    `ids` (n,) sorted; `facts` (n, T) by column, NaN for blanks; `district` and `field` (n, Y) as
    numbers, `there` (n, Y); `own_field` (n,) is the field of the last row.
    """

    ids: pd.Index
    facts: Mapping[str, Floats]
    district: Integers
    field: Integers
    there: Flags
    own_field: Integers
    best_output: Floats


def silence_of(panel: Panel, scenario: Scenario) -> Silence:
    """Who has not reported in a table's last year; nobody where the scenario takes them to have left."""
    return NO_SILENCE if scenario.value("roster.missing_rows") == LEFT else silence(panel.tables)


def last_told(frame: pd.DataFrame) -> int:
    """The last year that a table tells of; what a later year brings is not known."""
    return int(frame["year"].max())


def years_to_draw(frame: pd.DataFrame | None, scenario: Scenario) -> Flags:
    """Which performance years (Y,) a table says nothing about: all after its last row's."""
    if frame is None or frame.empty:
        return np.ones(len(scenario.years), dtype=np.bool_)
    return np.array([year > last_told(frame) for year in scenario.years])


def untold(frame: pd.DataFrame, enterprises: pd.Index, silent: frozenset[str], scenario: Scenario) -> Flags:
    """Of which performance years a table does not tell an enterprise's items, (enterprises, Y).

    All after the table's last year and, of those who are `silent` in it, that one too.
    """
    years, last = np.array(scenario.years), last_told(frame)
    waiting = np.asarray(enterprises.isin(list(silent)))
    return (years > last) | (waiting[:, None] & (years == last))


def register(panel: Panel, scenario: Scenario, horizon: Horizon, unreported: frozenset[str]) -> Register:
    """The enterprises table by id and year.

    An enterprise is there in the years in which it has a row; after the table's last year when it
    has a row in that one, and before the table's first year when it has a row in the first. Those
    that are `unreported` in the last year are there in it and after it.
    """
    frame = panel.tables["enterprises"].sort_values(["enterprise_id", "year"])
    ids = pd.Index(frame["enterprise_id"].unique())
    row = ids.get_indexer(frame["enterprise_id"])
    year = frame["year"].to_numpy(np.int64)
    place = year - horizon.path_start
    inside = (place >= 0) & (place < horizon.path_years)
    facts = {}
    for name in (*CARRIERS, *PLANT, "technology_breakthrough"):
        table = np.full((ids.size, horizon.path_years), np.nan)
        table[row[inside], place[inside]] = frame[name].to_numpy(np.float64)[inside]
        facts[name] = table
    output = frame["output_value"].where(year < horizon.path_start)
    best = output.groupby(row).max().fillna(0.0).to_numpy(np.float64)
    first_year, last_year = int(year.min()), int(year.max())
    years = scenario.years
    there = np.zeros((ids.size, len(years)), dtype=np.bool_)
    for column, one in enumerate(years):
        there[row[year == min(max(one, first_year), last_year)], column] = True
        there[:, column] |= ids.isin(list(unreported)) & (one >= last_year)
    return Register(
        ids=ids,
        facts=facts,
        district=_in_force(frame["district"], DISTRICTS, row, year, years),
        field=_in_force(frame["field"], FIELDS, row, year, years),
        there=there,
        own_field=frame["field"].groupby(row).last().map(FIELDS.index).to_numpy(np.int64),
        best_output=best,
    )


def _in_force(
    names: pd.Series[str], known: tuple[str, ...], row: Integers, year: Integers, years: tuple[int, ...]
) -> Integers:
    """A name's number in each performance year, (n, Y): of that year's row, else of the row before, else the next."""
    codes = pd.Categorical(names, categories=known).codes.astype(np.float64)
    wide = pd.DataFrame({"row": row, "year": year, "code": codes}).pivot(
        index="row", columns="year", values="code"
    )
    wide = wide.reindex(columns=sorted({*wide.columns, *years})).ffill(axis=1).bfill(axis=1)
    return wide[list(years)].to_numpy(np.int64)


def nearest_known(values: Floats) -> Integers:
    """For every place of (n, T) that of the last known value up to it, else of the first after it; -1 for none."""
    places = np.where(np.isnan(values), np.nan, np.arange(values.shape[1], dtype=np.float64))
    filled = pd.DataFrame(places).ffill(axis=1).bfill(axis=1).fillna(NOT_KNOWN)
    return filled.to_numpy(np.int64)


def score_in(curve: Curve, values: Floats, log: bool = False, end: float = Z_LIMIT) -> Floats:
    """The normal scores at which a curve has these values; ±`end` for values beyond it."""
    table = tabulate(curve, log)
    if np.ptp(table) == 0.0:
        return np.where(np.isnan(values), np.nan, 0.0)
    return np.asarray(np.interp(np.log(values) if log else values, table, GRID, -end, end))


def gather_members(
    found: Register, kept: Integers, scenario: Scenario, horizon: Horizon, mix: Floats, purchases: Flags
) -> Members:
    """The register's enterprises at the rows `kept`, which are in the order of field and id.

    `mix` (F, 4, 4) says what goes together, `purchases` (F,) in which fields a measure asks for them.
    """
    facts = {name: table[kept] for name, table in found.facts.items()}
    fields = found.own_field[kept]
    carrier, log_carrier = _carriers(facts)
    known = ~np.isnan(log_carrier)
    span = np.stack([known.argmax(axis=1), horizon.path_years - 1 - known[:, ::-1].argmax(axis=1)], axis=1)
    followers = np.stack([facts[name] for name in FOLLOWERS], axis=1)
    nearest = np.stack([nearest_known(facts[name]) for name in FOLLOWERS], axis=1)
    size, share = _scores(facts, fields, carrier, log_carrier, scenario, horizon)
    # Where nothing asks for a parts share it needs no roll.
    asked = (mix[:, [GROWING, INVESTING], SHARE] != 0.0).any(axis=1)[fields]
    asked |= purchases[fields] & (nearest[:, 0, -1] == NOT_KNOWN) | (
        carrier == CARRIERS.index("parts_purchases")
    )
    share[~asked] = 0.0
    performance = slice(horizon.first, None)
    flags = facts["technology_breakthrough"]
    at = nearest_known(flags)
    told = np.take_along_axis(flags, np.maximum(at, 0), axis=1)
    plant = np.stack([facts[name][:, performance] for name in PLANT], axis=2)
    plant[np.isnan(plant).any(axis=2)] = np.nan
    return Members(
        start=np.searchsorted(fields, np.arange(len(FIELDS) + 1)).astype(np.int64),
        keys=np.array([entity_key("roster", one) for one in found.ids[kept]], dtype=np.uint64),
        size=size,
        share=share,
        district=found.district[kept],
        field=np.where(found.there[kept], found.field[kept], NOT_THERE),
        carrier=carrier,
        log_carrier=log_carrier,
        span=span.astype(np.int64),
        facts=followers,
        nearest=nearest,
        best_output=found.best_output[kept],
        breakthrough=np.where(at == NOT_KNOWN, np.nan, told)[:, performance],
        plant=plant,
        plant_scores=_plant_scores(facts, scenario)[:, performance],
    )


def _carriers(facts: Mapping[str, Floats]) -> tuple[Integers, Floats]:
    """Which fact tells each enterprise's revenue, (n,), and its logarithm, (n, T)."""
    some = facts[CARRIERS[0]]
    carrier = np.full(some.shape[0], NO_CARRIER, dtype=np.int64)
    log_carrier = np.full(some.shape, np.nan)
    for number, name in reversed(list(enumerate(CARRIERS))):
        values = facts[name]
        logs = np.log(values, out=np.full(values.shape, np.nan), where=values > 0)
        told = ~np.isnan(logs).all(axis=1)
        carrier[told], log_carrier[told] = number, logs[told]
    return carrier, log_carrier


def _scores(
    facts: Mapping[str, Floats],
    fields: Integers,
    carrier: Integers,
    log_carrier: Floats,
    scenario: Scenario,
    horizon: Horizon,
) -> tuple[Floats, Floats]:
    """Normal scores of size, from the year nearest to the base year, and of the parts share, from the last."""
    at = np.where(
        np.isnan(log_carrier[:, horizon.base]), nearest_known(log_carrier)[:, horizon.base], horizon.base
    )
    base = np.take_along_axis(log_carrier, np.maximum(at, 0)[:, None], axis=1)[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = facts["parts_purchases"] / np.where(facts["revenue"] > 0, facts["revenue"], np.nan)
    last = np.take_along_axis(ratio, np.maximum(nearest_known(ratio)[:, -1:], 0), axis=1)[:, 0]
    size, share = np.full(fields.size, np.nan), np.full(fields.size, np.nan)
    for number in np.unique(fields):
        rows, path = fields == number, f"fields.{FIELDS[number]}"
        output, added = (
            scenario.most_likely(f"{path}.{name}") for name in ("output_ratio", "value_added_rate")
        )
        unaffiliated = scenario.most_likely(f"{path}.unaffiliated_share")
        parts = scenario.curve(f"{path}.parts_share")
        bought = float(parts.at(np.zeros(1))[0]) * unaffiliated
        per_revenue = np.array([1.0, output, bought, added * output])
        revenue = np.exp(base[rows]) / per_revenue[carrier[rows]]
        size[rows] = score_in(scenario.curve(f"{path}.revenue"), revenue, log=True)
        share[rows] = score_in(parts, last[rows] / unaffiliated)
    return size, share


def _plant_scores(facts: Mapping[str, Floats], scenario: Scenario) -> Floats:
    """Normal scores (n, T, 2) of use and mix in the known year that each year follows; NaN for none."""
    made, approved, electric = (facts[name] for name in PLANT)
    with np.errstate(invalid="ignore", divide="ignore"):
        use, share = made / approved, electric / made
    known = np.isfinite(use) & np.isfinite(share)
    at = nearest_known(np.where(known, 0.0, np.nan))
    scores = []
    for name, values in (("utilisation", use), ("nev_share", share)):
        score = score_in(scenario.curve(f"fields.vehicle_oem.{name}"), np.where(known, values, np.nan))
        scores.append(np.where(at == NOT_KNOWN, np.nan, np.take_along_axis(score, np.maximum(at, 0), axis=1)))
    return np.stack(scores, axis=2)
