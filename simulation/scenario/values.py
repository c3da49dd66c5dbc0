"""The values a scenario can hold, and how each is read from YAML, checked and written back.

Every value is immutable and hashable. A reader raises a Fault: what is wrong and the way out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import isfinite
from re import fullmatch
from typing import Any

import numpy as np

from simulation.population.curves import Z_LIMIT, Curve, parse_curve
from simulation.population.years import MOST_INSTALMENTS
from simulation.scenario.number_spelling import PLAIN, is_endless, meant
from simulation.text.plain import cut, plain_line
from simulation.text.problems import InputError, Problem, Text

LARGEST = 1e12  # no number that is entered is larger
MOST_VALUES = 20_000  # of an empirical distribution
_LONGEST_WORD = 48  # of what was entered, in a message
_LONGEST_LIST = 80  # of the names that are known
_MOST_KEYS = 20  # of a distribution, which has at most four
_NAMED = 3  # faults of one distribution that are told


@dataclass(frozen=True)
class Range:
    """Parameter doubt: a value between low and high, most likely mode; PERT-distributed."""

    low: float
    mode: float
    high: float

    def as_value(self) -> dict[str, float]:
        """The range as a scenario file writes it."""
        return {"low": self.low, "mode": self.mode, "high": self.high}


def most_likely(value: float | Range) -> float:
    """The value itself, or the mode of a range of doubt."""
    return value.mode if isinstance(value, Range) else value


Schedule = tuple[float | Range, ...]
Value = None | float | int | str | date | Range | Curve | tuple[Any, ...]


@dataclass(frozen=True)
class Bounds:
    """The hard limits of a number, and whether it must be whole."""

    low: float = 0.0
    high: float = LARGEST
    whole: bool = False
    fraction: bool = False


class Fault(Exception):
    """A value that cannot be used: what is wrong and the way out."""

    def __init__(self, wrong: Text, right: Text) -> None:
        super().__init__(wrong.en)
        self.wrong, self.right = wrong, right


def shown(raw: object) -> str:
    """What was entered, on one line and cut for a message."""
    try:
        text = str(raw)
    except ValueError:  # a whole number of more digits than Python writes out
        text = "…"
    return cut(plain_line(text[: 4 * _LONGEST_WORD]), _LONGEST_WORD)


def nearest(word: str, known: list[str] | tuple[str, ...]) -> Text:
    """The way out of a misspelt name: the nearest known one, or the list."""
    close = get_close_matches(word, known, n=1, cutoff=0.5) if len(word) <= _LONGEST_WORD else []
    if close:
        return Text(f"是否为 {close[0]}？", f"did you mean {close[0]}?")
    listed = list(known)
    while len(", ".join(listed)) > _LONGEST_LIST:
        listed.pop()
    more = "…" if len(listed) < len(known) else ""
    return Text(f"可用的有：{'、'.join(listed)}{more}", f"known: {', '.join(listed)}{more}")


def number(raw: object, bounds: Bounds) -> float:
    """A finite number within its bounds. Raises Fault."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        text = raw if isinstance(raw, str) else ""
        if is_endless(text):
            raise _endless()
        raise Fault(Text("应为数字", "a number is needed here"), meant(text) if text else PLAIN)
    if isinstance(raw, float) and not isfinite(raw):
        raise _endless()
    # Compared as it was written: float64 has no 2^53 + 1.
    if not bounds.low <= raw <= bounds.high:
        raise Fault(Text("超出范围", "out of range"), _way_in(raw, bounds))
    value = float(raw)
    if bounds.whole and value != int(value):
        raise Fault(
            Text("应为整数", "a whole number is needed"),
            Text(f"例如 {round(value)}", f"for example {round(value)}"),
        )
    return value


def _endless() -> Fault:
    return Fault(
        Text("数字必须有限", "the number must be finite"),
        Text("请填写一个确定的数", "write a definite number"),
    )


def _way_in(value: float, bounds: Bounds) -> Text:
    if bounds.fraction and 1 < value <= 100:
        return Text(
            f"以小数填写：{value:g}% 即 {value / 100:g}",
            f"write a fraction: {value:g}% is {value / 100:g}",
        )
    return _within(bounds)


def _within(bounds: Bounds) -> Text:
    limits = f"{bounds.low:,.16g}–{bounds.high:,.16g}"
    return Text(f"应在 {limits} 之间", f"it must lie in {limits}")


def doubt(raw: object, bounds: Bounds) -> float | Range:
    """A number, or a range of parameter doubt. Raises Fault."""
    if not isinstance(raw, Mapping):
        return number(raw, bounds)
    names = ("low", "mode", "high")
    for key in raw:
        if key not in names:
            raise Fault(Text(f"未知的键 {shown(key)}", f"unknown key {shown(key)}"), nearest(str(key), names))
    if missing := [name for name in names if name not in raw]:
        listed = ", ".join(missing)
        raise Fault(
            Text(f"区间缺少 {listed}", f"the range lacks {listed}"),
            Text("写作 {low: …, mode: …, high: …}", "write {low: …, mode: …, high: …}"),
        )
    low, mode, high = (number(raw[name], bounds) for name in names)
    if not low <= mode <= high:
        raise Fault(
            Text("应满足 low ≤ mode ≤ high", "low ≤ mode ≤ high must hold"),
            Text("请按从小到大填写", "put them in rising order"),
        )
    return low if low == high else Range(low, mode, high)


def curve(raw: object, bounds: Bounds) -> Curve:
    """A distribution between enterprises, inside its bounds. Raises Fault with its first problems."""
    _look_over(raw)
    try:
        parsed = parse_curve(raw, "")
    except InputError as error:
        first = error.problems[:_NAMED]
        zh, en = "；".join(one.wrong.zh for one in first), "; ".join(one.wrong.en for one in first)
        raise Fault(Text(zh, en), first[0].right) from error
    lowest, highest = parsed.at(np.array([-Z_LIMIT, Z_LIMIT]))
    if lowest < bounds.low or highest > bounds.high:
        wrong = Text(
            f"分布取值 {lowest:g}–{highest:g} 超出范围",
            f"the distribution runs over {lowest:g}–{highest:g}",
        )
        raise Fault(wrong, _within(bounds))
    return parsed


def _look_over(raw: object) -> None:
    """What a distribution is refused for before it is read: texts, and more than anyone enters."""
    if isinstance(raw, str):
        number(raw, Bounds())
    if not isinstance(raw, Mapping):
        return
    values = raw.get("values")
    if len(raw) > _MOST_KEYS or (isinstance(values, list | tuple) and len(values) > MOST_VALUES):
        raise Fault(
            Text("数值过多", "there are too many numbers"),
            Text(f"最多 {MOST_VALUES:,} 个数值", f"at most {MOST_VALUES:,} values"),
        )
    for name, entry in raw.items():
        if isinstance(entry, str) and name != "shape":
            raise Fault(Text(f"{shown(name)} 应为数字", f"{shown(name)} must be a number"), meant(entry))
        # A ceiling only cuts; where the distribution ends is looked at afterwards.
        if name != "ceiling" and isinstance(entry, int | float) and abs(entry) > LARGEST:
            raise Fault(
                Text(f"{shown(name)} 超出范围", f"{shown(name)} is out of range"), _within(Bounds(-LARGEST))
            )


def calendar_date(raw: object, bounds: Bounds) -> date:
    """A date, written year-month-day. Raises Fault."""
    del bounds
    value = raw
    if isinstance(raw, str) and fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        try:
            value = date.fromisoformat(raw)
        except ValueError:
            value = None
    if type(value) is not date:
        right = Text("写作年-月-日，例如 2023-08-27", "write year-month-day, such as 2023-08-27")
        raise Fault(Text("应为日期", "a date is needed"), right)
    return value


def schedule(raw: object, bounds: Bounds) -> Schedule:
    """Shares of an award paid in the same year, the next, and so on. Raises Fault.

    They sum to 1; of a share that is a range, its most likely value counts.
    """
    if not isinstance(raw, list | tuple) or not 1 <= len(raw) <= MOST_INSTALMENTS:
        raise Fault(
            Text("应为一至六个份额的列表", "a list of one to six shares is needed"),
            Text("例如 [0, 0.7, 0.3]", "for example [0, 0.7, 0.3]"),
        )
    shares = tuple(doubt(share, bounds) for share in raw)
    total = sum(map(most_likely, shares))
    if abs(total - 1.0) > 1e-9:
        raise Fault(
            Text(f"份额之和为 {total:g}，应为 1", f"the shares sum to {total:g}, not 1"),
            Text("请调整使其合计为 1", "make them sum to 1"),
        )
    return shares


def choice_of(options: tuple[str, ...]) -> Callable[[object, Bounds], str]:
    """A reader of one of several words. Other words for on and off, and truth values, are met."""
    switch = "on" in options and "off" in options

    def choice(raw: object, bounds: Bounds) -> str:
        del bounds
        word = shown(raw)
        if switch:
            word = _SWITCH.get(word.lower(), word)
        if word not in options:
            raise Fault(Text(f"未知的选项 {word}", f"unknown option {word}"), nearest(word, options))
        return word

    return choice


_SWITCH = {"true": "on", "yes": "on", "on": "on", "false": "off", "no": "off", "off": "off"}


def plain(value: Value) -> Any:
    """A value as YAML and JSON write it."""
    if isinstance(value, Range | Curve):
        return value.as_value()
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            nested: dict[Any, Any] = {}
            for *path, last in value:
                at = nested
                for step in path[:-1]:
                    at = at.setdefault(step, {})
                at[path[-1]] = plain(last) if isinstance(last, tuple) else last
            return nested
        return [plain(part) for part in value]
    return value


Reader = Callable[[Any, Bounds], Value]

__all__ = ["Bounds", "Fault", "Problem", "Range", "Reader", "Value", "plain"]
