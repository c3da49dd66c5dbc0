"""One sheet as a stream of rows: every cell's stored value, what it was, and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from simulation.unpack.parts import KNOWN, Book, Refuse
from simulation.unpack.values import Mark, is_true, shown_date, stored_number, unescaped

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
# Bare integers: they are looked at for every cell.
NUMBER, DATE, ERROR, FLAG, FORMULA, UNSTORED = (int(mark) for mark in Mark)


class _Enough(Exception):
    """No more of this sheet is wanted."""


class SheetReader:
    """One sheet as a stream of rows that are not blank, each with its cells, their marks and if it is hidden."""

    def __init__(self, book: Book, emit: Callable[[list[Any]], None], most_rows: int) -> None:
        self.book, self.emit, self.most_rows = book, emit, most_rows
        self.rows = 0
        self.hidden_columns: list[tuple[int, int]] = []
        self.filtered: list[int] = []
        self.filter_start = 0

    def read(self, part: str) -> None:
        """Emit the rows; what is hidden is known afterwards. Raises Refuse."""
        start, end, data = self._handlers()
        try:
            self.book.parts.read(
                part, StartElementHandler=start, EndElementHandler=end, CharacterDataHandler=data
            )
        except _Enough:
            return

    def _handlers(self) -> tuple[Callable[..., None], Callable[..., None], Callable[..., None]]:
        # Called for every element of up to four million cells: closures over plain variables, no attributes.
        known, limits = KNOWN.get, self.book.parts.limits
        texts, dates, from_1904 = self.book.texts, self.book.dates, self.book.from_1904
        columns: dict[str, int] = {}
        buffer: list[str] = []
        cells: list[str] = []
        marks: list[str] = []
        row = column = 0
        row_text = ""
        hidden = spoken = formula = False
        inline: list[str] = []
        cell: dict[str, str] = {}
        value: str | None = None
        count = length = 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal row, row_text, column, hidden, cell, value, formula, spoken
            name = known(tag)
            if name == "c":
                cell, value, formula = attributes, None, False
                inline.clear()
                address = attributes.get("r")
                before = column
                if address is None:
                    column += 1
                else:
                    letters = address.removesuffix(row_text)
                    place = columns.get(letters)
                    if place is None:
                        place = columns[letters] = _column(letters, address)
                    column = place
                    if column <= before:
                        raise Refuse("twice", address)
                if column > LAST_COLUMN:
                    raise Refuse("broken")
            elif name in ("v", "t"):
                buffer.clear()
            elif name == "f":
                formula = True
            elif name == "rPh":
                spoken = True
            elif name == "row":
                number = int(attributes["r"]) if "r" in attributes else row + 1
                if number <= row:
                    raise Refuse("twice", str(number))
                if number > LAST_ROW:
                    raise Refuse("broken")
                row, row_text, column = number, str(number), 0
                hidden = is_true(attributes.get("hidden")) or attributes.get("ht") == "0"
                cells.clear()
                marks.clear()
            elif name is not None:
                self._around(name, attributes)

        def end(tag: str) -> None:
            nonlocal value, spoken, count, length
            name = known(tag)
            if name == "v":
                value = "".join(buffer)
            elif name == "c":
                count += 1
                if count > limits["cells"]:
                    raise Refuse("cells")
                text, mark = stored()
                if not text and not mark & UNSTORED:
                    return
                count += column - 1 - len(cells)
                length += len(text)
                if length > limits["texts"]:
                    raise Refuse("texts")
                if len(text) > limits["cell"]:
                    raise Refuse("cell", cell.get("r", ""))
                if count > limits["cells"]:
                    raise Refuse("far", cell.get("r", ""))
                cells.extend([""] * (column - 1 - len(cells)))
                marks.extend("0" * (column - 1 - len(marks)))
                cells.append(text)
                marks.append(chr(48 + mark))
            elif name == "row":
                if cells:
                    self.emit([row, int(hidden), cells, "".join(marks)])
                    self.rows += 1
                    if self.rows == self.most_rows:
                        raise _Enough
            elif name == "t" and not spoken:
                inline.extend(buffer)
            elif name == "rPh":
                spoken = False

        def stored() -> tuple[str, int]:
            kind = cell.get("t", "n")
            mark = FORMULA if formula else 0
            if formula and not value and (value is None or kind != "str"):
                return "", UNSTORED
            if kind == "inlineStr":
                return unescaped("".join(inline)).strip(), mark
            if not value:
                return "", mark
            if kind == "s":
                return texts[_index(value)], mark
            text = value.strip()
            if kind == "n":
                number = stored_number(text)
                if number is None:
                    return text, mark
                style = int(cell.get("s", 0))
                if style < len(dates) and dates[style]:
                    shown = shown_date(float(text), from_1904)
                    if shown is not None:
                        return shown, mark | DATE
                return number, mark | NUMBER
            if kind == "b":
                return ("1" if is_true(text) else "0"), mark | FLAG
            if kind == "e":
                return text, mark | ERROR
            if kind == "d":
                return text.removesuffix("Z").removesuffix("T00:00:00"), mark | DATE
            return unescaped(text).strip(), mark

        return start, end, buffer.append

    def _around(self, name: str, attributes: dict[str, str]) -> None:
        if name == "col":
            width = attributes.get("width")
            if is_true(attributes.get("hidden")) or (width is not None and float(width) == 0):
                self.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "autoFilter":
            match = _ADDRESS.match(attributes.get("ref", "").replace("$", ""))
            self.filter_start = _column(match[1], match[0]) if match else 0
        elif name == "filterColumn" and self.filter_start:
            self.filtered.append(self.filter_start + int(attributes["colId"]))


def _column(letters: str, address: str) -> int:
    """The number of a column. Raises Refuse for an address that is none, or is of another row."""
    place = 0
    for letter in letters if 1 <= len(letters) <= 3 else "?":
        if not "A" <= letter <= "Z":
            raise Refuse("broken", address[:20])
        place = place * 26 + ord(letter) - 64
    return place


def _index(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number
