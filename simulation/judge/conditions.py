"""The tests of a rule as sentences with their numbers: which were passed, which one decided."""

from __future__ import annotations

from functools import singledispatch
from math import isnan
from typing import NamedTuple

from simulation.judge.claim import Claim, Condition, reading_in_force, reading_words
from simulation.judge.phrases import (
    ABOVE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    NOT_KNOWN,
    VEHICLES,
    both,
    compared,
    equals,
    in_yuan,
    listed,
    operand,
    quantity,
    say,
)
from simulation.law.rule import THIS_YEAR_GREW, more_than
from simulation.law.sentences import (
    Above,
    Against,
    FirstTime,
    Found,
    Gained,
    GrewBy,
    KeptGrowing,
    Known,
    Once,
    Sentence,
    Share,
    TierReached,
    YearsKnown,
)
from simulation.law.terms import rule_of
from simulation.text.problems import Text

_SIGNS = {"≥": AT_LEAST, "≤": AT_MOST, "<": BELOW}


class _Told(NamedTuple):
    """A test's sentence, and the law's words behind it."""

    text: Text
    words: str


def conditions(claim: Claim) -> list[Condition]:
    """The tests of the claim's rule in their order, each asked of the rule itself.

    A test without a sentence of its own is told by the next one's, with its own outcome where it fails.
    """
    rule = rule_of(claim.measure.id)
    facts = rule.facts(*(claim.facts[name] for name in rule.facts._fields))
    found: list[Condition] = []
    failed: int | None = None
    for test in rule.tests:
        holds = bool(test.holds(facts, claim.terms))
        if test.sentence is None:
            failed = None if holds else test.outcome
            continue
        holds, outcome = (holds, test.outcome) if failed is None else (False, failed)
        told = sentence(test.sentence, claim, holds)
        found.append(Condition(told.text, holds, outcome, told.words))
        failed = None
    return found


@singledispatch
def sentence(form: Sentence, claim: Claim, holds: bool) -> _Told:
    """A test in words. Raises TypeError for a form that has none."""
    raise TypeError(f"no words for {form!r}")


@sentence.register
def _(form: Against, claim: Claim, holds: bool) -> _Told:
    return _against(claim, form.noun, claim.facts[form.fact], form.sign, form.term, holds)


def _against(claim: Claim, noun: Text, left: float, sign: str, term: str, holds: bool) -> _Told:
    """A number against one of the scenario's."""
    unit = claim.measure.parameters[term].unit
    test = compared(left, _SIGNS[sign], claim.term(term), holds, unit, claim.mark(term))
    return _Told(both("{noun} {test}", noun=noun, test=test), claim.words(term))


@sentence.register
def _(form: Above, claim: Claim, holds: bool) -> _Told:
    test = compared(claim.facts[form.fact], ABOVE, 0.0, holds)
    return _Told(both("{noun} {test}", noun=form.noun, test=test), claim.words(form.words_of))


@sentence.register
def _(form: Known, claim: Claim, holds: bool) -> _Told:
    named = [
        both("{noun} {value}", noun=noun, value=quantity(claim.facts[fact], unit))
        for fact, (noun, unit) in form.facts.items()
    ]
    text = say("所需数据：{facts}", "facts needed: {facts}", facts=listed(named))
    return _Told(text, form.words or claim.words(form.words_of))


@sentence.register
def _(form: Found, claim: Claim, holds: bool) -> _Told:
    value = claim.facts[form.fact]
    found = NOT_KNOWN if isnan(value) else Text("有", "yes") if value else Text("无", "none")
    return _Told(say("{noun}：{found}", "{noun}: {found}", noun=form.noun, found=found), form.words)


@sentence.register
def _(form: Once, claim: Claim, holds: bool) -> _Told:
    earlier = (
        Text("此前年度已享受", "awarded in an earlier year")
        if claim.facts[form.before]
        else Text("此前年度未享受", "not awarded in an earlier year")
    )
    reading = reading_in_force(form.reading, getattr(claim.terms, form.reading))
    text = say("{earlier}；{reading}", "{earlier}; {reading}", earlier=earlier, reading=reading)
    return _Told(text, reading_words(form.reading))


@sentence.register
def _(form: Share, claim: Claim, holds: bool) -> _Told:
    """Of nothing there is no share."""
    above, below = claim.facts[form.part], claim.facts[form.whole]
    if below <= 0.0:
        text = say(
            "{noun}无从计算：分母 {test}",
            "{noun} cannot be reckoned: divisor {test}",
            noun=form.noun,
            test=compared(below, ABOVE, 0.0, False, VEHICLES),
        )
        return _Told(text, claim.words(form.term))
    division = both(
        "{noun} {above} ÷ {below} {equals}",
        noun=form.noun,
        above=quantity(above, VEHICLES),
        below=quantity(below, VEHICLES),
        equals=equals(above / below),
    )
    return _against(claim, division, above / below, "≥", form.term, holds)


@sentence.register
def _(form: YearsKnown, claim: Claim, holds: bool) -> _Told:
    values = _three_years(claim, form.now)
    needed = values[:2] if claim.terms.prior_growth == THIS_YEAR_GREW else values
    years = [
        say("{year} 年 {value}", "{year}: {value}", year=str(claim.year - back), value=quantity(value))
        for back, value in enumerate(needed)
    ]
    text = say(
        "所需数据：{noun} {years}", "facts needed: {noun} {years}", noun=form.noun, years=listed(years)
    )
    return _Told(text, reading_words("prior_growth"))


@sentence.register
def _(form: KeptGrowing, claim: Claim, holds: bool) -> _Told:
    values, option = _three_years(claim, form.now), claim.terms.prior_growth
    back = 0 if option == THIS_YEAR_GREW else 1
    later, earlier = values[back], values[back + 1]
    known = not (isnan(later) or isnan(earlier))
    text = say(
        "{noun}（{later} 年与 {earlier} 年）{test}；{reading}",
        "{noun} ({later} and {earlier}) {test}; {reading}",
        noun=form.noun,
        later=str(claim.year - back),
        earlier=str(claim.year - back - 1),
        test=compared(later, ABOVE, earlier, holds) if known else Text("无从比较", "cannot be compared"),
        reading=reading_in_force("prior_growth", option),
    )
    return _Told(text, reading_words("prior_growth"))


@sentence.register
def _(form: GrewBy, claim: Claim, holds: bool) -> _Told:
    """From nothing, any growth is enough."""
    value, before, _two_before = _three_years(claim, form.now)
    if in_yuan(before) == 0.0:
        text = say(
            "上年为 {before}，本年 {test}",
            "the year before {before}, this year {test}",
            before=quantity(before),
            test=compared(value, ABOVE, 0.0, holds),
        )
        return _Told(text, claim.words(form.term))
    growth = say(
        "较上年增长 ({value} − {before}) ÷ {before} {equals}",
        "growth on the year before ({value} − {before}) ÷ {before} {equals}",
        value=operand(value),
        before=operand(before),
        equals=equals((value - before) / before),
    )
    return _against(claim, growth, (value - before) / before, "≥", form.term, holds)


@sentence.register
def _(form: Gained, claim: Claim, holds: bool) -> _Told:
    value, before = in_yuan(claim.facts[form.now]), in_yuan(claim.facts["before"])
    text = say(
        "新增部分 {value} − {before} = {test}",
        "increase {value} − {before} = {test}",
        value=operand(value),
        before=operand(before),
        test=compared(value - before, ABOVE, 0.0, holds),
    )
    return _Told(text, claim.words(form.words_of))


@sentence.register
def _(form: TierReached, claim: Claim, holds: bool) -> _Told:
    value = claim.facts[form.fact]
    tier = form.tier(value, claim.terms)
    if tier and form.award is not None and not more_than(form.award(value, claim.terms), 0.0):
        text = say(
            "本年所达档次的奖励 {test}",
            "award of the tier reached {test}",
            test=compared(0.0, ABOVE, 0.0, False),
        )
        return _Told(text, claim.words(form.words_of))
    term = form.tiers[tier - 1] if tier else min(form.tiers, key=claim.term)
    return _against(claim, form.noun, value, "≥", term, tier > 0)


@sentence.register
def _(form: FirstTime, claim: Claim, holds: bool) -> _Told:
    best = claim.facts[form.best]
    reached, spent = (form.measured(one, claim.terms) for one in (claim.facts[form.fact], best))
    text = say(
        "{noun} {test}（{before}）",
        "{noun} {test} ({before})",
        noun=form.this_year,
        test=compared(reached, ABOVE, spent, holds, form.unit, name=form.before),
        before=_best_before(form.noun, best),
    )
    return _Told(text, claim.words(form.words_of))


def _best_before(noun: Text, best: float) -> Text:
    """The highest of the earlier years on record; 0 is what the rule is asked where there is none."""
    if best == 0.0:
        return say("此前各年{noun}无记录或为零", "{noun} of earlier years: none on record", noun=noun)
    return say(
        "此前有记录的最高{noun} {best}",
        "highest {noun} on record before: {best}",
        noun=noun,
        best=quantity(best),
    )


def _three_years(claim: Claim, now: str) -> tuple[float, float, float]:
    return claim.facts[now], claim.facts["before"], claim.facts["two_before"]
