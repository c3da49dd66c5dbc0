"""The formula of an award with its numbers put in: each item, their sum and cap, the part of the year.

Every result is the rule's own; only the way to it is written out here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from simulation.judge.claim import Claim, claim_of, reading_in_force
from simulation.judge.conditions import model_tier
from simulation.judge.phrases import NOTHING, PLAIN, alike, both, figure, operand, quantity, rounded, say
from simulation.judge.roster import Assessed, Item
from simulation.law.clauses.application_award import IN_TOTAL
from simulation.law.clauses.first_set import PER_PRODUCT
from simulation.law.clauses.growth_award import DIFFERENCE, SUM_OF_NEW_TIERS, award_of_tier, tier_reached
from simulation.law.clauses.insurance_compensation import COUNTED_RATE
from simulation.law.clauses.new_model_award import tier_award
from simulation.law.rule import CAPPED, PAID, exceeds
from simulation.law.terms import Terms
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
    expression = _EXPRESSIONS[claim.measure.id](claim)
    if item.id:
        expression = say("{id}：{expression}", "{id}: {expression}", id=item.id, expression=expression)
    if claim.measure.id == "application_award" and claim.terms.application_cap_period == IN_TOTAL:
        return _drawn_down(expression, item.award.amount, claim.shown("cap"), amount)
    own = _product_cap(claim) if _capped_by_product(claim) else cap
    return _line(expression, item.award.before_cap, own, amount)


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
    if claim.measure.id == "fund_investment":
        return _city_limit(claim)
    name = claim.measure.cap
    if not name or _capped_by_product(claim):
        return None
    return _Cap(claim.term(name), claim.shown(name))


def _product_cap(claim: Claim) -> _Cap:
    name = claim.measure.cap
    return _Cap(claim.term(name), say("{cap}（每个产品）", "{cap} (each product)", cap=claim.shown(name)))


def _city_limit(claim: Claim) -> _Cap:
    district = claim.facts["district_contribution"]
    limit = claim.term("city_to_district_ratio") * district
    ratio = claim.shown("city_to_district_ratio")
    text = both(
        "{ratio} × {district} = {limit}", ratio=ratio, district=operand(district), limit=quantity(limit)
    )
    return _Cap(limit, text)


def _interest(claim: Claim) -> Text:
    return both(
        "{loan} × min({rate}, {own_rate}) × {months} ÷ 12",
        loan=operand(claim.facts["loan"]),
        rate=claim.shown("subsidy_rate"),
        own_rate=operand(claim.facts["loan_rate"], "rate"),
        months=operand(claim.facts["months"], PLAIN),
    )


def _rate_of_gain(now: str) -> Callable[[Claim], Text]:
    def expression(claim: Claim) -> Text:
        return both(
            "{rate} × ({now} − {before})",
            rate=claim.shown("rate"),
            now=operand(claim.facts[now]),
            before=operand(claim.facts["before"]),
        )

    return expression


def _rate_of(fact: str) -> Callable[[Claim], Text]:
    def expression(claim: Claim) -> Text:
        return both("{rate} × {base}", rate=claim.shown("rate"), base=operand(claim.facts[fact]))

    return expression


def _new_model(claim: Claim) -> Text:
    tier = model_tier(claim)
    return say(
        "{award} − {spent}（此前所达档次的奖励）",
        "{award} − {spent} (award of the tier reached before)",
        award=_tier(claim, tier, tier_award(claim.facts["sales"], claim.terms)),
        spent=operand(tier_award(claim.facts["best_before"], claim.terms)),
    )


def _growth(claim: Claim) -> Text:
    """The tiers' awards, in the reading in force."""
    tier, spent = (tier_reached(claim.facts[fact], claim.terms) for fact in ("output", "best_before"))
    reading, full = claim.terms.growth_tiers, award_of_tier(tier, claim.terms)
    award = say(
        "第 {tier} 档奖励{mark}", "award of tier {tier}{mark}", tier=str(tier), mark=_tier_mark(claim, tier)
    )
    if reading == DIFFERENCE:
        paid = claim.facts["paid_before"]
        less = say(
            "{full} − {paid}（此前已得）",
            "{full} − {paid} (paid before)",
            full=_tier(claim, tier, full),
            paid=operand(paid),
        )
        award = _at_least_zero(less, full - paid)
    elif reading == SUM_OF_NEW_TIERS:
        award = _tier(claim, tier, full)
        for passed in range(spent + 1, tier):
            more = _tier(claim, passed, award_of_tier(passed, claim.terms))
            award = both("{award} + {more}", award=award, more=more)
    return say(
        "{reading}；{award}",
        "{reading}; {award}",
        reading=reading_in_force("growth_tiers", reading),
        award=award,
    )


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


def _insurance(claim: Claim) -> Text:
    """The share of the insured year, then the premium and the limit of its rate, in the reading in force."""
    share, share_words = _share_of_year(claim)
    parts = {
        "share": share,
        "premium": operand(claim.facts["premium"]),
        "limit": claim.shown("rate_limit"),
        "insured": operand(claim.facts["insured_sum"]),
    }
    if claim.terms.insurance_limit == COUNTED_RATE:
        award = both("{share} × min({premium}, {limit} × {insured})", **parts)
    else:
        award = both("min({share} × {premium}, {limit} × {insured})", **parts)
    return both("{share_words}{award}", share_words=share_words, award=award)


def _share_of_year(claim: Claim) -> tuple[Text, Text]:
    """The share of the insured year, and how it follows from the first year's where it is another."""
    steps = claim.facts["insured_year"] - 1
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


def _fund(claim: Claim) -> Text:
    return Text("申请市级出资", "asked of the city's fund")


_EXPRESSIONS: Mapping[str, Callable[[Claim], Text]] = {
    "interest_subsidy": _interest,
    "capacity_award": _rate_of_gain("value_added"),
    "new_model_award": _new_model,
    "oem_parts_award": _rate_of_gain("bought"),
    "growth_award": _growth,
    "parts_subsidy": _rate_of_gain("bought"),
    "insurance_compensation": _insurance,
    "application_award": _rate_of("sales"),
    "scene_subsidy": _rate_of("investment"),
    "fund_investment": _fund,
}
