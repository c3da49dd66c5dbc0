"""A run as the contract writes it: JSON, and the same tables as CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.engine.outlay import Outlay, summarise
from simulation.money.budget import budget_lines
from simulation.money.payers import Bill
from simulation.scenario import Scenario
from simulation.system.writing import write_files
from simulation.text.plain import csv_of


def as_result(outlay: Outlay, scenario: Scenario) -> dict[str, Any]:
    """The object that `run --json` prints (contract, "Commands"). Money in 万元."""
    split = Bill.of(outlay, scenario)
    due = split.cash.sum(axis=1)
    return {
        "manifest": dict(outlay.manifest),
        "measures": [
            {"measure": measure, **outlay.summary((measure,)).as_json()}
            for measure in outlay.measures
            if measure in scenario.enabled
        ],
        "total": outlay.summary().as_json(),
        "by_year": [{"year": year, **outlay.summary(year=year).as_json()} for year in outlay.years],
        "by_fiscal_year": [
            {"year": year, **summarise(due[:, place]).as_json()}
            for place, year in enumerate(scenario.fiscal_years)
        ],
        "payers": [{"payer": payer, **summarise(split.total(payer)).as_json()} for payer in split.payers],
        "budget": [line.as_json() for line in budget_lines(split)],
    }


def write_result(result: dict[str, Any], folder: Path) -> list[str]:
    """The result as result.json and one CSV a table, UTF-8 with a mark so that Excel shows Chinese.

    Returns the names of the files that held something else before. Raises InputError where the
    folder cannot be written to.
    """
    text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
    tables = {
        f"{name}.csv": csv_of(pd.json_normalize(rows))
        for name, rows in result.items()
        if isinstance(rows, list)
    }
    return write_files(folder, {"result.json": text.encode(), **tables})
