"""Everything said in one language: the texts of the catalogue, names by id, values with their unit.

The catalogues are flat files with the same ids in both languages. The screen and the reports read
the same ones, so that they say the same thing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simulation.paths import TEXT
from simulation.payers import CITY
from simulation.policy import load_policy
from simulation.population.curves import Curve
from simulation.population.facts import load_facts
from simulation.problems import Language, Text
from simulation.scenario import Difference, Key, Range, Value, plain

MOST_ROWS = 13  # as many as there are districts
_POPULATIONS = ("all", "first_set", "scenes", "fund")


@lru_cache(maxsize=2)
def catalogue(language: Language) -> dict[str, str]:
    """Every text of one language by its id."""
    return tomllib.loads((TEXT / f"{language}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """One language."""

    language: Language

    def t(self, identity: str, **values: object) -> str:
        """A text of the catalogue with its blanks filled in."""
        return catalogue(self.language)[identity].format(**values)

    def say(self, text: Text) -> str:
        """A bilingual name."""
        return text.in_(self.language)

    def measure(self, measure: str) -> str:
        """A measure's short name."""
        return self.say(load_policy().measures[measure].short)

    def payer(self, payer: str) -> str:
        """The city, a district, or the districts together."""
        districts = load_facts().districts
        if payer in districts:
            return self.say(districts[payer].name)
        return self.t("payer.city") if payer == CITY else self.t("payer.districts")

    def populations(self) -> dict[str, str]:
        """Names of populations by id."""
        names = {identity: self.say(field.name) for identity, field in load_facts().field_names.items()}
        return names | {name: self.t(f"population.{name}") for name in _POPULATIONS}

    def unit(self, unit: str) -> str:
        """A unit's name; empty for what has none."""
        return catalogue(self.language).get(f"unit.{unit}", "")

    def key(self, key: Key) -> str:
        """A key's name with the measure or population it belongs to."""
        room, owner, *_ = [*key.path.split("."), ""]
        if room == "policy":
            return f"{self.measure(owner)} · {self.say(key.name)}"
        if room == "fields" and owner in self.populations():
            return f"{self.populations()[owner]} · {self.say(key.name)}"
        return self.say(key.name)

    def value(self, key: Key, value: Value) -> str:
        """A value as a person reads it, with its unit."""
        if value is None:
            return self.t("value.unknown")
        if value == ():
            return self.t("value.not_entered")
        if key.options and isinstance(value, str):
            return self.say(dict(key.options)[value])
        if isinstance(value, Range):
            return " – ".join(self._number(key.unit, part) for part in (value.low, value.mode, value.high))
        if isinstance(value, float | int) and not isinstance(value, bool):
            return self._number(key.unit, value)
        if isinstance(value, Curve):
            return self._curve(key.unit, value)
        if isinstance(value, tuple):
            return self._rows(key, value)
        return str(plain(value))

    def _number(self, unit: str, value: float) -> str:
        if unit in ("rate", "share"):
            return f"{value * 100:g}%"
        if unit == "money":
            return f"{value:,.10g} 万元"
        return f"{value:,.10g} {self.unit(unit)}".strip()

    def _curve(self, unit: str, curve: Curve) -> str:
        shape = curve.as_value()
        if not isinstance(shape, dict):
            return self._number(unit, shape)
        if "values" in shape:
            return self.t("control.empirical", count=len(shape["values"]))
        parts = []
        for name, part in shape.items():
            if name != "shape":
                label = catalogue(self.language).get(f"number.{name}", name)
                parts.append(f"{label} {self._number('' if name == 'tail_index' else unit, part)}")
        return " · ".join(parts)

    def _rows(self, key: Key, rows: tuple[Any, ...]) -> str:
        """Shares of a schedule, or numbers by year, district or measure; the first of a long list."""
        if key.kind == "schedule":
            return " / ".join(f"{share * 100:g}%" for share in rows)
        parts = []
        for *owners, last in rows:
            named = " ".join(self._owner(owner) for owner in owners)
            inner = (
                " / ".join(f"{year} {self._number(key.unit, amount)}" for year, amount in last)
                if isinstance(last, tuple)
                else self._number(key.unit, last)
            )
            parts.append(f"{named} {inner}")
        shown = " · ".join(parts[:MOST_ROWS])
        return shown if len(parts) <= MOST_ROWS else self.t("value.more", shown=shown, count=len(parts))

    def _owner(self, owner: Any) -> str:
        if owner in load_policy().measures:
            return self.measure(owner)
        return self.payer(owner) if owner in load_facts().districts else str(owner)

    def difference(self, pair: Difference) -> str:
        """One difference of two scenarios: what, from, to."""
        before, after = self.value(pair.key, pair.before), self.value(pair.key, pair.after)
        return self.t("pair", name=self.key(pair.key), value=f"{before} → {after}")
