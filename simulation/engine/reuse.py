"""A moved control draws again only the measures that it touches.

The dice are keyed, so what a measure costs depends on its own parameters and on nothing that
another measure drew: the rest of an earlier result stands, bit for bit.
"""

from __future__ import annotations

from dataclasses import replace

import xarray as xr

from simulation.engine.run import Progress, manifest_of, simulate
from simulation.measures import MEASURES
from simulation.outlay import Outlay
from simulation.population.panel import Panel
from simulation.scenario import Scenario
from simulation.scenario.scenario import AFTER_THE_DICE

# Measures that share a result: the two routes of clause 5, and supported investment.
_TOGETHER = (
    {"insurance_compensation", "application_award"},
    {"interest_subsidy", "scene_subsidy"},
)


def touched(before: Scenario, after: Scenario) -> tuple[str, ...]:
    """The measures whose draws differ between two scenarios; all where it cannot be told."""
    own: set[str] = set()
    for pair in after.differences(before):
        path = pair.key.path
        if path.startswith(AFTER_THE_DICE):
            continue
        room, name, *rest = path.split(".")
        measure = rest[-1] if room == "delivery" and rest else name
        if room not in ("policy", "measures", "response", "delivery") or measure not in MEASURES:
            return MEASURES
        own.add(measure)
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
    changed = touched(before, scenario)
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
