"""What the rows of a typed table must keep: one pandera schema a table, and the words for each breach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from simulation.panel.cells import NOT_A_FLAG, NOT_A_YEAR, says_not_known
from simulation.panel.faults import Finding, plain
from simulation.panel.identities import FAILED
from simulation.panel.names import NAMED, known_names, unknown_name
from simulation.panel.rules import Keeps, Rule, Typed, Words, rules_beside
from simulation.panel.spelling import folded, is_error
from simulation.panel.tables import FIRST_YEAR, LAST_YEAR, MOST, NUMERIC, Column, Kind, Table
from simulation.text.problems import Problem, Text


def breaches(typed: Typed, enterprises: pd.MultiIndex | None) -> list[Finding]:
    """All that is wrong in one table; `enterprises` are their ids and years, None where there are none.

    An id that cannot be read is NaN.
    """
    rules = {str(name): rule for name, rule in enumerate(_rules(typed.table, enterprises))}
    # Pandera can be switched off by an environment variable; a roster is checked whatever it says.
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            _schema(typed.table, rules).validate(typed.read, lazy=True, inplace=True)
        except SchemaErrors as errors:
            return [_finding(typed, rules, error) for error in errors.schema_errors]
    return []


def _schema(table: Table, rules: Mapping[str, Rule]) -> pa.DataFrameSchema:
    def checks(column: str | None) -> list[pa.Check]:
        # We read the rows from the outcome; pandera's own list of cases is kept short, as it spells out each.
        return [
            pa.Check(rule.keeps, name=name, n_failure_cases=1)
            for name, rule in rules.items()
            if (None if rule.beside_others else rule.column) == column
        ]

    return pa.DataFrameSchema(
        {
            column.id: pa.Column(
                float if column.kind in NUMERIC else str, checks(column.id), nullable=not column.required
            )
            for column in table.columns
        },
        checks=checks(None),
    )


def _finding(typed: Typed, rules: Mapping[str, Rule], error: SchemaError) -> Finding:
    if error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS:
        return _blank(typed, typed.table.column(error.schema.name))
    if error.reason_code is SchemaErrorReason.DATAFRAME_CHECK:
        kept, rule = error.check_output.astype(bool), rules[error.check.name]
        return Finding(kept.index[~kept], partial(rule.tell, typed), rule.column)
    raise error


def _blank(typed: Typed, column: Column) -> Finding:
    """Blank required cells; one that cannot be read is told as such, and a missing column once."""
    if column.id not in typed.written:
        return Finding([], lambda row: Problem(typed.table.id, _BLANK, _BLANK, row), column.id)
    cells = typed.written[column.id]

    def tell(row: int) -> Problem:
        return Problem(
            typed.table.id,
            _BLANK,
            Text(
                f"请填写{column.zh}；合并单元格只有第一格有值，请取消合并并逐行填写",
                f"fill in {column.id}; of merged cells only the first holds the value, so unmerge them and fill each row",
            ),
            row,
            column.id,
            str(cells.at[row]),
        )

    blank = cells.map({cell: not folded(cell) for cell in cells.unique()}).astype(bool)
    if column.kind in NUMERIC:
        blank |= says_not_known(cells)
    return Finding(cells.index[blank], tell, column.id)


_BLANK = Text("必填项为空", "a required cell is blank")


def _rules(table: Table, enterprises: pd.MultiIndex | None) -> list[Rule]:
    return [rule for column in table.columns for rule in _cell_rules(column)] + rules_beside(
        table, enterprises
    )


def _cell_rules(column: Column) -> list[Rule]:
    """The rules that look at one cell at a time; they pass over blanks."""
    if column.kind in NAMED:
        ids = set(known_names(column.kind).values())

        def says(name: str) -> Words:
            return FAILED if is_error(name) else unknown_name(column, name)

        return [_cell(column, lambda names: names.isin(ids), says)]
    rules = [_cell(column, keeps, says) for keeps, says in _KEEPS.get(column.kind, ())]
    if column.kind in ("amount", "rate") and not column.signed:
        rules.append(_cell(column, lambda values: values >= 0, lambda _: _NEGATIVE))
    if column.kind == "amount":
        most = MOST.get(column.unit, max(MOST.values()))
        rules.append(_cell(column, lambda values: values.abs() <= most, lambda _: _beyond(most)))
    return rules


def _beyond(most: float) -> Words:
    return (
        Text(f"数额超过 {most:,.0f}", f"over {most:,.0f}"),
        Text("请核对数字和单位", "check the figure and its unit"),
    )


_NEGATIVE = Text("不能为负数", "must not be negative"), Text("请核对符号", "check the sign")
_OUTSIDE = (
    Text(f"年份不在 {FIRST_YEAR}–{LAST_YEAR}", f"the year is outside {FIRST_YEAR}–{LAST_YEAR}"),
    Text("请核对年份", "check the year"),
)
_MONTHS = (
    Text("月数应在 0–12", "months must lie in 0–12"),
    Text("填写当年贷款存续月数", "write the months of that year"),
)


def _percentage(rate: float) -> Words:
    return (
        Text("利率大于 1，疑为百分数", "a rate over 1 is probably a percentage"),
        Text(f"是否为 {plain(rate / 100)}？", f"did you mean {plain(rate / 100)}?"),
    )


_KEEPS: dict[Kind, tuple[tuple[Keeps, Callable[[float], Words]], ...]] = {
    "year": (
        (lambda years: years % 1 == 0, lambda _: NOT_A_YEAR),
        (lambda years: years.between(FIRST_YEAR, LAST_YEAR), lambda _: _OUTSIDE),
    ),
    "months": ((lambda months: months.between(0, 12), lambda _: _MONTHS),),
    "rate": ((lambda rates: rates <= 1, _percentage),),
    "flag": ((lambda flags: flags.isin((0, 1)), lambda _: NOT_A_FLAG),),
}


def _cell(column: Column, keeps: Keeps, says: Callable[[Any], Words]) -> Rule:
    def tell(typed: Typed, row: int) -> Problem:
        wrong, right = says(typed.read.at[row, column.id])
        return Problem(typed.table.id, wrong, right, row, column.id, str(typed.written.at[row, column.id]))

    return Rule(keeps, tell, column.id)
