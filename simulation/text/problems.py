"""What is wrong with an input, where, and the way out; in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict

from simulation.text.plain import cut, plain_line

Language = Literal["zh", "en"]

MOST_PROBLEMS = 1000
# Signs that are shown of each part; a cell may hold a whole file.
_PLACE, _VALUE, _WORDS = 300, 80, 400
_LOST = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half characters, as a broken name holds them


@dataclass(frozen=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The words in one language."""
        return self.zh if language == "zh" else self.en


class ProblemRow(TypedDict):
    """A problem as one row of a table or of JSON: ids in `place` and `column`, words in `where` and `heading`."""

    severity: str
    place: str
    where: str
    row: int | None
    column: str
    heading: str
    value: str
    wrong: str
    right: str


NO_TEXT = Text("", "")


@dataclass(frozen=True)
class Spot:
    """Where a problem is in a file, as the user sees it: table, heading of the column, cell (C7), file and sheet."""

    table: Text
    heading: Text = NO_TEXT
    cell: str = ""
    file: str = ""
    sheet: str = ""

    def where(self, language: Language) -> str:
        """The table, the file and, where it has a name of its own, the sheet."""
        table = self.table.in_(language)
        sheet = "" if self.sheet in (self.table.zh, self.table.en) else self.sheet
        return " · ".join(part for part in (table, self.file, sheet) if part)

    def column(self, language: Language) -> str:
        """The cell's address and the heading of its column."""
        return f"{self.cell} {self.heading.in_(language)}".strip()


@dataclass(frozen=True)
class Problem:
    """One fault or one doubt in an input.

    `place` is the table, file or scenario section; `row` the line as the user's own program
    numbers it (the heading is row 1); `column` the column or key. A warning lets the run go on.
    All may hold what a user wrote: `line` and `as_row` show each part on one line, and cut.
    `stands_for` counts the problems that this one sums up; `spot` is where in a file it is, in words.
    """

    place: str
    wrong: Text
    right: Text
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: Literal["error", "warning"] = "error"
    stands_for: int = 1
    spot: Spot | None = None

    def line(self, language: Language = "zh") -> str:
        """The whole problem on one line."""
        shown = self.as_row(language)
        row = "" if self.row is None else f" 第 {self.row} 行" if language == "zh" else f" row {self.row}"
        column = f" · {shown['heading']}" if shown["heading"] else ""
        value = f" = {shown['value']}" if self.value else ""
        mark = "：" if language == "zh" else ": "
        stop = "；" if language == "zh" else "; "
        return f"{shown['where']}{row}{column}{value}{mark}{shown['wrong']}{stop}{shown['right']}"

    def as_row(self, language: Language = "zh") -> ProblemRow:
        """The problem as a table row, texts in one language."""
        return {
            "severity": self.severity,
            "place": _shown(self.place, _PLACE),
            "where": _shown(self.spot.where(language) if self.spot else self.place, _PLACE),
            "row": self.row,
            "column": _shown(self.column, _VALUE),
            "heading": _shown((self.spot and self.spot.column(language)) or self.column, _VALUE),
            "value": _shown(self.value, _VALUE),
            "wrong": _shown(self.wrong.in_(language), _WORDS),
            "right": _shown(self.right.in_(language), _WORDS),
        }


def _shown(text: str, most: int) -> str:
    # Of a whole file in one cell only the beginning is looked at.
    head = plain_line(text[: 4 * most].translate(_LOST))
    return cut(head if len(text) <= 4 * most else f"{head}…", most)


def unlisted(place: str, count: int, severity: Literal["error", "warning"]) -> Problem:
    """The problem that stands for so many others, which nobody would read."""
    return Problem(
        place,
        Text(f"另有 {count:,} 处未列出", f"{count:,} more are not listed"),
        Text("请先处理以上各项，再检查一次", "deal with those above, then check again"),
        severity=severity,
        stands_for=count,
    )


def listed(problems: Iterable[Problem]) -> list[Problem]:
    """The problems as far as anyone reads them: of more than MOST_PROBLEMS in one place the first, errors
    before warnings, and one that says how many more there are.
    """
    places: dict[str, list[Problem]] = {}
    for problem in problems:
        places.setdefault(problem.place, []).append(problem)
    return [problem for there in places.values() for problem in _first(there)]


def _first(problems: list[Problem]) -> list[Problem]:
    single = [problem for problem in problems if problem.stands_for == 1]
    if len(single) <= MOST_PROBLEMS:
        return problems
    first = sorted(single, key=lambda problem: problem.severity != "error")[:MOST_PROBLEMS]
    more = sum(problem.stands_for for problem in problems) - len(first)
    return [*first, unlisted(first[-1].place, more, first[-1].severity)]


class InputError(Exception):
    """The input cannot be used. Carries every problem found, not only the first, as far as `listed` goes."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = listed(problems)
        super().__init__("\n".join(problem.line("en") for problem in self.problems))
