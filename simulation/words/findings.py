"""Sentences made from the numbers, the same on the screen and in the reports.

A rise, a fall and no change have sentences of their own: a sign before a number is not a sentence.
"""

from __future__ import annotations

from collections import Counter

from simulation.engine.outlay import Outlay, Summary
from simulation.law.terms import asking
from simulation.money.payers import CITY, Bill, worst_tenth
from simulation.scenario import Scenario, catalogue
from simulation.studies.uncertainty import Doubt
from simulation.text.numbers import bare, chance, count, in_print, money, side_by_side
from simulation.words.speech import Words

ERRORS = 2.0  # a difference within so many Monte Carlo errors of zero is not told from zero
FLAT = 0.005  # what rounds to 0% is no change
BASES = ("law", "sourced", "derived", "memory", "assumption")


def span(years: tuple[int, ...]) -> str:
    """The years in figures: 2023–2025, or the one year."""
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])


def ranked(outlay: Outlay) -> list[tuple[str, Summary]]:
    """The headline's measures with their figures, the most costly first."""
    figures = [(measure, outlay.summary((measure,))) for measure in outlay.headline]
    return sorted(figures, key=lambda pair: -pair[1].mean)


def headline(words: Words, years: tuple[int, ...], total: Summary) -> str:
    """What it costs, and what it will not exceed with 80% confidence."""
    if total.mean == 0:
        return words.t("finding.no_cost")
    amount, p80 = side_by_side(total.mean, total.quantile(0.8).value)
    return words.t("overview.headline", years=span(years), amount=amount, p80=p80)


def cost_driver(words: Words, outlay: Outlay) -> str:
    """What drives the cost: the two largest measures and their share, or the only one that pays."""
    order = [pair for pair in ranked(outlay) if pair[1].mean > 0]
    total = outlay.summary().mean
    if not order or total <= 0:
        return words.t("finding.no_cost")
    first = order[0]
    if len(order) == 1:
        share = chance(first[1].mean / total)
        return words.t("finding.cost_one", first=words.measure(first[0]), share=share)
    second = order[1]
    share = chance((first[1].mean + second[1].mean) / total)
    return words.t(
        "finding.cost", first=words.measure(first[0]), second=words.measure(second[0]), share=share
    )


def doubt_driver(words: Words, outlay: Outlay, doubt: Doubt) -> str:
    """What drives the doubt: parameters or chance, and the widest measure."""
    order = sorted(ranked(outlay), key=lambda pair: -pair[1].sd)
    if not order or order[0][1].sd == 0:
        return words.t("finding.no_doubt")
    return words.t(
        "finding.doubt",
        parameters=chance(doubt.parameters),
        chance=chance(doubt.chance),
        widest=words.measure(order[0][0]),
        error=f"{doubt.error:.0%}",
    )


def tail_carrier(words: Words, outlay: Outlay, bill: Bill) -> str:
    """Who carries the tail: the payers of the costliest tenth of draws."""
    mean, worst = worst_tenth(outlay.total(), bill.by_payer)
    extra = worst - mean
    if worst.sum() <= 0:
        return words.t("finding.no_tail")
    district = max(range(1, len(extra)), key=lambda place: extra[place])
    blanks = {"worst": money(worst.sum()), "city": chance(worst[0] / worst.sum())}
    if extra[district] <= 0:
        return words.t("finding.tail_city", **blanks)
    return words.t(
        "finding.tail",
        **blanks,
        district=words.payer(bill.payers[district]),
        extra=money(extra[district]),
    )


def certainty(words: Words, total: Summary) -> str:
    """How wide the estimate is: the middle eight tenths, and the width against the mean."""
    ends = total.quantile(0.1).value, total.quantile(0.9).value
    if ends[0] == ends[1]:
        return words.t("finding.no_doubt")
    low, high = side_by_side(*ends)
    return words.t("finding.certainty", low=bare(low), high=high)


def precision(words: Words, total: Summary) -> str:
    """The Monte Carlo error of the two numbers in the headline."""
    low, high = side_by_side(total.quantile(0.8).low, total.quantile(0.8).high)
    return words.t("finding.precision", error=money(total.mcse), low=bare(low), high=high)


def trend(words: Words, years: tuple[int, ...], means: list[float]) -> str:
    """From the first performance year to the last: a rise, a fall, or no change."""
    first, last = means[0], means[-1]
    before, after = side_by_side(first, last)
    blanks = {"first": years[0], "last": years[-1], "before": before, "after": after}
    if len(years) == 1:
        return words.t("finding.trend_one", year=years[0], amount=money(first))
    if first == 0:
        return words.t("finding.trend_none" if last == 0 else "finding.trend_from_zero", **blanks)
    share = (last - first) / first
    if abs(share) < FLAT:
        return words.t("finding.trend_flat", **blanks)
    kind = "finding.trend_rise" if share > 0 else "finding.trend_fall"
    return words.t(kind, **blanks, share=chance(abs(share)))


def change(
    words: Words, difference: Summary, own: float, years: tuple[int, ...], base: tuple[int, ...]
) -> str:
    """Against the baseline, on the same dice: dearer, cheaper, the same, or not told apart.

    `own` is the scenario's mean cost. Where the baseline has other performance years, both are named,
    and where it has more or fewer, the yearly means are compared too.
    """
    if difference.mean == 0 and difference.sd == 0:
        kind = "none"
    elif abs(difference.mean) <= ERRORS * difference.mcse:
        kind = "within"
    else:
        kind = "rise" if difference.mean > 0 else "fall"
    amount = money(difference.mean, signed=True) if kind == "within" else money(abs(difference.mean))
    end, span_of = ("", {}) if years == base else ("_years", {"own": span(years), "base": span(base)})
    sentence = words.t(
        f"finding.change_{kind}",
        against=words.t(f"finding.base{end}", **span_of),
        apart=words.t(f"finding.apart{end}", **span_of),
        amount=amount,
        error=money(difference.mcse),
    )
    if len(years) == len(base):
        return sentence
    each, before = own / len(years), (own - difference.mean) / len(base)
    return sentence + words.t("finding.change_each", each=money(each), before=money(before))


def peak(words: Words, bill: Bill, scenario: Scenario) -> str:
    """The fiscal year in which most cash leaves, and the city's part of it."""
    due = bill.cash.mean(axis=0)
    place = int(due.sum(axis=0).argmax())
    year = scenario.fiscal_years[place]
    if due[:, place].sum() == 0:
        return words.t("finding.no_cost")
    return words.t("overview.peak", year=year, amount=money(due[:, place].sum()), city=money(due[0, place]))


def city_part(words: Words, bill: Bill) -> str:
    """What the city pays, and the district that pays most."""
    means = {payer: float(bill.total(payer).mean()) for payer in bill.payers}
    total = sum(means.values())
    if total == 0:
        return words.t("finding.no_cost")
    districts = {payer: mean for payer, mean in means.items() if payer != CITY}
    most = max(districts, key=lambda payer: districts[payer])
    blanks = {"amount": money(means[CITY]), "share": chance(means[CITY] / total)}
    if districts[most] == 0:
        return words.t("districts.city_pays", **blanks)
    return words.t("finding.city_part", **blanks, district=words.payer(most), most=money(districts[most]))


def outside(words: Words, outlay: Outlay, scenario: Scenario) -> str | None:
    """What the scenario counts beside the total, with its amount; None where there is nothing."""
    apart = [measure for measure in scenario.enabled if measure not in outlay.headline]
    means = {measure: float(outlay.total((measure,)).mean()) for measure in apart}
    parts = [
        words.t("finding.outside_part", name=_apart(words, one), amount=money(mean))
        for one, mean in means.items()
        if mean
    ]
    return words.t("finding.outside", parts=words.t("value.and").join(parts)) if parts else None


def _apart(words: Words, measure: str) -> str:
    return words.t("finding.equity") if measure == "fund_investment" else words.measure(measure)


def city_and_districts(total: float, city: float) -> tuple[float, float]:
    """The two parts of a total as they are printed beside it, so that they add up in 万元."""
    decimals = 0 if round(total, 1) >= 100 else 1
    one, other = in_print([city, total - city], decimals, kept=1)
    return one, other


def buys(words: Words, outlay: Outlay) -> list[str]:
    """What the claims rest on, one sentence each: awards, loans and investment, purchases; [] where none is paid."""
    total = outlay.summary()
    interest = outlay.summary(("interest_subsidy",))
    parts = outlay.summary(asking("parts_purchases"))
    sentences = []
    if total.claimants_mean:
        each = money(total.mean / total.claimants_mean)
        sentences.append(words.t("overview.claimants", count=count(total.claimants_mean), each=each))
    if interest.supported_mean and interest.mean:
        sentences.append(
            words.t(
                "overview.investment",
                loans=money(interest.supported_mean),
                investment=money(outlay.investment_mean()),
                leverage=f"{interest.supported_mean / interest.mean:,.0f}",
            )
        )
    if parts.supported_mean and parts.mean:
        leverage = f"{parts.supported_mean / parts.mean:,.0f}"
        purchases = money(parts.supported_mean)
        sentences.append(words.t("overview.purchases", purchases=purchases, leverage=leverage))
    return sentences


def percentiles_do_not_add(words: Words, outlay: Outlay, total: Summary) -> str | None:
    """The P90 of the total beside the sum of the measures' P90s, and why they differ; None for fewer than two."""
    figures = [one for _, one in ranked(outlay) if one.mean > 0]
    if len(figures) < 2:
        return None
    parts = sum(one.quantile(0.9).value for one in figures)
    return words.t("finding.percentiles", total=money(total.quantile(0.9).value), parts=money(parts))


def basis_counts(scenario: Scenario) -> dict[str, int]:
    """How many numbers in force are the law's, sourced, derived, from memory, assumed, or the user's own.

    Switches, readings, shares, the settings of the run and empty budgets are choices, not facts.
    """
    counts = Counter(
        "user" if scenario.is_changed(path) else key.basis or "assumption"
        for path, key in catalogue().items()
        if key.is_fact
        and key.stage != "split"
        and (scenario.is_changed(path) or key.default not in (None, ()))
    )
    return {basis: counts[basis] for basis in (*BASES, "user") if counts[basis]}


def basis(words: Words, scenario: Scenario, panel: bool) -> str:
    """How much of what the estimate rests on is known.

    That nothing is the bureau's own is said only where the user entered no value and no roster.
    """
    counts = basis_counts(scenario)
    weak = counts.get("memory", 0) + counts.get("assumption", 0)
    blanks = {"all": sum(counts.values()), "law": counts.get("law", 0), "weak": weak}
    if "user" in counts:
        return words.t("finding.basis_user", **blanks, user=counts["user"])
    return words.t("finding.basis_panel" if panel else "finding.basis", **blanks)
