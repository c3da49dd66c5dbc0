"""The heading of a table as people lay it out: titles and merged groups above it, units in and below it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulation.panel.faults import plain
from simulation.panel.spelling import folded
from simulation.panel.tables import SCALES, TABLES, Column, Table
from simulation.text.catalogue import text_of
from simulation.text.problems import Problem, Text

HEADING_WITHIN = 15
MOST_COLUMNS = 200
_BRACKETS = re.compile(r"[(\[{【〔]([^)\]}】〕]*)[)\]}】〕]")
_BETWEEN = re.compile(r"[\s/\\,:;、|*]+")
# A CSV file writes ="name" so that a spreadsheet takes it for a text.
_AS_TEXT = re.compile(r'="([^"]*)"')
# Where the pages head the same column with other words than the template.
_ON_PAGES = {
    "payer": ("column.payer", "head.payer"),
    "amount": ("column.amount", "head.appropriation", "actuals.paid"),
    "year": ("column.year", "head.year"),
}
_WHOLE_TABLE = ("单位", "金额单位", "计量单位")
_UNITS = {unit for scale in SCALES.values() for unit in scale} | set("家个户套人年月分%‰") | {"个月", "小数"}


@dataclass(frozen=True)
class Heading:
    """Where the real heading stands and which column is where.

    `row` is its number in the file; `below` the place of the first row after it and its units;
    `columns` has None for an unknown heading; `names` are the headings as written.
    """

    row: int
    below: int
    names: tuple[str, ...]
    columns: tuple[Column | None, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]


def read_heading(table: Table, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Heading:
    """The heading among the first rows of a file (text cells): the first row that makes most columns known.

    A cell that is empty or unknown takes the heading above it, because cells merged
    downwards keep their text in the top one. `numbers` are those of the rows in the file.
    """
    place, known = _find(table, rows)
    width = _width(rows[place], known)
    found = [known[column][0] if column in known else None for column in range(width)]
    sources = [known[column][1] if column in known else place for column in range(width)]
    names = tuple(_cell(rows[source], column) for column, source in enumerate(sources))
    columns, problems, notices = _columns(table, numbers[place], found, names)
    notices += [
        _skipped(
            table,
            numbers[above],
            rows[above],
            Text("表头上方的行，已跳过", "a row above the heading is skipped"),
        )
        for above in range(place)
        if above not in sources and any(rows[above])
    ]
    below = next((after for after in range(place + 1, len(rows)) if any(rows[after])), None)
    units = below if below is not None and _only_units(rows[below]) else None
    if units is not None:
        notices.append(
            _skipped(table, numbers[units], rows[units], Text("单位行，已跳过", "a row of units is skipped"))
        )
    stated = [*range(place + 1), *([] if units is None else [units])]
    problems += _wrong_units(table, rows, numbers, stated, place, columns)
    return Heading(
        numbers[place],
        (place if units is None else units) + 1,
        names,
        tuple(columns),
        tuple(problems),
        tuple(sorted(notices, key=lambda notice: notice.row or 0)),
    )


def place_and_width(table: Table, rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The place of the heading among the first rows of a file, and how many columns it has."""
    place, known = _find(table, rows)
    return place, _width(rows[place], known)


def _width(row: Sequence[str], known: Mapping[int, object]) -> int:
    return max([*known, *(column for column, cell in enumerate(row) if cell)]) + 1


def columns_known(table: Table, rows: Sequence[Sequence[str]]) -> int:
    """How many of the table's columns the first rows of a file make known."""
    return len({column for column, _ in _find(table, rows)[1].values()})


def tables_headed(rows: Sequence[Sequence[str]]) -> list[str]:
    """The tables of which the first rows of a file head every required column, those with most columns known."""
    known = {name: columns_known(table, rows) for name, table in TABLES.items() if is_headed(table, rows)}
    return [name for name, count in known.items() if count == max(known.values())]


def is_headed(table: Table, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first rows of a file head every required column of a table."""
    found = {column for column, _ in _find(table, rows)[1].values()}
    return all(column in found for column in table.columns if column.required)


def _find(table: Table, rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, tuple[Column, int]]]:
    """The place of the heading and, by place of column, what is known and the row that says it."""
    best = 0
    most: dict[int, tuple[Column, int]] = {}
    known: dict[int, tuple[Column, int]] = {}
    for place, row in enumerate(rows[:HEADING_WITHIN]):
        for column, cell in enumerate(row[: MOST_COLUMNS + 1]):
            match = _column_of(table, cell)
            if match:
                known[column] = match, place
        if len({match for match, _ in known.values()}) > len({match for match, _ in most.values()}):
            best, most = place, dict(known)
    return best, most


def _words(cell: str) -> tuple[list[str], list[str]]:
    """The words of a heading outside its brackets, and the units that it names anywhere."""
    text = _AS_TEXT.sub(r"\1", folded(cell)).lower().replace("人民币", "")
    outside = _BETWEEN.split(_BRACKETS.sub(" ", text))
    inside = [word for part in _BRACKETS.findall(text) for word in _BETWEEN.split(part)]
    units = [word for word in (*outside, *inside) if word in _UNITS]
    marks = [word for word in (*outside, *inside) if word in _WHOLE_TABLE]
    return [word for word in outside if word and word not in _UNITS], units + marks


def bare_heading(cell: str) -> str:
    """A heading in one word, without its brackets and units."""
    return "".join(_words(cell)[0])


def units_named(cell: str) -> list[str]:
    """The units that a heading names."""
    return [unit for unit in _words(cell)[1] if unit not in _WHOLE_TABLE]


def _column_of(table: Table, cell: str) -> Column | None:
    if not cell:
        return None
    names, _ = _words(cell)
    whole = "".join(names).replace("_", "")
    exact = (column for column in table.columns if whole in _names(column))
    loose = (column for column in table.columns if column.id in names or column.zh in names)
    return next(exact, None) or next(loose, None)


@lru_cache(maxsize=256)
def _names(column: Column) -> frozenset[str]:
    """What stands over a column in the template and on the pages, in one word each."""
    shown = [text_of(identity) for identity in _ON_PAGES.get(column.id, ())]
    headings = [column.zh, column.id.replace("_", ""), *(one.zh for one in shown), *(one.en for one in shown)]
    return frozenset(bare_heading(heading) for heading in headings)


def _columns(
    table: Table, row: int, found: Sequence[Column | None], names: Sequence[str]
) -> tuple[list[Column | None], list[Problem], list[Problem]]:
    """Each column once; what is missing or given twice; what is ignored."""
    columns: list[Column | None] = []
    problems, notices = [], []
    for column, name in zip(found, names, strict=True):
        twice = column is not None and column in columns
        columns.append(None if twice else column)
        if twice:
            wrong = Text("此列出现两次", "the column is given twice")
            right = Text("只保留一列", "keep one of them")
            problems.append(Problem(table.id, wrong, right, row, name))
        elif column is None and name:
            wrong = Text("多余的列，已忽略", "an extra column is ignored")
            right = Text("无需处理", "nothing to do")
            notices.append(Problem(table.id, wrong, right, row, name, severity="warning"))
    problems += [
        Problem(
            table.id,
            Text("缺少必需的列", "a required column is missing"),
            Text(f"表头写 {column.zh} 或 {column.id}", f"head it {column.id} or {column.zh}"),
            row,
            column.id,
        )
        for column in table.columns
        if column.required and column not in columns
    ]
    return columns, problems, notices


def _only_units(row: Sequence[str]) -> bool:
    """Whether a row holds units and nothing else."""
    cells = [_words(cell) for cell in row if cell]
    return all(units and not set(names) - set(_WHOLE_TABLE) for names, units in cells)


def _wrong_units(
    table: Table,
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    stated: Sequence[int],
    heading: int,
    columns: Sequence[Column | None],
) -> list[Problem]:
    """A problem for each column whose figures would be taken for 10,000 times what they are, or the like.

    The lowest row that names a unit counts: the row of units, the heading, the group above it,
    the note of the whole table.
    """
    problems = []
    for place, column in enumerate(columns):
        scale = SCALES.get(column.unit, {}) if column else {}
        named = [
            (row, units)
            for row in stated
            if (units := [unit for unit in _units_at(rows[row], place, row < heading) if unit in scale])
        ]
        if column and named and all(scale[unit] != 1 for unit in named[-1][1]):
            row, units = named[-1]
            problems.append(_other_unit(table, numbers[row], column, units[-1]))
    return problems


def _other_unit(table: Table, row: int, column: Column, unit: str) -> Problem:
    factor = SCALES[column.unit][unit]
    times = Text(f"乘以 {plain(factor)}", f"multiply by {plain(factor)}")
    if factor < 1:
        times = Text(f"除以 {plain(1 / factor)}", f"divide by {plain(1 / factor)}")
    return Problem(
        table.id,
        Text(f"单位写的是{unit}，应为{column.unit}", f"the unit is {unit}, not {column.unit}"),
        Text(
            f"请以{column.unit}填写：{times.zh}，并改写单位",
            f"give {column.unit}: {times.en}, and correct the unit",
        ),
        row,
        column.id,
        unit,
    )


def _units_at(row: Sequence[str], place: int, above: bool) -> list[str]:
    """The units which a row names for one column; above the heading a merged cell speaks for all it spans."""
    whole = [unit for cell in row for unit in _table_units(cell)] if above else []
    cell = _cell(row, place)
    if above and not cell:
        cell = next((cell for cell in reversed(row[:place]) if cell), "")
    return whole + _words(cell)[1]


def _table_units(cell: str) -> list[str]:
    """The units of a note such as 单位：万元, which speaks for the whole table."""
    _, units = _words(cell)
    return units if set(units) & set(_WHOLE_TABLE) else []


def _skipped(table: Table, number: int, row: Sequence[str], wrong: Text) -> Problem:
    return Problem(
        table.id,
        wrong,
        Text("无需处理", "nothing to do"),
        number,
        value=" ".join(cell for cell in row if cell)[:60],
        severity="warning",
    )


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
