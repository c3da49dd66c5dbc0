"""The policy as data: loaded from data/policy, checked once, never changed.

Source: 杭政办函〔2023〕56号, whose text stands in data/policy/hangzhou-2023-56.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

from simulation.places import DATA
from simulation.text.problems import Text

_FOLDER = DATA / "policy"
_LEADERS = re.compile(r"[（\[]牵头单位：.*$")
_CLAUSES = "一二三四五六七八"


def _as_text(raw: Any) -> Any:
    return Text(raw["zh"], raw["en"]) if isinstance(raw, dict) else raw


Words = Annotated[Text, BeforeValidator(_as_text)]


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Parameter(_Fact):
    """One number of the law. `limit`: maximum (raising it is a reform), floor (lowering it is), none.

    `value` is None where the text names no number.
    """

    id: str
    name: Words
    value: float | None
    unit: Literal["money", "rate", "share", "years", "year", "count", "ratio"]
    words: str
    limit: Literal["maximum", "floor", "none"]
    slider: tuple[float, float, float]


class Measure(_Fact):
    """One line of outlay (model.md §1).

    `table` is the roster's table that its claims stand in, empty for what districts decide by themselves.
    `cap` names the parameter that limits a claimant's year, and `cap_reading` the phrase that may make it a
    product's instead. `whom` are the law's words on the fields that may claim. `invests`
    says that what it supports is investment.
    """

    id: str
    clause: str
    name: Words
    short: Words
    claimant: Words
    supported: Words
    formula: Words
    kind: Literal["outlay", "equity", "optional"]
    payer: Literal["shared", "city", "district"]
    recurrent: bool
    table: Literal["", "enterprises", "projects", "models", "products", "scenes", "fund"] = ""
    cap: str = ""
    cap_reading: str = ""
    whom: str = ""
    invests: bool = False
    colour: str
    fields: tuple[str, ...]
    parameters: Mapping[str, Parameter]

    @property
    def delivered(self) -> bool:
        """Whether it is claimed, judged and paid, and not decided from case to case."""
        return self.kind == "outlay"

    @property
    def by_enterprise(self) -> bool:
        """Whether an enterprise claims it; scenes and fund projects claim for themselves."""
        return self.table in ("enterprises", "projects", "models", "products")


class Reading(_Fact):
    """A phrase that can be read in more than one way (model.md §3)."""

    id: str
    clause: str
    name: Words
    words: str
    default: str
    options: Mapping[str, Words]


class CoverageLine(_Fact):
    """How one sentence of the law is met."""

    words: str
    treatment: Literal["modelled", "no_direct_outlay", "optional", "frame"]
    measure: str = ""
    note: Words = Text("", "")


class Clause(_Fact):
    """One clause: its title, its own text and how each of its sentences is met."""

    id: str
    title: Words
    text: str
    coverage: tuple[CoverageLine, ...]


class Policy(_Fact):
    """The whole policy."""

    title: Words
    number: str
    issuer: Words
    issued: date
    effective_from: date
    expires: date
    validity_words: str
    clauses: tuple[Clause, ...]
    measures: Mapping[str, Measure]
    readings: Mapping[str, Reading]


# What the headline counts comes first, then equity, then what districts decide; inside each as in the law.
_KINDS = ("outlay", "equity", "optional")


def law_text() -> str:
    """The law's whole text, a paragraph a line."""
    return (_FOLDER / "hangzhou-2023-56.txt").read_text(encoding="utf-8")


def _clause_texts() -> list[str]:
    """The text of each clause without its heading."""
    texts: list[list[str]] = []
    for paragraph in law_text().split("\n"):
        if paragraph[:1] and paragraph[0] in _CLAUSES and paragraph[1:2] == "、":
            texts.append([])
        elif paragraph.startswith("抄送"):
            break
        elif paragraph and texts:
            texts[-1].append(paragraph.replace(" ", ""))
    return ["".join(lines) for lines in texts]


def sentences(text: str) -> list[str]:
    """The sentences of a clause, without the brackets that name the departments in charge."""
    parts = (_LEADERS.sub("", part).strip() for part in text.split("。"))
    return [part for part in parts if part]


def _read(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _measures(clause: str, entries: dict[str, dict[str, Any]]) -> Iterator[Measure]:
    for identity, entry in entries.items():
        parameters = {name: Parameter(id=name, **facts) for name, facts in entry.pop("parameters").items()}
        yield Measure(id=identity, clause=clause, parameters=parameters, **entry)


@lru_cache(maxsize=1)
def load_policy() -> Policy:
    """The policy from data/policy. Raises when a file does not have its shape."""
    frame = _read("policy.yaml")
    readings = [Reading(id=reading, **entry) for reading, entry in frame.pop("readings").items()]
    clauses: list[Clause] = []
    measures: list[Measure] = []
    for number, text in enumerate(_clause_texts(), start=1):
        raw = _read(f"clause-{number}.yaml")
        clause = raw["clause"]
        lines = zip(sentences(text), raw["coverage"], strict=True)
        coverage = tuple(CoverageLine(words=words, **line) for words, line in lines)
        clauses.append(Clause(id=clause, title=raw["title"], text=text, coverage=coverage))
        measures += _measures(clause, raw["measures"])
        readings += [
            Reading(id=reading, clause=clause, **entry) for reading, entry in raw.get("readings", {}).items()
        ]
    measures.sort(key=lambda measure: _KINDS.index(measure.kind))
    return Policy(
        **frame,
        clauses=tuple(clauses),
        measures={measure.id: measure for measure in measures},
        readings={reading.id: reading for reading in readings},
    )
