"""All parameters and readings of the policy as the rules take them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

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


_TERMS: dict[str, Callable[..., Any]] = {
    "interest_subsidy": interest_subsidy.Terms,
    "capacity_award": capacity_award.Terms,
    "new_model_award": new_model_award.Terms,
    "oem_parts_award": oem_parts_award.Terms,
    "growth_award": growth_award.Terms,
    "parts_subsidy": parts_subsidy.Terms,
    "insurance_compensation": insurance_compensation.Terms,
    "application_award": application_award.Terms,
    "scene_subsidy": scene_subsidy.Terms,
    "fund_investment": fund_investment.Terms,
}


def build_terms(
    parameters: Mapping[str, Mapping[str, float]],
    readings: Mapping[str, int],
    first_year_factor: float,
) -> Terms:
    """Terms from parameter values (measure -> id -> value) and readings (id -> option's number).

    Raises KeyError when a parameter or reading that a rule needs is not given.
    """
    built = {}
    for measure, make in _TERMS.items():
        given = parameters[measure]
        names: tuple[str, ...] = make._fields  # type: ignore[attr-defined]
        built[measure] = make(
            **{name: int(readings[name]) if name in readings else float(given[name]) for name in names}
        )
    return Terms(**built, first_year_factor=float(first_year_factor))


def share_of_first_year(effective_from: date) -> float:
    """The share of its first calendar year in which a policy is in force, both ends counted.

    127/365 for 自2023年8月27日起施行.
    """
    year = effective_from.year
    days = (date(year, 12, 31) - date(year - 1, 12, 31)).days
    return ((date(year, 12, 31) - effective_from).days + 1) / days
