"""Figures that are possible but probably mistaken: 元 or 亿 for 万元, a percentage for a fraction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd

from simulation.panel.faults import Finding, plain, single
from simulation.panel.loans import split_projects
from simulation.panel.tables import Column, Table
from simulation.population.facts import load_facts
from simulation.text.problems import Problem, Text

# A slip between 元, 万元 and 亿 is a factor of 10,000; hardly an enterprise grows by a thousand in a year.
_SLIP = 10_000.0
_APART = 3.0
_HIGH_RATE = 0.2


def doubts(table: Table, rows: pd.DataFrame) -> list[Finding]:
    """Warnings of one table without faults; `rows` have canonical columns, their index is that of the file.

    Zeros and blanks are never compared, and no cell is asked about twice.
    """
    found = []
    asked: dict[str, pd.Series[bool]] = {}
    if table.columns[0].kind == "id":
        for column in table.columns:
            if column.kind == "amount":
                others = _other_years(rows[table.columns[0].id], rows[column.id])
                distance = _distance(rows[column.id], others)
                asked[column.id] = distance.abs() > _APART
                found += [
                    _beside_others(table, column, rows, others, distance, over) for over in (True, False)
                ]
    if table.id == "enterprises":
        fields = _fields_in_doubt(rows)
        found += [_field_doubt(str(field), median) for field, median in fields.items()]
        asked["revenue"] |= rows["field"].isin(fields.index)
        found += _beside_revenue(table, rows, asked)
    if table.id == "projects":
        found.append(_high_rates(table, rows["loan_rate"]))
        found += split_projects(table, rows)
    if table.id == "products":
        found += [_before_recognition(rows, fact) for fact in ("sales", "premium")]
    if table.id == "payments":
        found += _summed(rows)
    return found


def _magnitude(values: pd.Series[float]) -> pd.Series[float]:
    """Decimal logarithms whatever the sign; NaN for zeros and blanks."""
    return pd.Series(np.log10(values.abs().where(values != 0)), values.index)


def _distance(values: pd.Series[float], measure: pd.Series[float]) -> pd.Series[float]:
    """By how many powers of ten values differ from a measure; NaN where either is zero or blank."""
    return _magnitude(values) - _magnitude(measure)


def _other_years(ids: pd.Series[str], values: pd.Series[float]) -> pd.Series[float]:
    """For each row the median of the other rows of its id, on a log scale; NaN where there are none.

    Between two middle values the log scale takes neither side, so that of three years with one slip
    only the slip stands out.
    """
    known = _magnitude(values).dropna()
    codes, _ = pd.factorize(ids.loc[known.index])
    order = np.lexsort((known.to_numpy(), codes))
    ranked = known.to_numpy()[order]
    counts = np.bincount(codes)
    count = counts[codes[order]]
    start = (np.cumsum(counts) - counts)[codes[order]]
    rank = np.arange(len(order)) - start
    # Of the others the middle ones stand at these ranks, one further where the row itself comes before.
    low, high = (count - 2) // 2, (count - 1) // 2
    low, high = low + (low >= rank), high + (high >= rank)
    last = max(len(order) - 1, 0)
    middle = (ranked[np.clip(start + low, 0, last)] + ranked[np.clip(start + high, 0, last)]) / 2
    return pd.Series(np.where(count > 1, 10**middle, np.nan), known.index[order]).reindex(values.index)


def _finding(
    table: Table,
    column: Column,
    values: pd.Series[float],
    distance: pd.Series[float],
    over: bool,
    says: Callable[[int], Text],
) -> Finding:
    """The values too far on one side, each with the value that a slip of 10,000 would have been."""
    meant = values / _SLIP if over else values * _SLIP

    def tell(row: int) -> Problem:
        proposed = plain(meant.at[row])
        return Problem(
            table.id,
            says(row),
            Text(
                f"单位应为{column.unit}，是否为 {proposed}？",
                f"the unit is {column.unit}: did you mean {proposed}?",
            ),
            row,
            column.id,
            plain(values.at[row]),
            "warning",
        )

    return Finding(values.index[distance > _APART if over else distance < -_APART], tell, column.id)


def _beside_others(
    table: Table,
    column: Column,
    rows: pd.DataFrame,
    others: pd.Series[float],
    distance: pd.Series[float],
    over: bool,
) -> Finding:
    """Amounts far from the same thing's other years."""

    def says(row: int) -> Text:
        median = f"{others.at[row]:.6g}"
        if over:
            zh, en = "是其他年度（中位数 {}）的一千倍以上", "over 1000 times its other years (median {})"
        else:
            zh, en = "不足其他年度（中位数 {}）的千分之一", "under 1/1000 of its other years (median {})"
        return Text(zh.format(median), en.format(median))

    return _finding(table, column, rows[column.id], distance, over, says)


def _beside_revenue(table: Table, rows: pd.DataFrame, asked: Mapping[str, pd.Series[bool]]) -> list[Finding]:
    """Parts of a row that cannot be so far from its revenue, or from its output where revenue is blank.

    A row whose own measure is in doubt measures nothing.
    """
    by_output = rows["revenue"].isna()
    measure = rows["revenue"].fillna(rows["output_value"])
    measure = measure.mask(asked["revenue"] | by_output & asked["output_value"])

    def says(row: int, over: bool) -> Text:
        base = table.column("output_value" if by_output.at[row] else "revenue")
        value = plain(measure.at[row])
        if over:
            return Text(f"超过{base.zh}（{value}）的一千倍", f"over 1000 times the {base.id} ({value})")
        return Text(f"不足{base.zh}（{value}）的千分之一", f"under 1/1000 of the {base.id} ({value})")

    sides = (
        ("output_value", True),
        ("output_value", False),
        ("value_added", True),
        ("parts_purchases", True),
    )
    return [
        _finding(
            table,
            table.column(name),
            rows[name],
            _distance(rows[name], measure).mask(asked[name]),
            over,
            partial(says, over=over),
        )
        for name, over in sides
    ]


def _fields_in_doubt(rows: pd.DataFrame) -> pd.Series[float]:
    """The median revenue of each field where it is out of all proportion to the field's default."""
    known = rows[rows["revenue"] > 0]
    medians = known.groupby("field")["revenue"].median()
    usual = pd.Series({field: _usual(field) for field in medians.index}, dtype="float64")
    return medians[_distance(medians, usual) > _APART]


def _usual(field: str) -> float:
    return float(load_facts().fields[field]["revenue"].value["median"])


def _field_doubt(field: str, median: float) -> Finding:
    name = load_facts().field_names[field].name
    usual, meant = plain(_usual(field)), plain(median / _SLIP)
    return single(
        Problem(
            "enterprises",
            Text(
                f"{name.zh}企业营业收入的中位数是预设值 {usual} 的一千倍以上，可能以元为单位",
                f"{name.en}: the median revenue is over 1000 times the default {usual}, probably in 元",
            ),
            Text(f"请以万元填写，中位数约为 {meant}", f"give 万元: a median near {meant}"),
            column="revenue",
            value=plain(median),
            severity="warning",
        )
    )


def _high_rates(table: Table, rates: pd.Series[float]) -> Finding:
    return Finding(
        rates.index[rates > _HIGH_RATE],
        lambda row: Problem(
            table.id,
            Text("利率高于 20%", "a loan rate over 20%"),
            Text("请核对是否为百分数", "check whether it is a percentage"),
            row,
            "loan_rate",
            plain(rates.at[row]),
            "warning",
        ),
        "loan_rate",
    )


def _before_recognition(rows: pd.DataFrame, fact: str) -> Finding:
    """Sales or a premium of a year before the product was recognised."""
    words = {"sales": Text("认定之前已有销售", "sales before the year of recognition")}
    wrong = words.get(fact, Text("认定之前已投保", "a premium before the year of recognition"))
    return Finding(
        rows.index[(rows[fact] > 0) & (rows["year"] < rows["recognised_year"])],
        lambda row: Problem(
            "products",
            wrong,
            Text(
                f"认定年份是 {plain(rows.at[row, 'recognised_year'])}：请核对；该年仍按本行数据计算",
                f"recognised in {plain(rows.at[row, 'recognised_year'])}: check; the year counts as its row says",
            ),
            row,
            fact,
            plain(rows.at[row, fact]),
            "warning",
        ),
        fact,
    )


def _summed(payments: pd.DataFrame) -> list[Finding]:
    """Several payments of one cell: batches and recoveries are added up."""
    cell = ["measure", "district", "fiscal_year", "payer"]
    more = payments[payments.duplicated(cell)]
    if more.empty:
        return []
    count = len(more.drop_duplicates(cell))
    problem = Problem(
        "payments",
        Text(
            f"{count} 处（措施、区县、年度、支付方相同）有多行，各行相加",
            f"{count} cells of measure, district, year and payer have several rows: they are added up",
        ),
        Text("若是重复录入，请删去多余的行", "delete a row if it was entered twice"),
        int(more.index[0]),
        "amount",
        severity="warning",
    )
    return [single(problem)]
