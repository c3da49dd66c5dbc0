"""Each fault is told once, whatever else is wrong with its row, and no switch turns the checks off."""

import subprocess
import sys

import pytest

from simulation.panel import Panel, read_panel
from simulation.text.problems import InputError
from tests.places import FIRST

FIRMS = "enterprise_id,district,field,year,vehicle_output,nev_output,technology_breakthrough"
PRODUCTS = "product_id,enterprise_id,year,recognised_year,insured_sum,premium"


def columns_of(**tables):
    """(row, column) of each problem."""
    firms = "\n".join(
        [FIRMS, *tables.pop("enterprises", ["E1,yuhang,robots,2023,,,", "E1,yuhang,robots,2024,,,"])]
    )
    others = {name: "\n".join([PRODUCTS, *rows]) for name, rows in tables.items()}
    with pytest.raises(InputError) as error:
        read_panel({f"{name}.csv": text.encode() for name, text in {"enterprises": firms, **others}.items()})
    return [(problem.row, problem.column) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("E1,yuhang,robots,2023,10,11,", "nev_output"),
        ("E1,yuhang,robots,2023,,,2", "technology_breakthrough"),
        ("E1,yuhang,robots,2023,,,maybe", "technology_breakthrough"),
        ("E1,yuhang,robots,2023.5,,,", "year"),
        ("E1,yuhang,robots,2036,,,", "year"),
        ("E1,yuhang,robots,last,,,", "year"),
        ("E1,yuhang,robots,,,,", "year"),
        ("E1,yuhang,=A1,2023,,,", "field"),
        ("E1,yuhang,robots,=A1,,,", "year"),
        ("E1,yuhang,robots,2023,-9,5,", "vehicle_output"),
        ("E1,yuhang,robots,2023,=A1,5,", "vehicle_output"),
    ],
)
def test_one_fault_is_one_problem(row, column):
    assert columns_of(enterprises=[row]) == [(2, column)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["D,E1,2023,1999,,", "D,E1,2024,2023,,"], [(2, "recognised_year")]),
        ([",E1,2023,2023,,", ",E1,2023,2022,,"], [(2, "product_id"), (3, "product_id")]),
        (["D,E1,1999,2023,,"], [(2, "year")]),
        (["D,,2023,2023,,"], [(2, "enterprise_id")]),
        (["D,E1,2023,2023,-5,1"], [(2, "insured_sum")]),
        (["D,E1,soon,2023,,", "D,E1,then,2023,,"], [(2, "year"), (3, "year")]),
    ],
)
def test_what_follows_from_a_fault_is_not_told_again(rows, expected):
    assert columns_of(products=rows) == expected


def test_the_checks_hold_whatever_the_environment_says():
    code = (
        "from simulation.panel import read_panel\n"
        "read_panel({'enterprises.csv': b'enterprise_id,district,field,year\\nE1,yuhng,robots,2023\\n'})"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY", "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert "InputError" in run.stderr
    assert "yuhng" in run.stderr


def test_reading_a_panel_opens_no_connection():
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise SystemExit('a connection')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from simulation.panel import read_panel\n"
        "print(len(read_panel(Path(sys.argv[1])).tables))"
    )
    run = subprocess.run([sys.executable, "-c", code, str(FIRST)], capture_output=True, text=True)
    assert (run.stdout.strip(), run.stderr) == ("5", "")


def test_every_cell_of_every_table_counts_in_the_hash():
    panel = read_panel(FIRST)
    for name, frame in panel.tables.items():
        for column in frame:
            changed = frame.copy()
            old = changed[column].iloc[-1]
            changed.loc[changed.index[-1], column] = old + "x" if isinstance(old, str) else 7.0
            assert Panel({**panel.tables, name: changed}).hash != panel.hash, (name, column)
