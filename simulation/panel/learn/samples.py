"""Samples from a panel, one for each assumption that it can tell; a missing fact is left out and counted.

Every value answers to what the engine draws under the same key, so that a fit can take its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.panel import Panel
from simulation.panel.half_filled import told_until
from simulation.population.facts import load_facts
from simulation.scenario import Scenario

Floats = NDArray[np.float64]
# What the engine takes from a sample: a distribution between enterprises, the middle of the values, the
# share of ones among zeros and ones, the standard deviation about zero.
Use = Literal["curve", "middle", "share", "spread"]
Unit = Literal[
    "enterprise", "enterprise_year", "project", "model", "product", "product_year", "scene", "fund"
]
SALE_WINDOW = 2  # years from recognition, as the key sold_within_two_years says


@dataclass(frozen=True)
class Sample:
    """Facts for one key, `values` (n,) in the key's own unit.

    `unit` is what one value is; `years` are those whose facts were used; `left_out` counts what lacked a
    fact. A share or spread is multiplied by `scale` to make the key's number; of a spread `freedom` values
    are free, the others went into the means that it is taken about.
    """

    name: str
    use: Use
    values: Floats
    unit: Unit
    years: tuple[int, ...]
    left_out: int
    scale: float = 1.0
    freedom: int = 0


@dataclass(frozen=True)
class Growths:
    """Log growth of revenue (n,) from one year to the next: whose, into which year, how large before.

    `left_out` counts rows of a later year than the first that have no such pair.
    """

    enterprises: NDArray[np.object_]
    growth: Floats
    years: NDArray[np.int64]
    relative_size: Floats
    left_out: int


def rows_of(panel: Panel, field: str) -> pd.DataFrame:
    """All rows of the enterprises whose latest row is of the field, by enterprise and year."""
    rows = panel.tables["enterprises"].sort_values(["enterprise_id", "year"])
    return rows[rows.groupby("enterprise_id")["field"].transform("last") == field]


def growths(rows: pd.DataFrame) -> Growths:
    """Every pair of consecutive years with both revenues above zero.

    The size is the earlier year's revenue over the median of the pairs into the same year.
    """
    revenue = rows["revenue"].where(rows["revenue"] > 0)
    same = rows["enterprise_id"].eq(rows["enterprise_id"].shift())
    before = revenue.shift().where(same & rows["year"].eq(rows["year"].shift() + 1))
    paired = revenue.notna() & before.notna()
    years = rows["year"][paired]
    size = before[paired] / before[paired].groupby(years).transform("median")
    asked = int((rows["year"] > rows["year"].min()).sum())
    return Growths(
        rows["enterprise_id"][paired].to_numpy(object),
        np.log((revenue[paired] / before[paired]).to_numpy(np.float64)),
        years.to_numpy(np.int64),
        size.to_numpy(np.float64),
        asked - int(paired.sum()),
    )


def samples_of(panel: Panel, scenario: Scenario, population: str) -> Iterator[Sample]:
    """All samples of a field, of first_set, scenes or fund but those of growth."""
    tables = panel.tables
    if population == "first_set" and "products" in tables:
        yield from _products(tables["products"])
    elif population == "scenes" and "scenes" in tables:
        yield _amounts(tables["scenes"], "scene_id", "investment", "investment", "scene")
    elif population == "fund" and "fund" in tables:
        name = "district_contribution"
        yield _amounts(tables["fund"], "project_id", name, name, "fund")
    elif population in load_facts().field_names:
        rows = rows_of(panel, population)
        yield from _enterprises(rows, scenario, population)
        if "projects" in tables:
            yield from _projects(tables["projects"], rows, scenario, population)
        if population == "vehicle_oem" and "models" in tables:
            models = tables["models"]
            listed = models[models["year"] == models["listed_year"]]
            own = _amounts(listed, "model_id", "sales", "new_model_sales", "model")
            lacking = models["model_id"].nunique() - own.values.size
            yield Sample(own.name, own.use, own.values, own.unit, own.years, lacking)


def parts_shares(rows: pd.DataFrame, scenario: Scenario, field: str) -> pd.Series[float]:
    """Parts purchases per revenue by enterprise; not known where no year has both.

    A panel holds non-affiliated purchases: the parts share times the unaffiliated share. Only the product
    counts; the scenario's most likely unaffiliated share tells the two apart.
    """
    share = scenario.most_likely(f"fields.{field}.unaffiliated_share")
    return _ratios(rows, "parts_purchases", "revenue") / (share if share > 0 else np.nan)


def begun_projects(projects: pd.DataFrame) -> pd.DataFrame:
    """Each project once, by id, as in the first year that has it: enterprise_id, year, investment and its loan.

    Of several loans that year the amounts are summed; rate and months are the means by amount.
    """
    rows = projects[projects["year"] == projects.groupby("project_id")["year"].transform("min")]
    by_project = rows.groupby("project_id")
    begun = by_project[["enterprise_id", "year", "investment", "loan", "loan_rate", "months"]].first()
    several = by_project.size() > 1
    loan = by_project["loan"].sum()
    for name in ("loan_rate", "months"):
        weighted = (rows[name] * rows["loan"]).groupby(rows["project_id"]).sum() / loan.where(loan > 0)
        begun[name] = begun[name].mask(several & weighted.notna(), weighted)
    return begun.assign(loan=loan)


def investment_ratios(
    projects: pd.DataFrame, rows: pd.DataFrame, scenario: Scenario, field: str
) -> pd.DataFrame:
    """Projects begun in a year per revenue of that year, as at the field's median size.

    Columns enterprise_id, year, ratio; one row an enterprise and year in which projects begin. The engine
    lets the ratio fall with (revenue/median)^exponent: that is taken out here.
    """
    begun = begun_projects(projects)
    spikes = begun.groupby(["enterprise_id", "year"])["investment"].sum().reset_index()
    spikes = spikes.merge(rows[["enterprise_id", "year", "revenue"]], on=["enterprise_id", "year"])
    median = float(scenario.curve(f"fields.{field}.revenue").at(np.zeros(1))[0])
    exponent = scenario.most_likely(f"fields.{field}.spike_size_exponent")
    revenue = spikes["revenue"].where(spikes["revenue"] > 0)
    ratio = spikes["investment"] / revenue * (revenue / median) ** exponent
    return spikes.assign(ratio=ratio.where(ratio > 0))[["enterprise_id", "year", "ratio"]]


def _years(years: pd.Series[int]) -> tuple[int, ...]:
    return tuple(sorted({int(year) for year in years}))


def _known(name: str, use: Use, ratios: pd.Series[float], unit: Unit, years: pd.Series[int]) -> Sample:
    known = ratios.dropna()
    return Sample(
        name, use, np.asarray(known, dtype=np.float64), unit, _years(years), len(ratios) - len(known)
    )


def _both(rows: pd.DataFrame, top: str, bottom: str) -> pd.DataFrame:
    return rows[rows[top].notna() & (rows[bottom] > 0)]


def _ratios(rows: pd.DataFrame, top: str, bottom: str) -> pd.Series[float]:
    """Sum over sum of the years that have both, by enterprise: a year of nothing counts as nothing."""
    sums = _both(rows, top, bottom).groupby("enterprise_id")[[top, bottom]].sum()
    return (sums[top] / sums[bottom]).reindex(rows["enterprise_id"].unique())


def _noise(rows: pd.DataFrame, top: str, bottom: str, name: str) -> Sample:
    """Logarithms of the yearly ratio about each enterprise's own mean."""
    both = _both(rows, top, bottom)
    both = both[both[top] > 0]
    logs = pd.Series(np.log(both[top] / both[bottom]), both.index)
    owners = both["enterprise_id"]
    several = logs.groupby(owners).transform("size") > 1
    gaps = (logs - logs.groupby(owners).transform("mean")).where(several).reindex(rows.index)
    found = _known(name, "spread", gaps, "enterprise_year", both["year"][several])
    return replace(found, freedom=found.values.size - owners[several].nunique())


def _enterprises(rows: pd.DataFrame, scenario: Scenario, field: str) -> Iterator[Sample]:
    base = rows[rows["year"] == load_facts().base_year].set_index("enterprise_id")["revenue"]
    revenue = base.where(base > 0).reindex(rows["enterprise_id"].unique())
    yield _known(
        "revenue", "curve", revenue, "enterprise", rows["year"][rows["year"] == load_facts().base_year]
    )
    bought = _both(rows, "parts_purchases", "revenue")["year"]
    yield _known("parts_share", "curve", parts_shares(rows, scenario, field), "enterprise", bought)
    yield _noise(rows, "parts_purchases", "revenue", "purchases_noise")
    for name, top, bottom, use in (*_RATIOS, *(_PLANTS if field == "vehicle_oem" else ())):
        years = _both(rows, top, bottom)["year"]
        yield _known(name, use, _ratios(rows, top, bottom), "enterprise", years)
    yield _noise(rows, "value_added", "output_value", "value_added_noise")
    flags = rows.dropna(subset=["technology_breakthrough"])
    latest = flags.groupby("enterprise_id")["technology_breakthrough"].last()
    latest = latest.reindex(rows["enterprise_id"].unique())
    yield _known("breakthrough", "share", latest, "enterprise", flags["year"])


_RATIOS: tuple[tuple[str, str, str, Use], ...] = (
    ("output_ratio", "output_value", "revenue", "middle"),
    ("value_added_rate", "value_added", "output_value", "middle"),
)
_PLANTS: tuple[tuple[str, str, str, Use], ...] = (
    ("utilisation", "vehicle_output", "approved_capacity", "curve"),
    ("nev_share", "nev_output", "vehicle_output", "curve"),
)


def _projects(projects: pd.DataFrame, rows: pd.DataFrame, scenario: Scenario, field: str) -> Iterator[Sample]:
    own = projects[projects["enterprise_id"].isin(rows["enterprise_id"].unique())]
    spikes = investment_ratios(own, rows, scenario, field)
    yield _known("spike_ratio", "curve", spikes["ratio"], "project", spikes["year"])
    begun = begun_projects(own)
    loans = begun[begun["loan"] > 0]
    yield _known("loan_share", "middle", loans["loan"] / loans["investment"], "project", loans["year"])
    # Of the first year on record nobody can tell whether its loans began in it.
    # A half-filled last year does not show who began none.
    first, last = projects["year"].min(), told_until("projects", projects)
    recent = loans[loans["year"] > first]
    yield _known("months_first_year", "curve", recent["months"], "project", recent["year"])
    rates = scenario.mapping("economy.loan_rate")
    spreads = loans["loan_rate"] - loans["year"].map(rates)
    spread = _known("loan_spread_sd", "spread", spreads, "project", loans["year"])
    yield replace(spread, freedom=spread.values.size)
    asked = rows[(rows["year"] > first) & (rows["year"] <= last)]
    starts = pd.MultiIndex.from_frame(recent[["enterprise_id", "year"]])
    financed = pd.Series(pd.MultiIndex.from_frame(asked[["enterprise_id", "year"]]).isin(starts), dtype=float)
    spike = scenario.most_likely(f"fields.{field}.spike")
    if spike > 0:  # the engine multiplies the two, so the panel tells only their product
        found = _known("loan_financed", "share", financed, "enterprise_year", asked["year"])
        yield replace(found, scale=1.0 / spike)


def _amounts(table: pd.DataFrame, identity: str, column: str, name: str, unit: Unit) -> Sample:
    """A table's amounts, one each: the first year's that is above zero."""
    positive = table[table[column] > 0].sort_values("year")
    first = positive.groupby(identity).first()
    amounts = first[column].reindex(table[identity].unique())
    return _known(name, "curve", amounts, unit, first["year"])


def _products(products: pd.DataFrame) -> Iterator[Sample]:
    yield _amounts(products, "product_id", "insured_sum", "insured_sum", "product")
    insured = products[(products["insured_sum"] > 0) & (products["premium"] > 0)].sort_values("year")
    first = insured.groupby("product_id").first()
    identities = products["product_id"].unique()
    rate = (first["premium"] / first["insured_sum"]).reindex(identities)
    yield _known("premium_rate", "curve", rate, "product", first["year"])
    yield _amounts(products, "product_id", "sales", "first_year_sales", "product")
    told = products.dropna(subset=["premium"])
    ever = (told.groupby("product_id")["premium"].max() > 0).astype(float).reindex(identities)
    yield _known("insured", "share", ever, "product", told["year"])
    yield _sold(products)
    yield _sales_growth(products)


def _sold(products: pd.DataFrame) -> Sample:
    """Of the products whose window has closed, those with a sale inside it."""
    last = told_until("products", products)
    recognised = products.groupby("product_id")["recognised_year"].first()
    closed = recognised.index[recognised + SALE_WINDOW <= last]
    told = products.dropna(subset=["sales"])
    inside = told[(told["year"] <= told["recognised_year"] + SALE_WINDOW) & told["product_id"].isin(closed)]
    best = inside.groupby("product_id")["sales"].max().reindex(recognised.index)
    sold = (best > 0).astype(float).where(best.notna())
    return _known("sold_within_two_years", "share", sold, "product", inside["year"])


def _sales_growth(products: pd.DataFrame) -> Sample:
    rows = products.sort_values(["product_id", "year"])
    sales = rows["sales"].where(rows["sales"] > 0)
    same = rows["product_id"].eq(rows["product_id"].shift())
    following = same & rows["year"].eq(rows["year"].shift() + 1)
    growth = (sales / sales.shift() - 1.0)[following]
    return _known("sales_growth", "middle", growth, "product_year", rows["year"][growth.dropna().index])
