"""Every preset loads, says what it is, and moves the cost the way it says."""

import numpy as np
import pytest

from simulation.engine.run import simulate
from simulation.places import DATA
from simulation.scenario import Scenario, read_scenario, warnings_of
from simulation.scenario.presets import load_presets

PRESETS = load_presets()


def test_every_file_is_in_the_menu_and_every_entry_has_its_file():
    files = {file.stem for file in (DATA / "scenarios").glob("*.yaml")} - {"presets"}
    assert files == set(PRESETS)
    assert next(iter(PRESETS)) == "baseline"


@pytest.mark.parametrize("identity", PRESETS)
def test_a_preset_loads_without_a_problem_and_says_its_basis(identity):
    preset = PRESETS[identity]
    assert preset.scenario.name == preset.name.zh
    for words in (preset.name, preset.note, preset.basis):
        assert words.zh and words.en
    text = (DATA / "scenarios" / f"{identity}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# ") and "# Basis:" in text
    assert read_scenario(text) == preset.scenario
    odd = [warning for warning in warnings_of(preset.scenario) if "statutory" not in warning.wrong.en]
    assert odd == []


@pytest.mark.parametrize("identity", PRESETS)
def test_only_the_successor_is_a_reform(identity):
    badge = PRESETS[identity].scenario.badge
    assert badge == {"baseline": "baseline", "successor": "reform"}.get(identity, "edited")


@pytest.mark.parametrize(
    ("identity", "sign"),
    [
        ("baseline", 0),
        ("tiered", 0),
        ("strict-audit", -1),
        ("full-take-up", 1),
        ("downturn", -1),
        ("boom", 1),
    ],
)
def test_a_preset_moves_the_total_as_its_note_says(identity, sign):
    few = {"simulation.draws": 200}
    base = simulate(Scenario().with_values(few)).total().mean()
    mean = simulate(PRESETS[identity].scenario.with_values(few)).total().mean()
    assert np.sign(mean - base) == sign
    assert sign == 0 or abs(mean / base - 1) > 0.05


def test_the_successor_costs_its_own_years():
    outlay = simulate(PRESETS["successor"].scenario.with_value("simulation.draws", 50))
    assert outlay.years == (2026, 2027, 2028)
    assert outlay.total().mean() > 0
