"""Who pays: the city's share of each measure in each district, applied after the simulation.

The split is linear in outlay, so moving a share never draws again (model.md §7). Money in 万元.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.engine.outlay import Outlay, cash
from simulation.engine.statistics import costliest_tenth
from simulation.law.policy import load_policy
from simulation.money.schedule import drawn_shares
from simulation.population.facts import load_facts
from simulation.scenario import Scenario

Floats = NDArray[np.float64]

CITY = "city"


def split(amount: Floats, city_share: Floats | float) -> tuple[Floats, Floats]:
    """City's and district's part of each amount; their sum is the amount exactly, bit for bit.

    The larger part is the product and the smaller what is left: a difference of two numbers
    within a factor of two of each other is exact (Sterbenz), so adding it back is too.
    """
    larger = amount * np.maximum(city_share, 1.0 - city_share)
    smaller = amount - larger
    city_pays_more = city_share >= 0.5
    return np.where(city_pays_more, larger, smaller), np.where(city_pays_more, smaller, larger)


def share_table(scenario: Scenario, measures: tuple[str, ...]) -> Floats:
    """The city's share (measure, district) in force: the preset, then the user's own cells.

    A measure that the law gives to one payer keeps it whatever the table says.
    """
    districts = load_facts().districts
    tiered = scenario.value("split.preset") == "tiered"
    row = [one.city_share_tiered if tiered else one.city_share_even for one in districts.values()]
    table = np.tile(np.array(row), (len(measures), 1))
    names = tuple(districts)
    for measure, district, share in scenario.rows("split.city_share"):
        table[measures.index(measure), names.index(district)] = share
    for place, measure in enumerate(measures):
        payer = load_policy().measures[measure].payer
        if payer != "shared":
            table[place] = 1.0 if payer == "city" else 0.0
    return table


@dataclass(frozen=True)
class Bill:
    """An outlay split by the share table, with the schedule and the appropriations that a budget goes by.

    `by_payer` (draw, payer, performance year): the headline's outlay of the city and of each
    district; `payers` names them. `mean` (measure, district, 2): mean outlay of all performance
    years by measure and district, city's and district's part. `table` (measure, district) are the
    city's shares of `outlay`. `schedule` (lag,) or (draw, lag) is the share of an award that is paid so many
    years later; `entered` (payer, fiscal year) what was appropriated, NaN where nothing was. `rule` settles a
    year that is short, and `by_measure` says that each measure then keeps to its own envelope.
    """

    payers: tuple[str, ...]
    by_payer: Floats
    mean: Floats
    outlay: Outlay
    table: Floats
    schedule: Floats
    fiscal_years: tuple[int, ...]
    entered: Floats
    rule: str
    by_measure: bool

    @classmethod
    def of(cls, outlay: Outlay, scenario: Scenario, table: Floats | None = None) -> Bill:
        """The bill of an outlay by a scenario's finance; `table` (measure, district) in place of its shares."""
        table = share_table(scenario, outlay.measures) if table is None else table
        amount = outlay.amount
        draws, measures, years, districts = amount.shape
        by_payer = np.zeros((draws, districts + 1, years))
        mean = np.zeros((measures, districts, 2))
        for place, measure in enumerate(outlay.measures):
            city, district = split(amount[:, place], table[place])
            mean[place, :, 0] = city.sum(axis=(0, 1)) / draws
            mean[place, :, 1] = district.sum(axis=(0, 1)) / draws
            if measure in outlay.headline:
                by_payer[:, 0] += city.sum(axis=2)
                by_payer[:, 1:] += district.transpose(0, 2, 1)
        payers, fiscal_years = (CITY, *outlay.districts), scenario.fiscal_years
        return cls(
            payers=payers,
            by_payer=by_payer,
            mean=mean,
            outlay=outlay,
            table=table,
            schedule=drawn_shares(scenario, draws),
            fiscal_years=fiscal_years,
            entered=appropriations(scenario, payers, fiscal_years),
            rule=str(scenario.value("budget.rule")),
            by_measure=(scenario.value("budget.rule"), scenario.value("budget.pro_rata"))
            == ("pro_rata", "by_measure"),
        )

    def total(self, payer: str) -> Floats:
        """One payer's outlay of all performance years, (draw,)."""
        return np.asarray(self.by_payer[:, self.payers.index(payer)].sum(axis=1))

    @cached_property
    def cash(self) -> Floats:
        """Cash due (draw, payer, fiscal year)."""
        return cash(self.by_payer, self.schedule)

    def cash_by_measure(self, payer: str) -> Floats:
        """One payer's cash due (draw, measure, fiscal year), the headline's measures in their order."""
        outlay, place = self.outlay, self.payers.index(payer)
        parts = np.zeros((outlay.draws, len(outlay.headline), len(outlay.years)))
        for row, measure in enumerate(outlay.headline):
            at = outlay.measures.index(measure)
            if payer == CITY:
                parts[:, row] = split(outlay.amount[:, at], self.table[at])[0].sum(axis=2)
            else:
                own = outlay.amount[:, at, :, place - 1]
                parts[:, row] = split(own, self.table[at, place - 1])[1]
        return cash(parts, self.schedule)


def appropriations(scenario: Scenario, payers: tuple[str, ...], years: tuple[int, ...]) -> Floats:
    """What was entered, (payer, fiscal year); NaN is not entered. Years outside are left out."""
    table = np.full((len(payers), len(years)), np.nan)
    entered = [(CITY, scenario.rows("budget.city")), *scenario.rows("budget.districts")]
    for payer, by_year in entered:
        for year, amount in by_year:
            if year in years:
                table[payers.index(payer), years.index(year)] = amount
    return table


def worst_tenth(total: Floats, by_payer: Floats) -> tuple[Floats, Floats]:
    """Mean outlay by payer, (payer,) each: over all draws, and over the tenth that cost most."""
    costliest = costliest_tenth(total)
    whole = by_payer.sum(axis=2)
    return whole.mean(axis=0), whole[costliest].mean(axis=0)
