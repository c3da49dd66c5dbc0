"""The tests of each rule, in the rule's own order (simulation/law/clauses), each with its numbers.

Whether a test holds is asked of the rule's own parts or in the rule's own arithmetic: it gives the
sign of the comparison. Which test decided is told by the rule's outcome alone (ladder.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan

from simulation.judge.claim import Claim, Condition
from simulation.judge.phrases import (
    ABOVE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    MONEY,
    NOT_KNOWN,
    PLAIN,
    VEHICLES,
    compared,
    quantity,
    say,
)
from simulation.judge.shared import (
    floor,
    gained,
    grew_enough,
    kept_growing,
    known,
    once,
    share,
    years_known,
)
from simulation.law.clauses.capacity_award import ONCE
from simulation.law.clauses.growth_award import tier_reached
from simulation.law.clauses.interest_subsidy import FIRST_YEAR_ONLY
from simulation.law.clauses.new_model_award import tier_award
from simulation.law.rule import (
    ALREADY_AWARDED,
    BELOW_FLOOR,
    LIMIT_REACHED,
    MISSING_FACT,
    NOT_ELIGIBLE,
    NOT_FIRST_TIME,
    at_least,
    more_than,
)
from simulation.text.problems import Text

PURCHASES = Text("采购额", "purchases")
OUTPUT = Text("产值", "output value")
VALUE_ADDED = Text("工业增加值", "value added")
SALES = Text("销售额", "sales")
INVESTMENT = Text("投资总额", "investment")

_BREAKTHROUGH = "对在关键共性技术及成套产品研发上有突破"
_LOAN = "根据实际贷款金额"
_INSURED = "对首台（套）产品投保的企业"


def _interest(claim: Claim) -> list[Condition]:
    before, only_first = bool(claim.facts["subsidised_before"]), claim.terms.interest_years == FIRST_YEAR_ONLY
    return [
        known(
            claim,
            {
                "investment": (INVESTMENT, MONEY),
                "loan": (Text("贷款额", "loan"), MONEY),
                "loan_rate": (Text("贷款年利率", "loan rate"), "rate"),
                "months": (Text("当年贷款月数", "months of the loan in the year"), PLAIN),
            },
            _LOAN,
        ),
        floor(claim, "investment", "investment_floor", INVESTMENT),
        once(before, only_first, "interest_years", claim.terms.interest_years, LIMIT_REACHED),
    ]


def _capacity(claim: Claim) -> list[Condition]:
    before, only_once = bool(claim.facts["awarded_before"]), claim.terms.capacity_once == ONCE
    vehicles = {
        "vehicle_output": (Text("整车产量", "vehicle output"), VEHICLES),
        "approved_capacity": (Text("核准产能", "approved capacity"), VEHICLES),
        "nev_output": (Text("新能源汽车产量", "new-energy output"), VEHICLES),
    }
    return [
        once(before, only_once, "capacity_once", claim.terms.capacity_once, ALREADY_AWARDED),
        known(claim, vehicles, claim.words("utilisation_floor")),
        share(
            claim,
            "vehicle_output",
            "approved_capacity",
            "utilisation_floor",
            Text("产能利用率", "capacity utilisation"),
        ),
        share(
            claim,
            "nev_output",
            "vehicle_output",
            "nev_share_floor",
            Text("新能源汽车占比", "share of new-energy vehicles"),
        ),
        years_known(claim, "value_added", VALUE_ADDED),
        kept_growing(claim, "value_added", VALUE_ADDED),
        gained(claim, "value_added"),
    ]


def _new_model(claim: Claim) -> list[Condition]:
    listed_year = claim.facts["listed_year"]
    return [
        claim.against(
            Text("列入《公告》的年份", "year of listing"),
            listed_year,
            AT_LEAST,
            "listed_from",
            listed_year >= claim.terms.listed_from,
            NOT_ELIGIBLE,
        ),
        known(claim, {"sales": (SALES, MONEY)}, claim.words("tier_1_sales")),
        _model_tier(claim),
        _model_difference(claim),
    ]


def model_tier(claim: Claim) -> int:
    """The tier that gives a model its award, 0 for none."""
    reached = [tier for tier in (1, 2) if at_least(claim.facts["sales"], claim.term(f"tier_{tier}_sales"))]
    return max(reached, key=lambda tier: claim.term(f"tier_{tier}_award"), default=0)


def _model_tier(claim: Claim) -> Condition:
    """Sales against the tier that they reach, or against the lowest that they do not."""
    tier = model_tier(claim)
    if tier and not more_than(tier_award(claim.facts["sales"], claim.terms), 0.0):
        text = say(
            "本年所达档次的奖励 {test}",
            "award of the tier reached {test}",
            test=compared(0.0, ABOVE, 0.0, False),
        )
        return Condition(text, False, BELOW_FLOOR, claim.words("tier_1_award"))
    name = f"tier_{tier}_sales" if tier else min(("tier_1_sales", "tier_2_sales"), key=claim.term)
    return claim.against(SALES, claim.facts["sales"], AT_LEAST, name, tier > 0, BELOW_FLOOR)


def _model_difference(claim: Claim) -> Condition:
    """The award of the tier reached against that of the best year before."""
    best = claim.facts["best_before"]
    reached, spent = tier_award(claim.facts["sales"], claim.terms), tier_award(best, claim.terms)
    holds = bool(more_than(reached, spent))
    text = say(
        "本年所达档次的奖励 {test}（{before}）",
        "award of the tier reached {test} ({before})",
        test=compared(
            reached,
            ABOVE,
            spent,
            holds,
            name=Text("此前所达档次的奖励 ", "that of the tier reached before "),
        ),
        before=_best_before(SALES, best),
    )
    return Condition(text, holds, ALREADY_AWARDED, claim.words("tier_2_award"))


def _oem_parts(claim: Claim) -> list[Condition]:
    return [
        floor(claim, "bought", "purchases_floor", PURCHASES),
        years_known(claim, "bought", PURCHASES),
        grew_enough(claim, "bought"),
        kept_growing(claim, "bought", PURCHASES),
        gained(claim, "bought"),
    ]


def _growth(claim: Claim) -> list[Condition]:
    breakthrough = claim.facts["breakthrough"]
    found = NOT_KNOWN if isnan(breakthrough) else Text("有", "yes") if breakthrough else Text("无", "none")
    return [
        known(claim, {"output": (OUTPUT, MONEY)}, claim.words("tier_1_output")),
        Condition(
            say("关键技术突破：{found}", "technology breakthrough: {found}", found=found),
            breakthrough > 0.0,
            MISSING_FACT if isnan(breakthrough) else NOT_ELIGIBLE,
            _BREAKTHROUGH,
        ),
        _output_tier(claim),
        _first_time(claim),
        years_known(claim, "output", OUTPUT),
        grew_enough(claim, "output"),
        kept_growing(claim, "output", OUTPUT),
    ]


def _output_tier(claim: Claim) -> Condition:
    """Output against the tier that it reaches, or against the lowest that it does not."""
    output = claim.facts["output"]
    tier = tier_reached(output, claim.terms)
    tiers = [f"tier_{number}_output" for number in (1, 2, 3)]
    name = tiers[tier - 1] if tier else min(tiers, key=claim.term)
    return claim.against(OUTPUT, output, AT_LEAST, name, tier > 0, BELOW_FLOOR)


def _first_time(claim: Claim) -> Condition:
    best = claim.facts["best_before"]
    tier, spent = tier_reached(claim.facts["output"], claim.terms), tier_reached(best, claim.terms)
    text = say(
        "本年所达档次 {test}（{before}）",
        "tier reached {test} ({before})",
        test=compared(
            tier,
            ABOVE,
            spent,
            tier > spent,
            PLAIN,
            name=Text("此前所达档次 ", "tier reached before "),
        ),
        before=_best_before(OUTPUT, best),
    )
    return Condition(text, tier > spent, NOT_FIRST_TIME, claim.words("tier_1_output"))


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


def _parts(claim: Claim) -> list[Condition]:
    return [
        floor(claim, "bought", "purchases_floor", PURCHASES),
        years_known(claim, "bought", PURCHASES),
        kept_growing(claim, "bought", PURCHASES),
        gained(claim, "bought"),
    ]


def _insurance(claim: Claim) -> list[Condition]:
    years = claim.facts["insured_year"]
    premium = {
        "premium": (Text("保费", "premium"), MONEY),
        "insured_sum": (Text("投保金额", "insured sum"), MONEY),
    }
    return [
        claim.against(
            Text("累计投保年数", "insured years so far"),
            years,
            AT_MOST,
            "max_years",
            years <= claim.terms.max_years,
            LIMIT_REACHED,
        ),
        known(claim, premium, _INSURED),
    ]


def _application(claim: Claim) -> list[Condition]:
    to_sale, since = claim.facts["years_to_sale"], claim.facts["year_of_sale"]
    between = Text("认定到首次销售的年数", "years from recognition to the first sale")
    return [
        known(claim, {"sales": (SALES, MONEY), "years_to_sale": (between, PLAIN)}, claim.words("rate")),
        claim.against(
            between, to_sale, AT_MOST, "window_years", to_sale <= claim.terms.window_years, NOT_ELIGIBLE
        ),
        claim.against(
            Text("首次销售以来的年数", "years since the first sale"),
            since,
            BELOW,
            "max_years",
            since < claim.terms.max_years,
            LIMIT_REACHED,
        ),
    ]


def _scene(claim: Claim) -> list[Condition]:
    place = claim.facts["place"]
    return [
        claim.against(
            Text("排在前面的项目数", "projects ahead of it"),
            place,
            BELOW,
            "projects_per_year",
            place < claim.terms.projects_per_year,
            LIMIT_REACHED,
        )
    ]


def _fund(claim: Claim) -> list[Condition]:
    district = claim.facts["district_contribution"]
    holds = bool(more_than(district, 0.0))
    text = say(
        "区县出资 {test}",
        "the district's contribution {test}",
        test=compared(district, ABOVE, 0.0, holds),
    )
    return [Condition(text, holds, NOT_ELIGIBLE, claim.words("city_to_district_ratio"))]


CONDITIONS: Mapping[str, Callable[[Claim], list[Condition]]] = {
    "interest_subsidy": _interest,
    "capacity_award": _capacity,
    "new_model_award": _new_model,
    "oem_parts_award": _oem_parts,
    "growth_award": _growth,
    "parts_subsidy": _parts,
    "insurance_compensation": _insurance,
    "application_award": _application,
    "scene_subsidy": _scene,
    "fund_investment": _fund,
}
