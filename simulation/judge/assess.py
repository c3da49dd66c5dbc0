"""The rules alone on a real panel, no dice: what each claimant gets, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from math import isnan
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from simulation.judge.roster import (
    Assessed,
    AwardRow,
    Case,
    Item,
    Items,
    Roster,
    asked,
    award_row,
    records,
    refused,
)
from simulation.law.clauses.application_award import IN_TOTAL, application_award
from simulation.law.clauses.capacity_award import capacity_award
from simulation.law.clauses.first_set import (
    alone,
    draw_down,
    enterprise_cap,
    prefers_insurance,
    product_cap,
)
from simulation.law.clauses.fund_investment import fund_investment
from simulation.law.clauses.growth_award import growth_award
from simulation.law.clauses.insurance_compensation import insurance_compensation
from simulation.law.clauses.interest_subsidy import project_interest
from simulation.law.clauses.new_model_award import new_model_award
from simulation.law.clauses.oem_parts_award import oem_parts_award
from simulation.law.clauses.parts_subsidy import parts_subsidy
from simulation.law.clauses.scene_subsidy import ranked, scene_subsidy
from simulation.law.policy import load_policy
from simulation.law.rule import (
    CAPPED,
    MISSING_FACT,
    NOT_ELIGIBLE,
    PAID,
    SUPERSEDED,
    Award,
    capped,
    exceeds,
    more_than,
)
from simulation.panel import Panel
from simulation.scenario import Scenario


def assess(panel: Panel, scenario: Scenario) -> list[AwardRow]:
    """Every award of the scenario's performance years, and every refusal with its reason."""
    order = {measure: place for place, measure in enumerate(load_policy().measures)}
    rows = (one.row for one in assessed(panel, scenario))
    return sorted(rows, key=lambda row: (order[row.measure], row.claimant, row.year))


def assessed(panel: Panel, scenario: Scenario) -> Iterator[Assessed]:
    """The same one by one, in no promised order, with what each rule was asked and what it answered."""
    case = Case(scenario, Roster(panel.tables["enterprises"]))
    enabled = set(scenario.enabled)
    for measure, make in _BY_ENTERPRISE.items():
        if measure in enabled:
            yield from make(case)
    tables = panel.tables
    if "interest_subsidy" in enabled and "projects" in tables:
        yield from _interest(case, tables["projects"])
    if "new_model_award" in enabled and "models" in tables:
        yield from _new_models(case, tables["models"])
    if "products" in tables:
        yield from (one for one in _first_sets(case, tables["products"]) if one.row.measure in enabled)
    if "scene_subsidy" in enabled and "scenes" in tables:
        yield from _scenes(scenario, tables["scenes"])
    if "fund_investment" in enabled and "fund" in tables:
        yield from _fund(scenario, tables["fund"])


def totals(rows: Iterable[AwardRow]) -> list[dict[str, object]]:
    """Amounts by measure and year."""
    sums: dict[tuple[str, int], float] = {}
    for row in rows:
        sums[row.measure, row.year] = sums.get((row.measure, row.year), 0.0) + row.amount
    return [{"measure": measure, "year": year, "amount": amount} for (measure, year), amount in sums.items()]


def as_dicts(rows: Iterable[AwardRow]) -> list[dict[str, object]]:
    """Rows as JSON objects."""
    return [asdict(row) for row in rows]


def _purchases(case: Case, measure: str) -> Iterator[Assessed]:
    terms = getattr(case.scenario.terms, measure)
    rule = parts_subsidy if measure == "parts_subsidy" else oem_parts_award
    for identity, year, supported in case.claimants(measure, "parts_purchases"):
        facts = _three_years(case, identity, year, "parts_purchases", "bought")
        item = asked(rule, facts, terms) if supported else refused(facts, NOT_ELIGIBLE)
        yield case.single(measure, identity, year, item)


def _three_years(case: Case, identity: str, year: int, fact: str, name: str) -> dict[str, float]:
    """A fact of the year and of the two years before, as the rules name them."""
    return {
        name: case.roster.fact(identity, year, fact),
        "before": case.roster.fact(identity, year - 1, fact),
        "two_before": case.roster.fact(identity, year - 2, fact),
    }


def _parts(case: Case) -> Iterator[Assessed]:
    return _purchases(case, "parts_subsidy")


def _oem_parts(case: Case) -> Iterator[Assessed]:
    return _purchases(case, "oem_parts_award")


def _capacity(case: Case) -> Iterator[Assessed]:
    terms = case.scenario.terms.capacity_award
    awarded: set[str] = set()
    vehicles = ("vehicle_output", "approved_capacity", "nev_output")
    for identity, year, supported in case.claimants("capacity_award", *vehicles):
        facts = {name: case.roster.fact(identity, year, name) for name in vehicles}
        facts |= _three_years(case, identity, year, "value_added", "value_added")
        facts["awarded_before"] = identity in awarded
        item = asked(capacity_award, facts, terms) if supported else refused(facts, NOT_ELIGIBLE)
        if item.award.amount > 0:
            awarded.add(identity)
        yield case.single("capacity_award", identity, year, item)


def _growth(case: Case) -> Iterator[Assessed]:
    """The first time may lie in the history, so every year before counts."""
    terms = case.scenario.terms.growth_award
    paid: dict[str, float] = {}
    for identity, year, supported in case.claimants(
        "growth_award", "output_value", "technology_breakthrough"
    ):
        facts = _three_years(case, identity, year, "output_value", "output")
        facts["breakthrough"] = case.roster.fact(identity, year, "technology_breakthrough")
        facts["best_before"] = max(case.roster.before(identity, year, "output_value"), default=0.0)
        facts["paid_before"] = paid.get(identity, 0.0)
        if supported:
            item = asked(growth_award, facts, terms)
            paid[identity] = facts["paid_before"] + item.award.amount
        else:
            item = refused(facts, NOT_ELIGIBLE, facts["output"])
        yield case.single("growth_award", identity, year, item)


_BY_ENTERPRISE = {
    "capacity_award": _capacity,
    "oem_parts_award": _oem_parts,
    "growth_award": _growth,
    "parts_subsidy": _parts,
}


def _interest(case: Case, frame: pd.DataFrame) -> Iterator[Assessed]:
    """A row is a loan; that a project was subsidised before is true of all its loans."""
    terms = case.scenario.terms.interest_subsidy
    first_paid: dict[str, int] = {}
    items: Items = {}
    for loan in records(frame.sort_values(["project_id", "year", "loan_id"])):
        project, identity, year = loan["project_id"], loan["enterprise_id"], int(loan["year"])
        if year not in case.years:
            continue
        facts: dict[str, float] = {
            fact: float(loan[fact]) for fact in ("investment", "loan", "loan_rate", "months")
        }
        facts["subsidised_before"] = first_paid.get(project, year) < year
        name = f"{project} · {loan['loan_id']}" if loan["loan_id"] else project
        if case.eligible("interest_subsidy", identity, year):
            item = asked(project_interest, facts, terms, name)
            if item.award.outcome == PAID:
                first_paid.setdefault(project, year)
        else:
            item = refused(facts, NOT_ELIGIBLE, identity=name)
        items.setdefault((identity, year), []).append(item)
    return case.pooled("interest_subsidy", items, terms.annual_cap)


def _new_models(case: Case, frame: pd.DataFrame) -> Iterator[Assessed]:
    terms = case.scenario.terms.new_model_award
    best: dict[str, float] = {}
    items: Items = {}
    for model in records(frame.sort_values(["model_id", "year"])):
        name, identity, year = model["model_id"], model["enterprise_id"], int(model["year"])
        sales, best_before = float(model["sales"]), best.get(model["model_id"], 0.0)
        if year in case.years:
            facts = {"listed_year": float(model["listed_year"]), "sales": sales, "best_before": best_before}
            if case.eligible("new_model_award", identity, year):
                item = asked(new_model_award, facts, terms, name)
            else:
                item = refused(facts, NOT_ELIGIBLE, sales, name)
            items.setdefault((identity, year), []).append(item)
        best[name] = max(best_before, sales)
    return case.pooled("new_model_award", items, float("inf"))


def _first_sets(case: Case, frame: pd.DataFrame) -> Iterator[Assessed]:
    insurance, application = case.scenario.terms.insurance_compensation, case.scenario.terms.application_award
    items: tuple[Items, Items] = ({}, {})
    rows = records(frame.sort_values(["product_id", "year"]))
    for name, product in groupby(rows, key=itemgetter("product_id")):
        _product(case, name, list(product), items)
    caps = (
        enterprise_cap(insurance.insurance_cap, insurance.annual_cap),
        enterprise_cap(application.application_cap, application.cap),
    )
    for route, measure in enumerate(("insurance_compensation", "application_award")):
        yield from case.pooled(measure, items[route], caps[route])


def _claims(case: Case, name: str, rows: list[dict[str, Any]]) -> dict[tuple[int, int], Item]:
    """What both rules answer on one product's rows, oldest first, by route and place of the year."""
    insurance, application = case.scenario.terms.insurance_compensation, case.scenario.terms.application_award
    first_sale = min((int(row["year"]) for row in rows if more_than(row["sales"], 0.0)), default=None)
    claims: dict[tuple[int, int], Item] = {}
    insured_year = 0
    for row in rows:
        year, premium, sales = int(row["year"]), float(row["premium"]), float(row["sales"])
        insured_year += bool(more_than(premium, 0.0))
        if year not in case.years:
            continue
        place = case.years.index(year)
        if more_than(premium, 0.0):
            facts = {
                "insured_year": insured_year,
                "premium": premium,
                "insured_sum": float(row["insured_sum"]),
            }
            claims[0, place] = asked(insurance_compensation, facts, insurance, name)
        if more_than(sales, 0.0) and first_sale is not None:
            facts = {
                "sales": sales,
                "years_to_sale": first_sale - float(row["recognised_year"]),
                "year_of_sale": float(year - first_sale),
            }
            claims[1, place] = asked(application_award, facts, application, name)
    return claims


def _product(case: Case, name: str, rows: list[dict[str, Any]], items: tuple[Items, Items]) -> None:
    """One product's rows, oldest first: both routes, then the better one for its life."""
    insurance, application = case.scenario.terms.insurance_compensation, case.scenario.terms.application_award
    factor = case.scenario.terms.first_year_factor
    claims = _claims(case, name, rows)
    amounts = np.zeros((2, len(case.years)))
    for (route, place), claim in claims.items():
        amounts[route, place] = claim.award.amount
    if application.application_cap_period == IN_TOTAL:
        draw_down(amounts[1], application.cap)
    insures = prefers_insurance(amounts[0], amounts[1], insurance.annual_cap, application.cap, factor)
    totals_of_life = {
        "by_insurance": alone(amounts[0], insurance.annual_cap, factor),
        "by_application": alone(amounts[1], application.cap, factor),
    }
    caps = (
        product_cap(insurance.insurance_cap, insurance.annual_cap),
        product_cap(application.application_cap, application.cap),
    )
    owners = {int(row["year"]): row["enterprise_id"] for row in rows}
    for (route, place), claim in claims.items():
        award, year = claim.award, case.years[place]
        if award.amount > 0:
            if (route == 0) == bool(insures):
                limited = capped(award.base, amounts[route, place], caps[route])
                shortened = exceeds(award.amount, limited.amount)
                award = Award(award.base, award.before_cap, limited.amount, CAPPED if shortened else PAID)
            else:
                award = Award(award.base, 0.0, 0.0, SUPERSEDED)
        item = claim._replace(facts={**claim.facts, **totals_of_life}, limited=award)
        items[route].setdefault((owners[year], year), []).append(item)


def _scenes(scenario: Scenario, frame: pd.DataFrame) -> Iterator[Assessed]:
    for year in scenario.years:
        applicants = ranked(frame[frame["year"] == year])
        for place, scene in enumerate(records(applicants)):
            facts = {"investment": float(scene["investment"]), "place": place}
            item = asked(scene_subsidy, facts, scenario.terms.scene_subsidy)
            if item.award.amount <= 0 and isnan(scene["score"]):
                item = item._replace(limited=Award(item.award.base, 0.0, 0.0, MISSING_FACT))
            score = {"score": float(scene["score"]), "applicants": len(applicants)}
            item = item._replace(facts={**facts, **score})
            yield _project("scene_subsidy", scene["scene_id"], int(scene["year"]), scene["district"], item)


def _fund(scenario: Scenario, frame: pd.DataFrame) -> Iterator[Assessed]:
    for project in records(frame):
        year = int(project["year"])
        if year in scenario.years:
            facts = {
                "district_contribution": float(project["district_contribution"]),
                "asked": float(project["city_contribution"]),
            }
            item = asked(fund_investment, facts, scenario.terms.fund_investment)
            yield _project("fund_investment", project["project_id"], year, project["district"], item)


def _project(measure: str, identity: str, year: int, district: str, item: Item) -> Assessed:
    """A project that claims for itself, without an enterprise of the roster."""
    row = award_row(measure, identity, year, district, item.limited)
    return Assessed(row, (item,), item.limited, 1.0, "")
