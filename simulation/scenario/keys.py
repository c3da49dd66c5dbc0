"""Everything a user can change: one key each, with its default, its unit, its law and its basis.

A key's path is its place in the scenario file: `policy.MEASURE.annual_cap`. The catalogue is
the single list that the file reader, the hash, the pages and the reports go by.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from simulation.law import DELIVERED, MEASURES
from simulation.law.policy import Measure, Policy, load_policy
from simulation.population.facts import Fact, Facts, load_facts
from simulation.scenario.key import (
    BORROWED,
    FRACTIONS,
    MISSING_ROWS,
    NOT_REPORTED,
    PRESETS,
    RULES,
    SELDOM_COMPLETE,
    SHARING,
    STATIC,
    STATUS,
    Key,
    Kind,
)
from simulation.scenario.mappings import (
    appropriations_of,
    correlations,
    fiscal_years,
    known_years,
    shares_of,
    weights_of,
)
from simulation.scenario.values import (
    Bounds,
    Reader,
    calendar_date,
    choice_of,
    curve,
    doubt,
    number,
    schedule,
)
from simulation.text.problems import NO_TEXT, Text


def _statute(policy: Policy) -> list[Key]:
    keys = []
    for measure in policy.measures.values():
        for parameter in measure.parameters.values():
            fraction = parameter.unit in FRACTIONS
            # A rate may be written as a percentage by mistake: that is asked about, not refused.
            high = 100.0 if fraction else 2100.0 if parameter.unit == "year" else 1e9
            whole = parameter.unit in ("count", "years", "year")
            keys.append(
                Key(
                    path=f"policy.{measure.id}.{parameter.id}",
                    kind="number",
                    name=parameter.name,
                    default=None if parameter.value is None else float(parameter.value),
                    read=number,
                    bounds=Bounds(0.0, high, whole=whole, fraction=fraction),
                    unit=parameter.unit,
                    basis="law",
                    clause=measure.clause,
                    words=parameter.words,
                    beyond={"maximum": 1, "floor": -1, "none": 0}[parameter.limit],
                    slider=parameter.slider,
                )
            )
    return keys


def _switches(policy: Policy) -> list[Key]:
    keys = []
    for measure in policy.measures.values():
        options = STATUS if measure.kind != "outlay" else STATUS[:2]
        keys.append(
            Key(
                path=f"measures.{measure.id}",
                kind="choice",
                name=measure.name,
                default="off" if measure.kind == "optional" else "on",
                read=choice_of(tuple(word for word, _ in options)),
                basis="law",
                clause=measure.clause,
                options=options,
            )
        )
    for reading in policy.readings.values():
        keys.append(
            Key(
                path=f"readings.{reading.id}",
                kind="choice",
                name=reading.name,
                default=reading.default,
                read=choice_of(tuple(reading.options)),
                basis="law",
                clause=reading.clause,
                words=reading.words,
                options=tuple(reading.options.items()),
            )
        )
    return keys


def _from_fact(path: str, fact: Fact, inherits: str = "", default: bool = True) -> Key:
    kinds: dict[str, tuple[Kind, Reader]] = {
        "curve": ("curve", curve),
        "doubt": ("doubt", doubt),
        "by_year": ("by_year", known_years),
        "schedule": ("schedule", schedule),
        "correlations": ("correlations", correlations),
    }
    kind, read = kinds[fact.kind]
    low, high = fact.bounds
    bounds = Bounds(low, high, fraction=fact.unit in FRACTIONS and high <= 1.0)
    return Key(
        path=path,
        kind=kind,
        name=fact.name,
        default=read(fact.value, bounds) if default else None,
        read=read,
        bounds=bounds,
        unit=fact.unit,
        basis=fact.basis if default else "",
        source=fact.source if default else NO_TEXT,
        inherits=inherits,
    )


def _population(facts: Facts) -> list[Key]:
    keys = [_from_fact("payment_schedule", facts.payment_schedule)]
    keys += [_from_fact(f"economy.{name}", fact) for name, fact in facts.economy.items()]
    keys += [_from_fact(f"fields.all.{name}", fact) for name, fact in facts.fields["all"].items()]
    districts = tuple(facts.districts)
    for population, own in facts.fields.items():
        if population == "all":
            continue
        keys += [_from_fact(f"fields.{population}.{name}", fact) for name, fact in own.items()]
        if population in facts.enterprise_fields:
            for name, fact in facts.fields["all"].items():
                if name not in own:
                    keys.append(
                        _from_fact(f"fields.{population}.{name}", fact, f"fields.all.{name}", default=False)
                    )
        weights, basis = facts.weights(population)
        keys.append(
            Key(
                path=f"fields.{population}.districts",
                kind="weights",
                name=Text("区县分布", "Districts"),
                default=tuple(sorted(weights.items())),
                read=weights_of(districts),
                unit="weight",
                basis=basis,
            )
        )
    return keys


def _delivery(facts: Facts) -> list[Key]:
    keys = []
    for name, by_measure in facts.delivery.items():
        if isinstance(by_measure, Fact):
            keys.append(_from_fact(f"delivery.{name}", by_measure))
            continue
        for measure, fact in by_measure.items():
            keys.append(_from_fact(f"delivery.{name}.{measure}", fact))
        shared = by_measure.get("all")
        for measure in DELIVERED:
            if measure not in by_measure and shared is not None:
                path = f"delivery.{name}.{measure}"
                keys.append(_from_fact(path, shared, f"delivery.{name}.all", default=False))
    return keys


def _response(policy: Policy) -> list[Key]:
    return [
        Key(
            path=f"response.{measure}",
            kind="doubt",
            name=Text(
                f"行为反应弹性：{policy.measures[measure].name.zh}",
                f"Response: {policy.measures[measure].name.en}",
            ),
            default=0.0,
            read=doubt,
            bounds=Bounds(0.0, 100.0),
            unit="elasticity",
            basis="assumption",
            source=STATIC,
        )
        for measure in DELIVERED
    ]


def _frame(policy: Policy, facts: Facts) -> list[Key]:
    districts = tuple(facts.districts)
    amounts = Bounds(0.0, 1e9)
    return [
        Key(
            "validity.effective_from",
            "date",
            Text("施行日期", "In force from"),
            policy.effective_from,
            calendar_date,
            basis="law",
            clause="8",
            words=policy.validity_words,
        ),
        Key(
            "validity.expires",
            "date",
            Text("有效期至", "In force until"),
            policy.expires,
            calendar_date,
            basis="law",
            clause="8",
            words=policy.validity_words,
        ),
        Key(
            "roster.missing_rows",
            "choice",
            Text(
                "名册最后一年未报全时，没有行的对象",
                "No row where the roster's last year is half filled",
            ),
            NOT_REPORTED,
            choice_of(tuple(word for word, _ in MISSING_ROWS)),
            basis="assumption",
            source=SELDOM_COMPLETE,
            options=MISSING_ROWS,
        ),
        Key(
            "split.preset",
            "choice",
            Text("市区分担方案", "Share table"),
            "even",
            choice_of(tuple(word for word, _ in PRESETS)),
            basis="sourced",
            source=BORROWED,
            clause="8",
            words="补助（奖励）资金由市和各区、县（市）按财政体制共同承担",
            options=PRESETS,
        ),
        Key(
            "split.city_share",
            "shares",
            Text("市级分担比例", "City's share"),
            (),
            shares_of(MEASURES, districts),
            Bounds(0.0, 1.0, fraction=True),
            unit="share",
        ),
        Key(
            "budget.rule",
            "choice",
            Text("资金不足时", "When money runs short"),
            "pay_in_full",
            choice_of(tuple(word for word, _ in RULES)),
            options=RULES,
        ),
        Key(
            "budget.pro_rata",
            "choice",
            Text("按比例兑付的口径", "Pro rata among"),
            "across_all",
            choice_of(tuple(word for word, _ in SHARING)),
            options=SHARING,
        ),
        Key(
            "budget.city",
            "by_year",
            Text("市级预算", "City appropriation"),
            (),
            fiscal_years,
            amounts,
            unit="money",
        ),
        Key(
            "budget.districts",
            "appropriations",
            Text("区县预算", "District appropriations"),
            (),
            appropriations_of(districts),
            amounts,
            unit="money",
        ),
        Key(
            "simulation.draws",
            "number",
            Text("模拟次数", "Draws"),
            10000.0,
            number,
            Bounds(2.0, 1_000_000.0, whole=True),
            unit="draws",
        ),
        Key(
            "simulation.seed",
            "number",
            Text("随机种子", "Seed"),
            56.0,
            number,
            Bounds(0.0, 2.0**53, whole=True),  # held exactly in float64
        ),
        Key(
            "simulation.precision",
            "number",
            Text("目标精度", "Precision"),
            0.0,
            number,
            Bounds(0.0, 1.0, fraction=True),
            unit="share",
        ),
    ]


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Key]:
    """Every key by its path, in the order of the scenario file."""
    policy, facts = load_policy(), load_facts()
    keys = (
        _statute(policy)
        + _switches(policy)
        + _delivery(facts)
        + _response(policy)
        + _population(facts)
        + _frame(policy, facts)
    )
    return {key.path: key for key in keys}


def tree() -> dict[str, Any]:
    """The catalogue as the nested mapping that a scenario file has; leaves are keys."""
    nested: dict[str, Any] = {}
    for path, key in catalogue().items():
        *branches, leaf = path.split(".")
        at = nested
        for branch in branches:
            at = at.setdefault(branch, {})
        at[leaf] = key
    return nested


__all__ = ["Key", "Measure", "catalogue", "tree"]
