"""What a measure is as code: the facts that it asks, its named tests, its award, and how both are told.

What it is in words and numbers stands in its clause's YAML (policy.Measure).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, TypeVar, get_type_hints

from simulation.law.rule import Award, rule
from simulation.law.sentences import Expression, Sentence

Holds = TypeVar("Holds", bound=Callable[[Any, Any], bool])


class Source(NamedTuple):
    """Where a fact stands in a roster: its column, and how many years before the year of the claim."""

    column: str
    years_ago: int = 0


@dataclass(frozen=True)
class Test:
    """One test of a rule: whether it holds for facts and terms, and the outcome that failing it gives.

    A test without a sentence is told by the next one's: that a number is known, by the comparison of it.
    """

    __test__: ClassVar[bool] = False  # no test of pytest's

    holds: Callable[[Any, Any], bool]
    outcome: int
    sentence: Sentence | None = None


_tests: dict[str, list[Test]] = {}


def test(outcome: int, sentence: Sentence | None = None) -> Callable[[Holds], Holds]:
    """A named test of the rule of its module, compiled: the outcome that failing it gives, and its sentence.

    The tests stand in the order in which the rule makes them.
    """

    def named(function: Holds) -> Holds:
        holds = rule(function)
        _tests.setdefault(function.__module__, []).append(Test(holds, outcome, sentence))
        return holds

    return named


def tests_of(module: str) -> tuple[Test, ...]:
    """The tests of a clause's module, in their order."""
    return tuple(_tests[module])


def _nothing_left(facts: Any, award: Award) -> None:
    """Of a rule whose years have nothing to do with each other."""


def _earns_nothing(terms: Any) -> float:
    """Of an award that nobody answers to."""
    return 0.0


@dataclass(frozen=True)
class Rule:
    """A measure's rule. `award(facts, terms)` refuses by the first of `tests` that fails.

    `facts` and `terms` are its NamedTuples; a fact with a Source is read from the roster, another follows
    from earlier years or from the other claims of the year. What earlier years leave is a State, whose
    fields are facts too: it begins as `start`, and `after(facts, award)` is that of the next year. `base`
    names the fact that the award is reckoned on, where it is one; `earns(terms)` is what one yuan more of the
    base earns, which a behavioural response answers to. `shown_by` are the columns that show a claim: who
    knows them all is answered whatever its field; where none are named, all that are asked.
    """

    facts: Any
    terms: Any
    award: Callable[[Any, Any], Award]
    tests: tuple[Test, ...]
    expression: Expression
    start: Any = None
    after: Callable[[Any, Award], Any] = _nothing_left
    base: str = ""
    earns: Callable[[Any], float] = _earns_nothing
    shown_by: tuple[str, ...] = ()

    @property
    def sources(self) -> Mapping[str, Source]:
        """Where each fact that a roster tells stands, in the order of the facts."""
        return _sources(self.facts)

    def columns(self) -> tuple[str, ...]:
        """The columns that are asked, each once."""
        return tuple(dict.fromkeys(source.column for source in self.sources.values()))


@lru_cache(maxsize=64)
def _sources(facts: Any) -> Mapping[str, Source]:
    return dict(_told(facts))


def _told(facts: Any) -> Iterator[tuple[str, Source]]:
    for name, hint in get_type_hints(facts, include_extras=True).items():
        for told in getattr(hint, "__metadata__", ()):
            if isinstance(told, Source):
                yield name, told
