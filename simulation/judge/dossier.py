"""All that one enterprise gets and does not get by the rules alone, and who pays. Money in 万元."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np

from simulation.judge.explanation import Explanation, explain
from simulation.judge.phrases import both, parts_in_print, quantity, say
from simulation.judge.roster import ENTERPRISE_MEASURES
from simulation.law.policy import Measure, load_policy
from simulation.money.payers import share_table, split
from simulation.panel import Panel
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.text.problems import Text


@dataclass(frozen=True)
class Granted:
    """An award with its two payers: `city` + `district` is its amount, bit for bit."""

    why: Explanation
    city_share: float
    city: float
    district: float

    @property
    def payers(self) -> Text:
        """Both parts and their sum in words."""
        city, district = parts_in_print(self.why.row.amount, (self.city, self.district))
        return say(
            "市级 {city} + {name} {district} = {amount}（市级分担 {share}）",
            "city {city} + {name} {district} = {amount} (city's share {share})",
            city=city,
            district=district,
            name=load_facts().districts[self.why.row.district].name,
            amount=quantity(self.why.row.amount),
            share=quantity(self.city_share, "share"),
        )


@dataclass(frozen=True)
class Dossier:
    """One enterprise in one scenario.

    `judged` are the performance years that the panel has, `missing` those that it has not.
    `granted` has the largest award first. `refused` were judged and get nothing. `elsewhere` are
    measures for enterprises of other fields, with the years in which it was of another; for
    `silent` ones nothing is on record to judge; `off` ones are switched off in the scenario.
    `city` + `district_part` is `total`, bit for bit.
    """

    id: str
    name: str
    district: str
    field: str
    judged: tuple[int, ...]
    missing: tuple[int, ...]
    granted: tuple[Granted, ...]
    refused: tuple[Explanation, ...]
    elsewhere: Mapping[str, tuple[int, ...]]
    silent: tuple[str, ...]
    off: tuple[str, ...]
    total: float
    city: float
    district_part: float

    @property
    def who(self) -> str:
        """Id and name."""
        return f"{self.id} · {self.name}" if self.name else self.id

    @property
    def finding(self) -> Text:
        """What it gets, in one sentence."""
        if not self.judged:
            return Text("名册没有绩效年度的数据，无从测算", "No performance year on record, nothing to judge")
        years = years_text(self.judged)
        city, district = parts_in_print(self.total, (self.city, self.district_part))
        if not self.granted:
            return say(
                "按条文测算，{years} 绩效年度没有应得的奖补",
                "By the rules alone, performance years {years} give no award",
                years=years,
            )
        return say(
            "按条文测算，{years} 绩效年度应得 {total}，其中市级 {city}、区县 {district}",
            "By the rules alone, performance years {years} give {total}: city {city}, district {district}",
            total=quantity(self.total),
            city=city,
            district=district,
            years=years,
        )

    @property
    def unjudged(self) -> tuple[Text, ...]:
        """What was not judged and why, a sentence a reason."""
        names = load_policy().measures
        lines = []
        if self.missing:
            lines.append(
                say(
                    "{years} 绩效年度没有数据，未测算。",
                    "Performance years {years} have no data and are not judged.",
                    years=years_text(self.missing),
                )
            )
        for zh, en, measures in (
            ("领域不符，不适用：{listed}。", "For enterprises of other fields: {listed}.", self.elsewhere),
            ("没有可测算的数据：{listed}。", "Nothing on record to judge: {listed}.", self.silent),
            ("本情景中已关闭：{listed}。", "Switched off in this scenario: {listed}.", self.off),
        ):
            if measures:
                lines.append(say(zh, en, listed=_listed([self._named(names[one]) for one in measures])))
        return tuple(lines)

    def _named(self, measure: Measure) -> Text:
        """A measure's short name, with its years where it is not for all of them."""
        years = self.elsewhere.get(measure.id, self.judged)
        some = f" ({years_text(years)})" if years != self.judged else ""
        return both("{name}{some}", name=measure.short, some=some)

    def amounts(self) -> dict[str, dict[int, float]]:
        """What is granted, by measure in the law's order and by performance year."""
        order = [measure for measure in ENTERPRISE_MEASURES if any(_of(one, measure) for one in self.granted)]
        return {
            measure: {one.why.row.year: one.why.row.amount for one in self.granted if _of(one, measure)}
            for measure in order
        }


def years_text(years: tuple[int, ...]) -> str:
    """Years as they are written: a run of them by its ends."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return " / ".join(str(year) for year in years)


def _listed(names: list[Text]) -> Text:
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _of(one: Granted, measure: str) -> bool:
    return one.why.row.measure == measure


def dossier(panel: Panel, scenario: Scenario, enterprise_id: str) -> Dossier:
    """One enterprise of a panel, judged by the rules of a scenario.

    Raises KeyError for an id that the panel does not have.
    """
    frame = panel.only(enterprise_id).tables["enterprises"].sort_values("year")
    last = frame.iloc[-1]
    told = explain(panel.of_enterprises(), scenario, enterprise_id)
    granted = sorted(
        (_granted(why, scenario) for why in told if why.row.amount > 0.0),
        key=lambda one: -one.why.row.amount,
    )
    nothing = [why for why in told if why.row.amount <= 0.0]
    total, city, district = _sums(granted)
    fields = {int(row["year"]): str(row["field"]) for row in frame.to_dict("records")}
    judged = tuple(year for year in scenario.years if year in fields)
    enabled = [measure for measure in ENTERPRISE_MEASURES if measure in scenario.enabled]
    elsewhere = _elsewhere(enabled, {year: fields[year] for year in judged})
    heard = {why.row.measure for why in told}
    return Dossier(
        id=enterprise_id,
        name=str(last["name"]),
        district=str(last["district"]),
        field=str(last["field"]),
        judged=judged,
        missing=tuple(year for year in scenario.years if year not in fields),
        granted=tuple(granted),
        refused=tuple(why for why in nothing if not why.other_field),
        elsewhere=elsewhere,
        silent=tuple(measure for measure in enabled if measure not in heard and measure not in elsewhere),
        off=tuple(measure for measure in ENTERPRISE_MEASURES if measure not in enabled),
        total=total,
        city=city,
        district_part=district,
    )


def _elsewhere(measures: list[str], fields: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    """Each measure that asks for a field, with the years in which the enterprise was of another."""
    asked = {measure: load_policy().measures[measure].fields for measure in measures}
    years = {
        measure: tuple(year for year, field in fields.items() if supported and field not in supported)
        for measure, supported in asked.items()
    }
    return {measure: others for measure, others in years.items() if others}


def _granted(why: Explanation, scenario: Scenario) -> Granted:
    measures, districts = tuple(load_policy().measures), tuple(load_facts().districts)
    shares = share_table(scenario, measures)
    share = shares[measures.index(why.row.measure), districts.index(why.row.district)]
    city, district = split(np.array([why.row.amount]), np.array([share]))
    return Granted(why, float(share), float(city[0]), float(district[0]))


def _sums(granted: list[Granted]) -> tuple[float, float, float]:
    """Total, city's and district's part: the larger part is summed, the smaller is what it leaves.

    The larger is at least half of the total, so the difference is exact (Sterbenz).
    """
    total = fsum(one.why.row.amount for one in granted)
    city, district = fsum(one.city for one in granted), fsum(one.district for one in granted)
    if city >= district:
        city = min(city, total)
        return total, city, total - city
    district = min(district, total)
    return total, total - district, district
