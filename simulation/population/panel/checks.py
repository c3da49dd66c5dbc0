"""What rows of a panel must have in common: keys, fixed facts, limits, and their enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import pandas as pd

from simulation.population.panel.tables import Table
from simulation.problems import Problem, Text


def within(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """Problems inside one typed table."""
    return _duplicates(table, frame) + _disagreements(table, frame) + _contradictions(table, frame)


def _duplicates(table: Table, frame: pd.DataFrame) -> list[Problem]:
    key = [column for column in table.key if column in frame]
    repeated = frame[frame.duplicated(key, keep="first") & (frame[list(key)] != "").all(axis=1)]
    return [
        Problem(
            table.id,
            Text("重复的行", "a duplicate key"),
            Text("同一编号同一年度只留一行", "keep one row for this key"),
            int(row),
            " + ".join(key),
            " ".join(_plain(value) for value in values),
        )  # type: ignore[call-overload]
        for row, values in zip(repeated.index, repeated[key].to_numpy(), strict=True)
    ]


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _disagreements(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """A fact that belongs to the thing and not to the year must agree in all its rows."""
    problems = []
    for column in table.fixed:
        first = frame.groupby(table.key[0])[column].transform("first")
        for row in frame.index[(frame[column] != first) & frame[column].notna() & first.notna()]:
            problems.append(
                Problem(
                    table.id,
                    Text("同一编号各行不一致", "differs between the rows of one id"),
                    Text(f"前一行为 {first.loc[row]:g}", f"an earlier row says {first.loc[row]:g}"),
                    int(row),
                    column,
                    f"{frame.loc[row, column]:g}",
                )
            )
    return problems


_AT_MOST = (
    ("products", "premium", "insured_sum", Text("保费高于投保金额", "a premium above the insured sum")),
    (
        "enterprises",
        "nev_output",
        "vehicle_output",
        Text("新能源汽车产量高于整车产量", "more new-energy vehicles than vehicles"),
    ),
)


def _contradictions(table: Table, frame: pd.DataFrame) -> list[Problem]:
    problems = []
    for name, smaller, larger, wrong in _AT_MOST:
        if name == table.id:
            for row in frame.index[frame[smaller] > frame[larger]]:
                problems.append(
                    Problem(
                        name,
                        wrong,
                        Text(f"不应超过 {frame.loc[row, larger]:g}", f"at most {frame.loc[row, larger]:g}"),
                        int(row),
                        smaller,
                        f"{frame.loc[row, smaller]:g}",
                    )
                )
    return problems


def across(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """An item needs its enterprise's row of that year: the award belongs to its district and field."""
    if "enterprises" not in tables:
        return []
    enterprises = tables["enterprises"]
    known = set(zip(enterprises["enterprise_id"], enterprises["year"], strict=True))
    ids = sorted(set(enterprises["enterprise_id"]))
    problems = []
    for name, frame in tables.items():
        if name == "enterprises" or "enterprise_id" not in frame:
            continue
        for row, identity, year in zip(frame.index, frame["enterprise_id"], frame["year"], strict=True):
            if year != year or not identity or (identity, year) in known:
                continue
            if identity in ids:
                right = Text(
                    f"请在 enterprises 补充 {identity} 的 {year:g} 年",
                    f"add {identity} in {year:g} to enterprises",
                )
            else:
                close = get_close_matches(identity, ids, n=1, cutoff=0.5)
                right = (
                    Text(f"是否为 {close[0]}？", f"did you mean {close[0]}?")
                    if close
                    else Text("请在 enterprises 补充此企业", "add the enterprise to enterprises")
                )
            problems.append(
                Problem(
                    name,
                    Text("企业在该年度没有记录", "the enterprise has no row in that year"),
                    right,
                    int(row),
                    "enterprise_id",
                    f"{identity} {year:g}",
                )
            )
    return problems
