"""The forms of the sentences that a rule's tests and its award are told in; `judge` fills in the numbers.

Facts and parameters are named as in the clause's Facts and Terms; nouns are given in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulation.text.problems import Text

PURCHASES = Text("采购额", "purchases")
OUTPUT = Text("产值", "output value")
VALUE_ADDED = Text("工业增加值", "value added")
SALES = Text("销售额", "sales")
INVESTMENT = Text("投资总额", "investment")
MONEY, RATE, VEHICLES, PLAIN = "money", "rate", "vehicles", "ratio"


@dataclass(frozen=True)
class Against:
    """A fact against a parameter; `sign` is what passes the test: ≥, ≤ or <."""

    fact: str
    sign: str
    term: str
    noun: Text


def at_least(fact: str, term: str, noun: Text) -> Against:
    """A fact that must reach a parameter."""
    return Against(fact, "≥", term, noun)


@dataclass(frozen=True)
class Above:
    """A fact that must be above zero; the words are those of a parameter."""

    fact: str
    noun: Text
    words_of: str


@dataclass(frozen=True)
class Known:
    """The facts without which nothing can be judged, each with its noun and unit.

    The law's words are given, or those of the parameter `words_of`.
    """

    facts: Mapping[str, tuple[Text, str]]
    words: str = ""
    words_of: str = ""


@dataclass(frozen=True)
class Found:
    """A fact that is there or not."""

    fact: str
    noun: Text
    words: str


@dataclass(frozen=True)
class Once:
    """No award of an earlier year stands in the way, in a reading."""

    before: str
    reading: str


@dataclass(frozen=True)
class Share:
    """A part of a whole against a parameter."""

    part: str
    whole: str
    term: str
    noun: Text


@dataclass(frozen=True)
class YearsKnown:
    """The years that the growth phrase compares."""

    now: str
    noun: Text


@dataclass(frozen=True)
class KeptGrowing:
    """上年同比保持增长, in the reading in force."""

    now: str
    noun: Text


@dataclass(frozen=True)
class GrewBy:
    """较上年度增长…以上."""

    now: str
    term: str


@dataclass(frozen=True)
class Gained:
    """新增部分, on which the award is reckoned; the words are those of a parameter."""

    now: str
    words_of: str


@dataclass(frozen=True)
class TierReached:
    """A fact against the tier that it reaches, or against the lowest that it does not.

    `tier` gives the number of the tier reached, 0 for none, from the fact and the terms. Where `award` is
    given, it gives the tier's award, which must be above zero too.
    """

    fact: str
    tiers: tuple[str, ...]
    noun: Text
    tier: Callable[[float, Any], int]
    award: Callable[[float, Any], float] | None = None
    words_of: str = ""


@dataclass(frozen=True)
class FirstTime:
    """The tier reached against the highest that earlier years reached, counted by `measured`.

    `unit` is that of what is counted: tiers have none, awards are money.
    """

    fact: str
    best: str
    noun: Text
    measured: Callable[[float, Any], float]
    unit: str
    this_year: Text
    before: Text
    words_of: str


Sentence = (
    Against
    | Above
    | Known
    | Found
    | Once
    | Share
    | YearsKnown
    | KeptGrowing
    | GrewBy
    | Gained
    | TierReached
    | FirstTime
)


@dataclass(frozen=True)
class RateOf:
    """Rate × a fact."""

    fact: str


@dataclass(frozen=True)
class RateOfGain:
    """Rate × the gain of a fact on the year before."""

    now: str


@dataclass(frozen=True)
class InterestOf:
    """A loan × the lower of two rates × months ÷ 12."""

    loan: str
    term: str
    own_rate: str
    months: str


@dataclass(frozen=True)
class TierLessSpent:
    """The award of the tier reached less that of the tier reached before."""

    fact: str
    best: str
    tier: Callable[[float, Any], int]
    award: Callable[[float, Any], float]


@dataclass(frozen=True)
class Tiers:
    """The awards of the tiers reached for the first time, in a reading of how they add up."""

    fact: str
    best: str
    paid: str
    reading: str
    tier: Callable[[float, Any], int]
    award: Callable[[int, Any], float]
    difference: int
    sum_of_new: int


@dataclass(frozen=True)
class ShareOfPremium:
    """A share that falls with the insured years, of a premium whose rate is limited, in a reading of the limit."""

    year: str
    premium: str
    insured: str
    reading: str
    counted_rate: int


@dataclass(frozen=True)
class Asked:
    """What was asked for, under a ratio of what somebody else gives."""

    noun: Text
    of: str
    ratio: str


Expression = RateOf | RateOfGain | InterestOf | TierLessSpent | Tiers | ShareOfPremium | Asked
