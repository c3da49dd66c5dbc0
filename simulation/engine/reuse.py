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
from simulation.panel import Panel
from simulation.scenario import Scenario
from simulation.scenario.scenario import AFTER_THE_DICE

# Measures that share a result: the two routes of clause 5, and supported investment.
_TOGETHER = (
    {"insurance_compensation", "application_award"},
    {"interest_subsidy", "scene_subsidy"},
)

# What each doubtful phrase is about.
READINGS = {
    "prior_growth": ("capacity_award", "oem_parts_award", "growth_award", "parts_subsidy"),
    "interest_years": ("interest_subsidy",),
    "capacity_once": ("capacity_award",),
    "growth_tiers": ("growth_award",),
    "insurance_limit": ("insurance_compensation",),
    "insurance_cap": ("insurance_compensation",),
    "application_cap": ("application_award",),
    "application_cap_period": ("application_award",),
    "first_year": (
        "interest_subsidy",
        "oem_parts_award",
        "parts_subsidy",
        "insurance_compensation",
        "application_award",
    ),
}

# Claims of a field's enterprises, and the facts that only some of them read; the others read them all.
_OF_ENTERPRISES = MEASURES[:6]
_READ_BY = {
    **dict.fromkeys(
        ("spike", "spike_ratio", "spike_size_exponent", "loan_financed", "loan_share", "loan_spread_sd"),
        ("interest_subsidy",),
    ),
    **dict.fromkeys(("term_years", "months_first_year"), ("interest_subsidy",)),
    **dict.fromkeys(
        ("unaffiliated_share", "purchases_noise", "parts_share"), ("oem_parts_award", "parts_subsidy")
    ),
    "output_ratio": ("capacity_award", "growth_award"),
    "breakthrough": ("growth_award",),
    **dict.fromkeys(("value_added_rate", "value_added_noise"), ("capacity_award",)),
    **dict.fromkeys(
        ("utilisation", "nev_share", "persistence", "utilisation_nev_correlation"), ("capacity_award",)
    ),
    **dict.fromkeys(("new_models_per_year", "new_model_sales"), ("new_model_award",)),
}
_OF_POPULATIONS = {
    "first_set": ("insurance_compensation", "application_award"),
    "scenes": ("scene_subsidy",),
    "fund": ("fund_investment",),
}


def _touched_by(path: str) -> tuple[str, ...]:
    """The measures that read one key; all where it cannot be told."""
    room, name, *rest = [*path.split("."), ""]
    if room == "readings":
        return READINGS.get(name, MEASURES)
    if room == "fields":
        return _touched_by_fact(name, rest[0])
    if path in ("economy.macro_sd", "economy.field_sd", "delivery.take_up_size_correlation"):
        return _OF_ENTERPRISES
    if path == "economy.loan_rate":
        return ("interest_subsidy",)
    measure = rest[0] if room == "delivery" else name
    if room in ("policy", "measures", "response", "delivery") and measure in MEASURES:
        return (measure,)
    return MEASURES


def _touched_by_fact(population: str, fact: str) -> tuple[str, ...]:
    if population in _OF_POPULATIONS:
        return MEASURES if fact == "districts" else _OF_POPULATIONS[population]
    policy = load_policy()
    readers = _READ_BY.get(fact, _OF_ENTERPRISES)
    return tuple(one for one in readers if population == "all" or population in policy.measures[one].fields)


def _read_by_members(path: str) -> bool:
    room, population, *_ = path.split(".")
    if room == "fields":
        return population not in _OF_POPULATIONS
    return room == "economy" or path == "delivery.take_up_size_correlation"


def touched(before: Scenario, after: Scenario, roster: bool = False) -> tuple[str, ...]:
    """The measures whose draws differ between two scenarios; all where it cannot be told.

    An enterprise of a roster may have been in another field, and makes first-set products: there,
    what any field reads may touch every measure.
    """
    paths = [
        pair.key.path for pair in after.differences(before) if not pair.key.path.startswith(AFTER_THE_DICE)
    ]
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
