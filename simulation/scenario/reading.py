"""A scenario file, read: every unknown key and unusable value is named at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from simulation.problems import InputError, Problem, Text
from simulation.scenario.key import Key
from simulation.scenario.keys import tree
from simulation.scenario.plain_yaml import read_yaml, text_of
from simulation.scenario.scenario import LONGEST_NAME, Scenario, as_tree
from simulation.scenario.values import Fault, Value, nearest, shown

MOST_LISTED = 100


def read_scenario(source: Path | str) -> Scenario:
    """A scenario from a file's path or from YAML text. Raises InputError with every problem.

    What is allowed but odd is not raised: ask `warnings_of` for it.
    """
    raw = read_yaml(source if isinstance(source, str) else text_of(source))
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
    name = raw.pop("name", None)
    values: dict[str, Value] = {}
    found = _problems(name, raw, values)
    problems = list(islice(found, MOST_LISTED))
    if more := sum(1 for _ in found):
        problems.append(
            Problem(
                "scenario",
                Text(f"另有 {more:,} 处未列出", f"{more:,} more are not listed"),
                Text("请先改正以上各处", "mend those above first"),
            )
        )
    if problems:
        raise InputError(problems)
    return Scenario().renamed(name or "").with_checked(values)


def _problems(name: object, raw: Mapping[str, Any], values: dict[str, Value]) -> Iterator[Problem]:
    """Every problem of the file, as it is found; `values` takes what can be used."""
    yield from _walk(raw, tree(), "", values)
    if name is not None and (not isinstance(name, str) or len(name) > LONGEST_NAME):
        yield Problem(
            "scenario",
            Text(f"名称应为不超过 {LONGEST_NAME} 字的文字", f"the name must be text of at most {LONGEST_NAME} characters"),
            Text("请缩短名称；数字请加引号", "shorten it; put a number in quotes"),
            column="name",
            value=shown(name),
        )  # fmt: skip


def _walk(
    raw: Mapping[str, Any], known: Mapping[str, Any], path: str, values: dict[str, Value]
) -> Iterator[Problem]:
    for name, entry in raw.items():
        at, here = known.get(name), f"{path}.{shown(name)}".lstrip(".")
        if at is None:
            yield Problem(
                "scenario",
                Text(f"未知的键 {shown(name)}", f"unknown key {shown(name)}"),
                nearest(name, tuple(known) + (() if path else ("name",))),
                column=here,
            )
        elif isinstance(at, Key):
            yield from _take(at, entry, values)
        elif "all" in at and (not isinstance(entry, Mapping) or "mode" in entry):
            yield from _take(at["all"], entry, values)
        elif isinstance(entry, Mapping):
            yield from _walk(entry, at, here, values)
        elif entry is not None:
            yield Problem(
                "scenario",
                Text("此处应为下一级的键", "keys are needed here"),
                nearest("", tuple(at)),
                column=here,
                value=shown(entry),
            )


def _take(key: Key, raw: Any, values: dict[str, Value]) -> Iterator[Problem]:
    if raw is None:
        return
    try:
        values[key.path] = key.read(raw, key.bounds)
    except Fault as fault:
        yield Problem("scenario", fault.wrong, fault.right, column=key.path, value=shown(raw))


def to_yaml(scenario: Scenario) -> str:
    """The scenario file: the name and only what differs from the defaults."""
    return yaml.safe_dump(as_tree(scenario), allow_unicode=True, sort_keys=False)
