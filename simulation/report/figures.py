"""Every table of a report, computed once from an outlay and its scenario.

Columns and ids are stable and say nothing in any language; the writers put names on them. Money in
万元; `low` and `high` are the 95% Monte Carlo interval of a quantile; shares are fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.engine.outlay import LEVELS, Outlay, Summary, cash, exceedance, summarise
from simulation.law.policy import load_policy
from simulation.money.budget import BudgetLine, budget_lines
from simulation.money.payers import CITY, Bill, split, worst_tenth
from simulation.scenario import Scenario, catalogue
from simulation.studies.uncertainty import Doubt
from simulation.text.problems import NO_TEXT

Floats = NDArray[np.float64]
Rows = list[dict[str, Any]]
DISTRICTS = "districts"
COUNTS = ("claimants_mean", "capped_share", "supported_mean")


@dataclass(frozen=True)
class Figures:
    """An estimate and all its tables by id.

    `lines` are the budget's; `difference` is the total less the baseline's on the same dice and
    `baseline_years` are the baseline's performance years, both None where the scenario is the
    baseline; `doubt` is None where nobody asked for the twin run.
    """

    outlay: Outlay
    scenario: Scenario
    bill: Bill
    total: Summary
    lines: list[BudgetLine]
    doubt: Doubt | None
    difference: Summary | None
    baseline_years: tuple[int, ...] | None
    tables: Mapping[str, pd.DataFrame]

    @property
    def city_pays(self) -> bool:
        """Whether the city has anything due or appropriated in any year: else a chart of both is blank."""
        return any(line.due.value or line.appropriation for line in self.lines if line.payer == CITY)

    def __getitem__(self, table: str) -> pd.DataFrame:
        """One of the tables."""
        return self.tables[table]


def baseline_of(scenario: Scenario, draws: int) -> Scenario:
    """The defaults on the scenario's own dice, over so many draws, so that the difference is paired."""
    return Scenario().with_values(
        {"simulation.seed": scenario.seed, "simulation.draws": draws, "simulation.precision": 0.0}
    )


EMPTY = {
    "measures": [
        "measure",
        "clause",
        "kind",
        "counted",
        "share",
        "city",
        "districts",
        "mean",
        "p80",
        "p90",
        "claimants_mean",
    ],
    "measure_years": ["measure", "year", "mean"],
    "shares": ["measure"],
    "cash": ["measure", "fiscal_year", "city", "districts", "mean"],
    "outcomes": ["measure", "outcome", "share"],
    "differences": ["path", "clause", "before", "after"],
    "changes": ["measure", "mean", "mcse", "p10", "p90"],
}  # the columns of a table that may have no row


def figures_of(
    outlay: Outlay, scenario: Scenario, doubt: Doubt | None = None, baseline: Outlay | None = None
) -> Figures:
    """All tables of an estimate. `baseline` is the run of the defaults on the same dice."""
    paid = Bill.of(outlay, scenario)
    lines = budget_lines(paid)
    enabled = [measure for measure in outlay.measures if measure in scenario.enabled]
    due = paid.cash
    scopes = dict(_scopes(outlay, scenario, paid, due, enabled))
    total = scopes[Scope("total")]
    worst = worst_tenth(outlay.total(), paid.by_payer)[1]
    tables: dict[str, Rows] = {
        "summary": [
            {"scope": scope.payer or "total"} | figures.as_json()
            for scope, figures in scopes.items()
            if scope.kind == "total" or scope.payer in (CITY, DISTRICTS)
        ],
        "measures": [
            _measure(outlay, paid, measure, total.mean) | scopes[Scope("measure", measure)].as_json()
            for measure in enabled
        ],
        "years": [{"year": year} | scopes[Scope("year", year=year)].as_json() for year in outlay.years],
        "measure_years": [
            {"measure": measure, "year": year} | scopes[Scope("measure_year", measure, year=year)].as_json()
            for measure in enabled
            for year in outlay.years
        ],
        "fiscal_years": [
            {
                "fiscal_year": year,
                "city": due[:, 0, at].mean(),
                "districts": due[:, 1:, at].sum(axis=1).mean(),
            }
            | _money(scopes[Scope("fiscal_year", year=year)])
            for at, year in enumerate(scenario.fiscal_years)
        ],
        "payers": [
            {"payer": payer, "worst_tenth": worst[place]} | _money(scopes[Scope("payer", payer=payer)])
            for place, payer in enumerate(paid.payers)
        ],
        "shares": [
            {"measure": measure}
            | dict(zip(outlay.districts, paid.table[outlay.measures.index(measure)], strict=True))
            for measure in enabled
        ],
        "cash": list(_cash(paid, enabled)),
        "budget": [_budget(line, paid.rule == "carry_over") for line in lines],
        "quantiles": [row for scope, figures in scopes.items() for row in _quantiles(scope, figures)],
        "outcomes": [
            {"measure": measure, "outcome": outcome, "share": share}
            for measure in enabled
            for outcome, share in outlay.outcome_shares(measure).items()
        ],
        "exceedance": [
            {"amount": amount, "probability": chance}
            for amount, chance in zip(*exceedance(outlay.total(), 120), strict=True)
        ],
        "parameters": list(_parameters(scenario)),
        "readings": _readings(scenario),
        "differences": _differences(scenario),
        "changes": list(_changes(outlay, baseline)),
    }
    frames = {name: _frame(rows, EMPTY.get(name)) for name, rows in tables.items()}
    years = None if baseline is None else baseline.years
    return Figures(outlay, scenario, paid, total, lines, doubt, _difference(outlay, baseline), years, frames)


def _frame(rows: Rows, empty: list[str] | None) -> pd.DataFrame:
    """Rows as a table; a column of figures of which none is known is still a column of numbers."""
    frame = pd.DataFrame(rows, columns=None if rows else empty)
    unknown = [column for column in frame if frame[column].isna().all()]
    return frame.astype(dict.fromkeys(unknown, "float64"))


@dataclass(frozen=True)
class Scope:
    """What a distribution is of: everything, or one measure, year or payer, or a measure's year."""

    kind: str
    measure: str = ""
    payer: str = ""
    year: int | None = None


def _scopes(
    outlay: Outlay, scenario: Scenario, paid: Bill, due: Floats, enabled: list[str]
) -> Iterator[tuple[Scope, Summary]]:
    yield Scope("total"), outlay.summary()
    for year in outlay.years:
        yield Scope("year", year=year), outlay.summary(year=year)
    for at, year in enumerate(scenario.fiscal_years):
        yield Scope("fiscal_year", year=year), summarise(due[:, :, at].sum(axis=1))
    yield Scope("payer", payer=CITY), summarise(paid.total(CITY))
    yield Scope("payer", payer=DISTRICTS), summarise(paid.by_payer[:, 1:].sum(axis=(1, 2)))
    for payer in paid.payers[1:]:
        yield Scope("payer", payer=payer), summarise(paid.total(payer))
    for measure in enabled:
        yield Scope("measure", measure), outlay.summary((measure,))
        for year in outlay.years:
            yield Scope("measure_year", measure, year=year), outlay.summary((measure,), year)


def _money(figures: Summary) -> dict[str, Any]:
    """The figures of a sum that has no claimants of its own."""
    return {name: value for name, value in figures.as_json().items() if name not in COUNTS}


def _quantiles(scope: Scope, figures: Summary) -> Iterator[dict[str, Any]]:
    for level in LEVELS:
        one = figures.quantile(level)
        yield asdict(scope) | {"level": level, "value": one.value, "low": one.low, "high": one.high}


def _measure(outlay: Outlay, paid: Bill, measure: str, total: float) -> dict[str, Any]:
    law = load_policy().measures[measure]
    city, district = paid.mean[outlay.measures.index(measure)].sum(axis=0)
    counted = measure in outlay.headline
    mean = float(city + district)
    return {
        "measure": measure,
        "clause": law.clause,
        "kind": law.kind,
        "counted": counted,
        "share": mean / total if counted and total else None,
        "city": float(city),
        "districts": float(district),
    }


def _cash(paid: Bill, enabled: list[str]) -> Iterator[dict[str, Any]]:
    """Mean cash by measure and fiscal year."""
    outlay = paid.outlay
    for measure in enabled:
        place = outlay.measures.index(measure)
        parts = split(outlay.amount[:, place], paid.table[place])
        both = zip(*(cash(part.sum(axis=2), paid.schedule).mean(axis=0) for part in parts), strict=True)
        for year, (own, theirs) in zip(paid.fiscal_years, both, strict=True):
            yield {
                "measure": measure,
                "fiscal_year": year,
                "city": own,
                "districts": theirs,
                "mean": own + theirs,
            }


def _budget(line: BudgetLine, carried: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "payer": line.payer,
        "fiscal_year": line.fiscal_year,
        "appropriation": line.appropriation,
        "due": line.own.value,
        **({"owed": line.due.value} if carried else {}),
        "probability": None if line.exceeded is None else line.exceeded.value,
        "probability_error": None if line.exceeded is None else line.exceeded.error,
        "shortfall": None if line.shortfall is None else line.shortfall.value,
        "arrears": None if line.arrears is None else line.arrears.value,
    }
    for reserve in line.reserves:
        name = f"reserve_p{round(reserve.level * 100)}"
        row |= {name: reserve.value, f"{name}_low": reserve.low, f"{name}_high": reserve.high}
    return row


def _plain_number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _parameters(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Every number of the law and every assumption in force; the ones nobody set and none inherits are left out."""
    keys = catalogue()
    for path, key in keys.items():
        if not key.is_fact or (key.default in (None, ()) and not scenario.is_changed(path)):
            continue
        own = scenario.is_changed(path)
        yield {
            "path": path,
            "clause": key.clause,
            "unit": key.unit,
            "statutory": _plain_number(key.default) if key.statutory else None,
            "used": _plain_number(scenario.value(path)),
            "changed": own,
            "basis": "user" if own else key.basis or "assumption",
            "source": NO_TEXT if own else key.source,
            "words": key.words,
        }


def _readings(scenario: Scenario) -> Rows:
    return [
        {
            "reading": reading.id,
            "clause": reading.clause,
            "words": reading.words,
            "option": str(scenario.value(f"readings.{reading.id}")),
            "changed": scenario.is_changed(f"readings.{reading.id}"),
        }
        for reading in load_policy().readings.values()
    ]


def _differences(scenario: Scenario) -> Rows:
    return [
        {"path": pair.key.path, "clause": pair.key.clause, "before": pair.before, "after": pair.after}
        for pair in scenario.differences()
    ]


def _difference(outlay: Outlay, baseline: Outlay | None) -> Summary | None:
    if baseline is None:
        return None
    draws = min(outlay.draws, baseline.draws)
    return summarise(outlay.total()[:draws] - baseline.total()[:draws])


def _changes(outlay: Outlay, baseline: Outlay | None) -> Iterator[dict[str, Any]]:
    """Cost more (+) or less (−) than the baseline by measure, draw by draw on the same dice."""
    if baseline is None:
        return
    draws = min(outlay.draws, baseline.draws)
    for measure in dict.fromkeys((*outlay.headline, *baseline.headline)):
        own = outlay.total((measure,) if measure in outlay.headline else ())
        other = baseline.total((measure,) if measure in baseline.headline else ())
        figures = summarise(own[:draws] - other[:draws])
        yield {
            "measure": measure,
            "mean": figures.mean,
            "mcse": figures.mcse,
            "p10": figures.quantile(0.1).value,
            "p90": figures.quantile(0.9).value,
        }
