"""A scenario as the arrays of the kernel."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from simulation.engine.dice import entity_key
from simulation.engine.gather_known import gather, stages_of
from simulation.engine.known import Integers, Known
from simulation.engine.model import (
    DELIVERY,
    FIELD_CURVES,
    FIELD_PARAMETERS,
    LOG_CURVES,
    NOT_IN_ROSTER,
    OF_NO_FIELD,
    OTHER_CURVES,
    OTHER_PARAMETERS,
    Doubts,
    Fields,
    Floats,
    Horizon,
    Keys,
    Model,
    Others,
)
from simulation.law import DELIVERED, MEASURES
from simulation.law.policy import load_policy
from simulation.law.terms import RULED, rule_of
from simulation.panel import Panel
from simulation.population.copula import mixing
from simulation.population.curves import KNOTS, Curve, parse_curve, tabulate
from simulation.population.facts import load_facts
from simulation.scenario import Range, Scenario

_LAPLACE = "unit-variance Laplace"


class _Tables:
    """Tables collected once each, addressed by their place."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.tables: list[Floats] = []

    def place(self, identity: str, make: Callable[[], Floats]) -> int:
        """The place of a table, made when it is first asked for."""
        if identity not in self.places:
            self.places[identity] = len(self.tables)
            self.tables.append(make())
        return self.places[identity]

    def stacked(self) -> Floats:
        """All tables, (count, knots)."""
        return np.array(self.tables).reshape(-1, KNOTS)


@lru_cache(maxsize=1024)
def _table(curve: Curve, log: bool) -> Floats:
    return tabulate(curve, log)


@lru_cache(maxsize=1024)
def _doubt_table(value: Range | float) -> Floats:
    return tabulate(parse_curve(value.as_value() if isinstance(value, Range) else value, ""), log=False)


def highest(scenario: Scenario, path: str) -> float:
    """The largest number that a doubtful parameter can take."""
    value = scenario.value(path)
    return value.high if isinstance(value, Range) else float(value)  # type: ignore[arg-type]


def _most(mean: float) -> int:
    """A number that a Poisson count passes less than once in a million million."""
    return int(poisson.isf(1e-12, mean)) + 1 if mean > 0 else 1


@lru_cache(maxsize=256)
def _keys(kind: str, rows: tuple[int, ...], count: int) -> Keys:
    """Entity keys by identity (kind, row, slot): (rows, count)."""
    return np.array([[entity_key(kind, row, slot) for slot in range(count)] for row in rows], dtype=np.uint64)


def _cumulative(scenario: Scenario, population: str) -> Floats:
    value = scenario.value(f"fields.{population}.districts")
    given = dict(value)  # type: ignore[call-overload]
    weights = np.array([given.get(district, 0.0) for district in load_facts().districts])
    return np.cumsum(weights) / weights.sum()


def _horizon(scenario: Scenario) -> Horizon:
    base_year = load_facts().base_year
    start = min(base_year - 1, scenario.history_years[0])
    path_years = scenario.years[-1] - start + 1
    return Horizon(
        path_start=start,
        path_years=path_years,
        base=base_year - start,
        first=scenario.years[0] - start,
        years=len(scenario.years),
    )


def _loan_rates(scenario: Scenario) -> Floats:
    """The loan rate of each performance year; a year beyond the known ones keeps the last."""
    rates = scenario.mapping("economy.loan_rate")
    known = sorted(rates)
    return np.array([rates[max([year for year in known if year <= y] or known[:1])] for y in scenario.years])


def _claims(scenario: Scenario) -> NDArray[np.bool_]:
    """Which measures the enterprises of each field may claim, (F, M)."""
    facts, policy, enabled = load_facts(), load_policy(), scenario.enabled
    claims = np.zeros((len(facts.enterprise_fields), len(MEASURES)), dtype=np.bool_)
    for column, measure in enumerate(policy.measures.values()):
        for place, field in enumerate(facts.enterprise_fields):
            claims[place, column] = measure.id in enabled and field in measure.fields
    return claims


def _mixes(scenario: Scenario) -> Floats:
    """What the traits' scores are made of in each field, (F, 4, 4)."""
    held = [scenario.value(f"fields.{field}.correlations") for field in load_facts().enterprise_fields]
    return np.array([mixing(dict(pairs or ())) for pairs in held])  # type: ignore[call-overload]


def _slots(scenario: Scenario, field: str, members: int) -> int:
    """The most enterprises of a field that a draw can have beside its members."""
    if members == NOT_IN_ROSTER:
        return round(highest(scenario, f"fields.{field}.count"))
    covered = scenario.doubt(f"fields.{field}.coverage")
    least = covered.low if isinstance(covered, Range) else covered
    return round(members * (1.0 - least) / least)


def _fields(
    scenario: Scenario,
    doubts: _Tables,
    curves: _Tables,
    claims: NDArray[np.bool_],
    mix: Floats,
    known: Known,
    members: Integers,
) -> Fields:
    facts = load_facts()
    theta, curve, slots = [], [], []
    for place, field in enumerate(facts.enterprise_fields):
        theta.append([_doubt(scenario, doubts, f"fields.{field}.{name}") for name in FIELD_PARAMETERS])
        curve.append(
            [_curve(scenario, curves, f"fields.{field}.{name}", name in LOG_CURVES) for name in FIELD_CURVES]
        )
        slots.append(_keys(f"enterprise.{field}", (0,), _slots(scenario, field, int(members[place])))[0])
    return Fields(
        theta=np.array(theta, dtype=np.int64),
        curve=np.array(curve, dtype=np.int64),
        claims=claims,
        stages=stages_of(claims, known.members),
        copula=mix,
        members=members,
        shock_keys=np.array(
            [entity_key("shock", field) for field in facts.enterprise_fields], dtype=np.uint64
        ),
        slot_start=np.concatenate([[0], np.cumsum([len(keys) for keys in slots])]).astype(np.int64),
        slot_keys=np.concatenate(slots),
        districts=np.array([_cumulative(scenario, field) for field in facts.enterprise_fields]),
    )


def _others(scenario: Scenario) -> Others:
    years = scenario.years
    products = scenario.history_years + years
    recognised = round(highest(scenario, "fields.first_set.recognised_per_year"))
    return Others(
        number_keys=np.vstack(
            [_keys(f"number.{kind}", years, 1)[:, 0] for kind in ("models", "scenes", "fund")]
        ),
        model_keys=_keys("model", years, _most(highest(scenario, "fields.vehicle_oem.new_models_per_year"))),
        product_keys=_keys("product", products, max(recognised, 1)),
        maker_keys=_keys("maker", (0,), max(round(highest(scenario, "fields.first_set.makers")), 1))[0],
        scene_keys=_keys("scene", years, _most(highest(scenario, "fields.scenes.applicants_per_year"))),
        fund_keys=_keys("fund", years, _most(highest(scenario, "fields.fund.projects_per_year"))),
        districts=np.array([_cumulative(scenario, one) for one in OF_NO_FIELD]),
    )


def _doubt(scenario: Scenario, doubts: _Tables, path: str) -> int:
    source = scenario.source(path)
    return doubts.place(source, lambda: _doubt_table(scenario.value(source)))  # type: ignore[arg-type]


def _curve(scenario: Scenario, curves: _Tables, path: str, log: bool) -> int:
    source = scenario.source(path)
    value = scenario.value(source)
    assert isinstance(value, Curve)
    return curves.place(f"{source}{'' if log else ' plain'}", lambda: _table(value, log))


def _award_rates(scenario: Scenario) -> Floats:
    """What one yuan of each measure's base earns, for the behavioural response."""
    terms = scenario.terms
    rates = {measure: rule_of(measure).earns(getattr(terms, measure)) for measure in RULED}
    return np.array([rates.get(measure, 0.0) for measure in MEASURES])


def _programme_amounts(scenario: Scenario) -> Floats:
    programmes = [one.id for one in load_policy().measures.values() if one.kind == "optional"]
    values = [scenario.value(f"policy.{measure}.annual_amount") for measure in programmes]
    return np.array([0.0 if value is None else float(value) for value in values])  # type: ignore[arg-type]


def twin_seed(seed: int) -> int:
    """The seed of enterprise chance in a twin run, which shares the doubtful parameters only."""
    return int.from_bytes(blake2b(f"twin {seed}".encode(), digest_size=8).digest(), "little")


def build_model(
    scenario: Scenario, panel: Panel | None = None, twin: bool = False, only: str | None = None
) -> tuple[Model, Known]:
    """The kernel's arrays for a scenario and for what a roster knows.

    A twin keeps the parameters' dice and changes the rest. With `only`, a member's id, what becomes
    of that member is all that is drawn. Raises InputError where the roster has no such member.
    """
    doubts, curves = _Tables(), _Tables()
    horizon, claims, mix = _horizon(scenario), _claims(scenario), _mixes(scenario)
    known, members = gather(panel, scenario, horizon, claims, mix, only)
    fields = _fields(scenario, doubts, curves, claims, mix, known, members)
    other = [_doubt(scenario, doubts, path) for path in OTHER_PARAMETERS]
    other_curves = [_curve(scenario, curves, path, log=False) for path in OTHER_CURVES]
    delivery = [
        [
            _doubt(
                scenario,
                doubts,
                f"response.{measure}" if name == "response" else f"delivery.{name}.{measure}",
            )
            for name in DELIVERY
        ]
        if measure in DELIVERED
        else [-1] * len(DELIVERY)
        for measure in MEASURES
    ]
    laplace = parse_curve({"median": 0.0, "p90": float(np.log(5.0) / np.sqrt(2.0)), "shape": "laplace"}, "")
    growth_curve = curves.place(_LAPLACE, lambda: _table(laplace, False))
    tables = doubts.stacked()
    model = Model(
        seed=np.uint64(scenario.seed),
        chance_seed=np.uint64(twin_seed(scenario.seed) if twin else scenario.seed),
        alone=only is not None,
        economy_key=np.uint64(entity_key("economy")),
        growth_curve=growth_curve,
        oem_field=load_facts().enterprise_fields.index("vehicle_oem"),
        horizon=horizon,
        loan_rates=_loan_rates(scenario),
        doubts=Doubts(
            keys=np.array([entity_key("parameter", path) for path in doubts.places], dtype=np.uint64),
            tables=tables,
            certain=np.ptp(tables, axis=1) == 0.0,
        ),
        curves=curves.stacked(),
        fields=fields,
        others=_others(scenario),
        other=np.array(other, dtype=np.int64),
        other_curves=np.array(other_curves, dtype=np.int64),
        delivery=np.array(delivery, dtype=np.int64),
        enabled=np.array([measure in scenario.enabled for measure in MEASURES]),
        award_rates=_award_rates(scenario),
        programme_amounts=_programme_amounts(scenario),
        terms=scenario.terms,
    )
    return model, known
