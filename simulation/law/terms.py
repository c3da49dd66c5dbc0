"""All parameters and readings of the policy as the rules take them, and the rule of each measure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple

from simulation.law.clauses import (
    application_award,
    capacity_award,
    fund_investment,
    growth_award,
    insurance_compensation,
    interest_subsidy,
    new_model_award,
    oem_parts_award,
    parts_subsidy,
    scene_subsidy,
)
from simulation.law.measure import Rule


class Terms(NamedTuple):
    """One NamedTuple a measure, and the share of the first year that counts (1 for all of it)."""

    interest_subsidy: interest_subsidy.Terms
    capacity_award: capacity_award.Terms
    new_model_award: new_model_award.Terms
    oem_parts_award: oem_parts_award.Terms
    growth_award: growth_award.Terms
    parts_subsidy: parts_subsidy.Terms
    insurance_compensation: insurance_compensation.Terms
    application_award: application_award.Terms
    scene_subsidy: scene_subsidy.Terms
    fund_investment: fund_investment.Terms
    first_year_factor: float


RULED = tuple(name for name in Terms._fields if name != "first_year_factor")


@lru_cache(maxsize=64)
def rule_of(measure: str) -> Rule:
    """The rule of a measure. Raises ModuleNotFoundError for one that has none."""
    found = import_module(f"simulation.law.clauses.{measure}").RULE
    assert isinstance(found, Rule)
    return found


def build_terms(
    parameters: Mapping[str, Mapping[str, float]],
    readings: Mapping[str, int],
    first_year_factor: float,
) -> Terms:
    """Terms from parameter values (measure -> id -> value) and readings (id -> option's number).

    Raises KeyError when a parameter or reading that a rule needs is not given.
    """
    built = {
        measure: rule_of(measure).terms(
            **{
                name: int(readings[name]) if name in readings else float(parameters[measure][name])
                for name in rule_of(measure).terms._fields
            }
        )
        for measure in RULED
    }
    return Terms(**built, first_year_factor=float(first_year_factor))


def measures_read(reading: str) -> tuple[str, ...]:
    """The measures whose rule takes a reading, in their order."""
    return tuple(measure for measure in RULED if reading in rule_of(measure).terms._fields)


def asking(column: str) -> tuple[str, ...]:
    """The measures whose rule asks for a column of a roster, in their order."""
    return tuple(measure for measure in RULED if column in rule_of(measure).columns())


def share_of_first_year(effective_from: date) -> float:
    """The share of its first calendar year in which a policy is in force, both ends counted.

    127/365 for 自2023年8月27日起施行.
    """
    year = effective_from.year
    days = (date(year, 12, 31) - date(year - 1, 12, 31)).days
    return ((date(year, 12, 31) - effective_from).days + 1) / days
