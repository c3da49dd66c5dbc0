"""A raw table: what every reader of files hands on, and what the reading of cells starts from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

import pandas as pd

from simulation.population.panel.headings import Heading
from simulation.problems import Problem


class Mark(IntFlag):
    """What a cell of a workbook was before it became text; a text and a cell of a CSV file have no mark."""

    NUMBER = 1
    DATE = 2
    ERROR = 4
    FLAG = 8
    # The value was computed by a formula and is the one that the workbook stores.
    FORMULA = 16
    # A formula of which no value is stored: the text is empty.
    UNSTORED = 32


def marked(marks: pd.Series[int], which: Mark) -> pd.Series[bool]:
    """Which cells of a column have one of some marks."""
    return (marks & int(which)) != 0


@dataclass(frozen=True)
class Sheet:
    """A raw table: text cells; its index is the row in the file, its labels the places of the heading.

    `marks` has the shape of `cells` and holds the `Mark` of each cell as uint8; `notices` tell
    what was read although the user may not see it.
    """

    heading: Heading
    cells: pd.DataFrame
    marks: pd.DataFrame
    notices: tuple[Problem, ...] = ()
