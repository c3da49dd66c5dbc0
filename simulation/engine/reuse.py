"""A moved control draws again only the measures that it touches.

The dice are keyed, so what a measure costs depends on its own parameters and on nothing that
another measure drew: the rest of an earlier result stands, bit for bit.
"""

from __future__ import annotations

from dataclasses import replace

import xarray as xr

from simulation.engine.outlay import Outlay
from simulation.engine.run import Progress, manifest_of, simulate
from simulation.law import MEASURES
from simulation.law.policy import load_policy
from simulation.law.terms import measures_read, rule_of
from simulation.panel import Panel
from simulation.population.facts import load_facts
from simulation.scenario import Scenario

_POLICY = load_policy()
_OF_ENTERPRISES = tuple(one.id for one in _POLICY.measures.values() if one.fields)
# The two routes of a product are chosen between, so they are drawn together.
ROUTES = tuple(one.id for one in _POLICY.measures.values() if one.table == "products")
# Measures that share a result: the routes, and the supported investment.
_TOGETHER = (set(ROUTES), {one.id for one in _POLICY.measures.values() if one.invests})


def read_by(reading: str) -> tuple[str, ...]:
    """The measures that a phrase is about: those whose rule takes it, or those that a part of a year is cut from."""
    if reading == "first_year":
        return tuple(one.id for one in _POLICY.measures.values() if one.recurrent)
    return measures_read(reading)


def _touched_by(path: str) -> tuple[str, ...]:
    """The measures that read one key; all where it cannot be told."""
    room, name, *rest = [*path.split("."), ""]
    if room == "readings":
        return read_by(name) or MEASURES
    if room == "fields":
        return _touched_by_fact(name, rest[0])
    if path in ("economy.macro_sd", "economy.field_sd", "delivery.take_up_size_correlation"):
        return _OF_ENTERPRISES
    if path == "economy.loan_rate":
        return tuple(one.id for one in _POLICY.measures.values() if one.table == "projects")
    measure = rest[0] if room == "delivery" else name
    if room in ("policy", "measures", "response", "delivery") and measure in MEASURES:
        return (measure,)
    return MEASURES


def _touched_by_fact(population: str, fact: str) -> tuple[str, ...]:
    """The measures that ask for what a fact of a population makes; all for the districts of what is in no field."""
    facts = load_facts()
    own = facts.fields.get(population, {}).get(fact) or facts.fields["all"].get(fact)
    makes = set(own.makes) if own else set()
    if population != "all" and population not in facts.enterprise_fields:
        return tuple(one for one in MEASURES if _asks(one, makes)) if makes else MEASURES
    return tuple(
        one
        for one in _OF_ENTERPRISES
        if (not makes or _asks(one, makes))
        and (population == "all" or population in _POLICY.measures[one].fields)
    )


def _asks(measure: str, makes: set[str]) -> bool:
    """Whether a measure's claims stand in a table that is made, or ask for a fact that is."""
    table = _POLICY.measures[measure].table
    if table == "enterprises":
        return bool(makes & set(rule_of(measure).columns()))
    return table in makes


def _read_by_members(path: str) -> bool:
    room, population, *_ = path.split(".")
    if room == "fields":
        return population == "all" or population in load_facts().enterprise_fields
    return room == "economy" or path == "delivery.take_up_size_correlation"


def touched(before: Scenario, after: Scenario, roster: bool = False) -> tuple[str, ...]:
    """The measures whose draws differ between two scenarios; all where it cannot be told.

    An enterprise of a roster may have been in another field, and makes first-set products: there,
    what any field reads may touch every measure.
    """
    paths = [pair.key.path for pair in after.differences(before) if not pair.key.after_the_dice]
    own = {
        measure
        for path in paths
        for measure in (MEASURES if roster and _read_by_members(path) else _touched_by(path))
    }
    for group in _TOGETHER:
        if own & group:
            own |= group
    return tuple(measure for measure in MEASURES if measure in own)


def simulate_from(
    scenario: Scenario,
    before: Scenario,
    base: Outlay,
    panel: Panel | None = None,
    *,
    progress: Progress | None = None,
) -> Outlay:
    """What `simulate(scenario, panel)` gives, from another scenario's result on the same roster where it can."""
    changed = touched(before, scenario, panel is not None)
    if len(changed) == len(MEASURES) or scenario.number("simulation.precision") > 0:
        return simulate(scenario, panel, progress=progress)
    rest = {f"measures.{measure}": "off" for measure in MEASURES if measure not in changed}
    if not changed:
        return replace(base, headline=scenario.headline, manifest=manifest_of(scenario, panel, base.manifest))
    part = simulate(scenario.with_values(rest), panel, progress=progress)
    data = base.data.copy(deep=True)
    for name in ("amount", "claimants", "capped", "supported", "outcomes"):
        data[name].loc[{"measure": list(changed)}] = part.data[name].sel(measure=list(changed))
    if "interest_subsidy" in changed:
        data["investment"] = xr.DataArray(part.data.investment.values, dims=("draw", "year"))
    seconds = {"engine_seconds": part.manifest["engine_seconds"]}
    return Outlay(data, scenario.headline, manifest_of(scenario, panel, {**base.manifest, **seconds}))
