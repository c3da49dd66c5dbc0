"""Scenario files: YAML of keys, lists, texts and plain decimals, and nothing that could mean another thing.

YAML 1.1 reads 0500 as 320, 8:20 as 500 and `off` as a truth value; tags and aliases make objects and
bombs. Here a plain scalar is nothing, a decimal number or the text as it was written, and every key
is a text; what a key needs is left to its reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from simulation.scenario.number_spelling import number_in
from simulation.scenario.values import shown
from simulation.text.plain import plain_line
from simulation.text.problems import InputError, Problem, Text

MOST_CHARACTERS = 1_000_000
MOST_BYTES = 4 * MOST_CHARACTERS
_DEEPEST = 20  # the catalogue has five levels
_NOTHING = ("", "~", "null", "Null", "NULL")


def read_yaml(text: str) -> Any:
    """What a YAML text holds: None, numbers, texts, lists and mappings of texts. Raises InputError."""
    if len(text) > MOST_CHARACTERS:
        raise too_long("scenario")
    try:
        return _document(yaml.parse(text, Loader=yaml.CLoader))  # type: ignore[no-untyped-call]
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        reason = plain_line(str(getattr(error, "problem", None) or getattr(error, "reason", "")))
        wrong = Text(f"不是可读的 YAML（{reason}）", f"this is no readable YAML ({reason})")
        raise _no_scenario(wrong, getattr(error, "problem_mark", None)) from error


def _document(events: Iterator[Any]) -> Any:
    found = None
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            if found is not None:
                raise _refused(Text("文件中有第二份文档", "there is a second document"), event)
            found = [_node(events, event, 1)]
    return found[0] if found else None


def _node(events: Iterator[Any], event: Any, depth: int) -> Any:
    if isinstance(event, yaml.AliasEvent):
        raise _refused(Text("不能用别名（*）", "aliases (*) are not allowed"), event)
    if event.tag is not None:
        raise _refused(Text("不能用标签（!）", "tags (!) are not allowed"), event)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if depth > _DEEPEST:
        raise _refused(Text("层级过深", "this is nested too deeply"), event)
    if isinstance(event, yaml.SequenceStartEvent):
        return [_node(events, entry, depth + 1) for entry in _until(events, yaml.SequenceEndEvent)]
    entries: dict[str, Any] = {}
    for key in _until(events, yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent) or key.tag is not None:
            raise _refused(Text("键应为普通名称", "a key must be a plain name"), key)
        if key.value in entries:
            name = shown(key.value)
            raise _refused(Text(f"键 {name} 写了两次", f"the key {name} is given twice"), key)
        entries[key.value] = _node(events, next(events), depth + 1)
    return entries


def _until(events: Iterator[Any], end: type) -> Iterator[Any]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.style:  # in quotes, or a block of text
        return text
    if text in _NOTHING:
        return None
    number = number_in(text)
    return text if number is None else number


def _refused(wrong: Text, event: Any) -> InputError:
    return _no_scenario(wrong, event.start_mark)


def _no_scenario(wrong: Text, mark: Any) -> InputError:
    right = Text("请检查该行的缩进、冒号和引号", "check indents, colons and quotes there")
    return InputError([Problem("scenario", wrong, right, None if mark is None else mark.line + 1)])


def text_of(file: Path) -> str:
    """The text of a scenario file. Raises InputError for what is no file, too large or not in UTF-8."""
    place = shown(file)
    try:
        if not file.is_file():
            raise _unread(
                place,
                Text("没有这个文件，或它不是普通文件", "there is no such file, or it is no ordinary one"),
                _PATH,
            )
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unread(place, Text("无法读取情景文件", "the scenario file cannot be read"), _PATH) from error
    if len(content) > MOST_BYTES:
        raise too_long(place)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        right = Text("请另存为 UTF-8 的 YAML", "save it as YAML in UTF-8")
        raise _unread(place, _encoding(content), right) from error


_PATH = Text("请核对路径和读取权限", "check the path and the right to read it")


def _encoding(content: bytes) -> Text:
    """What a file that is no UTF-8 seems to be."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Text("文件编码是 UTF-16", "the file is in UTF-16")
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return Text("文件不是文本", "the file is no text")
    return Text("文件编码像是 GB18030", "the file seems to be in GB18030")


def _unread(place: str, wrong: Text, right: Text) -> InputError:
    return InputError([Problem(place, wrong, right)])


def too_long(place: str) -> InputError:
    """The refusal of a scenario that is larger than any scenario is."""
    return _unread(
        place,
        Text("情景文件过大", "the scenario file is too large"),
        Text("只需写与默认不同的值", "write only what differs from the defaults"),
    )
