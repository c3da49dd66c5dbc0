"""Invented projects, models, products, scenes and fund projects of the invented enterprises."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scripts.example.by_hand import FUND, MODELS, PRODUCTS, PROJECTS, YEARS
from scripts.example.dice import dice, drawn, mode, scores
from simulation.population.facts import load_facts

_SHARE_WITH_A_LOAN = 0.35
_PRODUCTS_A_FIRM = 0.07
_SCENES_A_YEAR = {2023: 9, 2024: 13}


def make_projects(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Investment projects with a loan: a row for each year in which it is outstanding."""
    facts, known = load_facts(), enterprises.dropna(subset="revenue")
    known = known[(known["year"] >= 2022) & (known["line"] < 0)]
    ids = known["enterprise_id"] + "·" + known["year"].astype(str)
    chance = mode(facts.fields["all"]["spike"]) * _SHARE_WITH_A_LOAN
    start = known[dice(ids, "project") < chance][["enterprise_id", "year", "last", "revenue"]]
    ids = ids.loc[start.index]
    start["investment"] = (
        start["revenue"] * drawn("all", "spike_ratio", ids) * (start["revenue"] / 5000) ** -0.25
    )
    start["loan"] = start["investment"] * drawn("all", "loan_share", ids)
    spread = facts.fields["all"]["loan_spread_sd"].value
    start["loan_rate"] = start["year"].map(
        {2022: 0.041, **facts.economy["loan_rate"].value}
    ) + spread * scores(ids, "rate")
    start["first_months"] = np.clip(np.round(drawn("all", "months_first_year", ids)), 1, 12)
    start["ends"] = start["year"] + np.ceil(drawn("all", "term_years", ids))
    makers = enterprises[(enterprises["line"] >= 0) & (enterprises["year"] == 2023)].drop_duplicates("field")
    lines = pd.DataFrame(PROJECTS, columns=["investment", "loan", "first_months"])
    lines = lines.assign(
        enterprise_id=list(makers["enterprise_id"])[: len(lines)],
        year=2023,
        last=2024,
        loan_rate=0.039,
        ends=2026,
    )
    start = pd.concat([lines, start[start["investment"] > 500]], ignore_index=True)
    start["project_id"] = [f"P{number:03d}" for number in range(1, len(start) + 1)]
    years = start.merge(pd.Series(YEARS, name="in_year"), how="cross")
    years = years[years["in_year"].between(years["year"], years[["last", "ends"]].min(axis=1))]
    last = np.where(years["in_year"] == years["ends"], 12 - years["first_months"], 12)
    years["months"] = np.where(years["in_year"] == years["year"], years["first_months"], last)
    return years.assign(year=years["in_year"], loan_id="")


def make_models(firms: pd.DataFrame) -> pd.DataFrame:
    """The vehicle models by hand."""
    makers = list(firms.loc[firms["field"] == "vehicle_oem", "enterprise_id"])
    rows = [
        (f"M{number:02d}", makers[maker - 1], year, amount, listed)
        for number, (maker, listed, sales) in enumerate(MODELS, start=1)
        for year, amount in zip(YEARS, sales, strict=True)
        if amount is not None
    ]
    return pd.DataFrame(rows, columns=["model_id", "enterprise_id", "year", "sales", "listed_year"])


def make_products(firms: pd.DataFrame) -> pd.DataFrame:
    """First-set products: insured for some years, sold after a lag; 0 is none, blank is not known."""
    facts = load_facts().fields["first_set"]
    recognised = firms[firms["line"] < 0].merge(pd.Series(YEARS, name="recognised_year"), how="cross")
    ids = recognised["enterprise_id"] + "·" + recognised["recognised_year"].astype(str)
    here = (dice(ids, "product") < _PRODUCTS_A_FIRM) & recognised["recognised_year"].between(
        recognised["first"], recognised["last"]
    )
    made, ids = recognised[here].copy(), ids[here]
    insured = dice(ids, "insured") < mode(facts["insured"])
    made["insured_years"] = np.where(insured, 1 + np.floor(4 * dice(ids, "years")), 0)
    made["insured_sum"] = drawn("first_set", "insured_sum", ids)
    made["premium"] = made["insured_sum"] * drawn("first_set", "premium_rate", ids)
    sold = dice(ids, "sold") < mode(facts["sold_within_two_years"])
    made["lag"] = np.where(sold, np.floor(3 * dice(ids, "lag")), 3)
    made["sales"] = drawn("first_set", "first_year_sales", ids)
    years = made.merge(pd.Series(YEARS, name="year"), how="cross")
    years = years[years["year"].between(years["recognised_year"], years["last"])]
    age = years["year"] - years["recognised_year"]
    years["premium"] = years["premium"].where(age < years["insured_years"], 0.0)
    years["sales"] = (years["sales"] * 1.15 ** (age - years["lag"])).where(age >= years["lag"], 0.0)
    ids = (
        years["enterprise_id"] + "·" + years["recognised_year"].astype(str) + "·" + years["year"].astype(str)
    )
    known = dice(ids, "blank", "insured sum") > 0.05
    years["insured_sum"] = years["insured_sum"].where(known).where(years["premium"] > 0, 0.0)
    years = years[(years["premium"] > 0) | (years["sales"] > 0)]
    lines = _products_by_hand(firms)
    whole = pd.concat([lines, years], ignore_index=True)
    names = pd.factorize(whole["enterprise_id"] + whole["recognised_year"].astype(str))[0] + 1
    return whole.assign(product_id=[f"D{number:03d}" for number in names])


def _products_by_hand(firms: pd.DataFrame) -> pd.DataFrame:
    makers = list(firms.loc[firms["line"] >= 0, "enterprise_id"])
    rows = [
        (maker, recognised, year, *one)
        for maker, (recognised, years) in zip(makers, PRODUCTS, strict=False)
        for year, one in zip(YEARS, years, strict=True)
        if one is not None
    ]
    return pd.DataFrame(
        rows, columns=["enterprise_id", "recognised_year", "year", "insured_sum", "premium", "sales"]
    )


def make_scenes() -> pd.DataFrame:
    """Applicants of 2023 and 2024; scores are whole, so some are equal, and one is not known."""
    ids = [f"S{year}-{number:02d}" for year, many in _SCENES_A_YEAR.items() for number in range(1, many + 1)]
    scenes = pd.DataFrame(
        {"scene_id": ids, "organisation": [f"示例单位{number:02d}" for number in range(1, len(ids) + 1)]}
    )
    scenes["year"] = scenes["scene_id"].str[1:5].astype(int)
    scenes["district"] = np.array(list(load_facts().districts))[
        np.floor(13 * dice(ids, "district")).astype(int)
    ]
    scenes["investment"] = np.round(drawn("scenes", "investment", ids))
    scenes["score"] = np.floor(70 + 28 * dice(ids, "score"))
    scenes.loc[3, "score"] = np.nan
    return scenes


def make_fund() -> pd.DataFrame:
    """Three projects of the fund by hand."""
    fund = pd.DataFrame(FUND, columns=["year", "district", "district_contribution", "city_contribution"])
    return fund.assign(project_id=[f"F{number:02d}" for number in range(1, len(fund) + 1)])
