"""A scenario file, read: every unknown key and unusable value is named at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from simulation.policy import load_policy
from simulation.problems import InputError, Problem, Text
from simulation.scenario.key import FRACTIONS, Key
from simulation.scenario.keys import tree
from simulation.scenario.scenario import Scenario, as_tree
from simulation.scenario.values import Fault, Value, nearest

MOST_CHARACTERS = 1_000_000


class _Loader(yaml.SafeLoader):
    """Plain YAML: no aliases, which can blow a small file up, and no key written twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*) are not allowed", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | bool) or key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key} is given twice or is no name", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_scenario(source: Path | str) -> Scenario:
    """A scenario from a file's path or from YAML text. Raises InputError with every problem.

    What is allowed but odd is not raised: ask `warnings_of` for it.
    """
    text = _text(source)
    try:
        raw = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        row = None if mark is None else mark.line + 1
        reason = getattr(error, "problem", None) or "the text is no YAML"
        raise InputError(
            [
                Problem(
                    "scenario",
                    Text(f"不是可读的 YAML（{reason}）", f"this is no readable YAML ({reason})"),
                    Text("请检查该行的缩进和冒号", "check indents and colons there"),
                    row,
                )
            ]
        ) from error
    if raw is None:
        return Scenario()
    if not isinstance(raw, dict):
        raise InputError(
            [
                Problem(
                    "scenario",
                    Text("应为键值结构", "a mapping is needed"),
                    Text("例如 name: 我的情景", "for example name: My scenario"),
                )
            ]
        )
    name = raw.pop("name", "")
    problems: list[Problem] = []
    values: dict[str, Value] = {}
    _walk(raw, tree(), "", values, problems)
    if not isinstance(name, str) or len(name) > 200:
        problems.append(
            Problem(
                "scenario",
                Text("名称应为不超过 200 字的文字", "the name must be text of at most 200 characters"),
                Text("请缩短名称", "shorten it"),
                column="name",
            )
        )
    if problems:
        raise InputError(problems)
    scenario = Scenario(str(name)).with_checked(values)
    if scenario.effective_from > scenario.expires or len(scenario.years) > 10:
        raise InputError(
            [
                Problem(
                    "scenario",
                    Text("有效期应为一至十年", "the policy must be in force for one to ten years"),
                    Text("请核对起止日期", "check both dates"),
                    column="validity",
                )
            ]
        )
    return scenario


def _text(source: Path | str) -> str:
    if isinstance(source, str):
        text = source
    else:
        try:
            if source.stat().st_size > MOST_CHARACTERS * 4:
                raise InputError([_too_long(str(source))])
            text = source.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                [
                    Problem(
                        str(source),
                        Text("无法读取情景文件", "the scenario file cannot be read"),
                        Text("请核对路径，文件须为 UTF-8", "check the path; the file must be UTF-8"),
                    )
                ]
            ) from error
    if len(text) > MOST_CHARACTERS:
        raise InputError([_too_long("scenario")])
    return text


def _too_long(place: str) -> Problem:
    return Problem(
        place,
        Text("情景文件过大", "the scenario file is too large"),
        Text("只需写与默认不同的值", "write only what differs from the defaults"),
    )


def _walk(
    raw: Mapping[Any, Any],
    known: Mapping[str, Any],
    path: str,
    values: dict[str, Value],
    problems: list[Problem],
) -> None:
    for name, entry in raw.items():
        here = f"{path}.{name}".lstrip(".")
        at = known.get(str(name))
        if at is None:
            problems.append(
                Problem(
                    "scenario",
                    Text(f"未知的键 {name}", f"unknown key {name}"),
                    nearest(str(name), tuple(known) + (() if path else ("name",))),
                    column=here,
                )
            )
        elif isinstance(at, Key):
            _take(at, entry, values, problems)
        elif "all" in at and (not isinstance(entry, Mapping) or "mode" in entry):
            _take(at["all"], entry, values, problems)
        elif isinstance(entry, Mapping):
            _walk(entry, at, here, values, problems)
        elif entry is not None:
            problems.append(
                Problem(
                    "scenario",
                    Text("此处应为下一级的键", "keys are needed here"),
                    nearest("", tuple(at)),
                    column=here,
                    value=str(entry),
                )
            )


def _take(key: Key, raw: Any, values: dict[str, Value], problems: list[Problem]) -> None:
    if raw is None:
        return
    try:
        values[key.path] = key.read(raw, key.bounds)
    except Fault as fault:
        problems.append(Problem("scenario", fault.wrong, fault.right, column=key.path, value=str(raw)))


def warnings_of(scenario: Scenario) -> list[Problem]:
    """What is allowed but odd: numbers beyond the law, rates that look like percentages, gaps."""
    found = []
    for pair in scenario.reforms():
        if pair.key.path.startswith("validity."):
            continue
        found.append(
            _warning(
                pair.key.path,
                pair.after,
                Text(f"超出法定标准 {pair.before:g}", f"beyond the statutory {pair.before:g}"),
                Text("情景标为“改革”", "the scenario is marked reform"),
            )
        )
    for pair in scenario.differences():
        key, path, value = pair.key, pair.key.path, pair.after
        if not key.statutory or key.unit not in FRACTIONS or not isinstance(value, float):
            continue
        if value >= 1 and value > (key.default if isinstance(key.default, float) else 0.0):
            found.append(
                _warning(
                    path,
                    value,
                    Text(f"{value:g} 即 {value * 100:g}%", f"{value:g} is {value * 100:g}%"),
                    Text(f"是否为 {value / 100:g}？", f"did you mean {value / 100:g}?"),
                )
            )
    rates = scenario.mapping("economy.loan_rate")
    missing = [year for year in scenario.years if year not in rates]
    if missing:
        listed = "、".join(str(year) for year in missing)
        found.append(
            _warning(
                "economy.loan_rate",
                "",
                Text(
                    f"{listed} 年没有贷款利率，沿用最近已知年份",
                    f"no loan rate for {listed.replace('、', ', ')}: the last known one is kept",
                ),
                Text("请补充利率", "enter the rates"),
            )
        )
    for measure in ("road_test_support", "district_scene_support"):
        if measure in scenario.enabled and scenario.value(f"policy.{measure}.annual_amount") is None:
            found.append(
                _warning(
                    f"policy.{measure}.annual_amount",
                    "",
                    Text("文件未定金额，按 0 计", "the text names no amount: counted as 0"),
                    Text("请填写年度金额", "enter a yearly amount"),
                )
            )
    return found + _ineffective(scenario)


def _ineffective(scenario: Scenario) -> list[Problem]:
    """What was entered and changes nothing: shares that the law fixes, years without cash."""
    found = []
    policy = load_policy()
    for measure in dict.fromkeys(row[0] for row in scenario.rows("split.city_share")):
        if policy.measures[measure].payer != "shared":
            found.append(
                _warning(
                    f"split.city_share.{measure}",
                    "",
                    Text(
                        "此措施的支付方已定，分担比例不起作用",
                        "the payer of this measure is fixed: the share has no effect",
                    ),
                    Text("请删除此行", "leave it out"),
                )
            )
    entered = [("budget.city", years) for years in [scenario.rows("budget.city")]]
    entered += [
        (f"budget.districts.{district}", years) for district, years in scenario.rows("budget.districts")
    ]
    first, last = scenario.fiscal_years[0], scenario.fiscal_years[-1]
    for path, years in entered:
        for year, amount in years:
            if not first <= year <= last:
                found.append(
                    _warning(
                        f"{path}.{year}",
                        amount,
                        Text(
                            f"{year} 年没有应付现金，预算不起作用",
                            f"no cash is due in {year}: the appropriation has no effect",
                        ),
                        Text(f"应在 {first}–{last} 年", f"the fiscal years are {first}–{last}"),
                    )
                )
    return found


def _warning(path: str, value: object, wrong: Text, right: Text) -> Problem:
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return Problem("scenario", wrong, right, column=path, value=shown, severity="warning")


def to_yaml(scenario: Scenario) -> str:
    """The scenario file: the name and only what differs from the defaults."""
    return yaml.safe_dump(as_tree(scenario), allow_unicode=True, sort_keys=False)
