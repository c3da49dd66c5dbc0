"""Whether a roster is invented: then nothing made from it may serve a budget.

Told by what the roster holds, so that the command line and the app agree, under whatever name and in
whatever format it comes: its names say so, or most of its figures are those of the example that this
program carries.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from simulation.panel.reading import Panel, read_panel
from simulation.places import DATA
from simulation.text.problems import Problem, Text

EXAMPLE = DATA / "example-panel"
_SAYS_SO = r"虚构|示例企业|示例单位|(?i:\b(?:fictitious|invented)\b)"
_NAMES = (("enterprises", "name"), ("scenes", "organisation"))
_PLACE = ["district", "field", "year"]
_AMOUNTS = ("revenue", "output_value", "value_added", "parts_purchases")
_MOST = 0.5


def is_invented(panel: Panel) -> bool:
    """Whether a name says that it is invented, or half of the known amounts are the example's."""
    for table, column in _NAMES:
        frame = panel.tables.get(table)
        if frame is not None and column in frame and frame[column].astype(str).str.contains(_SAYS_SO).any():
            return True
    own = _figures(panel)
    return len(own) > 0 and float(own.isin(_example()).mean()) >= _MOST


def warning_of(panel: Panel, place: str) -> list[Problem]:
    """The warning that an invented roster is one, for whoever reads the result; none for a real one."""
    if not is_invented(panel):
        return []
    return [
        Problem(
            place,
            Text("名册是虚构的示例，企业和数字都不是真的", "the roster is an invented example: no enterprise or figure is real"),
            Text("只供熟悉操作，结果不得用于预算", "for practice only; its results must not be used for a budget"),
            severity="warning",
        )
    ]  # fmt: skip


@lru_cache(maxsize=1)
def _example() -> pd.MultiIndex:
    return _figures(read_panel(EXAMPLE))


def _figures(panel: Panel) -> pd.MultiIndex:
    """Every known amount of the enterprises with its district, field, year and column."""
    frame = panel.tables["enterprises"]
    told = [column for column in _AMOUNTS if column in frame]
    long = frame.melt(_PLACE, told, "column", "amount")
    long = long[long["amount"] > 0]
    return pd.MultiIndex.from_frame(long.astype({"district": str, "field": str, "column": str}))
