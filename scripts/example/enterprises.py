"""Invented enterprises: as many of each field, as large and as unsteady as the default population has them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scripts.example.by_hand import AT_THE_THRESHOLD, YEARS
from scripts.example.dice import dice, drawn, mode, scores
from simulation.population.facts import load_facts

_CLAUSE_3 = ("connected_vehicle", "hydrogen_vehicle")
# The share of cells that nobody filled in.
_BLANK = {
    "revenue": 0.01,
    "output_value": 0.02,
    "value_added": 0.05,
    "parts_purchases": 0.04,
    "technology_breakthrough": 0.06,
}


def make_firms(count: int) -> pd.DataFrame:
    """Enterprises with field, district, first and last year; fields in proportion to the default counts."""
    facts = load_facts()
    modes = {field: mode(facts.fields[field]["count"]) for field in facts.enterprise_fields}
    scale = count / sum(modes.values())
    fields = [field for field, mode in modes.items() for _ in range(max(5, round(mode * scale)))]
    ids = pd.Series([f"E{number:03d}" for number in range(1, len(fields) + 1)])
    firms = pd.DataFrame({"enterprise_id": ids, "name": "示例企业" + ids.str[1:], "field": fields})
    firms["district"] = _districts(firms)
    lines = pd.Series([field for field, _ in AT_THE_THRESHOLD])
    place = firms.groupby("field").cumcount()
    # The first firms of a field stand on its thresholds: `line` is theirs in the table, −1 for all others.
    where = pd.Series(lines.index, pd.MultiIndex.from_arrays([lines, lines.groupby(lines).cumcount()]))
    firms["line"] = where.reindex(
        pd.MultiIndex.from_arrays([firms["field"], place]), fill_value=-1
    ).to_numpy()
    # Of a hundred firms four come after 2021 and four go before 2024.
    comes, goes = dice(ids, "comes"), dice(ids, "goes")
    stays = firms["line"] >= 0
    firms["first"] = np.select([stays, comes < 0.02, comes < 0.04], [2021, 2023, 2022], 2021)
    firms["last"] = np.select([stays, goes < 0.02, goes < 0.04], [2024, 2022, 2023], 2024)
    return firms.assign(last=firms[["first", "last"]].max(axis=1))


def _districts(firms: pd.DataFrame) -> np.ndarray:
    """By the weights of the field; the golden ratio spreads even a small roster over all districts."""
    spread = (0.04 + np.arange(len(firms)) * 0.6180339887498949) % 1.0
    found = np.empty(len(firms), dtype=object)
    for field, rows in firms.groupby("field").indices.items():
        weights, _ = load_facts().weights(str(field))
        edges = np.cumsum(list(weights.values())) / sum(weights.values())
        found[rows] = np.array(list(weights))[np.searchsorted(edges, spread[rows])]
    return found


def _revenue(firms: pd.DataFrame) -> np.ndarray:
    """Revenue (firm, year): the field's size curve in 2022, and Laplace growth from year to year."""
    found = np.empty((len(firms), len(YEARS)))
    for field, rows in firms.groupby("field").indices.items():
        facts, ids = load_facts().fields[str(field)], firms["enterprise_id"].iloc[rows]
        size = drawn(str(field), "revenue", ids)
        p = np.stack([dice(ids, "growth", year) - 0.5 for year in YEARS], axis=1)
        laplace = -np.sign(p) * np.log1p(-2.0 * np.abs(p)) / np.sqrt(2.0)
        path = np.cumsum(mode(facts["growth"]) + float(facts["growth_scale"].value) * laplace, axis=1)
        found[rows] = size[:, None] * np.exp(path - path[:, [YEARS.index(2022)]])
    return found


def make_enterprises(firms: pd.DataFrame) -> pd.DataFrame:
    """One row an enterprise and year; what no measure asks of a field stays blank, and some cells besides."""
    ids, field = firms["enterprise_id"], firms["field"]
    revenue = _revenue(firms)
    rate = drawn("all", "value_added_rate", ids)
    share = drawn("all", "parts_share", ids) * drawn("all", "unaffiliated_share", ids)
    capacity = (1000.0 * np.ceil(pd.Series(revenue[:, 0]) / 9000.0)).where(field == "vehicle_oem")
    breakthrough = pd.Series(dice(ids, "breakthrough") < 0.4, dtype=float).where(field.isin(_CLAUSE_3))
    years = []
    for place, year in enumerate(YEARS):
        rows = firms.assign(year=year, revenue=revenue[:, place], technology_breakthrough=breakthrough)
        rows["output_value"] = rows["revenue"] * (0.97 + 0.06 * dice(ids, "output", year))
        rows["value_added"] = rows["output_value"] * rate * np.exp(0.08 * scores(ids, "value added", year))
        bought = rows["revenue"] * share * np.exp(0.1 * scores(ids, "purchases", year))
        rows["parts_purchases"] = bought.where(field.isin(("robots", "additive", "vehicle_oem")))
        rows["approved_capacity"] = capacity
        rows["vehicle_output"] = np.floor(capacity * (0.4 + 0.1 * place))
        rows["nev_output"] = np.floor(rows["vehicle_output"] * (0.2 + 0.15 * place))
        for column, blank in _BLANK.items():
            rows[column] = rows[column].where(dice(ids, "blank", column, year) > blank)
        years.append(rows)
    whole = pd.concat(years).sort_values(["enterprise_id", "year"], ignore_index=True)
    for line, (_, facts) in enumerate(AT_THE_THRESHOLD):
        known = dict(facts)
        turnover = known.get("output_value") or tuple(bought / 0.36 for bought in known["parts_purchases"])
        known = {
            "revenue": turnover,
            "output_value": turnover,
            "value_added": tuple(0.2 * one for one in turnover),
        } | known
        if "parts_purchases" not in facts:
            known["technology_breakthrough"] = (1,) * len(YEARS)
        for column, values in known.items():
            whole.loc[whole["line"] == line, column] = values
    return whole[whole["year"].between(whole["first"], whole["last"])]
