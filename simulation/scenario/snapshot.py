"""A scenario that another version of the program made: opened with its own numbers, never with others.

A scenario holds only what differs from the defaults, so it changes its meaning when a default
does. Beside every saved scenario therefore stands the catalogue of its day: every key, its default
and what it inherits from. Opened later, the two catalogues are compared: a default that has moved
is pinned to what it was, and everything that was added, taken away or pinned is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from simulation import __version__
from simulation.scenario.consistency import title_of, warning, words_of
from simulation.scenario.key import Key
from simulation.scenario.keys import catalogue
from simulation.scenario.scenario import Scenario
from simulation.scenario.values import Fault, Value, plain, shown
from simulation.text.problems import InputError, Problem, Text

# By path: the default as a scenario file writes it, and the path of the key that it inherits from.
Snapshot = Mapping[str, tuple[Any, str]]
MOST_NAMED = 8
DATES = ("validity.effective_from", "validity.expires")


def snapshot() -> Snapshot:
    """The catalogue in force."""
    return {path: (plain(key.default), key.inherits) for path, key in catalogue().items()}


def to_json(value: object) -> str:
    """Plain values as JSON with sorted keys; dates as text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def own_values(scenario: Scenario) -> dict[str, Any]:
    """What a scenario sets itself, as plain values by path."""
    return {path: plain(value) for path, value in scenario.overrides}


def restore(
    name: str, own: Mapping[str, Any], then: Snapshot, version: str
) -> tuple[Scenario, list[Problem]]:
    """The scenario with every number that was in force when it was saved, and what is said about it.

    `own` are the values that it set, `then` the catalogue of its day, `version` the program's. The
    messages are warnings: keys added since (with the default that now counts), keys that are gone,
    defaults that were pinned, values that can no longer be held. Raises InputError for a catalogue
    whose keys inherit in a ring.
    """
    keys, found = catalogue(), []
    values: dict[str, Value] = {}
    for path in sorted((path for path in then if path in keys), key=_depth):
        wanted = _in_force(path, own, then)
        try:
            values[path] = _read(keys[path], wanted)
        except Fault as fault:
            found.append(_lost(path, wanted, fault.wrong))
    found += _without_impossible_dates(values)
    scenario = (
        Scenario()
        .renamed(name)
        .with_checked({path: value for path, value in values.items() if path in own or path in DATES})
    )
    for path, value in values.items():
        if path in DATES and path not in own and value != keys[path].default:
            found.append(_pinned(Scenario(), path, value))
        if scenario.value(path) == value:
            continue
        if value is None:
            found.append(_lost(path, None, Text("原为未知", "it was not known")))
            continue
        found.append(_pinned(scenario, path, value))
        scenario = scenario.with_checked({path: value})
    found += _gone(own, then) + _added(scenario, then) + _other_version(version)
    return scenario, found


def _without_impossible_dates(values: dict[str, Value]) -> list[Problem]:
    """Takes dates away between which no policy can be in force; both stand or fall together."""
    dates = {path: values[path] for path in DATES if path in values}
    try:
        Scenario().with_checked(dates)
    except InputError as error:
        return [_lost(path, values.pop(path), error.problems[0].wrong) for path in dates]
    return []


def _read(key: Key, raw: Any) -> Value:
    """A plain value as the key holds it; no rows and nothing known are values too."""
    if raw is None:
        return None
    return () if raw == [] and key.default == () else key.read(raw, key.bounds)


def _depth(path: str) -> int:
    """How many keys a key inherits through: parents are settled before their children."""
    inherits = catalogue()[path].inherits
    return 1 + _depth(inherits) if inherits else 0


def _in_force(path: str, own: Mapping[str, Any], then: Snapshot) -> Any:
    """The value that counted on the day of saving. Raises InputError where keys inherit in a ring."""
    passed = {path}
    while path not in own and then[path][1]:
        path = then[path][1]
        if path in passed or path not in then:
            wrong = Text("保存的默认值目录已损坏", "the catalogue that was saved with it is broken")
            right = Text("请打开另一个版本", "open another version")
            raise InputError([Problem("scenario", wrong, right, column=path)])
        passed.add(path)
    return own[path] if path in own else then[path][0]


def _pinned(scenario: Scenario, path: str, value: Value) -> Problem:
    title, old, new = title_of(path), words_of(path, value), words_of(path, scenario.value(path))
    return warning(
        path,
        old.zh,
        Text(
            f"{title.zh}：保存以后默认值已改为 {new.zh}",
            f"{title.en}: the default has since become {new.en}",
        ),
        Text(f"已保留当时的 {old.zh}", f"the {old.en} of that day is kept"),
    )


def _lost(path: str, value: object, why: Text) -> Problem:
    now = words_of(path, catalogue()[path].default)
    return warning(
        path,
        shown(value),
        Text(f"当时的值现在不能采用（{why.zh}）", f"the value of that day can no longer be held ({why.en})"),
        Text(f"现用默认值 {now.zh}，结果会不同", f"the default {now.en} counts now: the result will differ"),
    )


def _gone(own: Mapping[str, Any], then: Snapshot) -> list[Problem]:
    gone = [path for path in then if path not in catalogue()]
    found = [
        warning(
            path,
            shown(own[path]),
            Text("本版本已没有这个键", "this version has no such key"),
            Text("该设置不再起作用，结果会不同", "the setting no longer counts: the result will differ"),
        )
        for path in gone
        if path in own
    ]
    if rest := [path for path in gone if path not in own]:
        found.append(
            warning(
                "",
                "",
                Text(f"保存以后取消了 {len(rest)} 个键：{_named(rest)}", f"{len(rest)} keys were taken away since: {_named(rest)}"),
                Text("当时用的是默认值，结果可能不同", "their defaults counted then: the result may differ"),
            )
        )  # fmt: skip
    return found


def _added(scenario: Scenario, then: Snapshot) -> list[Problem]:
    added = [path for path in catalogue() if path not in then]
    if not added:
        return []
    zh, en = (
        _named(
            [f"{title_of(path).in_(one)} = {words_of(path, scenario.value(path)).in_(one)}" for path in added]
        )
        for one in ("zh", "en")
    )
    return [
        warning(
            "",
            "",
            Text(f"保存以后新增了 {len(added)} 个键：{zh}", f"{len(added)} keys were added since: {en}"),
            Text("现按默认值计", "their defaults count now"),
        )
    ]


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    return "; ".join(listed[:MOST_NAMED]) + (" …" if len(listed) > MOST_NAMED else "")


def _other_version(version: str) -> list[Problem]:
    if version == __version__:
        return []
    return [
        warning(
            "",
            version,
            Text(
                f"由程序版本 {version} 保存，当前为 {__version__}",
                f"saved by version {version} of the program; this is {__version__}",
            ),
            Text("假设已保留，算法若有改动结果会不同", "its assumptions are kept; where the engine changed, results differ"),
        )
    ]  # fmt: skip
