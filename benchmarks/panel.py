"""How long a bureau's own roster takes: 50,000 enterprise-years checked and assessed, 5,000 firms simulated."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pandas as pd

from scripts.make_example_panel import as_csv, make_tables
from simulation.engine.run import simulate
from simulation.judge.assess import assess
from simulation.judge.profile import readiness
from simulation.panel import Panel, read_panel
from simulation.scenario import Scenario

FIRMS = 12_900
ROSTER, DRAWS = 5_000, 10_000
Result = TypeVar("Result")


def panel_lines() -> Iterator[str]:
    """The figures, one line each, as they are measured."""
    tables = make_tables(FIRMS)
    files = {f"{name}.csv": as_csv(frame).encode() for name, frame in tables.items()}
    scenario = Scenario()
    assess(read_panel(files), scenario)  # the rules are compiled now
    read, panel = _best(lambda: read_panel(files))
    judged, rows = _best(lambda: assess(panel, scenario))
    hashed, _ = _best(lambda: Panel(panel.tables).hash)
    looked, _ = _best(lambda: readiness(panel, scenario))
    count = sum(len(frame) for frame in tables.values())
    yield f"panel of {count:,} rows: checked          {read:8.2f} s"
    yield f"  assessed, {len(rows):,} awards and refusals {judged:8.2f} s"
    yield f"  hashed / looked at                 {hashed:8.2f} s / {looked:.2f} s"
    roster = read_panel(
        {f"{name}.csv": as_csv(frame).encode() for name, frame in make_tables(ROSTER).items()}
    )
    simulate(scenario, roster, draws=50)
    simulated, _ = _best(lambda: simulate(scenario, roster, draws=DRAWS))
    alone, _ = _best(lambda: simulate(scenario, draws=DRAWS))
    yield f"roster of {ROSTER:,}, {DRAWS:,} draws        {simulated:8.2f} s"
    yield f"  as often as without a roster       {simulated / alone:8.1f}"
    workbook = _workbook(tables)
    yield f"  the same as .xlsx: checked         {_best(lambda: read_panel({'panel.xlsx': workbook}), 1)[0]:8.2f} s"


def _best(run: Callable[[], Result], rounds: int = 3) -> tuple[float, Result]:
    """Seconds of the fastest round, as other work on the machine only ever adds, and the result."""
    fastest = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        result = run()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest, result


def _workbook(tables: dict[str, pd.DataFrame]) -> bytes:
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter") as writer:
        for name, frame in tables.items():
            frame.to_excel(writer, sheet_name=name, index=False)
    return buffer.getvalue()
