"""Years that a roster does not tell: a last year half filled, things whose rows end before it."""

from __future__ import annotations

import pandas as pd

from simulation.population.panel.findings import Finding, single
from simulation.population.panel.half_filled import LASTING, half_filled
from simulation.population.panel.tables import Table
from simulation.problems import Problem, Text

_COUNTED = {"enterprises": "家", "projects": "个", "models": "个", "products": "个"}


def gaps(table: Table, rows: pd.DataFrame) -> list[Finding]:
    """Warnings of one table without faults: how missing rows are taken, and how that is changed."""
    if table.id not in LASTING:
        return []
    half = half_filled(table.id, rows)
    if half is None:
        return [single(_ended(rows))] if table.id == "enterprises" and _ends(rows) else []
    unit, full = _COUNTED[table.id], f"{half.expected}/{half.expected}"
    return [
        single(
            Problem(
                table.id,
                Text(
                    f"{half.year} 年只有 {half.reported}/{half.expected} {unit}有行（{half.before} 年 {full}）",
                    f"only {half.reported} of {half.expected} have a row in {half.year} ({full} in {half.before})",
                ),
                Text(
                    "其余按尚未填报处理，后续年份照常模拟；确已退出的，请在情景中设 roster.missing_rows: left",
                    "the others are taken for not reported yet and simulated on;"
                    " if they have left, set roster.missing_rows: left in the scenario",
                ),
                column="year",
                value=str(half.year),
                severity="warning",
            )
        )
    ]


def _ends(rows: pd.DataFrame) -> int:
    return int((rows.groupby("enterprise_id")["year"].max() < rows["year"].max()).sum())


def _ended(rows: pd.DataFrame) -> Problem:
    count, last = _ends(rows), int(rows["year"].max())
    return Problem(
        "enterprises",
        Text(
            f"{count} 家企业在 {last} 年之前就没有行了，按已退出处理",
            f"the rows of {count} enterprises end before {last}: taken as having left",
        ),
        Text("若仍在经营，请补上各年的行", "add their rows if they are still there"),
        column="year",
        severity="warning",
    )
