"""What the rows of a typed table must keep: one pandera schema a table, and the words for each breach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from simulation.population.panel.cells import NOT_A_FLAG, NOT_A_YEAR
from simulation.population.panel.findings import Finding, plain
from simulation.population.panel.names import NAMED, known_names, nearest_id, nearest_name
from simulation.population.panel.tables import FIRST_YEAR, LAST_YEAR, NUMERIC, Column, Kind, Table
from simulation.problems import Problem, Text

Words = tuple[Text, Text]
# Of a column's cells or of a table's rows, which are right.
Keeps = Callable[[Any], "pd.Series[bool]"]


@dataclass(frozen=True)
class Typed:
    """A table with canonical columns, as `written` (text, given columns only) and as `read`.

    In `read` numbers are float64, names are ids where they are known, and NaN is a blank or unreadable cell.
    """

    table: Table
    written: pd.DataFrame
    read: pd.DataFrame


@dataclass(frozen=True)
class Rule:
    """What a column or, beside others, the rows of a table must keep, and what tells of a row that does not."""

    keeps: Keeps
    tell: Callable[[Typed, int], Problem]
    column: str
    beside_others: bool = False


def breaches(typed: Typed, enterprises: pd.MultiIndex | None) -> list[Finding]:
    """All that is wrong in one table; `enterprises` are the known ids and years, None where there are none."""
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

    def tell(row: int) -> Problem:
        return Problem(
            typed.table.id,
            Text("必填项为空", "a required cell is blank"),
            Text(
                f"请填写{column.zh}；合并单元格只有第一格有值，请取消合并并逐行填写",
                f"fill in {column.id}; of merged cells only the first holds the value, so unmerge them and fill each row",
            ),
            row,
            column.id,
        )

    if column.id not in typed.written:
        return Finding([], tell, column.id)
    return Finding(typed.written.index[typed.written[column.id] == ""], tell, column.id)


def _rules(table: Table, enterprises: pd.MultiIndex | None) -> list[Rule]:
    rules = [rule for column in table.columns for rule in _cell_rules(column)]
    rules.append(_one_row_a_key(table))
    rules += [_fixed(table, column) for column in table.fixed]
    rules += [_shared(table, table.column(name)) for name in table.shared]
    rules += [_at_most(*limit) for limit in _LIMITS.get(table.id, ())]
    items = table.id != "enterprises" and any(column.id == "enterprise_id" for column in table.columns)
    if items and enterprises is not None:
        rules.append(_has_enterprise(enterprises))
    return rules


def _cell_rules(column: Column) -> list[Rule]:
    """The rules that look at one cell at a time; they pass over blanks."""
    if column.kind in NAMED:
        ids = set(known_names(column.kind).values())
        unknown = Text(f"未知的{column.zh}", f"unknown {column.id}")
        return [
            _cell(column, lambda names: names.isin(ids), lambda name: (unknown, nearest_name(column, name)))
        ]
    rules = [_cell(column, keeps, says) for keeps, says in _KEEPS.get(column.kind, ())]
    if column.kind in ("amount", "rate") and not column.signed:
        rules.append(_cell(column, lambda values: values >= 0, lambda _: _NEGATIVE))
    return rules


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


def _one_row_a_key(table: Table) -> Rule:
    key = list(table.key)
    required = [name for name in key if table.column(name).required]

    def tell(typed: Typed, row: int) -> Problem:
        return Problem(
            table.id,
            Text("重复的行", "a duplicate key"),
            table.twice,
            row,
            " + ".join(key),
            " ".join(plain(value) for value in typed.read.loc[row, key].dropna()),
        )

    return Rule(lambda rows: ~rows.duplicated(key) | rows[required].isna().any(axis=1), tell, key[0], True)


def _possible(years: pd.Series[float]) -> pd.Series[float]:
    """Years with NaN for those that are wrong by themselves, which need no second problem."""
    return years.where(years.between(FIRST_YEAR, LAST_YEAR))


def _fixed(table: Table, column: str) -> Rule:
    """A fact that belongs to the thing and not to the year must agree in all its rows."""
    identity = table.key[0]

    def keeps(rows: pd.DataFrame) -> pd.Series[bool]:
        years = _possible(rows[column])
        first = years.groupby(rows[identity]).transform("first")
        return years.isna() | first.isna() | (years == first)

    def tell(typed: Typed, row: int) -> Problem:
        same = typed.read[identity] == typed.read.at[row, identity]
        first = plain(_possible(typed.read.loc[same, column]).dropna().iloc[0])
        return Problem(
            table.id,
            Text("同一编号各行不一致", "differs between the rows of one id"),
            Text(f"前一行为 {first}", f"an earlier row says {first}"),
            row,
            column,
            plain(typed.read.at[row, column]),
        )

    return Rule(keeps, tell, column, True)


def _shared(table: Table, column: Column) -> Rule:
    """What belongs to a thing as a whole must agree in all its rows of one year; amounts to the yuan."""
    whose = [table.key[0], "year"]

    def first_of(rows: pd.DataFrame) -> pd.Series[Any]:
        values = rows[column.id].round(4) if column.kind in NUMERIC else rows[column.id]
        return values.groupby([rows[name] for name in whose]).transform("first")

    def keeps(rows: pd.DataFrame) -> pd.Series[bool]:
        first = first_of(rows)
        values = rows[column.id].round(4) if column.kind in NUMERIC else rows[column.id]
        return values.isna() | first.isna() | (values == first)

    def tell(typed: Typed, row: int) -> Problem:
        first = plain(first_of(typed.read).at[row])
        return Problem(
            table.id,
            Text(
                f"同一编号同一年度的{column.zh}不一致",
                f"{column.id} differs between the rows of one id and year",
            ),
            Text(
                f"前一行为 {first}；各行应相同，若不是一个项目请用不同的{table.columns[0].zh}",
                f"an earlier row says {first}; repeat it in every row, or give another {table.key[0]}",
            ),
            row,
            column.id,
            plain(typed.read.at[row, column.id]),
        )

    return Rule(keeps, tell, column.id, True)


_LIMITS = {
    "products": (("premium", "insured_sum", Text("保费高于投保金额", "a premium above the insured sum")),),
    "enterprises": (
        (
            "nev_output",
            "vehicle_output",
            Text("新能源汽车产量高于整车产量", "more new-energy vehicles than vehicles"),
        ),
    ),
}


def _at_most(smaller: str, larger: str, wrong: Text) -> Rule:
    def tell(typed: Typed, row: int) -> Problem:
        most = plain(typed.read.at[row, larger])
        return Problem(
            typed.table.id,
            wrong,
            Text(f"不应超过 {most}", f"at most {most}"),
            row,
            smaller,
            plain(typed.read.at[row, smaller]),
        )

    # A negative limit is wrong by itself and needs no second problem.
    return Rule(lambda rows: ~(rows[smaller] > rows[larger].where(rows[larger] >= 0)), tell, smaller, True)


def _has_enterprise(enterprises: pd.MultiIndex) -> Rule:
    """An item needs its enterprise's row of that year: the award belongs to its district and field."""
    ids = sorted(set(enterprises.get_level_values(0).dropna()))

    def keeps(rows: pd.DataFrame) -> pd.Series[bool]:
        here = pd.MultiIndex.from_frame(rows[["enterprise_id", "year"]]).isin(enterprises)
        return rows["enterprise_id"].isna() | _possible(rows["year"]).isna() | here

    def tell(typed: Typed, row: int) -> Problem:
        identity, year = str(typed.read.at[row, "enterprise_id"]), plain(typed.read.at[row, "year"])
        close = nearest_id(identity, ids)
        if close == identity:
            right = Text(
                f"请在 enterprises 补充 {identity} 的 {year} 年",
                f"add {identity} in {year} to enterprises",
            )
        elif close:
            right = Text(f"是否为 {close}？", f"did you mean {close}?")
        else:
            right = Text("请在 enterprises 补充此企业", "add the enterprise to enterprises")
        return Problem(
            typed.table.id,
            Text("企业在该年度没有记录", "the enterprise has no row in that year"),
            right,
            row,
            "enterprise_id",
            f"{identity} {year}",
        )

    return Rule(keeps, tell, "enterprise_id", True)
