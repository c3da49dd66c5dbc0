"""The boundary cases of the law, and the rule that answers each."""

import yaml

from simulation.law.clauses.application_award import application_award
from simulation.law.clauses.capacity_award import capacity_award
from simulation.law.clauses.fund_investment import fund_investment
from simulation.law.clauses.growth_award import growth_award
from simulation.law.clauses.insurance_compensation import insurance_compensation
from simulation.law.clauses.interest_subsidy import project_interest
from simulation.law.clauses.new_model_award import new_model_award
from simulation.law.clauses.oem_parts_award import oem_parts_award
from simulation.law.clauses.parts_subsidy import parts_subsidy
from simulation.law.clauses.scene_subsidy import scene_subsidy
from simulation.scenario import Scenario
from tests import places

CASES = yaml.safe_load((places.CASES / "boundaries.yaml").read_text(encoding="utf-8"))


def known(values):
    return [float("nan") if value is None else float(value) for value in values]


def award_of_case(measure, case):
    """What the measure's rule answers on a case, under the case's own readings."""
    readings = {f"readings.{reading}": option for reading, option in case.get("readings", {}).items()}
    return _award(measure, case, Scenario().with_values(readings).terms)


def _award(measure, case, terms):
    if measure == "parts_subsidy":
        return parts_subsidy(*known(case["facts"]), terms.parts_subsidy)
    if measure == "oem_parts_award":
        return oem_parts_award(*known(case["facts"]), terms.oem_parts_award)
    if measure == "capacity_award":
        facts = (*known(case["vehicles"]), *known(case["facts"]))
        return capacity_award(*facts, case.get("awarded", False), terms.capacity_award)
    if measure == "growth_award":
        breakthrough, best, paid = known(
            [case.get("breakthrough", 1), case.get("best", 0), case.get("paid", 0)]
        )
        return growth_award(*known(case["facts"]), breakthrough, best, paid, terms.growth_award)
    if measure == "new_model_award":
        return new_model_award(*known([case["listed"], case["sales"], case["best"]]), terms.new_model_award)
    if measure == "project_interest":
        return project_interest(*known(case["project"]), case.get("before", False), terms.interest_subsidy)
    if measure == "insurance_compensation":
        year, *money = case["product"]
        return insurance_compensation(year, *known(money), terms.insurance_compensation)
    if measure == "application_award":
        return application_award(*known(case["product"]), terms.application_award)
    if measure == "scene_subsidy":
        investment, place = case["scene"]
        return scene_subsidy(float(investment), place, terms.scene_subsidy)
    return fund_investment(*known(case["project"]), terms.fund_investment)
