"""Rules that look at the rows of a table beside each other and beside other tables, and the words for each breach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation.panel.faults import plain
from simulation.panel.names import NAMED, nearest_id
from simulation.panel.tables import FIRST_YEAR, LAST_YEAR, NUMERIC, Column, Table
from simulation.text.problems import Problem, Text

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


def rules_beside(table: Table, enterprises: pd.MultiIndex | None) -> list[Rule]:
    """What the rows of a table must keep; `enterprises` are their ids and years, None where there are none."""
    rules = [_one_row_a_key(table)]
    rules += [_fixed(table, column) for column in table.fixed]
    rules += [_shared(table, table.column(name)) for name in table.shared]
    rules += [_at_most(*limit) for limit in _LIMITS.get(table.id, ())]
    rules += [_not_before(*order) for order in _ORDERS.get(table.id, ())]
    if table.id == "payments":
        rules.append(_together_or_apart())
    items = table.id != "enterprises" and any(column.id == "enterprise_id" for column in table.columns)
    if items and enterprises is not None:
        rules.append(_has_enterprise(enterprises))
    return rules


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
            " ".join(_as_told(typed, row, name) for name in typed.read.loc[row, key].dropna().index),
        )

    return Rule(lambda rows: ~rows.duplicated(key) | rows[required].isna().any(axis=1), tell, key[0], True)


def _as_told(typed: Typed, row: int, name: str) -> str:
    """A cell of a key: names as the user wrote them, years and ids as they are compared."""
    if typed.table.column(name).kind in NAMED and name in typed.written:
        return str(typed.written.at[row, name])
    return plain(typed.read.at[row, name])


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


_ORDERS = {
    # Law: a product is recognised before its award is applied for; a model is listed before it may be sold.
    "products": tuple(
        ("recognised_year", fact, True, Text(f"{zh}在认定之前的年份", f"{en} before the year of recognition"))
        for fact, zh, en in (("sales", "销售", "sales"), ("premium", "投保", "a premium"))
    ),
    "models": (
        ("listed_year", "sales", False, Text("列入公告之前就有销售", "sales before the model is listed")),
    ),
}


def _not_before(year: str, fact: str, never: bool, wrong: Text) -> Rule:
    """A fact of a year before the thing exists in law; with `never`, only where it exists in none of its rows."""

    def keeps(rows: pd.DataFrame) -> pd.Series[bool]:
        known = _possible(rows[year])
        years = _possible(rows["year"])
        if never:
            years = years.groupby(rows.iloc[:, 0]).transform("max")
        return ~((rows[fact] > 0) & (known > years))

    def tell(typed: Typed, row: int) -> Problem:
        of_year, then = (plain(typed.read.at[row, name]) for name in ("year", year))
        column = typed.table.column(year)
        return Problem(
            typed.table.id,
            wrong,
            Text(
                f"{of_year} 年的行，{column.zh}却是 {then}：请核对两个年份",
                f"the row is of {of_year}, {year} is {then}: check both years",
            ),
            row,
            year,
            then,
        )

    return Rule(keeps, tell, year, True)


def _together_or_apart() -> Rule:
    """A payment is listed for both payers together or for each, not both ways."""
    cell = ["measure", "district", "fiscal_year"]

    def keeps(rows: pd.DataFrame) -> pd.Series[bool]:
        both = rows["payer"] == "both"
        keys = [rows[name] for name in cell]
        mixed = both.groupby(keys).transform("any") & (~both).groupby(keys).transform("any")
        return ~mixed.astype(bool) | rows[cell].isna().any(axis=1)

    def tell(typed: Typed, row: int) -> Problem:
        return Problem(
            "payments",
            Text("同一笔既列合计又列市或区县", "both payers together and one of them by itself"),
            Text("只列合计，或分列市和区县", "give both together, or city and district"),
            row,
            "payer",
            str(typed.read.at[row, "payer"]),
        )

    return Rule(keeps, tell, "payer", True)


def _has_enterprise(enterprises: pd.MultiIndex) -> Rule:
    """An item needs its enterprise's row of that year: the award belongs to its district and field."""
    known = enterprises.get_level_values(0)
    ids, damaged = sorted(set(known.dropna())), set(enterprises.get_level_values(1)[known.isna()])

    def keeps(rows: pd.DataFrame) -> pd.Series[bool]:
        here = pd.MultiIndex.from_frame(rows[["enterprise_id", "year"]]).isin(enterprises)
        return rows["enterprise_id"].isna() | _possible(rows["year"]).isna() | here

    def tell(typed: Typed, row: int) -> Problem:
        identity, year = str(typed.read.at[row, "enterprise_id"]), plain(typed.read.at[row, "year"])
        close = nearest_id(identity, ids)
        if typed.read.at[row, "year"] in damaged:
            right = Text(
                "企业表有编号为空或已损坏，请先改正",
                "enterprises has ids that are blank or damaged: mend those first",
            )
        elif close == identity:
            right = Text(
                f"请在企业表补充 {identity} 的 {year} 年",
                f"add {identity} in {year} to enterprises",
            )
        elif close:
            right = Text(f"是否为 {close}？", f"did you mean {close}?")
        else:
            right = Text("请在企业表补充此企业", "add the enterprise to enterprises")
        return Problem(
            typed.table.id,
            Text("企业在该年度没有记录", "the enterprise has no row in that year"),
            right,
            row,
            "enterprise_id",
            f"{identity} {year}",
        )

    return Rule(keeps, tell, "enterprise_id", True)
