"""What an uploaded panel holds before anything is computed from it: gaps, counts, trends, outliers, readiness.

Every function takes a checked panel and returns small tables, one fact a row, ids canonical, money in 万元;
nothing is filled in and nothing is left out in silence: what cannot be judged is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulation.population.panel import Panel
from simulation.scenario import Scenario

# Iglewicz and Hoaglin's modified z-score: beyond 3.5 robust standard deviations a value is looked at.
OUTLIER_DISTANCE = 3.5
# A field with fewer known values has no median worth the name, so none of its values is called odd.
ENOUGH_VALUES = 10
TREND_FACTS = ("revenue", "output_value", "parts_purchases")


def completeness(panel: Panel) -> pd.DataFrame:
    """Known and blank cells by table, year and column, in the order of the template.

    Columns: table, column, year (whole; the fiscal year of payments), asked, known, blank (counts,
    asked = known + blank), share (known / asked, 0 to 1). A column of enterprises is only asked of the
    fields whose measures need it: a robot maker's vehicle output is no gap. Columns that no row is asked
    about and those that the check already requires are left out.
    """
    raise NotImplementedError


def counts(panel: Panel) -> pd.DataFrame:
    """Enterprises by field, district and year. Columns: field, district, year, enterprises (count > 0)."""
    raise NotImplementedError


def trends(panel: Panel) -> pd.DataFrame:
    """Median and total of TREND_FACTS by field and year.

    Columns: fact, field, year, enterprises (rows of the year), known (of these with the fact),
    median and total (万元, of the known ones; NaN and 0 where none is), paired (enterprises known in
    this year and in the one before), growth (median of x[y] / x[y−1] − 1 over the paired ones with
    x[y−1] > 0, a fraction; NaN where there is none). Totals of years with different `known` are not
    comparable; `growth` is, as it follows the same enterprises.
    """
    raise NotImplementedError


@dataclass(frozen=True)
class Outliers:
    """Values far from their field's median on a log scale, and what they were measured against.

    `rows`, farthest first: fact, enterprise_id, name, field, year, value (万元), median (万元, the field's),
    times (value / median), distance (robust standard deviations of the logarithm, signed).
    `fields`: fact, field, known, zeros (values not above 0, which have no logarithm), median (万元), spread
    (1.4826 × median absolute deviation of the natural logarithm), judged (bool: at least ENOUGH_VALUES
    positive values and a spread above 0), outliers (count).
    """

    rows: pd.DataFrame
    fields: pd.DataFrame
    threshold: float


def outliers(panel: Panel, threshold: float = OUTLIER_DISTANCE) -> Outliers:
    """Values of TREND_FACTS more than `threshold` robust standard deviations from their field's median.

    All years of a field are taken together. An outlier is no error: sizes have long tails.
    """
    raise NotImplementedError


@dataclass(frozen=True)
class Readiness:
    """Which measures can be judged with what is there.

    `measures`: measure, year (performance year), table (the table it needs), given (bool: the table is
    there), claimants (that stand in a supported field), judged, missing (of these, a fact that decides is not
    known; claimants = judged + missing), awarded (judged and paid or capped).
    `lacking`: measure, table, column, years_before (0, 1 or 2: whose year's cell it is), claimants (that
    miss this fact, over all performance years; one may miss several).
    """

    measures: pd.DataFrame
    lacking: pd.DataFrame


def readiness(panel: Panel, scenario: Scenario) -> Readiness:
    """How many claimants of each measure in force could be judged, and what the others lack.

    Taken from the rules' own outcomes: `missing` are those that they answer with missing_fact.
    """
    raise NotImplementedError


def imputation(panel: Panel, scenario: Scenario) -> pd.DataFrame:
    """What an estimate on this panel would have to draw, by fact and field.

    One cell an enterprise and year, from two years before the first performance year to the last one.
    Columns: fact, field (the enterprise's latest), enterprises, cells (enterprises × years), known, blank (the
    year has a row, the cell is empty), before, between, after (the year has no row: before the first
    row, between two, after the last one, which is simulated forward). cells = known + blank + before +
    between + after. Only facts that the field's measures need, and revenue.
    """
    raise NotImplementedError
