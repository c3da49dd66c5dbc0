"""The values a scenario can hold, and how each is read from YAML, checked and written back.

Every value is immutable and hashable. `read_value` raises nothing: it returns the value or the
problems, so that a whole file is answered at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from math import isfinite
from typing import Any

import numpy as np

from simulation.population.copula import PAIRS, mixing
from simulation.population.curves import Z_LIMIT, Curve, parse_curve
from simulation.problems import InputError, Problem, Text


@dataclass(frozen=True)
class Range:
    """Parameter doubt: a value between low and high, most likely mode; PERT-distributed."""

    low: float
    mode: float
    high: float

    def as_value(self) -> dict[str, float]:
        """The range as a scenario file writes it."""
        return {"low": self.low, "mode": self.mode, "high": self.high}


Schedule = tuple[float | Range, ...]
ByYear = tuple[tuple[int, float], ...]
Weights = tuple[tuple[str, float], ...]
Shares = tuple[tuple[str, str, float], ...]
Appropriations = tuple[tuple[str, ByYear], ...]
Value = None | float | int | str | date | Range | Curve | tuple[Any, ...]


@dataclass(frozen=True)
class Bounds:
    """The hard limits of a number, and whether it must be whole."""

    low: float = 0.0
    high: float = float("inf")
    whole: bool = False
    fraction: bool = False


class Fault(Exception):
    """A value that cannot be used: what is wrong and the way out."""

    def __init__(self, wrong: Text, right: Text) -> None:
        super().__init__(wrong.en)
        self.wrong, self.right = wrong, right


def nearest(word: str, known: list[str] | tuple[str, ...]) -> Text:
    """The way out of a misspelt name: the nearest known one, or the list."""
    close = get_close_matches(str(word), known, n=1, cutoff=0.5)
    if close:
        return Text(f"是否为 {close[0]}？", f"did you mean {close[0]}?")
    listed = "、".join(known[:12]) + ("…" if len(known) > 12 else "")
    return Text(f"可用的有：{listed}", f"known: {listed.replace('、', ', ')}")


def number(raw: object, bounds: Bounds) -> float:
    """A finite number within its bounds. Raises Fault."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise Fault(
            Text("应为数字", "a number is needed here"),
            Text("请填写数字，不带单位", "write a number without a unit"),
        )
    try:
        value = float(raw)
    except OverflowError:
        value = float("inf")
    if not isfinite(value):
        raise Fault(
            Text("数字必须有限", "the number must be finite"),
            Text("请填写一个确定的数", "write a definite number"),
        )
    if not bounds.low <= value <= bounds.high:
        limits = f"{bounds.low:g}–{bounds.high:g}"
        right = Text(f"应在 {limits} 之间", f"it must lie in {limits}")
        if bounds.fraction and 1 < value <= 100:
            right = Text(
                f"以小数填写：{value:g}% 即 {value / 100:g}",
                f"write a fraction: {value:g}% is {value / 100:g}",
            )
        raise Fault(Text("超出范围", "out of range"), right)
    if bounds.whole and value != int(value):
        raise Fault(
            Text("应为整数", "a whole number is needed"),
            Text(f"例如 {round(value)}", f"for example {round(value)}"),
        )
    return value


def doubt(raw: object, bounds: Bounds) -> float | Range:
    """A number, or a range of parameter doubt. Raises Fault."""
    if not isinstance(raw, Mapping):
        return number(raw, bounds)
    names = ("low", "mode", "high")
    for key in raw:
        if key not in names:
            raise Fault(Text(f"未知的键 {key}", f"unknown key {key}"), nearest(str(key), names))
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
    """A distribution between enterprises, inside its bounds. Raises Fault with all of its problems."""
    try:
        parsed = parse_curve(raw, "")
    except InputError as error:
        zh = "；".join(problem.wrong.zh for problem in error.problems)
        en = "; ".join(problem.wrong.en for problem in error.problems)
        raise Fault(Text(zh, en), error.problems[0].right) from error
    lowest, highest = parsed.at(np.array([-Z_LIMIT, Z_LIMIT]))
    if lowest < bounds.low or highest > bounds.high:
        limits = f"{bounds.low:g}–{bounds.high:g}"
        raise Fault(
            Text(
                f"分布取值 {lowest:g}–{highest:g} 超出范围",
                f"the distribution runs over {lowest:g}–{highest:g}",
            ),
            Text(f"应在 {limits} 之间", f"it must lie in {limits}"),
        )
    return parsed


def calendar_date(raw: object, bounds: Bounds) -> date:
    """A date within 2000 to 2100. Raises Fault."""
    del bounds
    value = raw
    if isinstance(raw, str):
        try:
            value = date.fromisoformat(raw)
        except ValueError:
            value = None
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date) or not 2000 <= value.year <= 2100:
        raise Fault(Text("应为日期", "a date is needed"), Text("例如 2023-08-27", "for example 2023-08-27"))
    return value


def schedule(raw: object, bounds: Bounds) -> Schedule:
    """Shares of an award paid in the same year, the next, and so on. Raises Fault.

    They sum to 1; of a share that is a range, its most likely value counts.
    """
    if not isinstance(raw, list | tuple) or not 1 <= len(raw) <= 6:
        raise Fault(
            Text("应为一至六个份额的列表", "a list of one to six shares is needed"),
            Text("例如 [0, 0.7, 0.3]", "for example [0, 0.7, 0.3]"),
        )
    shares = tuple(doubt(share, bounds) for share in raw)
    total = sum(share.mode if isinstance(share, Range) else share for share in shares)
    if abs(total - 1.0) > 1e-9:
        raise Fault(
            Text(f"份额之和为 {total:g}，应为 1", f"the shares sum to {total:g}, not 1"),
            Text("请调整使其合计为 1", "make them sum to 1"),
        )
    return shares


def by_year(raw: object, bounds: Bounds) -> ByYear:
    """A number for each named year. Raises Fault."""
    if not isinstance(raw, Mapping):
        raise Fault(
            Text("应按年份填写", "one number a year is needed"),
            Text("例如 {2024: 30000}", "for example {2024: 30000}"),
        )
    rows = []
    for year, value in raw.items():
        if isinstance(year, bool) or not str(year).isdigit() or not 2015 <= int(year) <= 2035:
            raise Fault(
                Text(f"年份 {year} 不在 2015–2035", f"the year {year} is outside 2015–2035"),
                Text("请核对年份", "check the year"),
            )
        rows.append((int(year), number(value, bounds)))
    return tuple(sorted(rows))


def weights_of(known: tuple[str, ...]) -> Callable[[object, Bounds], Weights]:
    """A reader of weights by district; they need not sum to 1."""

    def weights(raw: object, bounds: Bounds) -> Weights:
        if not isinstance(raw, Mapping) or not raw:
            raise Fault(Text("应按区县填写权重", "weights by district are needed"), nearest("", known))
        rows = []
        for district, value in raw.items():
            if district not in known:
                raise Fault(
                    Text(f"未知的区县 {district}", f"unknown district {district}"),
                    nearest(str(district), known),
                )
            rows.append((str(district), number(value, bounds)))
        if sum(weight for _, weight in rows) <= 0:
            raise Fault(
                Text("权重之和必须大于 0", "the weights sum to zero"),
                Text("至少一个区县为正", "make one positive"),
            )
        return tuple(sorted(rows))

    return weights


def shares_of(measures: tuple[str, ...], districts: tuple[str, ...]) -> Callable[[object, Bounds], Shares]:
    """A reader of the city's shares: measure -> share, or measure -> {district: share}."""

    def shares(raw: object, bounds: Bounds) -> Shares:
        if not isinstance(raw, Mapping):
            raise Fault(Text("应按措施填写", "shares by measure are needed"), nearest("", measures))
        rows: list[tuple[str, str, float]] = []
        for measure, entry in raw.items():
            if measure not in measures:
                raise Fault(
                    Text(f"未知的措施 {measure}", f"unknown measure {measure}"),
                    nearest(str(measure), measures),
                )
            cells = entry if isinstance(entry, Mapping) else dict.fromkeys(districts, entry)
            for district, share in cells.items():
                if district not in districts:
                    raise Fault(
                        Text(f"未知的区县 {district}", f"unknown district {district}"),
                        nearest(str(district), districts),
                    )
                rows.append((str(measure), str(district), number(share, bounds)))
        return tuple(sorted(rows))

    return shares


def appropriations_of(districts: tuple[str, ...]) -> Callable[[object, Bounds], Appropriations]:
    """A reader of appropriations by district and fiscal year."""

    def appropriations(raw: object, bounds: Bounds) -> Appropriations:
        if not isinstance(raw, Mapping):
            raise Fault(Text("应按区县填写", "amounts by district are needed"), nearest("", districts))
        rows = []
        for district, years in raw.items():
            if district not in districts:
                raise Fault(
                    Text(f"未知的区县 {district}", f"unknown district {district}"),
                    nearest(str(district), districts),
                )
            rows.append((str(district), by_year(years, bounds)))
        return tuple(sorted(rows))

    return appropriations


def correlations(raw: object, bounds: Bounds) -> Weights | None:
    """Correlations by pair of traits; none for an empty mapping. Raises Fault."""
    if not isinstance(raw, Mapping):
        raise Fault(Text("应按特征对填写", "correlations by pair are needed"), nearest("", tuple(PAIRS)))
    rows = []
    for pair, value in raw.items():
        if pair not in PAIRS:
            raise Fault(
                Text(f"未知的特征对 {pair}", f"unknown pair {pair}"), nearest(str(pair), tuple(PAIRS))
            )
        rows.append((str(pair), number(value, bounds)))
    try:
        mixing(dict(rows))
    except ValueError as error:
        raise Fault(
            Text("这些相关系数不能同时成立", "these correlations cannot hold together"),
            Text("请减小其中最强的", "make the strongest of them weaker"),
        ) from error
    return tuple(sorted(rows)) or None


def choice_of(options: tuple[str, ...]) -> Callable[[object, Bounds], str]:
    """A reader of one of several words. YAML's on and off, which it takes for truth values, are met."""

    def choice(raw: object, bounds: Bounds) -> str:
        del bounds
        word = {True: "on", False: "off"}[raw] if isinstance(raw, bool) else str(raw)
        if word not in options:
            raise Fault(Text(f"未知的选项 {word}", f"unknown option {word}"), nearest(word, options))
        return word

    return choice


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
