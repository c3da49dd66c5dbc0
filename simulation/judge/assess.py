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
    facts_of,
    records,
    refused,
)
from simulation.law.clauses.application_award import IN_TOTAL
from simulation.law.clauses.first_set import (
    alone,
    draw_down,
    enterprise_cap,
    prefers_insurance,
    product_cap,
)
from simulation.law.clauses.scene_subsidy import ranked
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
from simulation.law.terms import rule_of
from simulation.panel import Panel
from simulation.scenario import Scenario

INTEREST, NEW_MODEL = rule_of("interest_subsidy"), rule_of("new_model_award")
INSURANCE, APPLICATION = rule_of("insurance_compensation"), rule_of("application_award")
SCENE, FUND = rule_of("scene_subsidy"), rule_of("fund_investment")


def assess(panel: Panel, scenario: Scenario) -> list[AwardRow]:
    """Every award of the scenario's performance years, and every refusal with its reason."""
    order = {measure: place for place, measure in enumerate(load_policy().measures)}
    rows = (one.row for one in assessed(panel, scenario))
    return sorted(rows, key=lambda row: (order[row.measure], row.claimant, row.year))


def assessed(panel: Panel, scenario: Scenario) -> Iterator[Assessed]:
    """The same one by one, in no promised order, with what each rule was asked and what it answered."""
    case = Case(scenario, Roster(panel.tables["enterprises"]))
    enabled = set(scenario.enabled)
    for measure in load_policy().measures.values():
        if measure.table == "enterprises" and measure.id in enabled:
            yield from _of_enterprises(case, measure.id)
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


def _of_enterprises(case: Case, measure: str) -> Iterator[Assessed]:
    """What enterprises claim by themselves, each one's years folded oldest first.

    A year that makes no claim may spend something too, such as the first time that output reaches a tier.
    """
    rule, terms = rule_of(measure), getattr(case.scenario.terms, measure)
    claims = groupby(case.claimants(measure, *(rule.shown_by or rule.columns())), key=itemgetter(0))
    for identity, of_identity in claims:
        supported = {year: one for _, year, one in of_identity}
        state = rule.start
        for year in supported if rule.start is None else case.roster.years_of(identity):
            facts = case.facts(rule, identity, year, state)
            if year not in supported:
                item = refused(rule, facts, NOT_ELIGIBLE)
            else:
                item = asked(rule, facts, terms) if supported[year] else refused(rule, facts, NOT_ELIGIBLE)
                yield case.single(measure, identity, year, item)
            state = rule.after(facts, item.award)


def _interest(case: Case, frame: pd.DataFrame) -> Iterator[Assessed]:
    """A row is a loan; that a project was subsidised before is true of all its loans."""
    terms = case.scenario.terms.interest_subsidy
    items: Items = {}
    loans = records(frame.sort_values(["project_id", "year", "loan_id"]))
    for project, of_project in groupby(loans, key=itemgetter("project_id")):
        state = INTEREST.start
        for year, of_year in groupby(of_project, key=lambda loan: int(loan["year"])):
            if year not in case.years:
                continue
            left = [state]
            for loan in of_year:
                identity = loan["enterprise_id"]
                facts = facts_of(INTEREST, loan, state)
                name = f"{project} · {loan['loan_id']}" if loan["loan_id"] else project
                if case.eligible("interest_subsidy", identity, year):
                    item = asked(INTEREST, facts, terms, name)
                else:
                    item = refused(INTEREST, facts, NOT_ELIGIBLE, name)
                left.append(INTEREST.after(facts, item.award))
                items.setdefault((identity, year), []).append(item)
            state = max(left)
    return case.pooled("interest_subsidy", items, terms.annual_cap)


def _new_models(case: Case, frame: pd.DataFrame) -> Iterator[Assessed]:
    terms = case.scenario.terms.new_model_award
    items: Items = {}
    rows = records(frame.sort_values(["model_id", "year"]))
    for name, of_model in groupby(rows, key=itemgetter("model_id")):
        state = NEW_MODEL.start
        for model in of_model:
            identity, year = model["enterprise_id"], int(model["year"])
            facts = facts_of(NEW_MODEL, model, state)
            item = refused(NEW_MODEL, facts, NOT_ELIGIBLE, name)
            if year in case.years:
                if case.eligible("new_model_award", identity, year):
                    item = asked(NEW_MODEL, facts, terms, name)
                items.setdefault((identity, year), []).append(item)
            state = NEW_MODEL.after(facts, item.award)
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
    state = INSURANCE.start
    for row in rows:
        year = int(row["year"])
        if more_than(row["premium"], 0.0):
            facts = facts_of(INSURANCE, row, state)
            item = asked(INSURANCE, facts, insurance, name)
            state = INSURANCE.after(facts, item.award)
            if year in case.years:
                claims[0, case.years.index(year)] = item
        if more_than(row["sales"], 0.0) and first_sale is not None and year in case.years:
            to_sale, since = first_sale - float(row["recognised_year"]), float(year - first_sale)
            facts = facts_of(APPLICATION, row, years_to_sale=to_sale, year_of_sale=since)
            claims[1, case.years.index(year)] = asked(APPLICATION, facts, application, name)
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
            item = asked(SCENE, facts_of(SCENE, scene, place=place), scenario.terms.scene_subsidy)
            if item.award.amount <= 0 and isnan(scene["score"]):
                item = item._replace(limited=Award(item.award.base, 0.0, 0.0, MISSING_FACT))
            score = {"score": float(scene["score"]), "applicants": len(applicants)}
            item = item._replace(facts={**item.facts, **score})
            yield _project("scene_subsidy", scene["scene_id"], int(scene["year"]), scene["district"], item)


def _fund(scenario: Scenario, frame: pd.DataFrame) -> Iterator[Assessed]:
    for project in records(frame):
        year = int(project["year"])
        if year in scenario.years:
            item = asked(FUND, facts_of(FUND, project), scenario.terms.fund_investment)
            yield _project("fund_investment", project["project_id"], year, project["district"], item)


def _project(measure: str, identity: str, year: int, district: str, item: Item) -> Assessed:
    """A project that claims for itself, without an enterprise of the roster."""
    row = award_row(measure, identity, year, district, item.limited)
    return Assessed(row, (item,), item.limited, 1.0, "")
