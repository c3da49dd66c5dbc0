"""Sentences about a budget: the year at risk, what to appropriate, and what is counted in it.

The same on the screen and in the reports. A year in which nothing stands to be paid is never one.
"""

from __future__ import annotations

from simulation.money.budget import BudgetLine
from simulation.money.payers import CITY
from simulation.text.numbers import bare, chance, money, side_by_side
from simulation.words.speech import Words


def listed(words: Words, years: list[int]) -> str:
    """Years in figures: a run of them by its ends, others one by one."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return words.t("value.and").join(map(str, years))


def with_due(lines: list[BudgetLine]) -> list[BudgetLine]:
    """The years in which anything stands to be paid: the others are never a finding."""
    return [line for line in lines if line.due.value > 0]


def arrears(words: Words, line: BudgetLine) -> str:
    """The mark behind a year's need that holds arrears of earlier years."""
    return words.t("finding.with_arrears") if line.holds_arrears else ""


def shortest(words: Words, lines: list[BudgetLine]) -> tuple[list[BudgetLine], str] | None:
    """The years of one payer most at risk and their chance in words; None where nothing was entered.

    Several years whose chance reads the same are all of them.
    """
    entered = [line for line in with_due(lines) if line.exceeded is not None]
    if not entered:
        return None
    worst = max(entered, key=_risk)
    told = _chance(words, worst)
    return [line for line in entered if chance(_risk(line)) == chance(_risk(worst))], told


def _risk(line: BudgetLine) -> float:
    return -1.0 if line.exceeded is None else line.exceeded.value


def _chance(words: Words, line: BudgetLine) -> str:
    return "" if line.exceeded is None else words.likelihood(line.exceeded.value, line.exceeded.error)


def budget_risk(words: Words, lines: list[BudgetLine]) -> str:
    """The city's fiscal year most at risk; what to appropriate where nothing was entered."""
    city = with_due([line for line in lines if line.payer == CITY])
    if not city:
        return words.t("finding.no_due")
    found = shortest(words, city)
    if found is None:
        dearest = max(city, key=lambda line: line.due.value)
        reserve = money(dearest.reserves[0].value)
        return words.t("finding.no_budget", year=dearest.fiscal_year, reserve=reserve)
    worst, told = found
    if len(worst) > 1:
        return words.t(
            "finding.budget_tied", years=listed(words, [line.fiscal_year for line in worst]), chance=told
        )
    return words.t(
        "finding.budget",
        year=worst[0].fiscal_year,
        amount=money(worst[0].appropriation or 0.0),
        chance=told,
        reserve=money(worst[0].reserves[0].value) + arrears(words, worst[0]),
    )


def at_risk(words: Words, lines: list[BudgetLine]) -> str:
    """The payer and the year most likely to run short; all of its years where they are alike."""
    payers = dict.fromkeys(line.payer for line in with_due(lines) if line.exceeded is not None)
    if not payers:
        return words.t("finding.no_due")
    payer = max(payers, key=lambda one: max(_risk(line) for line in with_due(lines) if line.payer == one))
    worst, told = shortest(words, [line for line in lines if line.payer == payer]) or ([], "")
    years = listed(words, [line.fiscal_year for line in worst])
    return words.t("budget.heat", payer=words.payer(payer), year=years, chance=told)


def advice(words: Words, lines: list[BudgetLine], confidence: float) -> str:
    """What to do about one payer's plan: the year that is furthest below its need, or the costliest year."""
    due = with_due(lines)
    if not due:
        return words.t("finding.no_due")
    entered = [line for line in due if line.appropriation is not None]

    def gap(line: BudgetLine) -> float:
        return line.reserve(confidence).value - (line.appropriation or 0.0)

    line = max(entered or due, key=gap)
    reserve = line.reserve(confidence)
    needed, low, high = side_by_side(reserve.value, reserve.low, reserve.high)
    kind = "plain" if line.appropriation is None else "more" if gap(line) > 0 else "enough"
    return words.t(
        f"budget.advice_{kind}",
        confidence=f"{confidence:.0%}",
        payer=words.t("payer.the_city") if line.payer == CITY else words.payer(line.payer),
        year=line.fiscal_year,
        reserve=needed + arrears(words, line),
        low=bare(low),
        high=high,
        gap=money(abs(gap(line))),
    )
