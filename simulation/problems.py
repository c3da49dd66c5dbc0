"""What is wrong with an input, where, and the way out; in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The words in one language."""
        return self.zh if language == "zh" else self.en


class ProblemRow(TypedDict):
    """A problem as one row of a table or of JSON."""

    severity: str
    place: str
    row: int | None
    column: str
    value: str
    wrong: str
    right: str


@dataclass(frozen=True)
class Problem:
    """One fault or one doubt in an input.

    `place` is the table, file or scenario section; `row` the line as the user's own program
    numbers it (the heading is row 1); `column` the column or key. A warning lets the run go on.
    """

    place: str
    wrong: Text
    right: Text
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: Literal["error", "warning"] = "error"

    def line(self, language: Language = "zh") -> str:
        """The whole problem on one line."""
        row = "" if self.row is None else f" 第 {self.row} 行" if language == "zh" else f" row {self.row}"
        column = f" · {self.column}" if self.column else ""
        value = f" = {self.value}" if self.value else ""
        mark = "：" if language == "zh" else ": "
        stop = "；" if language == "zh" else "; "
        return f"{self.place}{row}{column}{value}{mark}{self.wrong.in_(language)}{stop}{self.right.in_(language)}"

    def as_row(self, language: Language = "zh") -> ProblemRow:
        """The problem as a table row, texts in one language."""
        return {
            "severity": self.severity,
            "place": self.place,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "wrong": self.wrong.in_(language),
            "right": self.right.in_(language),
        }


class InputError(Exception):
    """The input cannot be used. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__("\n".join(problem.line("en") for problem in self.problems))
