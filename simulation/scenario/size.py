"""How large a run is, before it is begun: the memory of its result and the claimants it goes through."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.law import MEASURES
from simulation.population.facts import load_facts
from simulation.scenario.scenario import Scenario
from simulation.scenario.values import Range
from simulation.text.problems import Problem, Text

MEBIBYTE = 1024.0**2
_NUMBER = 8  # bytes of a float64
_COUNTS = 3  # claimants, capped and supported, by measure and year
_PER_YEAR = (
    "fields.first_set.recognised_per_year",
    "fields.scenes.applicants_per_year",
    "fields.fund.projects_per_year",
    "fields.vehicle_oem.new_models_per_year",
)


@dataclass(frozen=True)
class Cost:
    """The most that a run can take: bytes of its result, and claimants × performance years × draws."""

    draws: int
    result_bytes: int
    claimant_years: int


@dataclass(frozen=True)
class Limit:
    """What a run may take where it is started."""

    result_bytes: float
    claimant_years: float


# A default run of 10,000 draws takes 44 MiB and 60 million claimant-years.
HARD = Limit(4096 * MEBIBYTE, 1e11)
APP = Limit(256 * MEBIBYTE, 5e8)


def cost_of(scenario: Scenario, members: int = 0, draws: int | None = None) -> Cost:
    """The most that a run of the scenario can take. Instant.

    `members` are the enterprises of the roster, which are simulated beside those that a field's
    count draws; `draws` counts instead of the scenario's own.
    """
    most, years = draws or scenario.draws, len(scenario.years)
    fields, districts = load_facts().enterprise_fields, len(load_facts().districts)
    uncovered = max(1.0 / _lowest(scenario, f"fields.{field}.coverage") for field in fields)
    claimants = (
        sum(_highest(scenario, f"fields.{field}.count") for field in fields)
        + members * (uncovered if members else 0.0)
        + _highest(scenario, "fields.first_set.makers")
        + sum(_highest(scenario, path) for path in _PER_YEAR) * years
    )
    a_year = len(MEASURES) * (districts + _COUNTS) + 1  # and the year's investment
    return Cost(most, most * years * a_year * _NUMBER, round(most * years * claimants))


def too_large(scenario: Scenario, limit: Limit, members: int = 0, draws: int | None = None) -> list[Problem]:
    """Why a run may not be begun under a limit, with the figures and the way out; empty where it may."""
    cost, problems = cost_of(scenario, members, draws), []
    if cost.result_bytes > limit.result_bytes:
        most = int(cost.draws * limit.result_bytes / cost.result_bytes)
        asked, allowed = (f"{size / MEBIBYTE:,.0f} MiB" for size in (cost.result_bytes, limit.result_bytes))
        problems.append(
            _refused(
                cost,
                Text(f"结果将占 {asked} 内存，上限为 {allowed}", f"the result would take {asked}; {allowed} is the limit"),
                Text(f"此情景最多 {most:,} 次，或缩短有效期", f"at most {most:,} draws here, or fewer years"),
            )
        )  # fmt: skip
    if cost.claimant_years > limit.claimant_years:
        most = int(cost.draws * limit.claimant_years / cost.claimant_years)
        asked, allowed = (f"{size / 1e6:,.0f}" for size in (cost.claimant_years, limit.claimant_years))
        problems.append(
            _refused(
                cost,
                Text(
                    f"模拟次数 × 企业（产品、项目）数 × 年数达 {asked} 百万，上限为 {allowed} 百万",
                    f"draws × enterprises, products and projects × years come to {asked} million; {allowed} million is the limit",
                ),
                Text(
                    f"此情景最多 {most:,} 次，或减少各领域企业数（fields.….count）",
                    f"at most {most:,} draws here, or fewer enterprises (fields.….count)",
                ),
            )
        )
    return problems


def _refused(cost: Cost, wrong: Text, right: Text) -> Problem:
    return Problem("scenario", wrong, right, column="simulation.draws", value=f"{cost.draws:,}")


def _lowest(scenario: Scenario, path: str) -> float:
    value = scenario.doubt(path)
    return value.low if isinstance(value, Range) else value


def _highest(scenario: Scenario, path: str) -> float:
    value = scenario.doubt(path)
    return value.high if isinstance(value, Range) else value
