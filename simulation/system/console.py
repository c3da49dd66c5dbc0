"""The standard streams: results to one, problems to the other, whatever signs the console can show."""

from __future__ import annotations

import codecs
import io
import json
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

import click

from simulation.system.errors import problem_of
from simulation.text.plain import cut, plain_line
from simulation.text.problems import InputError, Language, Problem, Text, listed

_WORDS = {"error": Text("错误", "error"), "warning": Text("警告", "warning")}
_NOTE = Text("提示", "note")
_MOST = 80  # signs of a text in a table
_HANDLER = "outlay.close"
# A minus that became a question mark would turn the meaning round.
_CLOSE = {"−": "-", "–": "-", "—": "-", "→": "->", "…": "...", "·": "-", "×": "x", "≤": "<=", "≥": ">="}


def _close(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_CLOSE.get(sign, "?") for sign in signs), error.end


codecs.register_error(_HANDLER, _close)


def ready_streams() -> None:
    """What the console cannot show is replaced by what comes near; a library's own warnings stay away."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)
    warnings.filterwarnings("ignore", module="openpyxl")


def _shown(language: Language, stream: TextIO | None) -> Language:
    """The language; English on a console that has no Chinese."""
    try:
        _WORDS["error"].zh.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeError:
        return "en"
    return language


def tell(problems: Iterable[Problem], language: Language) -> None:
    """Problems to standard error, one a line, each with the word for what it is."""
    language = _shown(language, sys.stderr)
    for problem in listed(problems):
        _to_stderr(_WORDS[problem.severity], problem.line(language), language)


def note(text: Text, language: Language) -> None:
    """A remark to standard error."""
    language = _shown(language, sys.stderr)
    _to_stderr(_NOTE, text.in_(language), language)


def _to_stderr(word: Text, line: str, language: Language) -> None:
    mark = "：" if language == "zh" else ": "
    with suppress(OSError):  # nobody can be told that nobody can be told
        click.echo(f"{word.in_(language)}{mark}{line}", file=sys.stderr)


def say(line: str) -> None:
    """A line to standard output."""
    with _standard_output() as stream:
        click.echo(line, file=stream)


def has_bar(quiet: bool) -> bool:
    """Whether progress is shown: on a terminal, unless nobody wants it."""
    return not quiet and sys.stderr is not None and sys.stderr.isatty()


def console_language(language: Language) -> Language:
    """The language for people to read on standard output."""
    return _shown(language, sys.stdout)


def print_json(result: Any) -> None:
    """One JSON object to standard output, in UTF-8 whatever the console is."""
    # Half a character in a name becomes \udXXX, which is JSON's own way to write it.
    line = json.dumps(result, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")
    with _standard_output() as stream:
        stream.flush()
        stream.buffer.write(line + b"\n")
        stream.buffer.flush()


def print_table(rows: list[dict[str, Any]]) -> None:
    """Rows as a table to standard output, each text on one line."""
    import pandas as pd

    frame = pd.DataFrame([{name: _cell(value) for name, value in row.items()} for row in rows])
    say(frame.to_string(index=False, float_format=lambda number: f"{number:,.4f}".rstrip("0").rstrip(".")))


def _cell(value: Any) -> Any:
    return cut(plain_line(value), _MOST) if isinstance(value, str) else value


@contextmanager
def _standard_output() -> Iterator[Any]:
    if sys.stdout is None:
        wrong = Text("标准输出已关闭", "standard output is closed")
        raise InputError(
            [Problem("stdout", wrong, Text("请接到终端或文件", "connect it to a terminal or a file"))]
        )
    try:
        yield sys.stdout
    except BrokenPipeError:  # the reader has had enough: no fault
        raise
    except OSError as error:
        raise InputError([problem_of(error, "stdout")]) from error
