"""Years that a roster does not tell: a last year half filled, things whose rows end before it."""

from __future__ import annotations

import pandas as pd

from simulation.panel.faults import Finding, single
from simulation.panel.half_filled import LASTING, half_filled
from simulation.panel.tables import Table
from simulation.text.problems import Problem, Text

# A few enterprises leave every year, by the model's default 4%; fewer than half of that need no word.
_ORDINARY = 0.02
_COUNTED = {"enterprises": "家", "projects": "个", "models": "个", "products": "个"}


def gaps(table: Table, rows: pd.DataFrame) -> list[Finding]:
    """Warnings of one table without faults: how missing rows are taken, and how that is changed."""
    if table.id not in LASTING:
        return []
    half = half_filled(table.id, rows)
    if half is None:
        return _ended(rows) if table.id == "enterprises" else []
    unit, full = _COUNTED[table.id], f"{half.expected}/{half.expected}"
    return [
        single(
            Problem(
                table.id,
                Text(
                    f"{half.year} 年只有 {half.reported}/{half.expected} {unit}有行（{half.before} 年 {full}）",
                    f"only {half.reported}/{half.expected} have a row in {half.year} ({full} in {half.before})",
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


def _ended(rows: pd.DataFrame) -> list[Finding]:
    """Enterprises whose rows end before the table's last year, where more do than a few leave every year."""
    last = rows["year"].max()
    count = int((rows.groupby("enterprise_id")["year"].max() < last).sum())
    if count <= _ORDINARY * (rows["year"] < last).sum():
        return []
    return [
        single(
            Problem(
                "enterprises",
                Text(
                    f"{count} 家企业在 {last:.0f} 年之前就没有行了，按已退出处理",
                    f"the rows of {count} enterprises end before {last:.0f}: taken as having left",
                ),
                Text("若仍在经营，请补上各年的行", "add their rows if they are still there"),
                column="year",
                severity="warning",
            )
        )
    ]
