"""A raw table: what every reader of files hands on, and what the reading of cells starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pandas as pd
from openpyxl.utils import get_column_letter

from simulation.panel.headings import Heading
from simulation.panel.tables import Table
from simulation.text.problems import Problem, Spot, Text
from simulation.unpack.cell_values import Mark

__all__ = ["Hidden", "Mark", "Refused", "Row", "Sheet", "Source"]

# What becomes of the rows and sheets that a spreadsheet hides.
Hidden = Literal["read", "leave_out"]


def marked(marks: pd.Series[int], which: Mark) -> pd.Series[bool]:
    """Which cells of a column have one of some marks."""
    return (marks & int(which)) != 0


class Source(NamedTuple):
    """The file that a table was read from and the sheet that it is there; a CSV file has none."""

    file: str = ""
    sheet: str = ""


_NO_SOURCE = Source()


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
    source: Source = _NO_SOURCE

    def spotted(self, table: Table, problems: Sequence[Problem]) -> list[Problem]:
        """Problems of the table with where in its file they are, in words."""
        places = {column.id: place for place, column in enumerate(self.heading.columns) if column}
        headings = {column.id: column.heading for column in table.columns}

        def spot(problem: Problem) -> Spot:
            names = [headings.get(name, Text(name, name)) for name in problem.column.split(" + ") if name]
            heading = Text(" + ".join(one.zh for one in names), " + ".join(one.en for one in names))
            place = places.get(problem.column)
            cell = (
                "" if place is None or problem.row is None else f"{get_column_letter(place + 1)}{problem.row}"
            )
            return Spot(table.title, heading, cell, *self.source)

        return [replace(problem, spot=spot(problem)) for problem in problems]


class Row(NamedTuple):
    """A row of a file by its number; `marks` has a sign a cell, chr(48 + Mark), and is empty for CSV."""

    number: int
    cells: list[str]
    marks: str = ""
    hidden: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it, no formula either."""
        return not any(self.cells) and not self.marks.strip("0")


class Refused(Exception):
    """A file or a table that is not read, and why."""

    def __init__(
        self, place: str, wrong: Text, right: Text, row: int | None = None, column: str = "", value: str = ""
    ) -> None:
        super().__init__(wrong.en)
        self.problem = Problem(place, wrong, right, row, column, value)
