"""Names of districts, fields, measures and payers as people write them: the words that the pages show.

Each name is looked up without case, blanks and signs that cannot be seen. What several things are called
stands for none of them.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

import pandas as pd

from simulation.law import MEASURES
from simulation.law.policy import load_policy
from simulation.panel.spelling import name_key
from simulation.panel.tables import Column, Kind
from simulation.population.facts import load_facts
from simulation.text.catalogue import text_of
from simulation.text.problems import Text

NAMED: tuple[Kind, ...] = ("district", "field", "measure", "payer", "budget")
_NEIGHBOURS = 10
# Of the one city: what offices call its own level, beside what the pages call it.
_CITY = ("city", "市", "市本级", "杭州市", "杭州市本级", "Hangzhou")
_OF_THE_CITY = re.compile("(?:浙江省)?(?:杭州市?)?(.+)")
Spellings = Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=len(NAMED))
def labels(kind: Kind) -> Mapping[str, Text]:
    """What the pages call each thing of a kind, by its id."""
    facts, policy = load_facts(), load_policy()
    districts = {identity: one.name for identity, one in facts.districts.items()}
    if kind == "district":
        return districts
    if kind == "budget":
        return {"city": text_of("payer.city")} | districts
    if kind == "field":
        return {identity: one.name for identity, one in facts.field_names.items()}
    if kind == "measure":
        return {measure: policy.measures[measure].short for measure in MEASURES}
    return {
        "city": text_of("payer.city"),
        "district": text_of("payer.district"),
        "both": text_of("column.total"),
    }


@lru_cache(maxsize=len(NAMED))
def spellings(kind: Kind) -> Spellings:
    """Every name of a kind, as it is looked up, and the ids of what is called so: one, or several that share it."""
    found: dict[str, list[str]] = {}
    for identity, label in labels(kind).items():
        for name in (identity, label.zh, label.en, *_other_names(kind, identity)):
            ids = found.setdefault(name_key(name), [])
            if identity not in ids:
                ids.append(identity)
    return {name: tuple(ids) for name, ids in found.items()}


def _other_names(kind: Kind, identity: str) -> list[str]:
    """What the pages call a thing elsewhere, and what is left out of its name in speech."""
    facts, policy = load_facts(), load_policy()
    if identity in facts.districts and kind in ("district", "budget"):
        name = facts.districts[identity].name
        return [name.zh[:-1], *(f"{name.en} {word}" for word in ("district", "county", "city"))]
    if kind == "measure":
        name = policy.measures[identity].name
        return [name.zh, name.en]
    if kind == "field":
        domain = facts.field_names[identity].domain
        return [domain.zh, domain.en]
    if identity == "city":
        name = text_of("payer.the_city")
        return [name.zh, name.en, *_CITY]
    shared = text_of("payer.shared" if identity == "both" else "payer.districts")
    return [shared.zh, shared.en, *([""] if identity == "both" else [])]


@lru_cache(maxsize=len(NAMED))
def known_names(kind: Kind) -> Mapping[str, str]:
    """Every name that stands for one thing of a kind, as it is looked up, and its id."""
    return {name: ids[0] for name, ids in spellings(kind).items() if len(ids) == 1}


def _key(kind: Kind, cell: str) -> str:
    """A name as it is looked up; a district may be written after its city."""
    key = name_key(cell)
    if kind in ("district", "budget") and key not in spellings(kind):
        match = _OF_THE_CITY.fullmatch(key)
        return match[1] if match else key
    return key


def known(kind: Kind, cell: str) -> str | None:
    """The id of the one thing that a cell names; None where it names none or several."""
    return known_names(kind).get(_key(kind, cell))


def ids_of(kind: Kind, cells: pd.Series[str]) -> pd.Series[str]:
    """Cells as canonical ids; an unknown name stays as it is written."""
    ids = {cell: known(kind, cell) or cell for cell in cells.unique()}
    return cells.map(ids).astype("str")


def of_their_own(payers: pd.Series[str], districts: pd.Series[str]) -> pd.Series[str]:
    """Payers of payments, where a row's own district may stand by its name."""
    return payers.mask(ids_of("district", payers) == districts, "district")


@lru_cache(maxsize=1024)
def unknown_name(column: Column, cell: str) -> tuple[Text, Text]:
    """What is wrong with a name that stands for no one thing, and the way out: the nearest known, or all."""
    kind, key = column.kind, _key(column.kind, cell)
    meant = spellings(kind).get(key, ())
    if len(meant) > 1:
        return Text("几项共用的名称", "a name that several share"), _one_of(
            "请写明是哪一项", "say which", kind, meant
        )
    if kind == "payer" and key in known_names("district"):
        return (
            Text("支付方不是本行的区县", "the payer is not the district of its row"),
            Text(
                "支付方写市级、区县或合计；区县另起一行",
                "write city, district or both; give another district its own row",
            ),
        )
    unknown = Text(f"未知的{column.zh}", f"unknown {column.id}")
    close = get_close_matches(key, list(known_names(kind)), n=1, cutoff=0.3)
    if close:
        label = labels(kind)[known_names(kind)[close[0]]]
        return unknown, Text(f"是否为 {label.zh}？", f"did you mean {label.en}?")
    return unknown, _one_of("可用的有", "known", kind, tuple(labels(kind)))


def _one_of(zh: str, en: str, kind: Kind, ids: Sequence[str]) -> Text:
    names = [labels(kind)[identity] for identity in ids]
    return Text(
        f"{zh}：" + "、".join(one.zh for one in names), f"{en}: " + ", ".join(one.en for one in names)
    )


def nearest_id(identity: str, known: Sequence[str]) -> str | None:
    """The known id (`known` is sorted) nearest to one that is not known; None where none is near.

    Looks only among the neighbours in the order, so that a thousand slips cost no time.
    """
    place = bisect(known, identity)
    near = known[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]
    return next(iter(get_close_matches(identity, near, n=1, cutoff=0.5)), None)
