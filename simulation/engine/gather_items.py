"""A panel's loans, models, products, scenes and fund projects as the kernel reads them. Money in 万元.

A table that is given tells of every year up to its last one: what has no row then was not there.
"""

from __future__ import annotations

from math import inf

import numpy as np
import pandas as pd
from scipy.special import ndtr

from simulation.engine.dice import entity_key
from simulation.engine.gather import (
    DISTRICTS,
    FIELDS,
    Register,
    last_told,
    nearest_known,
    score_in,
    years_to_draw,
)
from simulation.engine.known import (
    KNOWN,
    NEVER,
    NOT_KNOWN,
    OPEN,
    Flags,
    Floats,
    Integers,
    Keys,
    KnownItems,
    KnownModels,
    KnownProducts,
    Loans,
    Members,
)
from simulation.population.panel import Panel
from simulation.scenario import Scenario

_CERTAIN = 1.0 - 1e-9
_OEM = FIELDS.index("vehicle_oem")


def _keys(kind: str, names: pd.Index) -> Keys:
    return np.array([entity_key(kind, name) for name in names], dtype=np.uint64)


def _wide(frame: pd.DataFrame, key: str, column: str, names: pd.Index, years: list[int]) -> Floats:
    """A column by thing and year, (things, years); NaN for blanks and where there is no row."""
    wide = frame.pivot(index=key, columns="year", values=column)
    return wide.reindex(index=names, columns=years).to_numpy(np.float64)


def _by_member(frame: pd.DataFrame, key: str, members: pd.Index) -> tuple[pd.DataFrame, pd.Index, Integers]:
    """The rows of things whose last owner is a member, their names by member and then by id, and where each member's start."""
    owner = frame.sort_values("year").groupby(key)["enterprise_id"].last()
    place = pd.Series(members.get_indexer(owner), index=owner.index)
    place = place[place >= 0].sort_index().sort_values(kind="stable")
    start = np.searchsorted(place.to_numpy(), np.arange(members.size + 1)).astype(np.int64)
    return frame[frame[key].isin(place.index)], pd.Index(place.index), start


def gather_loans(panel: Panel, members: pd.Index, own_field: Integers, scenario: Scenario) -> Loans:
    """The projects of the members (ids in their order, `own_field` the number of each one's field)."""
    frame = panel.tables.get("projects")
    years, drawn = list(scenario.years), years_to_draw(frame, scenario)
    if frame is None or frame.empty:
        return no_loans(members.size, len(years), drawn)
    kept, names, start = _by_member(frame, "project_id", members)
    facts = np.stack(
        [
            _wide(kept, "project_id", one, names, years)
            for one in ("investment", "loan", "loan_rate", "months")
        ],
        axis=2,
    )
    rows = kept.sort_values("year").groupby("project_id")
    last_rows, count = rows.last().reindex(names), rows.size().reindex(names)
    elapsed = rows["months"].sum().reindex(names).to_numpy(np.float64)
    # In years without a row a loan that goes on is what its last row said.
    for column, name in enumerate(("investment", "loan", "loan_rate")):
        empty = np.isnan(facts[:, :, column])
        facts[:, :, column] = np.where(
            empty, last_rows[name].to_numpy(np.float64)[:, None], facts[:, :, column]
        )
    owner_field = np.repeat(own_field, np.diff(start))
    passed = np.ones(names.size)
    for number in np.unique(owner_field):
        term = scenario.curve(f"fields.{FIELDS[number]}.term_years")
        of_field = owner_field == number
        passed[of_field] = ndtr(score_in(term, elapsed[of_field] / 12.0, end=inf))
    # A loan runs into the next year when it ran to the end of the last one, or began in it.
    months = last_rows["months"].to_numpy(np.float64)
    runs = (months >= 12.0) | (count.to_numpy() == 1) & (months > 0.0)
    end = last_told(frame)
    runs &= (last_rows["year"].to_numpy(np.int64) == end) & (passed < _CERTAIN)
    return Loans(
        start=start,
        keys=_keys("loan", names),
        facts=facts,
        last=np.where(runs, end - years[0], len(years)).astype(np.int64),
        elapsed=elapsed,
        passed=passed,
        drawn=drawn,
    )


def no_loans(members: int, years: int, drawn: Flags) -> Loans:
    """No project known."""
    none = np.zeros(0)
    return Loans(
        np.zeros(members + 1, np.int64),
        none.astype(np.uint64),
        np.zeros((0, years, 4)),
        none.astype(np.int64),
        none,
        none,
        drawn,
    )


def gather_models(panel: Panel, members: pd.Index, found: Register, scenario: Scenario) -> KnownModels:
    """The vehicle models of the members, and every carmaker of the register."""
    frame = panel.tables.get("models")
    years, drawn = list(scenario.years), years_to_draw(frame, scenario)
    makes_cars = (found.field == _OEM) & found.there
    carmakers = makes_cars.any(axis=1)
    keys, there = _keys("roster", found.ids[carmakers]), makes_cars[carmakers]
    if frame is None or frame.empty:
        none = np.zeros(0)
        start = np.zeros(members.size + 1, np.int64)
        return KnownModels(start, none, np.zeros((0, len(years))), none, none, drawn, keys, there)
    kept, names, start = _by_member(frame, "model_id", members)
    history = kept[kept["year"] < years[0]]
    best = history.groupby("model_id")["sales"].max().reindex(names).fillna(0.0)
    before = _wide(kept, "model_id", "sales", names, [years[0] - 1])[:, 0]
    return KnownModels(
        start=start,
        listed=kept.groupby("model_id")["listed_year"].first().reindex(names).to_numpy(np.float64),
        sales=_wide(kept, "model_id", "sales", names, years),
        best_before=best.to_numpy(np.float64),
        sales_before=np.nan_to_num(before),
        drawn=drawn,
        carmakers=keys,
        there=there,
    )


def no_products(years: int, drawn: Flags) -> KnownProducts:
    """No product known."""
    none, table = np.zeros(0), np.zeros((0, years))
    whole, keys = none.astype(np.int64), none.astype(np.uint64)
    wide = table.astype(np.int64)
    return KnownProducts(
        keys, wide, whole, whole, table, table, whole, whole, whole, table, none, whole,
        keys, none, wide, table.astype(np.bool_), drawn,
    )  # fmt: skip


def gather_products(
    panel: Panel,
    found: Register,
    members: Members,
    member_ids: pd.Index,
    scenario: Scenario,
    only: str | None,
) -> KnownProducts:
    """The first-set products of the register's enterprises, or of one of them."""
    frame = panel.tables.get("products")
    years, cohorts = list(scenario.years), scenario.history_years + scenario.years
    if frame is None or frame.empty:
        return no_products(len(years), np.full(len(cohorts), only is None))
    end = last_told(frame)
    drawn = np.array([only is None and cohort > end for cohort in cohorts])
    if only is not None:
        frame = frame[frame["enterprise_id"] == only]
    if frame.empty:
        return no_products(len(years), drawn)
    frame = frame.sort_values(["product_id", "year"])
    names = pd.Index(frame["product_id"].unique())
    told = sorted({*frame["year"].astype(int), *years})
    rows = frame.groupby("product_id")
    goes_on = (rows["year"].last() == end).to_numpy()
    recognised = rows["recognised_year"].first().to_numpy(np.int64)
    premium, insured_sum, sales = (
        _wide(frame, "product_id", one, names, told) for one in ("premium", "insured_sum", "sales")
    )
    makers = pd.Index(sorted(frame["enterprise_id"].unique()))
    at = found.ids.get_indexer(makers)
    sizes = dict(zip(member_ids, members.size, strict=True))
    insured, premiums, sums = _insurance(frame, names, told, premium, insured_sum, goes_on, end)
    sold, sales_told, first_sale = _sales(frame, names, told, sales, goes_on, end)
    performance = slice(told.index(years[0]), told.index(years[0]) + len(years))
    before = [year < years[0] for year in told]
    year_before = sales_told[:, told.index(years[0] - 1)] if years[0] - 1 in told else np.zeros(names.size)
    return KnownProducts(
        keys=_keys("first_set", names),
        maker=_owners(frame, names, told, makers)[:, performance],
        recognised=recognised - years[0],
        insured=insured,
        premium=premiums[:, performance],
        insured_sum=sums[:, performance],
        insured_before=(premiums[:, before] > 0).sum(axis=1).astype(np.int64),
        sold=sold,
        unsold=np.where(np.isnan(sales).all(axis=1), 0, np.maximum(end - recognised + 1, 0)).astype(np.int64),
        sales=sales_told[:, performance],
        sales_before=np.nan_to_num(year_before),
        first_sale=first_sale - years[0],
        maker_keys=_keys("roster", makers),
        maker_size=np.array([sizes.get(maker, np.nan) for maker in makers]),
        maker_district=found.district[at],
        maker_there=found.there[at],
        drawn=drawn,
    )


def _no_row(frame: pd.DataFrame, names: pd.Index, told: list[int]) -> Flags:
    rows = frame.assign(row=1.0)
    return np.isnan(_wide(rows, "product_id", "row", names, told))


def _insurance(
    frame: pd.DataFrame,
    names: pd.Index,
    told: list[int],
    premium: Floats,
    insured_sum: Floats,
    goes_on: Flags,
    end: int,
) -> tuple[Integers, Floats, Floats]:
    """How each product is insured, its premiums and its insured sums (products, years).

    A blank premium of a product that is insured in another year is that of the nearest such year;
    after the table's last year a product goes on as it was in that year.
    """
    paid = np.where(premium > 0, premium, np.nan)
    at = nearest_known(paid)
    insured = np.where((at[:, 0] != NOT_KNOWN), KNOWN, np.where(np.isnan(premium).all(axis=1), OPEN, NEVER))
    nearest = np.where(at == NOT_KNOWN, 0.0, np.take_along_axis(paid, np.maximum(at, 0), axis=1))
    absent, later = _no_row(frame, names, told), np.array(told) > end
    filled = np.where(absent, 0.0, np.where(np.isnan(premium), nearest, premium))
    last = filled[:, told.index(end)]
    filled[:, later] = np.where(goes_on, last, 0.0)[:, None]
    known_sum = nearest_known(insured_sum)
    sums = np.where(
        known_sum == NOT_KNOWN, np.nan, np.take_along_axis(insured_sum, np.maximum(known_sum, 0), axis=1)
    )
    return insured.astype(np.int64), filled, sums


def _sales(
    frame: pd.DataFrame, names: pd.Index, told: list[int], sales: Floats, goes_on: Flags, end: int
) -> tuple[Integers, Floats, Integers]:
    """How each product sells, its sales (products, years), NaN where they follow, and the year of its first sale."""
    some = (sales > 0).any(axis=1)
    first_sale = np.where(some, np.array(told)[(sales > 0).argmax(axis=1)], 0)
    sold = np.where(some, KNOWN, np.where(goes_on, OPEN, NEVER))
    absent, later = _no_row(frame, names, told), np.array(told) > end
    filled = np.where(absent, 0.0, sales)
    filled[:, later] = np.where(goes_on, np.nan, 0.0)[:, None]
    # A blank before the first known sale is no sale that is known.
    before_sale = np.array(told)[None, :] < first_sale[:, None]
    filled = np.where(np.isnan(filled) & before_sale, 0.0, filled)
    return sold.astype(np.int64), filled, first_sale.astype(np.int64)


def _owners(frame: pd.DataFrame, names: pd.Index, told: list[int], makers: pd.Index) -> Integers:
    """The number of each product's maker in every year: of its row, else of the row before, else the next."""
    number = frame.assign(maker=makers.get_indexer(frame["enterprise_id"]).astype(np.float64))
    owners = _wide(number, "product_id", "maker", names, told)
    at = nearest_known(owners)
    return np.take_along_axis(owners, at, axis=1).astype(np.int64)


def gather_items(
    panel: Panel, table: str, columns: tuple[str, str], scenario: Scenario, only: str | None
) -> KnownItems:
    """Scenes, the best first, or fund projects, of the performance years; none for one enterprise alone."""
    frame = panel.tables.get(table)
    if only is not None:
        return no_items(np.zeros(len(scenario.years), dtype=np.bool_))
    drawn = years_to_draw(frame, scenario)
    if frame is None or frame.empty:
        return no_items(drawn)
    key = frame.columns[0]
    order, falling = (["year", "score", "investment", key], [True, False, False, True])
    if table == "fund":
        order, falling = ["year", key], [True, True]
    inside = frame[frame["year"].isin(scenario.years)]
    ranked = inside.sort_values(order, ascending=falling, na_position="last")
    facts = ranked[list(columns)].to_numpy(np.float64)
    return KnownItems(
        start=np.searchsorted(ranked["year"], [*scenario.years, np.inf]).astype(np.int64),
        keys=_keys(table, pd.Index(ranked[key])),
        district=np.array([DISTRICTS.index(one) for one in ranked["district"]], dtype=np.int64),
        facts=facts,
        drawn=drawn,
    )


def no_items(drawn: Flags) -> KnownItems:
    """None known."""
    none = np.zeros(0, dtype=np.int64)
    start = np.zeros(drawn.size + 1, dtype=np.int64)
    return KnownItems(start, none.astype(np.uint64), none, np.zeros((0, 2)), drawn)
