"""Invented rosters for the tests of the engine: every fact known, or parts of it taken away."""

import numpy as np
import pandas as pd

from simulation.law import MEASURES
from simulation.panel import read_panel
from simulation.population.facts import load_facts
from simulation.scenario import Scenario

FIELDS = load_facts().enterprise_fields
DISTRICTS = tuple(load_facts().districts)
# Everybody claims and is paid in full, nobody is drawn and who has no row has left: what is left is the
# rules on the roster.
RULES_ALONE = Scenario().with_values(
    {
        f"delivery.{name}.{measure}": 1.0 if name in ("take_up", "accepted") else 0.0
        for measure in MEASURES[:9]
        for name in ("take_up", "accepted", "diverted", "cut")
    }
    | {f"fields.{field}.count": 0 for field in FIELDS}
    | {"roster.missing_rows": "left"}
)


def full_tables(firms=60, years=range(2021, 2026), seed=1):
    """Every table through the last year of the policy, with all facts: name -> DataFrame."""
    dice = np.random.default_rng(seed)
    enterprises, projects, models, products = [], [], [], []
    for number in range(firms):
        identity, field = f"E{number:04}", FIELDS[number % len(FIELDS)]
        revenue, district = 10 ** dice.uniform(3.2, 5.3), dice.choice(DISTRICTS)
        left = 2024 if number % 11 == 3 else 9999
        for year in years:
            if year > left:
                break
            if number % 7 == 2 and year == 2024:
                field, district = dice.choice(FIELDS), dice.choice(DISTRICTS)
            revenue *= np.exp(dice.normal(0.12, 0.25))
            cars = dice.uniform(1e4, 2e5)
            enterprises.append(
                {
                    "enterprise_id": identity, "name": identity, "district": district, "field": field,
                    "year": year, "revenue": revenue, "output_value": revenue * dice.uniform(0.9, 1.1),
                    "value_added": revenue * dice.uniform(0.1, 0.3),
                    "parts_purchases": revenue * dice.uniform(0.2, 0.5), "vehicle_output": cars,
                    "approved_capacity": cars * dice.uniform(0.9, 1.6), "nev_output": cars * dice.uniform(0.3, 1),
                    "technology_breakthrough": int(dice.random() < 0.6),
                }
            )  # fmt: skip
            if dice.random() < 0.4:
                investment = 10 ** dice.uniform(3, 4.5)
                projects.append(
                    {
                        "project_id": f"P{number:04}-{year % 2}", "enterprise_id": identity, "year": year,
                        "investment": investment, "loan": investment * 0.6, "loan_rate": dice.uniform(0.005, 0.05),
                        "months": int(dice.integers(0, 13)),
                    }
                )  # fmt: skip
            if number % 3 == 0 and year >= 2022 + number % 2:
                models.append(
                    {
                        "model_id": f"M{number:04}", "enterprise_id": identity, "year": year,
                        "sales": 10 ** dice.uniform(5.4, 6.3), "listed_year": 2022 + number % 2,
                    }
                )  # fmt: skip
            if number % 2 == 0:
                insured_sum = 10 ** dice.uniform(2.5, 4.3)
                products.append(
                    {
                        "product_id": f"S{number:04}", "enterprise_id": identity, "year": year,
                        "recognised_year": 2021 + number % 4, "insured_sum": insured_sum,
                        "premium": insured_sum * dice.uniform(0.01, 0.05) * (dice.random() < 0.8),
                        "sales": 10 ** dice.uniform(2, 4) * (year >= 2022 + number % 3),
                    }
                )  # fmt: skip
    scenes = [
        {
            "scene_id": f"C{year}-{number}", "organisation": "", "district": dice.choice(DISTRICTS), "year": year,
            "investment": 10 ** dice.uniform(2, 3.6), "score": float(dice.integers(60, 65)),
        }
        for year in years
        for number in range(8)
    ]  # fmt: skip
    fund = [
        {
            "project_id": f"F{year}-{number}", "district": dice.choice(DISTRICTS), "year": year,
            "district_contribution": 10 ** dice.uniform(3, 4), "city_contribution": 10 ** dice.uniform(3, 4),
        }
        for year in years
        for number in range(2)
    ]  # fmt: skip
    tables = {
        "enterprises": enterprises, "projects": projects, "models": models, "products": products,
        "scenes": scenes, "fund": fund,
    }  # fmt: skip
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


def panel_of(tables):
    """The tables read as a user's files are."""
    return read_panel({f"{name}.csv": frame.to_csv(index=False).encode() for name, frame in tables.items()})


def until(tables, year):
    """The tables up to a year."""
    return {name: frame[frame["year"] <= year] for name, frame in tables.items()}
