"""The tests that several rules share."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from simulation.judge.claim import Claim, Condition, reading_in_force, reading_words
from simulation.judge.phrases import (
    ABOVE,
    AT_LEAST,
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
from simulation.law.rule import (
    BELOW_FLOOR,
    GROWTH_TOO_LOW,
    MISSING_FACT,
    NO_INCREMENT,
    NO_PRIOR_GROWTH,
    THIS_YEAR_GREW,
    at_least,
    grew,
    grew_by,
    growth_unknown,
    more_than,
    reaches,
)
from simulation.text.problems import Text


def floor(claim: Claim, fact: str, name: str, noun: Text) -> Condition:
    """A fact against the least that the scenario asks."""
    value = claim.facts[fact]
    holds = bool(at_least(value, claim.term(name)))
    return claim.against(noun, value, AT_LEAST, name, holds, BELOW_FLOOR)


def known(claim: Claim, facts: Mapping[str, tuple[Text, str]], words: str) -> Condition:
    """The facts without which the rule cannot judge, each with its name and unit."""
    named = [
        both("{noun} {value}", noun=noun, value=quantity(claim.facts[fact], unit))
        for fact, (noun, unit) in facts.items()
    ]
    holds = not any(isnan(claim.facts[fact]) for fact in facts)
    text = say("所需数据：{facts}", "facts needed: {facts}", facts=listed(named))
    return Condition(text, holds, MISSING_FACT, words)


def once(before: bool, spent: bool, reading: str, option: int, outcome: int) -> Condition:
    """Whether an award of an earlier year stands in the way, in the reading in force."""
    earlier = (
        Text("此前年度已享受", "awarded in an earlier year")
        if before
        else Text("此前年度未享受", "not awarded in an earlier year")
    )
    text = say(
        "{earlier}；{reading}",
        "{earlier}; {reading}",
        earlier=earlier,
        reading=reading_in_force(reading, option),
    )
    return Condition(text, not (before and spent), outcome, reading_words(reading))


def share(claim: Claim, part: str, whole: str, name: str, noun: Text) -> Condition:
    """A part of a whole against a floor; of nothing there is no share."""
    above, below = claim.facts[part], claim.facts[whole]
    if below <= 0.0:
        text = say(
            "{noun}无从计算：分母 {test}",
            "{noun} cannot be reckoned: divisor {test}",
            noun=noun,
            test=compared(below, ABOVE, 0.0, False, VEHICLES),
        )
        return Condition(text, False, BELOW_FLOOR, claim.words(name))
    share = above / below
    division = both(
        "{noun} {above} ÷ {below} {equals}",
        noun=noun,
        above=quantity(above, VEHICLES),
        below=quantity(below, VEHICLES),
        equals=equals(share),
    )
    holds = bool(reaches(share, claim.term(name)))
    return claim.against(division, share, AT_LEAST, name, holds, BELOW_FLOOR)


def years_known(claim: Claim, now: str, noun: Text) -> Condition:
    """The years that the growth phrase compares, in the reading in force."""
    values = _three_years(claim, now)
    needed = values[:2] if claim.terms.prior_growth == THIS_YEAR_GREW else values
    by_year = [
        say("{year} 年 {value}", "{year}: {value}", year=str(claim.year - back), value=quantity(value))
        for back, value in enumerate(needed)
    ]
    text = say("所需数据：{noun} {years}", "facts needed: {noun} {years}", noun=noun, years=listed(by_year))
    known = not growth_unknown(*values, claim.terms.prior_growth)
    return Condition(text, known, MISSING_FACT, reading_words("prior_growth"))


def kept_growing(claim: Claim, now: str, noun: Text) -> Condition:
    """上年同比保持增长, in the reading in force."""
    values, option = _three_years(claim, now), claim.terms.prior_growth
    back = 0 if option == THIS_YEAR_GREW else 1
    later, earlier = values[back], values[back + 1]
    holds = bool(grew(*values, option))
    if isnan(later) or isnan(earlier):
        test = Text("无从比较", "cannot be compared")
    else:
        test = compared(later, ABOVE, earlier, holds)
    text = say(
        "{noun}（{later} 年与 {earlier} 年）{test}；{reading}",
        "{noun} ({later} and {earlier}) {test}; {reading}",
        noun=noun,
        later=str(claim.year - back),
        earlier=str(claim.year - back - 1),
        test=test,
        reading=reading_in_force("prior_growth", option),
    )
    return Condition(text, holds, NO_PRIOR_GROWTH, reading_words("prior_growth"))


def grew_enough(claim: Claim, now: str) -> Condition:
    """较上年度增长…以上; from nothing, any growth is enough."""
    value, before, _ = _three_years(claim, now)
    name = "growth_floor"
    holds = bool(grew_by(value, before, claim.term(name)))
    if in_yuan(before) == 0.0:
        text = say(
            "上年为 {before}，本年 {test}",
            "the year before {before}, this year {test}",
            before=quantity(before),
            test=compared(value, ABOVE, 0.0, holds),
        )
        return Condition(text, holds, GROWTH_TOO_LOW, claim.words(name))
    growth = say(
        "较上年增长 ({value} − {before}) ÷ {before} {equals}",
        "growth on the year before ({value} − {before}) ÷ {before} {equals}",
        value=operand(value),
        before=operand(before),
        equals=equals((value - before) / before),
    )
    return claim.against(growth, (value - before) / before, AT_LEAST, name, holds, GROWTH_TOO_LOW)


def gained(claim: Claim, now: str) -> Condition:
    """新增部分, on which the award is reckoned."""
    value, before, _ = _three_years(claim, now)
    value, before = in_yuan(value), in_yuan(before)
    gain, holds = value - before, bool(more_than(value, before))
    text = say(
        "新增部分 {value} − {before} = {test}",
        "increase {value} − {before} = {test}",
        value=operand(value),
        before=operand(before),
        test=compared(gain, ABOVE, 0.0, holds),
    )
    return Condition(text, holds, NO_INCREMENT, claim.words("rate"))


def _three_years(claim: Claim, now: str) -> tuple[float, float, float]:
    return claim.facts[now], claim.facts["before"], claim.facts["two_before"]
