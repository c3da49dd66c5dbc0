"""A scenario file, read: every unknown key and unusable value is named at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from simulation.scenario.key import Key
from simulation.scenario.keys import tree
from simulation.scenario.plain_yaml import read_yaml, text_of
from simulation.scenario.scenario import LONGEST_NAME, Scenario
from simulation.scenario.values import Fault, Value, nearest, shown
from simulation.scenario.written import as_tree
from simulation.text.problems import InputError, Problem, Text

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
    found = _Found([])
    _walk(raw, tree(), "", values, found)
    if name is not None and (not isinstance(name, str) or len(name) > LONGEST_NAME):
        found.add(lambda: _unfit_name(name))
    if found.problems:
        raise InputError(found.problems + found.unlisted())
    return Scenario().renamed(name or "").with_checked(values)


@dataclass
class _Found:
    """Problems as they are found; beyond MOST_LISTED they are counted and not put into words."""

    problems: list[Problem]
    more: int = 0

    def add(self, worded: Callable[[], Problem]) -> None:
        if len(self.problems) < MOST_LISTED:
            self.problems.append(worded())
        else:
            self.more += 1

    def unlisted(self) -> list[Problem]:
        wrong = Text(f"另有 {self.more:,} 处未列出", f"{self.more:,} more are not listed")
        right = Text("请先改正以上各处", "mend those above first")
        return [Problem("scenario", wrong, right)] if self.more else []


def _unfit_name(name: object) -> Problem:
    return Problem(
        "scenario",
        Text(f"名称应为不超过 {LONGEST_NAME} 字的文字", f"the name must be text of at most {LONGEST_NAME} characters"),
        Text("请缩短名称；数字请加引号", "shorten it; put a number in quotes"),
        column="name",
        value=shown(name),
    )  # fmt: skip


def _walk(
    raw: Mapping[str, Any], known: Mapping[str, Any], path: str, values: dict[str, Value], found: _Found
) -> None:
    for name, entry in raw.items():
        at = known.get(name)
        if at is None:
            found.add(partial(_unknown, name, known, path))
        elif isinstance(at, Key):
            _take(at, entry, values, found)
        elif "all" in at and (not isinstance(entry, Mapping) or "mode" in entry):
            _take(at["all"], entry, values, found)
        elif isinstance(entry, Mapping):
            _walk(entry, at, f"{path}.{name}".lstrip("."), values, found)
        elif entry is not None:
            found.add(partial(_no_keys, name, entry, at, path))


def _unknown(name: str, known: Mapping[str, Any], path: str) -> Problem:
    return Problem(
        "scenario",
        Text(f"未知的键 {shown(name)}", f"unknown key {shown(name)}"),
        nearest(name, tuple(known) + (() if path else ("name",))),
        column=f"{path}.{shown(name)}".lstrip("."),
    )


def _no_keys(name: str, entry: object, known: Mapping[str, Any], path: str) -> Problem:
    return Problem(
        "scenario",
        Text("此处应为下一级的键", "keys are needed here"),
        nearest("", tuple(known)),
        column=f"{path}.{name}".lstrip("."),
        value=shown(entry),
    )


def _take(key: Key, raw: Any, values: dict[str, Value], found: _Found) -> None:
    if raw is None:
        return
    try:
        values[key.path] = key.read(raw, key.bounds)
    except Fault as fault:
        wrong, right = fault.wrong, fault.right
        found.add(lambda: Problem("scenario", wrong, right, column=key.path, value=shown(raw)))


def to_yaml(scenario: Scenario) -> str:
    """The scenario file: the name and only what differs from the defaults."""
    return yaml.safe_dump(as_tree(scenario), allow_unicode=True, sort_keys=False)
