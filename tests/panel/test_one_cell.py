"""One changed cell of a panel of 60,000 rows changes its hash and what it is awarded, wherever it stands."""

import numpy as np
import pandas as pd
import pytest

from simulation.judge.assess import assess
from simulation.panel import Panel, read_panel
from simulation.scenario import Scenario

FIRMS, YEARS = 15_000, (2021, 2022, 2023, 2024)
ROWS = FIRMS * len(YEARS)
PLACES = {"first": 0, "middle": ROWS // 2 + 1, "last": ROWS - 1}


def table():
    """Robot makers whose purchases grow each year, so that every figure of purchases decides an award."""
    firm, year = np.divmod(np.arange(ROWS), len(YEARS))
    bought = 1000.0 + firm + 500.0 * year
    return pd.DataFrame(
        {
            "enterprise_id": [f"E{number:05d}" for number in firm],
            "name": "示例",
            "district": "yuhang",
            "field": "robots",
            "year": 2021.0 + year,
            "revenue": bought * 3,
            "output_value": bought * 3,
            "value_added": bought / 2,
            "parts_purchases": bought,
            "vehicle_output": np.nan,
            "approved_capacity": np.nan,
            "nev_output": np.nan,
            "technology_breakthrough": 0.0,
        }
    )


@pytest.fixture(scope="module")
def frame():
    return table()


@pytest.fixture(scope="module")
def panel(frame):
    return Panel({"enterprises": frame})


def edited(frame, place, column, value):
    changed = frame.copy()
    changed.loc[PLACES[place], column] = value
    return Panel({"enterprises": changed})


def total(panel):
    return sum(row.amount for row in assess(panel, Scenario()))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("parts_purchases", 1000.005),
        ("revenue", 0.0),
        ("value_added", np.nan),
        ("technology_breakthrough", 1.0),
        ("district", "xihu"),
        ("field", "additive"),
        ("name", "示列"),
        ("enterprise_id", "E15000"),
        ("year", 2020.0),
    ],
)
def test_the_hash_changes_with_any_one_cell(frame, panel, place, column, value):
    assert edited(frame, place, column, value).hash != panel.hash


@pytest.fixture(scope="module")
def before(panel):
    return total(panel)


@pytest.mark.parametrize(
    ("place", "column", "value"),
    [
        ("first", "parts_purchases", 90_000.0),
        ("middle", "parts_purchases", 90_000.0),
        ("last", "parts_purchases", 90_000.0),
        ("last", "field", "rail"),
    ],
)
def test_the_awarded_total_changes_with_one_cell_that_decides(frame, before, place, column, value):
    assert total(edited(frame, place, column, value)) != before


def test_one_changed_character_of_the_file_changes_the_total(frame):
    text = frame.to_csv(index=False)
    row = text.index("\nE07500,示例,yuhang,robots,2023.0,")
    start = text.index(",9500.0,", row)
    changed = text[:start] + ",9500.5," + text[start + 8 :]
    panels = [read_panel({"enterprises.csv": content.encode()}) for content in (text, changed)]
    assert panels[0].hash != panels[1].hash
    # The year's increment grows by half a 万元 and the next year's shrinks by as much: 2023 counts, 2024 too.
    awards = [
        {(row.claimant, row.year): row.amount for row in assess(panel, Scenario()) if row.amount}
        for panel in panels
    ]
    moved = {key for key in awards[0] if awards[0][key] != awards[1][key]}
    assert moved == {("E07500", 2023), ("E07500", 2024)}
