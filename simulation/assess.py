"""The rules alone on a real panel, no dice: what each claimant gets, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from math import isnan

import numpy as np
import pandas as pd

from simulation.measures.application_award import IN_TOTAL, application_award
from simulation.measures.award import (
    CAPPED,
    MISSING_FACT,
    NOT_ELIGIBLE,
    PAID,
    SUPERSEDED,
    Award,
    capped,
)
from simulation.measures.capacity_award import capacity_award
from simulation.measures.first_set import draw_down, enterprise_cap, prefers_insurance, product_cap
from simulation.measures.fund_investment import fund_investment
from simulation.measures.growth_award import growth_award
from simulation.measures.insurance_compensation import insurance_compensation
from simulation.measures.interest_subsidy import project_interest
from simulation.measures.new_model_award import new_model_award
from simulation.measures.oem_parts_award import oem_parts_award
from simulation.measures.parts_subsidy import parts_subsidy
from simulation.measures.scene_subsidy import scene_subsidy
from simulation.policy import load_policy
from simulation.population.panel import Panel
from simulation.roster import AwardRow, Roster, award_row
from simulation.scenario import Scenario


@dataclass(frozen=True)
class _Case:
    """What every measure needs: the scenario's terms, the roster, the performance years."""

    scenario: Scenario
    roster: Roster

    def eligible(self, measure: str, identity: str, year: int) -> bool:
        return self.roster.text(identity, year, "field") in load_policy().measures[measure].fields

    def factor(self, year: int) -> float:
        return self.scenario.terms.first_year_factor if year == self.scenario.years[0] else 1.0

    def enterprise_years(self) -> Iterator[tuple[str, int]]:
        for identity in self.roster.ids:
            for year in self.roster.years[identity]:
                if year in self.scenario.years:
                    yield identity, year

    def row(self, measure: str, identity: str, year: int, award: Award) -> AwardRow:
        district = self.roster.text(identity, year, "district")
        return award_row(measure, identity, year, district, award)


def assess(panel: Panel, scenario: Scenario) -> list[AwardRow]:
    """Every award of the scenario's performance years, and every refusal with its reason."""
    case = _Case(scenario, Roster(panel.tables["enterprises"]))
    enabled = set(scenario.enabled)
    rows: list[AwardRow] = []
    for measure, make in _BY_ENTERPRISE.items():
        if measure in enabled:
            rows += make(case)
    items = panel.tables
    if "interest_subsidy" in enabled and "projects" in items:
        rows += _interest(case, items["projects"])
    if "new_model_award" in enabled and "models" in items:
        rows += _new_models(case, items["models"])
    if "products" in items:
        rows += [row for row in _first_sets(case, items["products"]) if row.measure in enabled]
    if "scene_subsidy" in enabled and "scenes" in items:
        rows += _scenes(scenario, items["scenes"])
    if "fund_investment" in enabled and "fund" in items:
        rows += _fund(scenario, items["fund"])
    order = list(load_policy().measures)
    return sorted(rows, key=lambda row: (order.index(row.measure), row.claimant, row.year))


def totals(rows: Iterable[AwardRow]) -> list[dict[str, object]]:
    """Amounts by measure and year."""
    sums: dict[tuple[str, int], float] = {}
    for row in rows:
        sums[row.measure, row.year] = sums.get((row.measure, row.year), 0.0) + row.amount
    return [{"measure": measure, "year": year, "amount": amount} for (measure, year), amount in sums.items()]


def as_dicts(rows: Iterable[AwardRow]) -> list[dict[str, object]]:
    """Rows as JSON objects."""
    return [asdict(row) for row in rows]


def _refused(outcome: int, base: float = 0.0) -> Award:
    return Award(base, 0.0, 0.0, outcome)


def _scaled(award: Award, factor: float) -> Award:
    return Award(award.base, award.before_cap, award.amount * factor, award.outcome)


def _purchases(case: _Case, measure: str) -> Iterator[AwardRow]:
    terms = getattr(case.scenario.terms, measure)
    rule = parts_subsidy if measure == "parts_subsidy" else oem_parts_award
    for identity, year in case.enterprise_years():
        now, before, two_before = (
            case.roster.fact(identity, year - back, "parts_purchases") for back in range(3)
        )
        if case.eligible(measure, identity, year):
            award = _scaled(rule(now, before, two_before, terms), case.factor(year))
            yield case.row(measure, identity, year, award)
        elif not isnan(now):
            yield case.row(measure, identity, year, _refused(NOT_ELIGIBLE))


def _parts(case: _Case) -> Iterator[AwardRow]:
    return _purchases(case, "parts_subsidy")


def _oem_parts(case: _Case) -> Iterator[AwardRow]:
    return _purchases(case, "oem_parts_award")


def _capacity(case: _Case) -> Iterator[AwardRow]:
    terms = case.scenario.terms.capacity_award
    awarded: set[str] = set()
    for identity, year in case.enterprise_years():
        output, approved, electric = (
            case.roster.fact(identity, year, name)
            for name in ("vehicle_output", "approved_capacity", "nev_output")
        )
        if case.eligible("capacity_award", identity, year):
            now, before, two_before = (
                case.roster.fact(identity, year - back, "value_added") for back in range(3)
            )
            award = capacity_award(
                output, approved, electric, now, before, two_before, identity in awarded, terms
            )
            if award.amount > 0:
                awarded.add(identity)
            yield case.row("capacity_award", identity, year, award)
        elif not any(isnan(fact) for fact in (output, approved, electric)):
            yield case.row("capacity_award", identity, year, _refused(NOT_ELIGIBLE))


def _growth(case: _Case) -> Iterator[AwardRow]:
    terms = case.scenario.terms.growth_award
    paid: dict[str, float] = {}
    for identity, year in case.enterprise_years():
        output, before, two_before = (
            case.roster.fact(identity, year - back, "output_value") for back in range(3)
        )
        breakthrough = case.roster.fact(identity, year, "technology_breakthrough")
        if case.eligible("growth_award", identity, year):
            earlier = [
                value for past, value in case.roster.series(identity, "output_value").items() if past < year
            ]
            award = growth_award(
                output,
                before,
                two_before,
                breakthrough,
                max(earlier, default=0.0),
                paid.get(identity, 0.0),
                terms,
            )
            paid[identity] = max(paid.get(identity, 0.0), award.amount)
            yield case.row("growth_award", identity, year, award)
        elif not (isnan(output) or isnan(breakthrough)):
            yield case.row("growth_award", identity, year, _refused(NOT_ELIGIBLE, output))


_BY_ENTERPRISE = {
    "capacity_award": _capacity,
    "oem_parts_award": _oem_parts,
    "growth_award": _growth,
    "parts_subsidy": _parts,
}


def pooled(awards: list[Award], cap: float) -> Award:
    """An enterprise's items of one year under its cap; without a payment, the first item's reason."""
    paid = [award for award in awards if award.amount > 0]
    if not paid:
        return awards[0]
    award = capped(sum(a.base for a in paid), sum(a.amount for a in paid), cap)
    before = sum(a.before_cap for a in paid)
    hit = award.outcome == CAPPED or any(a.outcome == CAPPED for a in paid)
    return Award(award.base, before, award.amount, CAPPED if hit else PAID)


def _pooled_rows(
    case: _Case, measure: str, items: dict[tuple[str, int], list[Award]], cap: float, factor: bool
) -> Iterator[AwardRow]:
    for (identity, year), awards in items.items():
        award = pooled(awards, cap)
        yield case.row(measure, identity, year, _scaled(award, case.factor(year)) if factor else award)


def _interest(case: _Case, frame: pd.DataFrame) -> Iterator[AwardRow]:
    terms = case.scenario.terms.interest_subsidy
    subsidised: set[str] = set()
    items: dict[tuple[str, int], list[Award]] = {}
    for project in frame.sort_values(["project_id", "year"]).to_dict("records"):
        identity, year = project["enterprise_id"], int(project["year"])
        if year not in case.scenario.years:
            continue
        if case.eligible("interest_subsidy", identity, year):
            investment, loan, rate, months = (
                float(project[name]) for name in ("investment", "loan", "loan_rate", "months")
            )
            paid_before = project["project_id"] in subsidised
            award = project_interest(investment, loan, rate, months, paid_before, terms)
            if award.outcome == PAID:
                subsidised.add(project["project_id"])
        else:
            award = _refused(NOT_ELIGIBLE)
        items.setdefault((identity, year), []).append(award)
    return _pooled_rows(case, "interest_subsidy", items, terms.annual_cap, factor=True)


def _new_models(case: _Case, frame: pd.DataFrame) -> Iterator[AwardRow]:
    terms = case.scenario.terms.new_model_award
    best: dict[str, float] = {}
    items: dict[tuple[str, int], list[Award]] = {}
    for model in frame.sort_values(["model_id", "year"]).to_dict("records"):
        identity, year, sales = model["enterprise_id"], int(model["year"]), float(model["sales"])
        if year in case.scenario.years:
            if case.eligible("new_model_award", identity, year):
                award = new_model_award(
                    float(model["listed_year"]), sales, best.get(model["model_id"], 0.0), terms
                )
            else:
                award = _refused(NOT_ELIGIBLE, sales)
            items.setdefault((identity, year), []).append(award)
        best[model["model_id"]] = max(best.get(model["model_id"], 0.0), sales)
    return _pooled_rows(case, "new_model_award", items, float("inf"), factor=False)


def _first_sets(case: _Case, frame: pd.DataFrame) -> Iterator[AwardRow]:
    insurance, application = case.scenario.terms.insurance_compensation, case.scenario.terms.application_award
    items: tuple[dict[tuple[str, int], list[Award]], dict[tuple[str, int], list[Award]]] = ({}, {})
    for _, product in frame.sort_values("year").groupby("product_id", sort=True):
        _product(case, product, items)
    caps = (
        enterprise_cap(insurance.insurance_cap, insurance.annual_cap),
        enterprise_cap(application.application_cap, application.cap),
    )
    for route, measure in enumerate(("insurance_compensation", "application_award")):
        yield from _pooled_rows(case, measure, items[route], caps[route], factor=True)


def _product(
    case: _Case, product: pd.DataFrame, items: tuple[dict[tuple[str, int], list[Award]], ...]
) -> None:
    """One product's rows, oldest first: both routes, then the better one for its life."""
    scenario, insurance, application = (
        case.scenario,
        case.scenario.terms.insurance_compensation,
        case.scenario.terms.application_award,
    )
    rows = product.to_dict("records")
    first_sale = min((int(row["year"]) for row in rows if row["sales"] > 0), default=None)
    amounts = np.zeros((2, len(scenario.years)))
    awards: dict[tuple[int, int], Award] = {}
    insured_year = 0
    for row in rows:
        year, premium, sales = int(row["year"]), float(row["premium"]), float(row["sales"])
        insured_year += premium > 0
        if year not in scenario.years:
            continue
        place = scenario.years.index(year)
        if premium > 0:
            awards[0, place] = insurance_compensation(
                insured_year, premium, float(row["insured_sum"]), insurance
            )
        if sales > 0 and first_sale is not None:
            awards[1, place] = application_award(
                sales, first_sale - float(row["recognised_year"]), float(year - first_sale), application
            )
    for (route, place), award in awards.items():
        amounts[route, place] = award.amount
    if application.application_cap_period == IN_TOTAL:
        draw_down(amounts[1], application.cap)
    insures = prefers_insurance(
        amounts[0], amounts[1], insurance.annual_cap, application.cap, scenario.terms.first_year_factor
    )
    caps = (
        product_cap(insurance.insurance_cap, insurance.annual_cap),
        product_cap(application.application_cap, application.cap),
    )
    owners = {int(row["year"]): row["enterprise_id"] for row in rows}
    for (route, place), award in awards.items():
        year = scenario.years[place]
        if award.amount > 0:
            if (route == 0) == bool(insures):
                limited = capped(award.base, amounts[route, place], caps[route])
                shortened = limited.amount < award.amount
                award = Award(award.base, award.before_cap, limited.amount, CAPPED if shortened else PAID)
            else:
                award = Award(award.base, 0.0, 0.0, SUPERSEDED)
        items[route].setdefault((owners[year], year), []).append(award)


def _scenes(scenario: Scenario, frame: pd.DataFrame) -> Iterator[AwardRow]:
    for year in scenario.years:
        scenes = frame[frame["year"] == year]
        # An unknown score ranks last: nothing shows that the project is among the best.
        ranked = scenes.sort_values(
            ["score", "investment", "scene_id"], ascending=[False, False, True], na_position="last"
        )
        for place, scene in enumerate(ranked.to_dict("records")):
            award = scene_subsidy(float(scene["investment"]), place, scenario.terms.scene_subsidy)
            if award.amount <= 0 and isnan(scene["score"]):
                award = _refused(MISSING_FACT, award.base)
            yield award_row("scene_subsidy", scene["scene_id"], int(scene["year"]), scene["district"], award)


def _fund(scenario: Scenario, frame: pd.DataFrame) -> Iterator[AwardRow]:
    for project in frame.to_dict("records"):
        if int(project["year"]) in scenario.years:
            award = fund_investment(
                float(project["district_contribution"]),
                float(project["city_contribution"]),
                scenario.terms.fund_investment,
            )
            yield award_row(
                "fund_investment", project["project_id"], int(project["year"]), project["district"], award
            )
