"""Projects that are probably one: its loans were entered as projects of their own."""

from __future__ import annotations

import pandas as pd

from simulation.law.policy import load_policy
from simulation.panel.faults import Finding, plain
from simulation.panel.tables import Table
from simulation.text.problems import Problem, Text


def split_projects(table: Table, rows: pd.DataFrame) -> list[Finding]:
    """Warnings about projects of one enterprise and the same years, below the law's floor only one by one.

    `rows` have canonical columns; their index is that of the file.
    """
    floor = load_policy().measures["interest_subsidy"].parameters["investment_floor"].value
    assert floor is not None
    rows = rows.assign(at=rows.index)
    by_project = rows.sort_values("year").groupby("project_id")
    projects = by_project.agg(
        owner=("enterprise_id", "last"), investment=("investment", "last"), at=("at", "last")
    )
    projects["years"] = [tuple(sorted(set(years))) for _, years in by_project["year"]]
    small = projects[projects["investment"].round(4) < floor]
    return [
        _asked(table, group, floor)
        for _, group in small.groupby(["owner", "years"])
        if len(group) > 1 and round(group["investment"].sum(), 4) >= floor
    ]


def _asked(table: Table, group: pd.DataFrame, floor: float) -> Finding:
    names, total, least = list(group.index), plain(group["investment"].sum()), f"{floor:,.12g}"

    def tell(row: int) -> Problem:
        return Problem(
            table.id,
            Text(
                f"同一企业这 {len(names)} 个项目年度相同，投资额各不足 {least} 万元、合计 {total} 万元：是否为一个项目的几笔贷款？",
                f"these {len(names)} projects of one enterprise have the same years and less than {least} 万元 each, "
                f"{total} together: are they one project with several loans?",
            ),
            Text(
                "若是，请用同一项目编号，各笔填不同的贷款编号（loan_id），每行都填项目的全部投资额；若不是则无需改动",
                "if so, give them one project_id, a loan_id each, and the whole investment in every row; if not, leave them",
            ),
            row,
            "project_id",
            " + ".join(names),
            "warning",
        )

    return Finding([int(group["at"].min())], tell, "project_id")
