"""Names of districts, fields, measures and payers, and the nearest known one to a slip."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

import pandas as pd

from simulation.measures import MEASURES
from simulation.policy import load_policy
from simulation.population.facts import load_facts
from simulation.population.panel.spelling import name_key
from simulation.population.panel.tables import Column, Kind
from simulation.problems import Text

NAMED: tuple[Kind, ...] = ("district", "field", "measure", "payer", "budget")
_NEIGHBOURS = 10
_CITY = ("city", "市级", "市", "市本级")
_PAYERS = {"city": "city", "district": "district", "both": "both", "市": "city", "区县": "district"} | {
    "合计": "both",
    "": "both",
}


@lru_cache(maxsize=len(NAMED))
def known_names(kind: Kind) -> Mapping[str, str]:
    """Every accepted name of a kind, as it is looked up, and its canonical id."""
    facts, policy = load_facts(), load_policy()
    if kind in ("district", "budget"):
        pairs = [(name, "city") for name in _CITY if kind == "budget"]
        pairs += [
            (name, one.id)
            for one in facts.districts.values()
            for name in (one.id, one.name.zh, one.name.zh[:2], one.name.en)
        ]
    elif kind == "field":
        pairs = [
            (name, one.id)
            for one in facts.field_names.values()
            for name in (one.id, one.name.zh, one.name.en)
        ]
    elif kind == "measure":
        pairs = [
            (name, measure)
            for measure in MEASURES
            for name in (measure, policy.measures[measure].name.zh, policy.measures[measure].name.en)
        ]
    else:
        pairs = list(_PAYERS.items())
    return {name_key(name): identity for name, identity in pairs}


def ids_of(kind: Kind, cells: pd.Series[str]) -> pd.Series[str]:
    """Cells as canonical ids; an unknown name stays as it is written."""
    names = known_names(kind)
    ids = {cell: names.get(name_key(cell), cell) for cell in cells.unique()}
    return cells.map(ids).astype("str")


def _in_chinese(identity: str) -> str:
    """The full Chinese name of a district, field or measure, or a payer's word."""
    facts, measures = load_facts(), load_policy().measures
    for named in (facts.districts, facts.field_names, measures):
        if identity in named:
            name: Text = named[identity].name
            return name.zh
    return next(name for name, payer in _PAYERS.items() if payer == identity and name != identity)


@lru_cache(maxsize=1024)
def nearest_name(column: Column, cell: str) -> Text:
    """The way out for an unknown name: the nearest known one, or all of them."""
    names = known_names(column.kind)
    close = get_close_matches(name_key(cell), list(names), n=1, cutoff=0.3)
    if close:
        identity = names[close[0]]
        return Text(f"是否为 {_in_chinese(identity)}？", f"did you mean {identity}?")
    listed = list(dict.fromkeys(names.values()))
    return Text("可用的有：" + "、".join(listed), "known: " + ", ".join(listed))


def nearest_id(identity: str, known: Sequence[str]) -> str | None:
    """The known id (`known` is sorted) nearest to one that is not known; None where none is near.

    Looks only among the neighbours in the order, so that a thousand slips cost no time.
    """
    place = bisect(known, identity)
    near = known[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]
    return next(iter(get_close_matches(identity, near, n=1, cutoff=0.5)), None)
