"""One enterprise on paper: a page of HTML that stands by itself, for an applicant or an auditor.

Made from the same explanations as the screen. Everything a user wrote is escaped by the template.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from simulation import __version__
from simulation.judge.dossier import Dossier, Granted
from simulation.judge.explanation import Explanation
from simulation.judge.phrases import figure
from simulation.law.policy import load_policy
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.scenario.wording import scenario_title
from simulation.text.numbers import unbroken
from simulation.text.problems import Language, Text

Origin = Literal["roster", "typed", "example"]

_FOLDER = Path(__file__).parent
_NUMERALS = "零一二三四五六七八九十"
_MARKS = {
    True: Text("通过", "passed"),
    False: Text("未通过", "failed"),
    None: Text("前一项未通过，未再检验", "never made: an earlier test failed"),
}
_BADGES = {
    "baseline": Text("基准", "baseline"),
    "edited": Text("已修改", "edited"),
    "reform": Text("突破法定标准", "beyond the law"),
}
_WORDS = {
    "title": Text("单户测算单", "Award sheet of one enterprise"),
    "example": Text("示例：企业及全部数据均为虚构", "Example: the enterprise and its figures are invented"),
    "typed": Text(
        "数据由使用者录入，未与名册核对", "Figures typed in by the user, not checked against a roster"
    ),
    "roster": Text("数据来自上传的名册", "Figures from the uploaded roster"),
    "measure": Text("应得（万元，按绩效年度）", "Award (万元, by performance year)"),
    "total": Text("合计", "Total"),
    "refused": Text("未予支持", "No award"),
    "formula": Text("算式：", "Formula:"),
    "payers": Text("承担：", "Payers:"),
    "note": Text(
        "金额为按条文测算的应得数，单位万元，按绩效年度；未计申报、审核、核减及与其他政策的重叠，不构成兑付承诺。"
        "市区分担比例按本情景的分担表，政策未写明比例。政策原文在首次用到处引用；参数与法定值不同的，在相应处括注法定值。",
        "Amounts are what the rules give, in 万元 (10,000 yuan), by performance year; take-up, review, cuts and "
        "overlap with other schemes are not counted, and nothing here promises payment. City and district share by "
        "the scenario's table: the policy names no ratio. The policy is quoted where it is first used, in its own language; "
        "where a number differs from the law's, the statutory one stands beside it.",
    ),
    "identity": Text(
        "政策 {policy} · 情景 {name}（{badge}，{hash}） · 种子 {seed} · 程序版本 {version} · {made}",
        "Policy {policy} · scenario {name} ({badge}, {hash}) · seed {seed} · program {version} · {made}",
    ),
}


@dataclass(frozen=True)
class _Tongue:
    """The names that the templates ask for, in one language."""

    lang: Language

    def clause_name(self, clause: str) -> str:
        return f"第{_NUMERALS[int(clause)]}条" if self.lang == "zh" else f"Clause {clause}"

    def measure_name(self, measure: str) -> str:
        return load_policy().measures[measure].short.in_(self.lang)

    def mark_name(self, passed: bool | None) -> str:
        return _MARKS[passed].in_(self.lang)

    def known(self) -> dict[str, object]:
        """All of them by name."""
        return {
            "lang": self.lang,
            "words": _WORDS,
            "clause_name": self.clause_name,
            "measure_name": self.measure_name,
            "mark_name": self.mark_name,
        }


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        # No line of the page ends between a number and its unit.
        finalize=lambda shown: unbroken(shown) if type(shown) is str else shown,
    )


def style(name: str) -> Markup:
    """One of the style sheets beside this file."""
    return Markup((_FOLDER / f"{name}.css").read_text(encoding="utf-8"))


def ladder_html(why: Explanation, granted: Granted | None, language: Language) -> str:
    """One measure and year as a fragment of HTML, in need of `style("sheet")`.

    An award has its heading elsewhere on the screen; a refusal brings its own.
    """
    template = _environment().get_template("ladder.html")
    return template.render(
        why=why,
        granted=granted,
        quotes=_quotes(why, set()),
        named=granted is None,
        **_Tongue(language).known(),
    )


def sheet_html(dossier: Dossier, scenario: Scenario, language: Language, made: date, origin: Origin) -> str:
    """The whole page, A4 when printed. `made` is its date, `origin` whose figures these are."""
    facts = load_facts()
    quoted: set[str] = set()
    identity = (
        _WORDS["identity"]
        .in_(language)
        .format(
            policy=load_policy().number,
            name=scenario_title(scenario, language),
            badge=_BADGES[scenario.badge].in_(language),
            hash=scenario.hash,
            seed=scenario.seed,
            version=__version__,
            made=made.isoformat(),
        )
    )
    return _environment().get_template("sheet.html").render(
        dossier=dossier,
        origin=origin,
        field=facts.field_names[dossier.field].name,
        district=facts.districts[dossier.district].name,
        identity=identity,
        style=style("page") + style("sheet"),
        quotes_of=[_quotes(one.why, quoted) for one in dossier.granted],
        clause_of=lambda measure: load_policy().measures[measure].clause,
        amount=lambda amount: "—" if amount is None else figure(amount).zh,
        deciding_words=_deciding_words,
        **_Tongue(language).known(),
    )  # fmt: skip


def _quotes(why: Explanation, quoted: set[str]) -> list[str]:
    """The law's words beside each test, "" where they are `quoted` already; none where all are."""
    quotes = []
    for step in why.steps:
        quotes.append("" if step.words in quoted else step.words)
        quoted.add(step.words)
    return quotes if any(quotes) else []


def _deciding_words(why: Explanation) -> str:
    """The law's words of the test that decided."""
    return next((step.words for step in why.steps if step.passed is False), "")
