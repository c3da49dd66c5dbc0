"""One sheet as a stream of rows: every cell's stored value, what it was, and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from simulation.unpack.cell_values import Mark, is_true, shown_date, stored_number, unescaped
from simulation.unpack.parts import KNOWN, Book, Refuse

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
# Bare integers: they are looked at for every cell.
_SIGNS = [chr(48 + mark) for mark in range(64)]
# So many blanks before a cell in its row: it is no part of a table.
_FAR = 200
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
        # Called for every element of up to three million cells: plain variables, the ordinary cell first.
        known, limits = KNOWN.get, self.book.parts.limits
        most_cells, most_text, longest = limits["cells"], limits["texts"], limits["cell"]
        texts, from_1904 = self.book.texts, self.book.from_1904
        dated = {str(style) for style, date in enumerate(self.book.dates) if date}
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
                if inline:
                    inline.clear()
                if "r" in attributes:
                    before, address = column, attributes["r"]
                    letters = address.removesuffix(row_text)
                    if letters not in columns:
                        columns[letters] = _column(letters, address)
                    column = columns[letters]
                    if column <= before:
                        raise Refuse("twice", address)
                else:
                    column += 1
                if column > LAST_COLUMN:
                    raise Refuse("broken")
            elif name == "v" or name == "t":
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
                text, mark = stored()
                blanks = column - 1 - len(cells) if text or mark & UNSTORED else 0
                count += 1 + blanks
                if count > most_cells:
                    raise Refuse("far" if blanks > _FAR else "cells", cell.get("r", ""))
                if not text and not mark & UNSTORED:
                    return
                length += len(text)
                if length > most_text:
                    raise Refuse("texts")
                if len(text) > longest:
                    raise Refuse("cell", cell.get("r", ""))
                if blanks:
                    cells.extend([""] * blanks)
                    marks.append("0" * blanks)
                cells.append(text)
                marks.append(_SIGNS[mark])
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
            if value and not formula:
                if kind == "s":
                    return texts[_index(value)], 0
                whole = kind == "n" and value[0] != "0" and value.isdecimal() and value.isascii()
                if whole and cell.get("s") not in dated:
                    return value, NUMBER
            return unusual(kind)

        def unusual(kind: str) -> tuple[str, int]:
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
                if cell.get("s") in dated:
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
