"""The policy as data: loaded from data/policy, checked once, never changed.

Source: 杭政办函〔2023〕56号, whose text stands in data/policy/hangzhou-2023-56.txt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
    """One line of outlay (model.md §1)."""

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
    fields: tuple[str, ...]
    parameters: Mapping[str, Parameter]


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


MEASURE_ORDER = (
    "interest_subsidy",
    "capacity_award",
    "new_model_award",
    "oem_parts_award",
    "growth_award",
    "parts_subsidy",
    "insurance_compensation",
    "application_award",
    "scene_subsidy",
    "fund_investment",
    "road_test_support",
    "district_scene_support",
)
READING_ORDER = (
    "prior_growth",
    "interest_years",
    "capacity_once",
    "growth_tiers",
    "insurance_limit",
    "insurance_cap",
    "application_cap",
    "application_cap_period",
    "first_year",
)


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


@lru_cache(maxsize=1)
def load_policy() -> Policy:
    """The policy from data/policy. Raises when a file does not have its shape."""
    clauses, measures, readings = [], {}, {}
    for number, text in enumerate(_clause_texts(), start=1):
        raw = _read(f"clause-{number}.yaml")
        lines = zip(sentences(text), raw["coverage"], strict=True)
        clauses.append(
            Clause(
                id=raw["clause"],
                title=raw["title"],
                text=text,
                coverage=tuple(CoverageLine(words=words, **line) for words, line in lines),
            )
        )
        for measure, entry in raw["measures"].items():
            entry["parameters"] = {
                parameter: Parameter(id=parameter, **facts)
                for parameter, facts in entry["parameters"].items()
            }
            measures[measure] = Measure(id=measure, clause=raw["clause"], **entry)
        for reading, entry in raw.get("readings", {}).items():
            readings[reading] = Reading(id=reading, clause=raw["clause"], **entry)
    return Policy(
        **_read("policy.yaml"),
        clauses=tuple(clauses),
        measures={measure: measures[measure] for measure in MEASURE_ORDER},
        readings={reading: readings[reading] for reading in READING_ORDER},
    )
