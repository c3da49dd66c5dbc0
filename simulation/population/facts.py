"""The default population as data: every number with its basis, loaded from data/population."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import yaml

from simulation.places import DATA
from simulation.text.problems import NO_TEXT, Text

_FOLDER = DATA / "population"
FactKind = Literal["doubt", "curve", "by_year", "schedule", "correlations"]
_KINDS: dict[str, FactKind] = {
    "doubt": "doubt",
    "enterprises": "curve",
    "by_year": "by_year",
    "schedule": "schedule",
    "correlations": "correlations",
}


@dataclass(frozen=True)
class Fact:
    """One default number, range or distribution: `kind` says which; `bounds` limit what may be entered.

    `basis` is sourced, derived, memory or assumption; `source` is where the number comes from or the
    reason for it, empty where none was given. `makes` are the facts or the table of a roster that follow
    from it, empty where every fact of an enterprise does.
    """

    name: Text
    kind: FactKind
    value: Any
    unit: str
    bounds: tuple[float, float]
    basis: str
    source: Text
    makes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Revenue:
    """A district's general public budget revenue, 亿元, and where the figure was found."""

    value: float
    year: int
    basis: str
    source: Text


@dataclass(frozen=True)
class District:
    """One of the 13 districts; `tile` is its column and row on the tile map."""

    id: str
    name: Text
    kind: str
    weight: float
    weight_basis: str
    budget_revenue: Revenue | None
    city_share_even: float
    city_share_tiered: float
    tile: tuple[int, int]


@dataclass(frozen=True)
class Field:
    """One of the 14 fields."""

    id: str
    name: Text
    domain: Text


@dataclass(frozen=True)
class Facts:
    """All defaults. `fields` holds the facts by population: all, each field, first_set, scenes, fund."""

    base_year: int
    field_names: Mapping[str, Field]
    districts: Mapping[str, District]
    delivery: Mapping[str, Fact | Mapping[str, Fact]]
    economy: Mapping[str, Fact]
    payment_schedule: Fact
    fields: Mapping[str, Mapping[str, Fact]]
    field_weights: Mapping[str, tuple[Mapping[str, float], str]]

    @property
    def enterprise_fields(self) -> tuple[str, ...]:
        """The fields whose enterprises are simulated, in a fixed order."""
        return tuple(self.field_names)

    def weights(self, population: str) -> tuple[Mapping[str, float], str]:
        """District weights of a population and their basis; the general ones where it has no own."""
        if population in self.field_weights:
            return self.field_weights[population]
        return {district.id: district.weight for district in self.districts.values()}, "memory"


def _text(raw: Mapping[str, str]) -> Text:
    return Text(raw["zh"], raw["en"])


def _source(raw: Mapping[str, Any]) -> Text:
    return _text(raw["source"]) if "source" in raw else NO_TEXT


def _fact(raw: Mapping[str, Any]) -> Fact:
    low, high = raw["bounds"]
    return Fact(
        name=_text(raw["name"]),
        kind=_KINDS[raw["varies"]],
        value=raw["value"],
        unit=raw["unit"],
        bounds=(float(low), float(high)),
        basis=raw["basis"],
        source=_source(raw),
        makes=tuple(raw.get("makes", ())),
    )


_FIELD_FACTS: dict[str, tuple[Text, Literal["doubt", "curve"], str, tuple[float, float]]] = {
    "count": (Text("企业数", "Enterprises"), "doubt", "count", (0.0, 20000.0)),
    "revenue": (Text("2022 年营业收入", "Revenue in 2022"), "curve", "money", (1e-6, 1e15)),
    "growth": (Text("平均增速", "Mean growth"), "doubt", "log", (-1.0, 2.0)),
    "growth_scale": (Text("增速离散度", "Spread of growth"), "doubt", "log", (0.0, 3.0)),
}


def _field_fact(name: str, raw: Mapping[str, Any]) -> Fact:
    text, kind, unit, bounds = _FIELD_FACTS[name]
    value = {key: entry for key, entry in raw.items() if key not in ("basis", "source")}
    return Fact(text, kind, value.get("value", value), unit, bounds, raw["basis"], _source(raw))


def _district(identity: str, raw: Mapping[str, Any]) -> District:
    revenue = raw["budget_revenue"]
    column, row = raw["tile"]
    return District(
        id=identity,
        name=_text(raw["name"]),
        kind=raw["kind"],
        weight=float(raw["weight"]["value"]),
        weight_basis=raw["weight"]["basis"],
        budget_revenue=None
        if revenue is None
        else Revenue(revenue["value"], revenue["year"], revenue["basis"], _source(revenue)),
        city_share_even=float(raw["city_share"]["even"]),
        city_share_tiered=float(raw["city_share"]["tiered"]),
        tile=(int(column), int(row)),
    )


def _read(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@lru_cache(maxsize=1)
def load_facts() -> Facts:
    """The defaults from data/population. Raises when a file does not have its shape."""
    raw, own = _read("parameters.yaml"), _read("fields.yaml")
    populations = {
        name: {key: _fact(fact) for key, fact in facts.items()} for name, facts in raw["fields"].items()
    }
    fields, weights = {}, {}
    for identity, entry in own["fields"].items():
        fields[identity] = Field(identity, _text(entry["name"]), _text(entry["domain"]))
        facts = {name: _field_fact(name, entry[name]) for name in _FIELD_FACTS}
        populations[identity] = facts | populations.get(identity, {})
        if "districts" in entry:
            weights[identity] = (entry["districts"]["weights"], entry["districts"]["basis"])
    return Facts(
        base_year=int(own["base_year"]),
        field_names=fields,
        districts={
            identity: _district(identity, entry) for identity, entry in _read("districts.yaml").items()
        },
        delivery={
            name: _fact(entry) if "varies" in entry else {key: _fact(fact) for key, fact in entry.items()}
            for name, entry in raw["delivery"].items()
        },
        economy={name: _fact(entry) for name, entry in raw["economy"].items()},
        payment_schedule=_fact(raw["payment_schedule"]),
        fields=populations,
        field_weights=weights,
    )
