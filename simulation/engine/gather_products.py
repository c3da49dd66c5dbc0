"""A panel's first-set products as the kernel reads them. Money in 万元."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.engine.gather import Register, last_told, nearest_known
from simulation.engine.gather_items import by_year, keys_of
from simulation.engine.known import (
    ALL,
    KNOWN,
    NEVER,
    NOT_KNOWN,
    OPEN,
    Flags,
    Floats,
    Integers,
    KnownProducts,
    Members,
)
from simulation.law.rule import YUAN
from simulation.panel import Panel
from simulation.panel.half_filled import NO_SILENCE, Silence, half_filled
from simulation.scenario import Scenario


def no_products(years: int, taken: Integers) -> KnownProducts:
    """No product known."""
    none, table = np.zeros(0), np.zeros((0, years))
    whole, keys = none.astype(np.int64), none.astype(np.uint64)
    wide = table.astype(np.int64)
    return KnownProducts(
        keys, wide, whole, whole, table, table, whole, whole, whole, table, none, whole,
        keys, none, wide, table.astype(np.bool_), taken,
    )  # fmt: skip


def gather_products(
    panel: Panel,
    found: Register,
    members: Members,
    member_ids: pd.Index,
    scenario: Scenario,
    silent: Silence,
    only: str | None,
) -> KnownProducts:
    """The first-set products of the register's enterprises, or of one of them, beside whom none is drawn."""
    frame = panel.tables.get("products")
    years, cohorts = list(scenario.years), scenario.history_years + scenario.years
    if frame is None or frame.empty:
        return no_products(len(years), np.full(len(cohorts), ALL if only else 0))
    end = last_told(frame)
    taken = np.array([0 if cohort > end else ALL for cohort in cohorts])
    if half_filled("products", frame) and silent is not NO_SILENCE and end in cohorts:
        taken[cohorts.index(end)] = frame.loc[frame["recognised_year"] == end, "product_id"].nunique()
    if only is not None:
        taken[:] = ALL
        frame = frame[frame["enterprise_id"] == only]
    if frame.empty:
        return no_products(len(years), taken)
    frame = frame.sort_values(["product_id", "year"])
    names = pd.Index(frame["product_id"].unique())
    told = sorted({*frame["year"].astype(int), *years, end})
    rows = frame.groupby("product_id")
    last = rows["year"].last().to_numpy(np.int64)
    waiting = names.isin(list(silent.things["products"]))
    goes_on = (last == end) | waiting
    ends = np.where(waiting, last, end)
    recognised = rows["recognised_year"].first().to_numpy(np.int64)
    premium, insured_sum, sales = (
        by_year(frame, "product_id", one, names, told) for one in ("premium", "insured_sum", "sales")
    )
    premium, sales = (np.where(amounts < 0.5 / YUAN, 0.0, amounts) for amounts in (premium, sales))
    makers = pd.Index(sorted(frame["enterprise_id"].unique()))
    at = found.ids.get_indexer(makers)
    sizes = dict(zip(member_ids, members.size, strict=True))
    insured, premiums, sums = _insurance(frame, names, told, premium, insured_sum, goes_on, ends)
    sold, sales_told, first_sale = _sales(frame, names, told, sales, goes_on, ends)
    performance = slice(told.index(years[0]), told.index(years[0]) + len(years))
    before = [year < years[0] for year in told]
    year_before = sales_told[:, told.index(years[0] - 1)] if years[0] - 1 in told else np.zeros(names.size)
    return KnownProducts(
        keys=keys_of("first_set", names),
        maker=_owners(frame, names, told, makers)[:, performance],
        recognised=recognised - years[0],
        insured=insured,
        premium=premiums[:, performance],
        insured_sum=sums[:, performance],
        insured_before=(premiums[:, before] > 0).sum(axis=1).astype(np.int64),
        sold=sold,
        unsold=np.where(np.isnan(sales).all(axis=1), 0, np.maximum(ends - recognised + 1, 0)).astype(
            np.int64
        ),
        sales=sales_told[:, performance],
        sales_before=np.nan_to_num(year_before),
        first_sale=first_sale - years[0],
        maker_keys=keys_of("roster", makers),
        maker_size=np.array([sizes.get(maker, np.nan) for maker in makers]),
        maker_district=found.district[at],
        maker_there=found.there[at],
        taken=taken,
    )


def _no_row(frame: pd.DataFrame, names: pd.Index, told: list[int]) -> Flags:
    rows = frame.assign(row=1.0)
    return np.isnan(by_year(rows, "product_id", "row", names, told))


def _insurance(
    frame: pd.DataFrame,
    names: pd.Index,
    told: list[int],
    premium: Floats,
    insured_sum: Floats,
    goes_on: Flags,
    ends: Integers,
) -> tuple[Integers, Floats, Floats]:
    """How each product is insured, its premiums and its insured sums (products, years).

    A blank premium of a product that is insured in another year is that of the nearest such year;
    after the last year that the table tells of it (`ends`) a product goes on as it was in that year.
    """
    paid = np.where(premium > 0, premium, np.nan)
    at = nearest_known(paid)
    insured = np.where((at[:, 0] != NOT_KNOWN), KNOWN, np.where(np.isnan(premium).all(axis=1), OPEN, NEVER))
    nearest = np.where(at == NOT_KNOWN, 0.0, np.take_along_axis(paid, np.maximum(at, 0), axis=1))
    absent, later = _no_row(frame, names, told), np.array(told) > ends[:, None]
    filled = np.where(absent, 0.0, np.where(np.isnan(premium), nearest, premium))
    last = np.take_along_axis(filled, np.searchsorted(told, ends)[:, None], axis=1)
    filled = np.where(later, np.where(goes_on[:, None], last, 0.0), filled)
    known_sum = nearest_known(insured_sum)
    sums = np.where(
        known_sum == NOT_KNOWN, np.nan, np.take_along_axis(insured_sum, np.maximum(known_sum, 0), axis=1)
    )
    return insured.astype(np.int64), filled, sums


def _sales(
    frame: pd.DataFrame, names: pd.Index, told: list[int], sales: Floats, goes_on: Flags, ends: Integers
) -> tuple[Integers, Floats, Integers]:
    """How each product sells, its sales (products, years), NaN where they follow, and the year of its first sale."""
    some = (sales > 0).any(axis=1)
    first_sale = np.where(some, np.array(told)[(sales > 0).argmax(axis=1)], 0)
    sold = np.where(some, KNOWN, np.where(goes_on, OPEN, NEVER))
    absent, later = _no_row(frame, names, told), np.array(told) > ends[:, None]
    filled = np.where(absent, 0.0, sales)
    filled = np.where(later, np.where(goes_on[:, None], np.nan, 0.0), filled)
    # A blank before the first known sale is no sale that is known.
    before_sale = np.array(told)[None, :] < first_sale[:, None]
    filled = np.where(np.isnan(filled) & before_sale, 0.0, filled)
    return sold.astype(np.int64), filled, first_sale.astype(np.int64)


def _owners(frame: pd.DataFrame, names: pd.Index, told: list[int], makers: pd.Index) -> Integers:
    """The number of each product's maker in every year: of its row, else of the row before, else the next."""
    number = frame.assign(maker=makers.get_indexer(frame["enterprise_id"]).astype(np.float64))
    owners = by_year(number, "product_id", "maker", names, told)
    at = nearest_known(owners)
    return np.take_along_axis(owners, at, axis=1).astype(np.int64)
