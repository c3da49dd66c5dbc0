"""Things that are probably one under two ids: ids and names nearly alike, an enterprise that goes on as another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from simulation.panel.faults import Finding, single
from simulation.panel.spelling import folded, is_not_known
from simulation.panel.tables import Table
from simulation.text.problems import Problem, Text

# Signs of other alphabets, letters and digits that the eye takes for one another, in upper case.
_ALIKE = str.maketrans("ОАВЕКМНРСТХУІΟΑΒΕΖΗΙΚΜΝΡΤΥΧOI", "0ABEKMHPCTXY10ABEZH1KMNPTYX01")
_PARTS = re.compile(r"[0-9]+|[^\W0-9_]+")
# Codes of so many signs are not alike by chance, wherever their hyphens stand.
_LONG = 10
_FORMS = re.compile(r"(股份有限公司|有限责任公司|有限公司|股份公司|公司)$|[\W_]+")
_LISTED = 5
# An enterprise that took over another has the sum of both, give or take a year's growth.
_LEAST_FIT, _MOST_FIT = 0.9, 1.25
_JUMP = 1.5
# More pairs than this are told in one sentence.
_MOST_PAIRS = 20
_MOST_OTHERS = 2


def doubles(table: Table, rows: pd.DataFrame) -> list[Finding]:
    """Warnings of likely doubles in one table without faults; nothing is merged."""
    if table.columns[0].kind != "id":
        return []
    found = _alike(table, rows[table.columns[0].id])
    if table.id == "enterprises":
        keys = _keys(rows["name"])
        found += [*_same_name(rows, keys), _another_name(rows, keys), *_goes_on(rows, keys)]
    return found


def _loose(identity: str) -> str:
    """An id without what people leave out or mistake: blanks, hyphens, leading zeros, O for 0.

    Between two runs of digits a hyphen stays, so that E1-11 and E11-1 are two.
    """
    parts = _PARTS.findall(re.sub(r"(?<=[0-9])\.0+$", "", identity.translate(_ALIKE)))
    loose = ""
    for part in parts:
        digits = part.isdecimal()
        loose += "-" if digits and loose[-1:].isdecimal() else ""
        loose += part.lstrip("0") or "0" if digits else part
    return loose


def _groups(keys: dict[str, str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for identity, key in keys.items():
        groups.setdefault(key, []).append(identity)
    return [group for key, group in groups.items() if key and len(group) > 1]


def _alike(table: Table, ids: pd.Series[str]) -> list[Finding]:
    each = ids.drop_duplicates()
    first = dict(zip(each, each.index, strict=True))
    groups = _groups({identity: _loose(identity) for identity in first})
    told = {identity for group in groups for identity in group}
    bare = {identity: re.sub(r"[\W_]", "", identity) for identity in first if identity not in told}
    groups += [
        group
        for group in _groups({identity: text for identity, text in bare.items() if len(text) >= _LONG})
        if any(identity.isalnum() for identity in group)
    ]

    def tell(group: Sequence[str], row: int) -> Problem:
        zh = "、".join(f"{identity}（第 {first[identity]} 行）" for identity in group[:_LISTED])
        en = ", ".join(f"{identity} (row {first[identity]})" for identity in group[:_LISTED])
        return Problem(
            table.id,
            Text(f"编号相近，可能是同一对象：{zh}", f"ids nearly alike, perhaps one thing: {en}"),
            Text(
                "若是同一对象，请统一编号；现按不同对象计算",
                "give one id if they are one; they count as different things",
            ),
            row,
            table.columns[0].id,
            group[1],
            "warning",
        )

    return [Finding([first[group[1]]], partial(tell, group), table.columns[0].id) for group in groups]


def _keys(names: pd.Series[str]) -> pd.Series[str]:
    """Names without brackets, blanks and the form of the company; blank where there is none."""

    def key(name: str) -> str:
        if is_not_known(name):
            return ""
        text = folded(name).upper()
        return _FORMS.sub("", _FORMS.sub("", text)) or text

    return names.map({name: key(name) for name in names.unique()}).astype("str")


def _same_name(rows: pd.DataFrame, keys: pd.Series[str]) -> list[Finding]:
    """One name under several ids."""
    named = pd.DataFrame({"id": rows["enterprise_id"], "key": keys})
    each = named[named["key"] != ""].drop_duplicates()
    several = each[each.duplicated("key", keep=False)]

    def tell(group: pd.DataFrame, row: int) -> Problem:
        listed = list(zip(group["id"], group.index, strict=True))[:_LISTED]
        zh = "、".join(f"{identity}（第 {at} 行）" for identity, at in listed)
        en = ", ".join(f"{identity} (row {at})" for identity, at in listed)
        more = "…" if len(group) > _LISTED else ""
        return Problem(
            "enterprises",
            Text(f"同一名称有不同编号：{zh}{more}", f"one name under several ids: {en}{more}"),
            Text(
                "若是同一家，请统一编号；现按不同企业计算",
                "give one id if they are one; they count as different enterprises",
            ),
            row,
            "name",
            str(rows.at[row, "name"]),
            "warning",
        )

    return [
        Finding([int(group.index[1])], partial(tell, group), "name") for _, group in several.groupby("key")
    ]


def _another_name(rows: pd.DataFrame, keys: pd.Series[str]) -> Finding:
    """One id under names that have nothing in common: two enterprises may have been given one id."""
    named = pd.DataFrame({"id": rows["enterprise_id"], "key": keys})
    each = named[named["key"] != ""].drop_duplicates()
    first = each.groupby("id")["key"].transform("first")
    other = each[[not _akin(one, two) for one, two in zip(each["key"], first, strict=True)]]

    def tell(row: int) -> Problem:
        same = each.index[each["id"] == each.at[row, "id"]]
        earlier, name = (str(rows["name"][place]) for place in (same[0], row))
        return Problem(
            "enterprises",
            Text(
                f"同一编号有两个名称：{earlier}、{name}",
                f"one id under two names: {earlier}, {name}",
            ),
            Text(
                "若是两家企业，请分别编号；若已更名，无需处理",
                "give each its own id if they are two; nothing to do if it was renamed",
            ),
            row,
            "enterprise_id",
            str(rows.at[row, "enterprise_id"]),
            "warning",
        )

    return Finding(other.index, tell, "enterprise_id")


def _akin(one: str, two: str) -> bool:
    return one in two or two in one


def _goes_on(rows: pd.DataFrame, keys: pd.Series[str]) -> list[Finding]:
    """An enterprise that ends while another of its district and field starts or jumps by what it had."""
    facts = ["revenue", "output_value", "value_added", "parts_purchases"]
    own = rows.assign(row=rows.index, key=keys).sort_values(["enterprise_id", "year"])
    last = own["year"].max()
    ends = own[own["enterprise_id"].ne(own["enterprise_id"].shift(-1)) & (own["year"] < last)]
    if ends.empty:
        return []
    same = own["enterprise_id"].eq(own["enterprise_id"].shift())
    follows = same & own["year"].eq(own["year"].shift() + 1)
    before = own[facts].shift().where(follows)
    # A row after a gap neither starts nor jumps.
    later = own.assign(**{f"{fact}_before": before[fact] for fact in facts})[~same | follows]
    later = later.assign(starts=~same.reindex(later.index), year=later["year"] - 1)
    later = later[later["year"] >= own["year"].min()]
    pairs = ends.merge(later, on=["district", "field", "year"], suffixes=("", "_to"))
    pairs = pairs[(pairs["key"] == "") | (pairs["key"] != pairs["key_to"])]
    jumps, fits, known = (np.ones(len(pairs), bool), np.ones(len(pairs), bool), np.zeros(len(pairs), bool))
    for fact in facts:
        had = pairs[f"{fact}_before"].where(~pairs["starts"], 0.0)
        after, ended = pairs[f"{fact}_to"], pairs[fact]
        told = (after.notna() & (ended > 0) & (had >= 0)).to_numpy()
        jumps &= ~told | (after >= _JUMP * had).to_numpy()
        fits &= ~told | (after / (ended + had)).between(_LEAST_FIT, _MOST_FIT).to_numpy()
        known |= told
    # Where many start or jump, some fit by chance.
    others = pd.Series(jumps & known).groupby(pairs["row"].to_numpy()).transform("sum").to_numpy()
    found = pairs[jumps & fits & known & (others <= _MOST_OTHERS)]
    found = found[~found.duplicated("row", keep=False) & ~found.duplicated("row_to", keep=False)]
    if len(found) > _MOST_PAIRS:
        return [single(_many(len(found), found))]
    return [
        single(_continued(pair, bool(pair.starts)))
        for pair in found.sort_values("row").itertuples(index=False)
    ]


def _continued(pair: tuple, starts: bool) -> Problem:  # type: ignore[type-arg]
    one, other, year = pair.enterprise_id, pair.enterprise_id_to, int(pair.year)  # type: ignore[attr-defined]
    zh, en = ("开始有行", "starts") if starts else ("猛增", "jumps")
    return Problem(
        "enterprises",
        Text(
            f"{one} 到 {year} 年为止，而同区同领域的 {other} 次年{zh}，数额相合",
            f"{one} ends in {year}; {other} of its district and field {en} the year after by as much",
        ),
        Text(
            "若已更名，请统一编号；若被合并，增量含原企业数额，请核对",
            "give one id if it was renamed; if one took the other over, its increment holds the other's figures: check",
        ),
        int(pair.row_to),  # type: ignore[attr-defined]
        "enterprise_id",
        str(other),
        "warning",
    )


def _many(count: int, found: pd.DataFrame) -> Problem:
    listed = [
        f"{one}→{other}"
        for one, other in found[["enterprise_id", "enterprise_id_to"]].head(_LISTED).to_numpy()
    ]
    return Problem(
        "enterprises",
        Text(
            f"有 {count} 对企业前者终止、后者次年以相近数额开始或猛增：{'、'.join(listed)}…",
            f"{count} pairs where one ends and another starts or jumps by as much: {', '.join(listed)}…",
        ),
        Text(
            "若已更名，请统一编号；若被合并，请核对增量；其余可能是巧合",
            "give one id if renamed; check the increment if one took the other over; others may be chance",
        ),
        column="enterprise_id",
        severity="warning",
    )
