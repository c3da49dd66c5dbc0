"""One claimant's awards explained: each test with its numbers, the formula, the choice of route.

Everything here reads what `assessed` recorded of the rules' own calls: nothing is decided twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan

from simulation.judge.arithmetic import formula
from simulation.judge.assess import assessed
from simulation.judge.claim import Claim, Condition, claim_of
from simulation.judge.conditions import conditions
from simulation.judge.ladder import NEVER_ASKED, Step, ladder, place_of_failure
from simulation.judge.phrases import AT_LEAST, PLAIN, compared, figure, quantity, say
from simulation.judge.roster import Assessed, AwardRow, Item
from simulation.law.policy import Measure, load_policy
from simulation.law.rule import CAPPED, MISSING_FACT, NOT_ELIGIBLE, PAID, SUPERSEDED, at_least
from simulation.law.terms import Terms
from simulation.panel import Panel
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.text.problems import Text

_ONE_ROUTE = "同一首台（套）产品不得同时享受首台（套）产品应用奖励和保险补偿政策"
_CHOSEN = "每年征集一批可复制可推广的场景应用开放项目"
# A longer list of fields is that of clause 1, which has a name of its own.
_SHORT_LIST = 3


@dataclass(frozen=True)
class Explanation:
    """Why a claimant gets what it gets of one measure in one year.

    `formula` is empty where nothing is due; its last number is the row's amount. `stacking` names
    the route of each first-set product with both totals, or a scene's place among the applicants.
    """

    row: AwardRow
    verdict: Text
    steps: tuple[Step, ...]
    formula: tuple[Text, ...]
    stacking: tuple[Text, ...]

    @property
    def other_field(self) -> bool:
        """Whether the measure is for enterprises of other fields."""
        return bool(self.steps) and self.steps[0].passed is False and self.steps[0].of_field


def explain(panel: Panel, scenario: Scenario, claimant: str) -> list[Explanation]:
    """Every measure and performance year of one enterprise, scene or fund project, in `assess`'s order.

    Empty for an id that claims nothing in this panel.
    """
    order = list(load_policy().measures)
    own = [one for one in assessed(_own(panel, claimant), scenario) if one.row.claimant == claimant]
    own.sort(key=lambda one: (order.index(one.row.measure), one.row.year))
    return [_explanation(one, scenario.terms) for one in own]


def _own(panel: Panel, claimant: str) -> Panel:
    """The part of a panel that bears on one claimant.

    A project, model or product may change hands, so it keeps all its rows and their owners; a scene
    is ranked among all.
    """
    tables = dict(panel.tables)
    owners = {claimant}
    for name, identity in (("projects", "project_id"), ("models", "model_id"), ("products", "product_id")):
        if name in tables:
            frame = tables[name]
            held = frame.loc[frame["enterprise_id"] == claimant, identity]
            tables[name] = frame[frame[identity].isin(held)]
            owners.update(tables[name]["enterprise_id"])
    enterprises = tables["enterprises"]
    tables["enterprises"] = enterprises[enterprises["enterprise_id"].isin(owners)]
    return replace(panel, tables=tables)


def _explanation(one: Assessed, terms: Terms) -> Explanation:
    steps = _steps(one, terms)
    stacking = [line for item in one.items for line in _stacking(claim_of(one, item, terms), item)]
    return Explanation(one.row, _verdict(one, steps), steps, formula(one, terms), tuple(stacking))


def _steps(one: Assessed, terms: Terms) -> tuple[Step, ...]:
    """The test of the field, which all items share, then each item's own ladder."""
    measure = load_policy().measures[one.row.measure]
    steps: list[Step] = []
    supported = not measure.fields or one.field in measure.fields
    if measure.fields:
        steps += ladder([_field(measure, one.field)], int(supported), measure.clause, "", of_field=True)
    for item in one.items:
        claim = claim_of(one, item, terms)
        tests = [*_unscored(claim), *conditions(claim), *_route(claim, item)]
        failure = place_of_failure(tests, item.limited.outcome) if supported else NEVER_ASKED
        steps += ladder(tests, failure, measure.clause, item.id)
    return tuple(steps)


def _field(measure: Measure, field: str) -> Condition:
    names = load_facts().field_names
    supported = [names[one].name for one in measure.fields]
    listed = (
        Text("、".join(name.zh for name in supported), ", ".join(name.en for name in supported))
        if len(supported) <= _SHORT_LIST
        else Text("重点支持领域", "the key fields")
    )
    holds = field in measure.fields
    text = say(
        "领域“{field}”{verb}支持范围内（{listed}）",
        "the field “{field}” {verb} among those supported ({listed})",
        field=names[field].name,
        verb=Text("在", "is") if holds else Text("不在", "is not"),
        listed=listed,
    )
    return Condition(text, holds, NOT_ELIGIBLE, measure.whom)


def _unscored(claim: Claim) -> list[Condition]:
    """A scene without a score ranks last, so it is among the best only where places are left over."""
    if not isnan(claim.facts.get("score", 0.0)):
        return []
    text = Text(
        "评审得分未知：排在最后，名额有余方可入选",
        "score not known: it ranks last and is chosen only where places are left over",
    )
    return [Condition(text, False, MISSING_FACT, _CHOSEN)]


def _route(claim: Claim, item: Item) -> list[Condition]:
    """Clause 5: the route that a product takes for its life. An award of 0 never comes to the choice."""
    if not _may_choose(claim) or (item.award.outcome == PAID and item.award.amount == 0.0):
        return []
    insures = bool(at_least(claim.facts["by_insurance"], claim.facts["by_application"]))
    holds = insures == (claim.measure.id == "insurance_compensation")
    return [Condition(_better_route(claim), holds, SUPERSEDED, _ONE_ROUTE)]


def _may_choose(claim: Claim) -> bool:
    return any(claim.facts.get(total, 0.0) > 0.0 for total in ("by_insurance", "by_application"))


def _better_route(claim: Claim) -> Text:
    """Both routes' totals of the performance years, each year capped as if it were alone."""
    insurance, application = claim.facts["by_insurance"], claim.facts["by_application"]
    insures = bool(at_least(insurance, application))
    return say(
        "两条路线各绩效年度合计（逐年分别封顶）：保险补偿 {test}，故走{route}",
        "performance years of each route together (each year capped by itself): insurance {test}, so {route}",
        test=compared(insurance, AT_LEAST, application, insures, name=Text("应用奖励 ", "application ")),
        route=Text("保险补偿", "insurance") if insures else Text("应用奖励", "application"),
    )


def _stacking(claim: Claim, item: Item) -> list[Text]:
    if _may_choose(claim):
        return [say("{id}：{route}", "{id}: {route}", id=item.id, route=_better_route(claim))]
    if "applicants" in claim.facts:
        return [
            say(
                "第 {place} 名，共 {applicants} 个申报项目；每年名额 {most}",
                "place {place} of {applicants} applicants; places a year {most}",
                place=figure(claim.facts["place"] + 1, PLAIN),
                applicants=figure(claim.facts["applicants"], PLAIN),
                most=claim.shown("projects_per_year"),
            )
        ]
    return []


def _verdict(one: Assessed, steps: tuple[Step, ...]) -> Text:
    """What the claimant gets or, by the test that gave the row's outcome, why it gets nothing."""
    if one.award.outcome in (PAID, CAPPED):
        capped = Text("（已达上限）", " (at the cap)") if one.award.outcome == CAPPED else Text("", "")
        return say(
            "得 {amount}{capped}", "gets {amount}{capped}", amount=quantity(one.row.amount), capped=capped
        )
    # Without a payment the first item's reason is the row's.
    failed = next(step for step in steps if step.passed is False)
    reason = failed.text
    if failed.item:
        reason = say("{item}：{reason}", "{item}: {reason}", item=failed.item, reason=reason)
    return say("不予支持 — {reason}", "no award — {reason}", reason=reason)
