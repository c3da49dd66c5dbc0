"""A scenario: what differs from the defaults, by key. Immutable, comparable, hashable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

from simulation import __version__
from simulation.law import MEASURES
from simulation.law.policy import load_policy
from simulation.law.terms import Terms, build_terms, share_of_first_year
from simulation.population.curves import Curve
from simulation.population.years import FIRST_YEAR, LAST_YEAR
from simulation.scenario.keys import Key, catalogue
from simulation.scenario.values import Fault, Range, Value, most_likely, nearest, plain, shown
from simulation.text.plain import plain_line
from simulation.text.problems import InputError, Problem, Text

HISTORY_YEARS = 2
MOST_YEARS = 10
LONGEST_NAME = 200


class Difference(NamedTuple):
    """One key that two scenarios hold differently."""

    key: Key
    before: Value
    after: Value


@dataclass(frozen=True)
class Scenario:
    """What differs from the defaults: sorted pairs of a key's path and its value.

    Make one with `Scenario()`, `scenario.with_value(path, raw)` or `simulation.scenario.documents`.
    """

    name: str = ""
    overrides: tuple[tuple[str, Value], ...] = ()

    @cached_property
    def _own(self) -> Mapping[str, Value]:
        return dict(self.overrides)

    def source(self, path: str) -> str:
        """The key whose value counts for `path`: itself, or the one that it inherits from."""
        key = _key(path)
        if path in self._own or not key.inherits:
            return path
        return self.source(key.inherits)

    def value(self, path: str) -> Value:
        """The value in force for a key. Raises KeyError for a path that is not in the catalogue."""
        source = self.source(path)
        return self._own.get(source, _key(source).default)

    def number(self, path: str) -> float:
        """The value of a key that holds a plain number."""
        value = self.value(path)
        if not isinstance(value, int | float):
            raise TypeError(f"{path} holds {value!r}, not a number")
        return float(value)

    def rows(self, path: str) -> tuple[tuple[Any, ...], ...]:
        """The value of a key that holds rows: shares, appropriations, weights, years."""
        value = self.value(path)
        if not isinstance(value, tuple):
            raise TypeError(f"{path} holds {value!r}, not rows")
        return value

    def mapping(self, path: str) -> dict[Any, float]:
        """The value of a key that holds a number by district or by year."""
        return dict(self.rows(path))

    def doubt(self, path: str) -> float | Range:
        """The value of a key that holds a number or a range of doubt."""
        value = self.value(path)
        return value if isinstance(value, Range) else self.number(path)

    def most_likely(self, path: str) -> float:
        """The most likely value of a key that holds a number or a range of doubt."""
        return most_likely(self.doubt(path))

    def curve(self, path: str) -> Curve:
        """The value of a key that holds a distribution."""
        value = self.value(path)
        if not isinstance(value, Curve):
            raise TypeError(f"{path} holds {value!r}, not a distribution")
        return value

    def is_changed(self, path: str) -> bool:
        """Whether the key itself differs from its default."""
        return path in self._own

    def with_value(self, path: str, raw: object) -> Scenario:
        """This scenario with one value changed; the default takes the override away.

        Raises InputError when the value cannot be used.
        """
        return self.with_values({path: raw})

    def with_values(self, raws: Mapping[str, object]) -> Scenario:
        """This scenario with several values changed at once. Raises InputError with every problem."""
        values: dict[str, Value] = {}
        problems = []
        for path, raw in raws.items():
            key = _key(path)
            try:
                values[path] = None if raw is None else key.read(raw, key.bounds)
            except Fault as fault:
                problems.append(Problem("scenario", fault.wrong, fault.right, column=path, value=shown(raw)))
        if problems:
            raise InputError(problems)
        return self.with_checked(values)

    def without(self, *paths: str) -> Scenario:
        """This scenario with keys put back to their defaults."""
        return self.with_checked(dict.fromkeys(paths))

    def renamed(self, name: str) -> Scenario:
        """This scenario under another name: one line, cut to LONGEST_NAME signs."""
        return replace(self, name=plain_line(name)[:LONGEST_NAME])

    def with_checked(self, values: Mapping[str, Value]) -> Scenario:
        """This scenario with values that a key's reader made; None or the default takes one away.

        Raises InputError for dates between which no policy can be in force.
        """
        own = dict(self._own)
        for path, value in values.items():
            if value is None or value == _key(path).default:
                own.pop(path, None)
            else:
                own[path] = value
        changed = Scenario(self.name, tuple(sorted(own.items())))
        if problems := _impossible_dates(changed):
            raise InputError(problems)
        return changed

    @cached_property
    def hash(self) -> str:
        """The content hash of every value in force, defaults included; the name is no content."""
        content = {path: plain(self.value(path)) for path in catalogue()}
        text = json.dumps([__version__, content], sort_keys=True, default=str, ensure_ascii=True)
        return blake2b(text.encode(), digest_size=12).hexdigest()

    @cached_property
    def dice_hash(self) -> str:
        """The content hash of what the simulation reads: split, budget and schedule come after it."""
        content = {
            path: plain(self.value(path)) for path, key in catalogue().items() if not key.after_the_dice
        }
        text = json.dumps([__version__, content], sort_keys=True, default=str, ensure_ascii=True)
        return blake2b(text.encode(), digest_size=12).hexdigest()

    def differences(self, base: Scenario | None = None) -> list[Difference]:
        """The keys that differ from another scenario (from the defaults when none is given)."""
        other = base or Scenario()
        paths = [path for path in catalogue() if path in self._own or path in other._own]
        pairs = [Difference(_key(path), other.value(path), self.value(path)) for path in paths]
        return [pair for pair in pairs if pair.before != pair.after]

    def changes(self) -> list[Difference]:
        """The differences from the defaults that change the policy or an assumption.

        An entered budget, a share table and the settings of the run are none.
        """
        return [pair for pair in self.differences() if pair.key.stage not in ("split", "budget", "run")]

    @property
    def has_budget(self) -> bool:
        """Whether any appropriation was entered."""
        return bool(self.rows("budget.city") or self.rows("budget.districts"))

    @property
    def has_own_split(self) -> bool:
        """Whether city and districts share otherwise than by default."""
        return any(path.startswith("split.") for path, _ in self.overrides)

    @property
    def effective_from(self) -> date:
        """The day from which the policy is in force."""
        value = self.value("validity.effective_from")
        assert isinstance(value, date)
        return value

    @property
    def expires(self) -> date:
        """The last day on which the policy is in force."""
        value = self.value("validity.expires")
        assert isinstance(value, date)
        return value

    @property
    def years(self) -> tuple[int, ...]:
        """The performance years."""
        return tuple(range(self.effective_from.year, self.expires.year + 1))

    @property
    def history_years(self) -> tuple[int, ...]:
        """The years before them that the growth tests look back to."""
        first = self.years[0]
        return tuple(range(first - HISTORY_YEARS, first))

    @property
    def schedule(self) -> tuple[float | Range, ...]:
        """Shares of an award paid in the same year, the next, and so on; a range is not known exactly."""
        value = self.value("payment_schedule")
        assert isinstance(value, tuple)
        return value

    @property
    def fiscal_years(self) -> tuple[int, ...]:
        """The years in which cash leaves."""
        return tuple(range(self.years[0], self.years[-1] + len(self.schedule)))

    @property
    def draws(self) -> int:
        """The most draws that a run makes."""
        return int(self.number("simulation.draws"))

    @property
    def seed(self) -> int:
        """The seed of the dice."""
        return int(self.number("simulation.seed"))

    @property
    def enabled(self) -> tuple[str, ...]:
        """The measures that are simulated."""
        return tuple(measure for measure in MEASURES if self.value(f"measures.{measure}") != "off")

    @property
    def headline(self) -> tuple[str, ...]:
        """The measures that count in the total: outlay, and what the user added to it."""
        kinds = load_policy().measures
        return tuple(
            measure
            for measure in self.enabled
            if kinds[measure].kind == "outlay" or self.value(f"measures.{measure}") == "headline"
        )

    def reading(self, reading: str) -> int:
        """The number of the option in force for a reading, in the order of the policy's data."""
        options = tuple(load_policy().readings[reading].options)
        return options.index(str(self.value(f"readings.{reading}")))

    @cached_property
    def terms(self) -> Terms:
        """All parameters and readings as the rules take them."""
        policy = load_policy()
        parameters = {
            measure.id: {
                parameter: self.number(f"policy.{measure.id}.{parameter}")
                for parameter in measure.parameters
                if self.value(f"policy.{measure.id}.{parameter}") is not None
            }
            for measure in policy.measures.values()
        }
        readings = {reading: self.reading(reading) for reading in policy.readings}
        partial = self.reading("first_year") == FROM_EFFECTIVE_DATE
        factor = share_of_first_year(self.effective_from) if partial else 1.0
        return build_terms(parameters, readings, factor)

    def reforms(self) -> list[Difference]:
        """The differences that go beyond the law: above a maximum, below a floor, other years."""
        return [pair for pair in self.differences() if _is_reform(pair)]

    @property
    def badge(self) -> str:
        """baseline, edited or reform."""
        if self.reforms():
            return "reform"
        return "edited" if self.changes() or self.has_own_split else "baseline"


FROM_EFFECTIVE_DATE = 1


def _impossible_dates(scenario: Scenario) -> list[Problem]:
    """Dates that are swapped, too far apart, or beyond the years of rosters and payments."""
    start, end = scenario.effective_from, scenario.expires
    first, last = FIRST_YEAR + HISTORY_YEARS, LAST_YEAR
    if start > end:
        wrong = Text(f"施行日期 {start} 晚于有效期至 {end}", f"in force from {start}, after its end on {end}")
        right = Text("请核对两个日期，是否填反", "check both dates: are they swapped?")
    elif start.year < first or end.year > last:
        wrong = Text(
            f"有效期 {start} 至 {end} 超出 {first}–{last} 年", f"{start} to {end} goes beyond {first}–{last}"
        )
        right = Text(
            f"名册和兑付只有 {FIRST_YEAR}–{LAST_YEAR} 年，增长另需此前两年",
            f"rosters and payments know {FIRST_YEAR}–{LAST_YEAR}, and growth needs two years before",
        )
    elif end.year - start.year >= MOST_YEARS:
        wrong = Text(
            f"{start} 至 {end} 超过 {MOST_YEARS} 年", f"{start} to {end} is more than {MOST_YEARS} years"
        )
        right = Text("请缩短有效期", "shorten it")
    else:
        return []
    return [Problem("scenario", wrong, right, column="validity")]


def _is_reform(pair: Difference) -> bool:
    if pair.key.path.startswith("validity."):
        return True
    if not pair.key.beyond or not isinstance(pair.before, float) or not isinstance(pair.after, float):
        return False
    return (pair.after - pair.before) * pair.key.beyond > 0


def _key(path: str) -> Key:
    try:
        return catalogue()[path]
    except KeyError:
        right = nearest(path, tuple(catalogue()))
        raise InputError([Problem("scenario", Text("未知的键", "unknown key"), right, column=path)]) from None
