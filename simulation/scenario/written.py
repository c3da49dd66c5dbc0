"""A scenario as the nested mapping of its file."""

from __future__ import annotations

import json
from typing import Any, cast

from simulation.scenario.keys import catalogue
from simulation.scenario.scenario import Scenario
from simulation.scenario.values import plain


def as_tree(scenario: Scenario) -> dict[str, Any]:
    """The scenario as the nested mapping of its file: the name and only what differs."""
    nested: dict[str, Any] = {"name": scenario.name} if scenario.name else {}
    for path, value in scenario.overrides:
        *branches, leaf = path.split(".")
        at = nested
        for branch in branches:
            at = at.setdefault(branch, {})
        at[leaf] = plain(value)
    return nested


def whole_tree(scenario: Scenario) -> dict[str, Any]:
    """The scenario as a file that says every value in force, so that it stands without this program's defaults.

    Values as JSON holds them; what only inherits is left out, and so is what is empty.
    """
    nested: dict[str, Any] = {"name": scenario.name} if scenario.name else {}
    for path, key in catalogue().items():
        value = scenario.value(path)
        if value in (None, ()) or (key.inherits and not scenario.is_changed(path)):
            continue
        *branches, leaf = path.split(".")
        at = nested
        for branch in branches:
            at = at.setdefault(branch, {})
        at[leaf] = plain(value)
    return cast(dict[str, Any], json.loads(json.dumps(nested, default=str, ensure_ascii=False)))
