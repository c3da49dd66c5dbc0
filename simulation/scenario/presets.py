"""The scenarios to start from: data/scenarios, each a scenario file with the basis of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import yaml

from simulation.places import DATA
from simulation.scenario import Scenario, read_scenario
from simulation.text.problems import Text

_FOLDER = DATA / "scenarios"


@dataclass(frozen=True)
class Preset:
    """A scenario to start from, with its words for the menu."""

    id: str
    name: Text
    note: Text
    basis: Text
    scenario: Scenario


@lru_cache(maxsize=1)
def load_presets() -> Mapping[str, Preset]:
    """Every preset by its id, in the order of the menu. Raises where a file has not its shape."""
    index = yaml.safe_load((_FOLDER / "presets.yaml").read_text(encoding="utf-8"))
    return {
        identity: Preset(
            id=identity,
            **{part: Text(words["zh"], words["en"]) for part, words in entry.items()},
            scenario=read_scenario(_FOLDER / f"{identity}.yaml"),
        )
        for identity, entry in index.items()
    }
