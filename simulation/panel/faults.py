"""Findings: which rows are at fault, and their problems, told only as far as anyone can read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from simulation.panel.tables import Table
from simulation.text.problems import MOST_PROBLEMS, Problem, unlisted


@dataclass(frozen=True)
class Finding:
    """Rows of the file with the same fault in one column, and what tells the problem of each."""

    rows: ArrayLike
    tell: Callable[[int], Problem]
    column: str


def single(problem: Problem) -> Finding:
    """The finding of one problem; one without a row comes before those of the rows."""
    return Finding([problem.row or 0], lambda _: problem, problem.column)


def told(table: Table, findings: Sequence[Finding]) -> list[Problem]:
    """The first MOST_PROBLEMS problems as one reads the table, then one that says how many more there are.

    Rows come in the order of the file and columns in that of the table, unknown ones last. A broken upload may have a problem in every cell; only those that are listed are put into words.
    """
    rows = [np.asarray(finding.rows, dtype=np.int64) for finding in findings]
    sources = np.repeat(np.arange(len(rows)), [len(each) for each in rows])
    places = np.concatenate([*rows, np.empty(0, np.int64)])
    order = {column.id: place for place, column in enumerate(table.columns)}
    columns = np.array([order.get(finding.column, len(order)) for finding in findings], dtype=np.int64)
    first = np.lexsort((columns[sources], places))[:MOST_PROBLEMS]
    problems = [findings[sources[place]].tell(int(places[place])) for place in first]
    more = len(places) - len(problems)
    if more:
        problems.append(unlisted(table.id, more, problems[-1].severity))
    return problems


def plain(value: object) -> str:
    """A value as people write it: no exponent for money, no noise of binary fractions."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
