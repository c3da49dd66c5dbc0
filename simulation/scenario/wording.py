"""A scenario's keys, values and differences as a person reads them, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from simulation.law.policy import load_policy
from simulation.population.copula import PAIRS
from simulation.population.curves import Curve
from simulation.population.facts import load_facts
from simulation.scenario.key import Key
from simulation.scenario.scenario import Difference, Scenario
from simulation.scenario.values import Range, plain
from simulation.text.numbers import MINUS, signed_number
from simulation.text.problems import Language, Text

NOT_KNOWN = Text("未知", "not known")
NOT_ENTERED = Text("未填写", "not entered")
_UNITS = {
    "money": Text("万元", "万元"),
    "rate": Text("%", "%"),
    "share": Text("%", "%"),
    "years": Text("年", "years"),
    "year": Text("年份", "year"),
    "count": Text("个", "count"),
    "months": Text("月", "months"),
    "draws": Text("次", "draws"),
    "log": Text("对数", "log"),
    "weight": Text("权重", "weight"),
}
_NUMBERS = {
    "low": Text("最低", "low"),
    "mode": Text("最可能", "most likely"),
    "high": Text("最高", "high"),
    "median": Text("中位数", "median"),
    "p10": Text("P10", "P10"),
    "p50": Text("中位数", "median"),
    "p90": Text("P90", "P90"),
    "tail_index": Text("尾部指数", "tail index"),
    "ceiling": Text("上限", "ceiling"),
}
UNITLESS = ("tail_index",)
_FAMILIES = {
    "fixed": Text("定值", "fixed"),
    "empirical": Text("经验分布", "empirical"),
    "lognormal": Text("对数正态", "lognormal"),
    "pareto": Text("对数正态 + 帕累托尾", "lognormal + Pareto tail"),
    "two_piece": Text("两段对数正态", "two-piece lognormal"),
    "pert": Text("PERT", "PERT"),
    "triangular": Text("三角形", "triangular"),
    "beta": Text("贝塔", "beta"),
    "normal": Text("正态", "normal"),
    "laplace": Text("拉普拉斯", "Laplace"),
}
_TRAITS = {
    "size": Text("规模", "size"),
    "parts_share": Text("采购占比", "parts share"),
    "growth": Text("增速", "growth"),
    "investment": Text("投资比", "investment"),
}
_POPULATIONS = {
    "all": Text("各领域通用", "All fields"),
    "first_set": Text("首台（套）产品", "First-set products"),
    "scenes": Text("场景项目", "Demonstration sites"),
    "fund": Text("产业基金", "Industry fund"),
    "economy": Text("宏观与行业", "Economy"),
}
_BASELINE = Text("基准情景", "Baseline scenario")
_BASELINE_NAMES = (
    _BASELINE.zh,
    _BASELINE.en,
    "Baseline",
)  # as a preset or a user may name what is edited later
_BUDGET, _SPLIT = Text("已填预算", "budget entered"), Text("分担表已改", "own share table")
PLAIN = ("", "count", "ratio")
MOST_ENTRIES = 6


def unit_name(unit: str, language: Language) -> str:
    """A unit's name beside a control; empty where the number has none."""
    return _UNITS[unit].in_(language) if unit in _UNITS else ""


@lru_cache(maxsize=1)
def populations() -> Mapping[str, Text]:
    """The names of the fields and of every other population, by id."""
    return {identity: field.name for identity, field in load_facts().field_names.items()} | _POPULATIONS


def population_names(language: Language) -> dict[str, str]:
    """The names of the fields and of every other population in one language, by id."""
    return {identity: name.in_(language) for identity, name in populations().items()}


def key_title(key: Key, language: Language) -> str:
    """A key's name with the measure or population that it belongs to."""
    room, owner, *rest = [*key.path.split("."), ""]
    measures = load_policy().measures
    name = key.name.in_(language)
    if room == "policy":
        return f"{measures[owner].short.in_(language)} · {name}"
    if room == "delivery" and key.inherits:
        return f"{measures[rest[0]].short.in_(language)} · {name}"
    if room == "fields":
        return f"{populations()[owner].in_(language)} · {name}"
    return name


def pair_name(pair: str, language: Language) -> str:
    """The name of two traits that are correlated."""
    one, other = (_TRAITS[trait].in_(language) for trait in PAIRS[pair])
    return Text(f"{one}与{other}", f"{one} and {other}").in_(language)


def family_name(family: str, language: Language) -> str:
    """The name of a family of distributions."""
    return _FAMILIES[family].in_(language)


def value_text(key: Key, value: object, language: Language) -> str:
    """A value with its unit."""
    if key.kind == "correlations" and not value:
        return Text("不相关", "uncorrelated").in_(language)
    if value is None:
        return NOT_KNOWN.in_(language)
    if key.options and isinstance(value, str):
        return dict(key.options)[value].in_(language)
    if isinstance(value, Range):
        return _range_text(key.unit, (value.low, value.mode, value.high), language)
    if isinstance(value, Curve):
        return _curve_text(key, value, language)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _number_text(key.unit, value, language)
    if isinstance(value, tuple):
        return _rows_text(key, value, language)
    return str(value)


def _number_text(unit: str, value: float, language: Language) -> str:
    if value < 0:
        return f"{MINUS}{_number_text(unit, -value, language)}"
    if unit in ("rate", "share"):
        return f"{value * 100:.10g}%"
    if unit == "year":
        return f"{value:g}"
    if unit in PLAIN:
        return f"{value:,.10g}"
    return f"{value:,.10g} {unit_name(unit, language)}".strip()


def _range_text(unit: str, numbers: tuple[float, ...], language: Language) -> str:
    """Numbers in a row with their unit once; percents carry theirs."""
    percents = unit in ("rate", "share")
    joined = " – ".join(_number_text(unit if percents else "", number, language) for number in numbers)
    return (
        joined if percents else f"{joined} {unit_name(unit, language) if unit not in PLAIN else ''}".strip()
    )


def _curve_text(key: Key, curve: Curve, language: Language) -> str:
    if curve.family == "empirical":
        return Text(f"{len(curve.values)} 个上传值", f"{len(curve.values)} uploaded values").in_(language)
    if curve.family == "fixed":
        return _number_text(key.unit, curve["value"], language)
    parts = [
        f"{_NUMBERS[name].in_(language)} {_number_text('' if name in UNITLESS else key.unit, number, language)}"
        for name, number in curve.parameters
    ]
    family, numbers = family_name(curve.family, language), ("，" if language == "zh" else ", ").join(parts)
    return Text(f"{family}（{numbers}）", f"{family} ({numbers})").in_(language)


def _entry_name(name: object, language: Language) -> str:
    """The name of a row's step: a measure, a district, a year."""
    if name in load_policy().measures:
        return load_policy().measures[str(name)].short.in_(language)
    if name in load_facts().districts:
        return load_facts().districts[str(name)].name.in_(language)
    return str(name)


def _entries(value: object) -> dict[tuple[Any, ...], float]:
    """Rows of any depth as one flat mapping."""

    def walk(at: Any, path: tuple[Any, ...]) -> None:
        if isinstance(at, Mapping):
            for name, below in at.items():
                walk(below, (*path, name))
        elif isinstance(at, list):
            for place, below in enumerate(at):
                walk(below, (*path, place))
        else:
            flat[path] = at

    flat: dict[tuple[Any, ...], float] = {}
    walk(plain(value), ())  # type: ignore[arg-type]
    return flat


def _rows_text(key: Key, value: tuple[Any, ...], language: Language) -> str:
    if not value:
        return NOT_ENTERED.in_(language)
    if key.kind == "schedule":
        return " / ".join(_share_text(share, language) for share in value)
    if key.kind == "correlations":
        parts = [
            f"{pair_name(pair, language)} {signed_number(correlation, 2)}" for pair, correlation in value
        ]
        return _joined(parts, len(parts), language)
    entries = _entries(value)
    parts = [
        " ".join([*(_entry_name(step, language) for step in path), _number_text(key.unit, number, language)])
        for path, number in list(entries.items())[:MOST_ENTRIES]
    ]
    return _joined(parts, len(entries), language)


def _share_text(share: float | Range, language: Language) -> str:
    if isinstance(share, Range):
        return _range_text("share", (share.low, share.mode, share.high), language)
    return _number_text("share", share, language)


def _joined(parts: list[str], count: int, language: Language) -> str:
    text = ("；" if language == "zh" else "; ").join(parts)
    if count > MOST_ENTRIES:
        more = count - MOST_ENTRIES
        text += Text(f"；另有 {more} 项", f"; {more} more").in_(language)
    return text


def change_text(pair: Difference, language: Language) -> str:
    """From what to what. Of rows (years, districts, cells) only those that differ are named."""
    rows = pair.key.kind in ("by_year", "weights", "shares", "appropriations")
    if not rows:
        before, after = (value_text(pair.key, value, language) for value in (pair.before, pair.after))
        return f"{before} → {after}"
    old, new = _entries(pair.before), _entries(pair.after)
    parts = []
    changed = [path for path in dict.fromkeys([*old, *new]) if old.get(path) != new.get(path)]
    for path in changed[:MOST_ENTRIES]:
        name = " ".join(_entry_name(step, language) for step in path)
        sides = [
            NOT_ENTERED.in_(language) if side is None else _number_text(pair.key.unit, side, language)
            for side in (old.get(path), new.get(path))
        ]
        parts.append(f"{name} {sides[0]} → {sides[1]}")
    return _joined(parts, len(changed), language)


def difference_text(pair: Difference, language: Language) -> str:
    """One difference in words: what, from, to."""
    mark = "：" if language == "zh" else ": "
    return f"{key_title(pair.key, language)}{mark}{change_text(pair, language)}"


def scenario_title(scenario: Scenario, language: Language) -> str:
    """What a scenario is called: its own name; without one, never the baseline where it is another.

    Only the baseline is called so, with a word for a budget or a share table of the user's own.
    """
    if scenario.name.strip() and scenario.name.strip() not in _BASELINE_NAMES:
        return scenario.name
    count = len(scenario.changes())
    if count:
        changes = "1 change" if count == 1 else f"{count} changes"
        return Text(f"未命名方案（已改 {count} 处）", f"Unnamed scenario ({changes})").in_(language)
    own = [name.in_(language) for name in _entered(scenario)]
    base = _BASELINE.in_(language)
    return base + (Text(f"（{'、'.join(own)}）", f" ({', '.join(own)})").in_(language) if own else "")


def changes_line(scenario: Scenario, language: Language) -> str:
    """How much differs from the baseline; what is no change of the policy is told apart."""
    count = len(scenario.changes())
    changed = Text(f"参数改动 {count} 处", f"{count} parameter{'' if count == 1 else 's'} changed")
    return " · ".join(part.in_(language) for part in (changed, *_entered(scenario)))


def _entered(scenario: Scenario) -> list[Text]:
    """What a user entered that is no change of the policy."""
    marks = ((_BUDGET, scenario.has_budget), (_SPLIT, scenario.has_own_split))
    return [name for name, there in marks if there]
