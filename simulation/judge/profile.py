"""What an uploaded panel holds before anything is computed from it: gaps, counts, trends, outliers, readiness.

Every function takes a checked panel and returns small tables, one fact a row, ids canonical, money in 万元;
nothing is filled in and nothing is left out in silence: what cannot be judged is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

import numpy as np
import pandas as pd

from simulation.engine.gather import silence_of
from simulation.judge.assess import assessed
from simulation.judge.roster import Assessed
from simulation.law.measure import Source
from simulation.law.policy import load_policy
from simulation.law.rule import CAPPED, MISSING_FACT, PAID, THIS_YEAR_GREW
from simulation.law.terms import rule_of
from simulation.panel import TABLES, Panel
from simulation.scenario import Scenario

# Iglewicz and Hoaglin's modified z-score: beyond 3.5 robust standard deviations a value is looked at.
OUTLIER_DISTANCE = 3.5
# A field with fewer known values has no median worth the name, so none of its values is called odd.
ENOUGH_VALUES = 10
TREND_FACTS = ("revenue", "output_value", "parts_purchases")

# The facts of an enterprise that decide a measure beside its field.
_FACTS = {
    one.id: rule_of(one.id).columns() for one in load_policy().measures.values() if one.table == "enterprises"
}
# What anyone can report, whatever its field.
_OF_EVERY_FIELD = ("name", "revenue", "output_value", "value_added")
# Without these a product makes no claim at all, so no rule is asked that could say what is missing.
_SILENT = {"insurance_compensation": "premium", "application_award": "sales"}

Lack = tuple[str, int]  # a column, and how many years before the year of the claim


def completeness(panel: Panel) -> pd.DataFrame:
    """Known and blank cells by table, year and column, in the order of the template.

    Columns: table, column, year (whole; the fiscal year of payments), asked, known, blank (counts,
    asked = known + blank), share (known / asked, 0 to 1). Purchases, vehicles and breakthroughs are only
    asked of the fields whose measures need them: a robot maker's vehicle output is no gap. Columns that no
    row is asked about and those that the check already requires are left out.
    """
    found = []
    for table in TABLES.values():
        if table.id not in panel.tables:
            continue
        frame = panel.tables[table.id]
        year = frame["fiscal_year" if table.id == "payments" else "year"].astype(int)
        for column in table.columns:
            # A project of one loan has no loan_id, a payment made at once no batch: a blank one is no gap.
            if column.required or column.kind in ("id", "label"):
                continue
            cells = frame[column.id]
            if table.id == "enterprises" and column.id not in _OF_EVERY_FIELD:
                cells = cells[frame["field"].isin(_fields_asked(column.id))]
            known = cells.notna() & (cells != "")
            by_year = known.groupby(year).agg(asked="size", known="sum").rename_axis("year")
            found.append(by_year.reset_index().assign(table=table.id, column=column.id))
    whole: pd.DataFrame = pd.concat(found, ignore_index=True).astype({"asked": int, "known": int})
    whole["blank"] = whole["asked"] - whole["known"]
    whole["share"] = whole["known"] / whole["asked"]
    return whole[["table", "column", "year", "asked", "known", "blank", "share"]]


def _fields_asked(column: str) -> set[str]:
    """The fields of the measures that need a column of enterprises."""
    policy = load_policy()
    return {
        field
        for measure, facts in _FACTS.items()
        if column in facts
        for field in policy.measures[measure].fields
    }


def counts(panel: Panel) -> pd.DataFrame:
    """Enterprises by field, district and year. Columns: field, district, year, enterprises (count > 0)."""
    rows = panel.tables["enterprises"].astype({"year": int})
    return rows.groupby(["field", "district", "year"]).size().reset_index(name="enterprises")


def trends(panel: Panel) -> pd.DataFrame:
    """Median and total of TREND_FACTS by field and year; fields that know a fact in no year are left out.

    Columns: fact, field, year, enterprises (rows of the year), known (of these with the fact),
    median and total (万元, of the known ones; NaN and 0 where none is), paired (enterprises known in
    this year and, above 0, in the one before), growth (median of x[y] / x[y−1] − 1 over the paired ones,
    a fraction; NaN where there is none). Totals of years with different `known` are not comparable;
    `growth` is, as it follows the same enterprises.
    """
    rows = panel.tables["enterprises"].astype({"year": int}).sort_values(["enterprise_id", "year"])
    follows = (rows["enterprise_id"].shift() == rows["enterprise_id"]) & (
        rows["year"].shift() == rows["year"] - 1
    )
    found = []
    for fact in TREND_FACTS:
        values = rows[fact]
        before = values.shift().where(follows)
        growth = values / before.where(before > 0) - 1.0
        by = pd.DataFrame({"field": rows["field"], "year": rows["year"], "value": values, "growth": growth})
        table = by.groupby(["field", "year"]).agg(
            enterprises=("value", "size"),
            known=("value", "count"),
            median=("value", "median"),
            total=("value", "sum"),
            paired=("growth", "count"),
            growth=("growth", "median"),
        )
        table = table[table.groupby("field")["known"].transform("sum") > 0]
        found.append(table.reset_index().assign(fact=fact))
    whole = pd.concat(found, ignore_index=True)
    return whole[["fact", "field", "year", "enterprises", "known", "median", "total", "paired", "growth"]]


@dataclass(frozen=True)
class Outliers:
    """Values far from their field's median on a log scale, and what they were measured against.

    `rows`, farthest first: fact, enterprise_id, name, field, year, value (万元), median (万元, the field's),
    times (value / median), distance (robust standard deviations of the logarithm, signed).
    `fields`: fact, field, known, zeros (known values not above 0, which have no logarithm), median (万元, of
    those above 0), spread (1.4826 × median absolute deviation of the natural logarithm), judged (bool: at
    least ENOUGH_VALUES values above 0 and a spread above 0), outliers (count).
    """

    rows: pd.DataFrame
    fields: pd.DataFrame
    threshold: float


def outliers(panel: Panel, threshold: float = OUTLIER_DISTANCE) -> Outliers:
    """Values of TREND_FACTS more than `threshold` robust standard deviations from their field's median.

    All years of a field are taken together. An outlier is no error: sizes have long tails.
    """
    rows = panel.tables["enterprises"].astype({"year": int})
    found, fields = [], []
    for fact in TREND_FACTS:
        known = rows[rows[fact].notna()]
        logs = pd.Series(np.log(known[fact].where(known[fact] > 0)), known.index)
        middle = logs.groupby(known["field"]).transform("median")
        spread = 1.4826 * (logs - middle).abs().groupby(known["field"]).transform("median")
        size = logs.groupby(known["field"]).transform("count")
        judged = (size >= ENOUGH_VALUES) & (spread > 0)
        distance = ((logs - middle) / spread).where(judged)
        odd = known[["enterprise_id", "name", "field", "year"]].assign(
            fact=fact,
            value=known[fact],
            median=np.exp(middle),
            times=np.exp(logs - middle),
            distance=distance,
        )
        found.append(odd[distance.abs() > threshold])
        by = pd.DataFrame({"field": known["field"], "logs": logs, "spread": spread, "judged": judged})
        by["far"] = distance.abs() > threshold
        table = by.groupby("field").agg(
            known=("far", "size"),
            zeros=("logs", lambda values: values.isna().sum()),
            median=("logs", lambda values: np.exp(values.median())),
            spread=("spread", "first"),
            judged=("judged", "first"),
            outliers=("far", "sum"),
        )
        fields.append(table.reset_index().assign(fact=fact))
    order = ["fact", "enterprise_id", "name", "field", "year", "value", "median", "times", "distance"]
    whole = pd.concat(found)[order].sort_values("distance", key=lambda far: -far.abs(), kind="stable")
    columns = ["fact", "field", "known", "zeros", "median", "spread", "judged", "outliers"]
    return Outliers(whole.reset_index(drop=True), pd.concat(fields, ignore_index=True)[columns], threshold)


@dataclass(frozen=True)
class Readiness:
    """Which measures can be judged with what is there.

    `measures`: measure, year (performance year), table (the table it needs), given (bool: the table is
    there), claimants (enterprises of a supported field, scenes or fund projects with something to claim),
    judged, missing (claimants with at least one item whose deciding fact is not known; claimants =
    judged + missing), awarded (paid or capped).
    `lacking`: measure, table, column, years_before (0, 1 or 2: how long before the performance year the
    cell's year is), claimants (claimant-years that miss this fact; one may miss several).
    """

    measures: pd.DataFrame
    lacking: pd.DataFrame


def readiness(panel: Panel, scenario: Scenario) -> Readiness:
    """How many claimants of each measure in force could be judged, and what the others lack.

    Taken from the rules' own outcomes: `missing` are those that they answer with missing_fact, and
    products whose premium or sales are blank, of which no rule can be asked.
    """
    claimants: dict[tuple[str, int], set[str]] = defaultdict(set)
    awarded: dict[tuple[str, int], int] = defaultdict(int)
    lacks: dict[tuple[str, str, int], set[tuple[str, int]]] = defaultdict(set)
    missing: dict[tuple[str, int], set[str]] = defaultdict(set)
    for measure, claimant, year, paid, lacking in _judged(panel, scenario):
        claimants[measure, year].add(claimant)
        awarded[measure, year] += paid
        if lacking:
            missing[measure, year].add(claimant)
        for column, before in lacking:
            lacks[measure, column, before].add((claimant, year))
    rows = []
    tables = {one.id: one.table for one in load_policy().measures.values() if one.table}
    for measure, table in tables.items():
        if measure in scenario.enabled:
            for year in scenario.years:
                all_, unknown = len(claimants[measure, year]), len(missing[measure, year])
                given = table in panel.tables
                rows.append(
                    (measure, year, table, given, all_, all_ - unknown, unknown, awarded[measure, year])
                )
    names = ["measure", "year", "table", "given", "claimants", "judged", "missing", "awarded"]
    found = [
        (measure, tables[measure], column, before, len(of)) for (measure, column, before), of in lacks.items()
    ]
    lacking_names = ["measure", "table", "column", "years_before", "claimants"]
    lacking_rows = pd.DataFrame(found, columns=lacking_names).sort_values(
        ["measure", "column", "years_before"],
        key=lambda keys: keys.map(list(tables).index) if keys.name == "measure" else keys,
    )
    return Readiness(pd.DataFrame(rows, columns=names), lacking_rows.reset_index(drop=True))


def _judged(panel: Panel, scenario: Scenario) -> Iterator[tuple[str, str, int, bool, set[Lack]]]:
    """Measure, claimant and year, whether it is paid, and the facts that it lacks."""
    for one in assessed(panel, scenario):
        row, fields = one.row, load_policy().measures[one.row.measure].fields
        if not fields or one.field in fields:
            paid = one.award.outcome in (PAID, CAPPED)
            yield row.measure, row.claimant, row.year, paid, _lacking(one, scenario)
    if "products" in panel.tables:
        products = panel.tables["products"]
        products = products[products["year"].isin(scenario.years)]
        for measure, column in _SILENT.items():
            if measure in scenario.enabled:
                unknown = products[products[column].isna()]
                for claimant, year in zip(unknown["enterprise_id"], unknown["year"].astype(int), strict=True):
                    yield measure, claimant, year, False, {(column, 0)}


def _lack(source: Source) -> Lack:
    return source.column, source.years_ago


def _lacking(one: Assessed, scenario: Scenario) -> set[Lack]:
    """The unknown facts of the items that their rule could not judge."""
    measure = one.row.measure
    sources = rule_of(measure).sources
    terms = getattr(scenario.terms, measure)
    return {
        _lack(sources.get(name, Source(name)))
        for item in one.items
        if item.limited.outcome == MISSING_FACT
        for name, value in item.facts.items()
        if isnan(value)
        and not (name == "two_before" and getattr(terms, "prior_growth", None) == THIS_YEAR_GREW)
    }


def imputation(panel: Panel, scenario: Scenario) -> pd.DataFrame:
    """What an estimate on this panel would have to draw, by fact and field.

    One cell an enterprise and year, from two years before the first performance year to the last one;
    after its last row an enterprise has cells only where that is of the table's last year, or where it
    has not reported in a half-filled one: of the others nothing is simulated. Columns: fact, field (the enterprise's latest), enterprises, cells, known,
    blank (the year has a row, the cell is empty), before, between, after (the year has no row: before
    the first row, between two, after the last one, which is simulated forward). cells = known + blank +
    before + between + after. Only facts that the field's measures need, and revenue.
    """
    rows = panel.tables["enterprises"].astype({"year": int}).sort_values(["enterprise_id", "year"])
    years = np.arange(scenario.years[0] - 2, scenario.years[-1] + 1)
    spans = rows.groupby("enterprise_id").agg(
        first=("year", "first"), last=("year", "last"), field=("field", "last")
    )
    here = rows[rows["year"].isin(years)]
    spans["rows"] = here.groupby("enterprise_id").size().reindex(spans.index, fill_value=0)
    spans["before"] = np.clip(spans["first"] - years[0], 0, years.size)
    spans["after"] = np.clip(years[-1] - spans["last"], 0, years.size)
    spans["between"] = years.size - spans["rows"] - spans["before"] - spans["after"]
    waiting = spans.index.isin(list(silence_of(panel, scenario).things["enterprises"]))
    spans["after"] = spans["after"].where((spans["last"] == rows["year"].max()) | waiting, 0)
    facts = ["revenue", *dict.fromkeys(fact for of_measure in _FACTS.values() for fact in of_measure)]
    found = []
    for fact in facts:
        asked = spans if fact == "revenue" else spans[spans["field"].isin(_fields_asked(fact))]
        known = here.groupby("enterprise_id")[fact].count().reindex(asked.index, fill_value=0)
        by = asked.assign(known=known, blank=asked["rows"] - known).groupby("field")
        table = by[["known", "blank", "before", "between", "after"]].sum()
        table.insert(0, "enterprises", by.size())
        table.insert(1, "cells", table[["known", "blank", "before", "between", "after"]].sum(axis=1))
        found.append(table.reset_index().assign(fact=fact))
    whole = pd.concat(found, ignore_index=True)
    return whole[["fact", "field", "enterprises", "cells", "known", "blank", "before", "between", "after"]]
