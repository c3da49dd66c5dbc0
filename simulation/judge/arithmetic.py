"""The formula of an award with its numbers put in: each item, their sum and cap, the part of the year.

Every result is the rule's own; only the way to it is written out here.
"""

from __future__ import annotations

from datetime import date
from functools import singledispatch
from typing import NamedTuple

from simulation.judge.claim import Claim, claim_of, reading_in_force
from simulation.judge.phrases import NOTHING, PLAIN, alike, both, figure, operand, quantity, rounded, say
from simulation.judge.roster import Assessed, Item
from simulation.law.clauses.application_award import EACH_YEAR, IN_TOTAL
from simulation.law.clauses.first_set import PER_PRODUCT
from simulation.law.rule import CAPPED, PAID, exceeds
from simulation.law.sentences import (
    Asked,
    Expression,
    InterestOf,
    RateOf,
    RateOfGain,
    ShareOfPremium,
    TierLessSpent,
    Tiers,
)
from simulation.law.terms import Terms, rule_of
from simulation.text.problems import Text

_AWARDED = (PAID, CAPPED)


class _Cap(NamedTuple):
    """A cap in 万元 and in words."""

    value: float
    text: Text


def formula(one: Assessed, terms: Terms) -> tuple[Text, ...]:
    """A line an item, then the sum with its cap, then the part of the first year; () where nothing is due.

    The last number of the last line is the row's amount.
    """
    if one.award.outcome not in _AWARDED:
        return ()
    due = [item for item in one.items if item.limited.outcome in _AWARDED]
    cap = _cap(claim_of(one, due[0], terms))
    if len(due) == 1:
        lines = [_of_item(due[0], claim_of(one, due[0], terms), cap, one.award.amount)]
    else:
        amounts = [item.limited.amount for item in due]
        lines = [_of_item(item, claim_of(one, item, terms), None, item.limited.amount) for item in due]
        lines.append(_line(_sum_of(amounts), sum(amounts), cap, one.award.amount))
    if one.factor != 1.0:
        lines.append(_part_of_year(one))
    return tuple(lines)


def _of_item(item: Item, claim: Claim, cap: _Cap | None, amount: float) -> Text:
    """An item's line under its own limit; without one, under the claimant's cap where it is given."""
    told = expression(rule_of(claim.measure.id).expression, claim)
    if item.id:
        told = say("{id}：{told}", "{id}: {told}", id=item.id, told=told)
    if getattr(claim.terms, "application_cap_period", EACH_YEAR) == IN_TOTAL:
        return _drawn_down(told, item.award.amount, claim.shown("cap"), amount)
    own = _product_cap(claim) if _capped_by_product(claim) else cap
    return _line(told, item.award.before_cap, own, amount)


def _line(expression: Text, before: float, cap: _Cap | None, amount: float) -> Text:
    """What an expression comes to, whether that exceeds the cap, and what is left of it."""
    if cap is None:
        return both("{expression} = {amount}", expression=expression, amount=quantity(amount))
    limit, shown = rounded(cap.value), rounded(before)
    return say(
        "{expression} = {before}，{sign} {cap}，得 {amount}",
        "{expression} = {before}, {sign} {cap}, gives {amount}",
        expression=expression,
        before=quantity(shown, exact=alike(shown, limit)),
        sign=Text("超过上限", "above the cap of")
        if exceeds(before, cap.value)
        else Text("未超过上限", "within the cap of"),
        cap=cap.text,
        amount=quantity(amount),
    )


def _drawn_down(expression: Text, before: float, cap: Text, amount: float) -> Text:
    """A product's award under one cap for all its years: it gets what the earlier ones left of it."""
    left = say("，本年尚余 {left}", ", {left} of it left", left=quantity(amount))
    return say(
        "{expression} = {before}，各年合计上限 {cap}{left}，得 {amount}",
        "{expression} = {before}, cap of all years together {cap}{left}, gives {amount}",
        expression=expression,
        before=quantity(before),
        cap=cap,
        left=left if amount < before else NOTHING,
        amount=quantity(amount),
    )


def _sum_of(amounts: list[float]) -> Text:
    parts = " + ".join(figure(amount).zh for amount in amounts)
    return say("合计 {parts}", "sum {parts}", parts=parts)


def _part_of_year(one: Assessed) -> Text:
    """The days of the first year in which the policy was in force, of all its days."""
    year = one.row.year
    days = (date(year, 12, 31) - date(year - 1, 12, 31)).days
    return say(
        "首年只计施行之日起的部分：{whole} × {part}/{days} = {amount}",
        "of the first year only the part in force counts: {whole} × {part}/{days} = {amount}",
        whole=figure(one.award.amount),
        part=str(round(one.factor * days)),
        days=str(days),
        amount=quantity(one.row.amount),
    )


def _capped_by_product(claim: Claim) -> bool:
    reading = claim.measure.cap_reading
    return bool(reading) and getattr(claim.terms, reading) == PER_PRODUCT


def _cap(claim: Claim) -> _Cap | None:
    """The most that a claimant gets in a year; the tiers of some measures are their own limit."""
    form = rule_of(claim.measure.id).expression
    if isinstance(form, Asked):
        return _ratio_of(form, claim)
    name = claim.measure.cap
    if not name or _capped_by_product(claim):
        return None
    return _Cap(claim.term(name), claim.shown(name))


def _product_cap(claim: Claim) -> _Cap:
    name = claim.measure.cap
    return _Cap(claim.term(name), say("{cap}（每个产品）", "{cap} (each product)", cap=claim.shown(name)))


def _ratio_of(form: Asked, claim: Claim) -> _Cap:
    given = claim.facts[form.of]
    limit = claim.term(form.ratio) * given
    text = both(
        "{ratio} × {given} = {limit}",
        ratio=claim.shown(form.ratio),
        given=operand(given),
        limit=quantity(limit),
    )
    return _Cap(limit, text)


@singledispatch
def expression(form: Expression, claim: Claim) -> Text:
    """How the award follows from the facts. Raises TypeError for a form that has no words."""
    raise TypeError(f"no words for {form!r}")


@expression.register
def _(form: RateOf, claim: Claim) -> Text:
    return both("{rate} × {base}", rate=claim.shown("rate"), base=operand(claim.facts[form.fact]))


@expression.register
def _(form: RateOfGain, claim: Claim) -> Text:
    return both(
        "{rate} × ({now} − {before})",
        rate=claim.shown("rate"),
        now=operand(claim.facts[form.now]),
        before=operand(claim.facts["before"]),
    )


@expression.register
def _(form: InterestOf, claim: Claim) -> Text:
    return both(
        "{loan} × min({rate}, {own_rate}) × {months} ÷ 12",
        loan=operand(claim.facts[form.loan]),
        rate=claim.shown(form.term),
        own_rate=operand(claim.facts[form.own_rate], "rate"),
        months=operand(claim.facts[form.months], PLAIN),
    )


@expression.register
def _(form: TierLessSpent, claim: Claim) -> Text:
    sales, best = claim.facts[form.fact], claim.facts[form.best]
    return say(
        "{award} − {spent}（此前所达档次的奖励）",
        "{award} − {spent} (award of the tier reached before)",
        award=_tier(claim, form.tier(sales, claim.terms), form.award(sales, claim.terms)),
        spent=operand(form.award(best, claim.terms)),
    )


@expression.register
def _(form: Tiers, claim: Claim) -> Text:
    """The tiers' awards, in the reading in force."""
    tier, spent = (form.tier(claim.facts[fact], claim.terms) for fact in (form.fact, form.best))
    reading, full = getattr(claim.terms, form.reading), form.award(tier, claim.terms)
    award = say(
        "第 {tier} 档奖励{mark}", "award of tier {tier}{mark}", tier=str(tier), mark=_tier_mark(claim, tier)
    )
    if reading == form.difference:
        paid = claim.facts[form.paid]
        less = say(
            "{full} − {paid}（此前已得）",
            "{full} − {paid} (paid before)",
            full=_tier(claim, tier, full),
            paid=operand(paid),
        )
        award = _at_least_zero(less, full - paid)
    elif reading == form.sum_of_new:
        award = _tier(claim, tier, full)
        for passed in range(spent + 1, tier):
            more = _tier(claim, passed, form.award(passed, claim.terms))
            award = both("{award} + {more}", award=award, more=more)
    in_force = reading_in_force(form.reading, reading)
    return say("{reading}；{award}", "{reading}; {award}", reading=in_force, award=award)


def _tier(claim: Claim, tier: int, award: float) -> Text:
    return say(
        "{award}（第 {tier} 档）{mark}",
        "{award} (tier {tier}){mark}",
        award=operand(award),
        tier=str(tier),
        mark=_tier_mark(claim, tier),
    )


def _tier_mark(claim: Claim, tier: int) -> Text:
    return claim.mark(f"tier_{tier}_award")


@expression.register
def _(form: ShareOfPremium, claim: Claim) -> Text:
    """The share of the insured year, then the premium and the limit of its rate, in the reading in force."""
    share, share_words = _share_of_year(claim, claim.facts[form.year] - 1)
    parts = {
        "share": share,
        "premium": operand(claim.facts[form.premium]),
        "limit": claim.shown("rate_limit"),
        "insured": operand(claim.facts[form.insured]),
    }
    if getattr(claim.terms, form.reading) == form.counted_rate:
        award = both("{share} × min({premium}, {limit} × {insured})", **parts)
    else:
        award = both("min({share} × {premium}, {limit} × {insured})", **parts)
    return both("{share_words}{award}", share_words=share_words, award=award)


def _share_of_year(claim: Claim, steps: float) -> tuple[Text, Text]:
    """The share of the insured year, and how it follows from the first year's where it is another."""
    if steps == 0:
        return claim.shown("first_year_share"), NOTHING
    share = claim.term("first_year_share") - claim.term("yearly_step") * steps
    fallen = both(
        "{first} − {steps} × {step}",
        first=claim.shown("first_year_share"),
        steps=operand(steps, PLAIN),
        step=claim.shown("yearly_step"),
    )
    shown = operand(max(0.0, share), "share")
    words = say(
        "比例 {fallen} = {share}；",
        "share {fallen} = {share}; ",
        fallen=_at_least_zero(fallen, share),
        share=shown,
    )
    return shown, words


def _at_least_zero(expression: Text, value: float) -> Text:
    return both("max(0, {expression})", expression=expression) if value < 0 else expression


@expression.register
def _(form: Asked, claim: Claim) -> Text:
    return form.noun
