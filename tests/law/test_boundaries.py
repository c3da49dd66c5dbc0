"""Every boundary of the law, both sides, from cases that a lawyer can read."""

import pytest

from simulation.law.rule import OUTCOMES
from tests.awards import CASES, award_of_case


@pytest.mark.parametrize(
    ("measure", "case"),
    [
        pytest.param(measure, case, id=f"{measure}-{case['case']}")
        for measure, cases in CASES.items()
        for case in cases
    ],
)
def test_a_rule_decides_its_boundary_as_the_law_does(measure, case):
    award = award_of_case(measure, case)
    amount, outcome = case["expect"]
    assert OUTCOMES[award.outcome] == outcome
    assert award.amount == pytest.approx(amount, rel=1e-9)
