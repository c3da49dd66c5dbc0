"""An invented roster is known by what it holds, whatever it is called and however it was saved."""

import pandas as pd
import pytest

from simulation.engine.run import simulate
from simulation.panel import Panel, read_panel
from simulation.panel.invented import EXAMPLE, is_invented, warning_of
from simulation.scenario import Scenario


@pytest.fixture(scope="module")
def example():
    return read_panel(EXAMPLE)


def firms(panel):
    return panel.tables["enterprises"]


def test_the_shipped_example_is_invented_and_so_are_parts_of_it(example):
    assert (
        is_invented(example) and is_invented(example.of_enterprises()) and is_invented(example.only("E001"))
    )
    (warning,) = warning_of(example, "x")
    assert warning.severity == "warning" and "不得用于预算" in warning.line("zh")


def test_it_stays_invented_without_names_or_with_some_cells_changed(example):
    bare = firms(example).drop(columns="name")
    assert is_invented(Panel({"enterprises": bare}))
    renamed = firms(example).assign(name="甲公司", enterprise_id=firms(example)["enterprise_id"] + "X")
    renamed.loc[renamed.index[:200], "revenue"] += 1.0
    assert is_invented(Panel({"enterprises": renamed}))
    assert is_invented(Panel({"enterprises": bare.drop(columns="revenue")}))


@pytest.mark.parametrize(
    ("name", "invented"),
    [
        ("甲公司（虚构）", True),
        ("Fictitious Robots Ltd", True),
        ("Reinvented Machines", False),
        ("甲公司", False),
    ],
)
def test_a_name_that_says_so_is_believed(name, invented):
    head = "enterprise_id,name,district,field,year,revenue"
    panel = read_panel({"enterprises.csv": f"{head}\nA,{name},yuhang,robots,2023,5000\n".encode()})
    assert is_invented(panel) is invented
    assert bool(warning_of(panel, "x")) is invented


def test_a_roster_without_any_amount_is_not_taken_for_the_example():
    frame = pd.DataFrame(
        {"enterprise_id": ["A"], "district": ["yuhang"], "field": ["robots"], "year": [2023]}
    )
    assert not is_invented(Panel({"enterprises": frame}))


def test_a_run_says_whether_its_roster_is_invented(example):
    few = Scenario().with_value("simulation.draws", 2)
    assert simulate(few, example).manifest["panel_invented"] is True
    assert simulate(few).manifest["panel_invented"] is False
