"""Several loans of one project: its investment counts once, each loan earns its own, all under one cap."""

import pandas as pd
import pytest

from simulation.judge.assess import assess
from simulation.judge.explanation import explain
from simulation.judge.profile import completeness
from simulation.law.policy import load_policy
from simulation.panel import read_panel
from simulation.panel.learn.samples import begun_projects
from simulation.scenario import Scenario
from simulation.text.problems import InputError

FIRMS = "enterprise_id,district,field,year\n" + "".join(
    f"{name},yuhang,robots,{year}\n" for name in ("E1", "E2") for year in range(2021, 2026)
)
HEAD = "project_id,enterprise_id,year,investment,loan,loan_rate,months,loan_id\n"
TWO_LOANS = "P1,E1,2024,3000,1000,0.0435,12,L1\nP1,E1,2024,3000,800,0.0345,6,L2\n"


def panel_of(projects, head=HEAD):
    return read_panel({"enterprises.csv": FIRMS.encode(), "projects.csv": (head + projects).encode()})


def awards(projects, **readings):
    scenario = Scenario().with_values({f"readings.{name}": option for name, option in readings.items()})
    return {
        row.year: (row.base, row.amount, row.outcome)
        for row in assess(panel_of(projects), scenario)
        if row.measure == "interest_subsidy"
    }


def problems_of(projects, head=HEAD):
    with pytest.raises(InputError) as raised:
        panel_of(projects, head)
    return raised.value.problems


def test_two_loans_of_one_project_and_year_are_summed():
    assert awards(TWO_LOANS) == {2024: (14.0, 14.0, "paid")}


def test_the_first_of_them_needs_no_id():
    assert awards(TWO_LOANS.replace("L1", "")) == {2024: (14.0, 14.0, "paid")}


@pytest.mark.parametrize(("investment", "expected"), [("1999.99", "below_floor"), ("2000", "paid")])
def test_the_floor_is_tested_on_the_investment_once(investment, expected):
    (_, amount, outcome) = awards(TWO_LOANS.replace("3000", investment))[2024]
    assert (outcome, amount > 0) == (expected, expected == "paid")


def test_all_loans_are_under_the_enterprises_one_cap():
    large = TWO_LOANS.replace(",1000,", ",80000,").replace(",800,", ",90000,")
    assert awards(large) == {2024: (1250.0, 1000.0, "capped")}


def test_the_first_year_is_the_projects_and_not_the_loans():
    later = "P1,E1,2025,3000,1000,0.0435,12,L1\nP1,E1,2025,3000,500,0.04,12,L3\n"
    assert awards(TWO_LOANS + later, interest_years="first_year_only") == {
        2024: (14.0, 14.0, "paid"),
        2025: (0.0, 0.0, "limit_reached"),
    }
    assert awards(TWO_LOANS + later)[2025] == (15.0, 15.0, "paid")


def test_the_explanation_names_each_loan():
    (why,) = [one for one in explain(panel_of(TWO_LOANS), Scenario(), "E1") if one.row.measure == "interest_subsidy"]  # fmt: skip
    lines = "\n".join(line.en for line in why.formula)
    assert "P1 · L1: 1,000 × min(1%, 4.35%) × 12 ÷ 12 = 10 万元" in lines
    assert "P1 · L2: 800 × min(1%, 3.45%) × 6 ÷ 12 = 4 万元" in lines
    assert {step.item for step in why.steps} >= {"P1 · L1", "P1 · L2"}


def test_two_rows_without_loan_ids_are_told_how_to_enter_several_loans():
    head = HEAD.replace(",loan_id", "")
    rows = "P1,E1,2024,3000,1000,0.0435,12\nP1,E1,2024,3000,800,0.0345,6\n"
    (problem,) = problems_of(rows, head)
    assert (problem.row, problem.value) == (3, "P1 2024")
    for text in (problem.right.zh, problem.right.en):
        assert "loan_id" in text
    assert "同" in problem.right.zh and "same investment" in problem.right.en
    assert "keep one" not in problem.right.en and "只留一行" not in problem.right.zh


def test_the_same_loan_twice_is_a_problem():
    (problem,) = problems_of(TWO_LOANS.replace("L2", "L1"))
    assert problem.value == "P1 2024 L1"


def test_loans_that_disagree_on_the_investment_are_a_problem():
    (problem,) = problems_of(TWO_LOANS.replace("3000,800", "2500,800"))
    assert (problem.row, problem.column, problem.value) == (3, "investment", "2500")
    assert "3000" in problem.right.en and "3000" in problem.right.zh


def test_an_investment_may_differ_below_the_yuan_and_from_year_to_year():
    rows = TWO_LOANS.replace("3000,800", "3000.00000000001,800") + "P1,E1,2025,3500,1000,0.0435,12,L1\n"
    assert awards(rows)[2025] == (10.0, 10.0, "paid")


def test_loans_of_one_project_and_year_under_two_enterprises_are_a_problem():
    (problem,) = problems_of(TWO_LOANS.replace("P1,E1,2024,3000,800", "P1,E2,2024,3000,800"))
    assert (problem.column, problem.value) == ("enterprise_id", "E2")


HALVES = "P1-a,E1,2024,{},1000,0.0435,12,\nP1-b,{},{},1500,800,0.0345,6,\n"


def asked(projects):
    """What is asked about ids; who has not reported yet is another question."""
    return [notice for notice in panel_of(projects).notices if notice.column == "project_id"]


def test_two_projects_below_the_floor_that_reach_it_together_are_asked_about():
    (notice,) = asked(HALVES.format(1500, "E1", 2024))
    assert (notice.severity, notice.row, notice.value) == ("warning", 2, "P1-A + P1-B")
    assert "loan_id" in notice.right.zh and "3000" in notice.wrong.en


@pytest.mark.parametrize(
    ("investment", "owner", "year"),
    [(499, "E1", 2024), (2000, "E1", 2024), (1500, "E2", 2024), (1500, "E1", 2025)],
    ids=["below it together", "one reaches it alone", "of two enterprises", "of other years"],
)
def test_other_projects_are_not_asked_about(investment, owner, year):
    assert asked(HALVES.format(investment, owner, year)) == []


def test_a_project_is_learnt_from_once_whatever_its_loans():
    rows = TWO_LOANS + "P1,E1,2025,3000,1000,0.0435,12,L1\nP2,E2,2025,2500,700,0.031,5,\n"
    begun = begun_projects(panel_of(rows).tables["projects"])
    expected = pd.DataFrame(
        {
            "year": [2024.0, 2025.0], "investment": [3000.0, 2500.0], "loan": [1800.0, 700.0],
            "loan_rate": [(1000 * 0.0435 + 800 * 0.0345) / 1800, 0.031],
            "months": [(1000 * 12 + 800 * 6) / 1800, 5.0],
        },
        index=pd.Index(["P1", "P2"], name="project_id"),
    )  # fmt: skip
    pd.testing.assert_frame_equal(begun.drop(columns="enterprise_id"), expected)


def test_a_blank_loan_id_is_no_gap():
    found = completeness(panel_of("P1,E1,2024,3000,1000,0.0435,12,\n"))
    assert "loan_id" not in set(found["column"])


def test_the_floor_that_is_asked_about_is_the_laws():
    assert load_policy().measures["interest_subsidy"].parameters["investment_floor"].value == 2000
