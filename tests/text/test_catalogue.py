"""Every text that a reader may meet: there in both languages, each in its own letters and its own punctuation."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import pairwise

from pydantic import BaseModel

from simulation.law.policy import load_policy
from simulation.money.appropriations import TABLE
from simulation.panel.tables import TABLES
from simulation.population.facts import load_facts
from simulation.scenario import catalogue as keys
from simulation.scenario.presets import load_presets
from simulation.scenario.scenario import Scenario
from simulation.text.catalogue import catalogue
from simulation.text.problems import Text
from tests.places import ROOT

CHINESE = re.compile("[㐀-鿿]")
# Signs of money, which an English text keeps.
UNITS = re.compile("[万亿]?元")
BLANK = re.compile(r"\{[^{}]*\}")
CODE = re.compile(r"`[^`]*`")
# Curly quotation marks, the dash and the middle dot belong to both.
CHINESE_MARKS = re.compile("[，。；：！？、（）《》【】〈〉「」％　０-９]")
BESIDE_CHINESE = re.compile(r"(?<=[㐀-鿿”）》])[,;:!?()]|[,;:!?()](?=[㐀-鿿“（《])")


def reached(at: object, place: str) -> Iterator[tuple[str, Text]]:
    """Every Text within what the program loads, and where it stands."""
    if isinstance(at, Text):
        yield place, at
    elif isinstance(at, Scenario | str | int | float | date | None):
        return
    elif isinstance(at, Mapping):
        for name, below in at.items():
            yield from reached(below, f"{place}.{name}")
    elif isinstance(at, tuple | list):
        for number, below in enumerate(at):
            yield from reached(below, f"{place}.{number}")
    elif isinstance(at, BaseModel):
        for name in type(at).model_fields:
            yield from reached(getattr(at, name), f"{place}.{name}")
    elif is_dataclass(at):
        for field in fields(at):
            yield from reached(getattr(at, field.name), f"{place}.{field.name}")


def literal(node: ast.expr) -> str | None:
    """A text as the source writes it, its blanks as {}; None where it is put together elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def written() -> Iterator[tuple[str, Text]]:
    """Every Text that the program's source writes out, and every pair of texts that it hands on side by side."""
    for folder in ("simulation", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call | ast.Tuple):
                    continue
                told = [literal(one) for one in (node.args if isinstance(node, ast.Call) else node.elts)]
                is_text = isinstance(node, ast.Call) and ast.unparse(node.func) == "Text"
                for zh, en in pairwise(told):
                    if (
                        zh is not None
                        and en is not None
                        and (is_text or (CHINESE.search(zh) and re.search("[a-z]{2}", en)))
                    ):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", Text(zh, en)


def catalogued() -> Iterator[tuple[str, Text]]:
    """Every text of the screen and the reports."""
    for identity, zh in catalogue("zh").items():
        yield identity, Text(zh, catalogue("en")[identity])
    for identity, en in catalogue("en").items():
        if identity not in catalogue("zh"):  # a singular, which Chinese has not
            yield identity, Text(catalogue("zh")[identity.removesuffix(".one")], en)


def every() -> list[tuple[str, Text]]:
    loaded = {
        "policy": load_policy(),
        "facts": load_facts(),
        "presets": load_presets(),
        "keys": keys(),
        "tables": {**TABLES, TABLE.id: TABLE},
    }
    return [*reached(loaded, ""), *written(), *catalogued()]


EVERY = every()


def prose(text: str) -> str:
    """A text without its blanks, its code and the signs of money."""
    return UNITS.sub("", CODE.sub("", BLANK.sub("", text)))


def wrong(fault) -> list[str]:
    """Where a text in two languages has a fault. What is the same in both belongs to neither: P90, PERT, a file name."""
    return [
        f"{place}: {text.zh!r} / {text.en!r}" for place, text in EVERY if text.zh != text.en and fault(text)
    ]


def test_the_walk_reaches_sources_notes_headings_and_the_words_of_problems():
    places = " ".join(place for place, _ in EVERY)
    for one in (".facts.districts.yuhang.budget_revenue.source", ".facts.delivery.take_up.capacity_award.source",
                ".keys.payment_schedule.source", ".presets.successor.basis", ".policy.clauses.0.coverage",
                ".tables.projects.columns", "simulation/panel/kinds.py:", "methods.text"):  # fmt: skip
        assert one in places
    assert len(EVERY) > 2500


def test_every_text_is_there_in_both_languages():
    assert wrong(lambda text: not text.zh.strip() or not text.en.strip()) == []


def test_a_chinese_text_has_chinese_letters():
    assert wrong(lambda text: re.search("[A-Za-z]", prose(text.en)) and not CHINESE.search(text.zh)) == []


def test_an_english_text_has_no_chinese_letters():
    assert wrong(lambda text: CHINESE.search(prose(text.en))) == []


def test_an_english_text_has_no_chinese_punctuation():
    assert wrong(lambda text: CHINESE_MARKS.search(prose(text.en))) == []


def test_a_chinese_text_has_no_english_punctuation_beside_its_letters():
    assert wrong(lambda text: BESIDE_CHINESE.search(BLANK.sub("", CODE.sub("", text.zh)))) == []


def test_every_default_has_its_basis_in_one_word_and_every_sourced_one_its_source():
    for path, key in keys().items():
        assert f"basis.{key.basis}" in catalogue("zh"), path
        if key.basis in ("sourced", "derived"):
            assert key.source.zh, path


def test_a_thing_has_one_word():
    lines = (ROOT / "docs/words.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1:-1] for line in lines if "|" in line][2:]
    given_up = [word.strip() for row in rows for word in row[3].split(",")]
    zh = re.compile("|".join(word for word in given_up if CHINESE.search(word)))
    words = "|".join(word for word in given_up if not CHINESE.search(word))
    en = re.compile(rf"(?<![-\w])({words})(?![-\w])", re.IGNORECASE)
    assert len(given_up) > 15
    assert wrong(lambda text: zh.search(text.zh) or en.search(prose(text.en))) == []


def test_what_is_counted_in_english_has_a_singular():
    en = catalogue("en")
    many = {identity for identity, text in en.items() if re.search(r"\{count\} [a-z-]*s\b", text)}
    assert [
        identity for identity in many if not identity.endswith(".one") and f"{identity}.one" not in en
    ] == []
