"""Why a claimant gets what it gets: the words come from the rule's own outcome, and every number is right."""

import re
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.judge.assess import assess
from simulation.judge.claim import Claim
from simulation.judge.conditions import conditions as conditions_of
from simulation.judge.explanation import explain
from simulation.judge.ladder import ladder, place_of_failure
from simulation.judge.roster import asked
from simulation.law.policy import load_policy
from simulation.law.rule import CAPPED, OUTCOMES, PAID
from simulation.law.terms import RULED, rule_of
from simulation.panel import TABLES, Panel, read_panel
from simulation.scenario import Scenario
from tests.places import FIRST

PANEL = read_panel(FIRST)
NAN = float("nan")
AWARDED = ("paid", "capped")

NUMBER = r"−?\d[\d,]*(?:\.\d+)?"
NAME = r"(?:[^\d<>≤≥（(]{1,50} )?"
COMPARISON = re.compile(rf"({NUMBER})(?:%| 万元| 辆| vehicles)? ([<>≤≥]) {NAME}({NUMBER})")
# Nothing here is taken back once it matched: long Chinese without a space would else be tried from every end.
COMPARED = re.compile(rf"(?>{NUMBER})\S*+(?: \S++)? [<>≤≥] ")
TRUE_FOR = {"<": (-1,), ">": (1,), "≤": (-1, 0), "≥": (0, 1)}


def numbers(words):
    return [Decimal(found.replace(",", "").replace("−", "-")) for found in re.findall(NUMBER, words)]


def assert_comparisons_are_true(words):
    assert len(COMPARISON.findall(words)) == len(COMPARED.findall(words)), words
    for left, sign, right in COMPARISON.findall(words):
        (left,), (right,) = numbers(left), numbers(right)
        assert left.compare(right) in TRUE_FOR[sign], words


def texts_of(one):
    return [one.verdict, *(step.text for step in one.steps), *one.formula, *one.stacking]


# The ladder of each rule, on any facts.

READINGS = {reading.id: tuple(reading.options) for reading in load_policy().readings.values()}
ODD = [
    {},
    {"policy.parts_subsidy.purchases_floor": 0, "policy.capacity_award.utilisation_floor": 0},
    {"policy.new_model_award.tier_1_award": 0, "policy.growth_award.tier_1_output": 60000},
    {"policy.new_model_award.tier_2_sales": 400000, "policy.growth_award.tier_3_award": 50},
    {"policy.oem_parts_award.growth_floor": 0, "policy.insurance_compensation.max_years": 0},
    {"policy.insurance_compensation.yearly_step": 0.5, "policy.growth_award.growth_floor": 0.1},
]


@st.composite
def scenarios(draw):
    readings = {f"readings.{reading}": draw(st.sampled_from(READINGS[reading])) for reading in READINGS}
    return Scenario().with_values(readings | draw(st.sampled_from(ODD)))


def near(*thresholds):
    """Facts on a threshold, a cent beside it, a rounding error beside it, zero, unknown, and any other."""
    beside = [value for at in thresholds for value in (at, at - 0.01, at + 0.01, at * (1 - 1e-15), at * 1.2)]
    return st.sampled_from([0.0, NAN, *beside]) | st.floats(0, 2e6, allow_subnormal=False)


def known(facts):
    return facts.filter(lambda value: value == value)


MONEY = near(1000.0, 10000.0, 12000.0, 357000.0, 350000.0)
OUTPUT = near(10000.0, 12000.0, 50000.0, 60000.0, 100000.0)
SALES = near(400000.0, 500000.0, 1000000.0)
VEHICLES = near(100000.0, 75000.0, 37500.0)
FACTS = {
    "interest_subsidy": {
        "investment": near(2000.0),
        "loan": MONEY,
        "loan_rate": st.sampled_from([NAN, 0.0, 0.01, 0.039]),
        "months": st.sampled_from([NAN, 0.0, 7.0, 12.0]),
        "subsidised_before": st.booleans(),
    },
    "capacity_award": {
        "vehicle_output": VEHICLES,
        "approved_capacity": VEHICLES,
        "nev_output": VEHICLES,
        "value_added": MONEY | st.just(-5.0),
        "before": MONEY | st.just(-7.0),
        "two_before": MONEY,
        "awarded_before": st.booleans(),
    },
    "new_model_award": {
        "listed_year": st.sampled_from([2022.0, 2023.0, 2024.0]),
        "sales": SALES,
        "best_before": known(SALES),
    },
    "oem_parts_award": {"bought": MONEY, "before": MONEY, "two_before": MONEY},
    "growth_award": {
        "output": OUTPUT,
        "before": OUTPUT,
        "two_before": OUTPUT,
        "breakthrough": st.sampled_from([0.0, 1.0, NAN]),
        "best_before": known(OUTPUT),
        "paid_before": st.sampled_from([0.0, 100.0, 500.0]),
    },
    "parts_subsidy": {"bought": MONEY, "before": MONEY, "two_before": MONEY},
    "insurance_compensation": {"insured_year": st.integers(1, 5), "premium": MONEY, "insured_sum": MONEY},
    "application_award": {
        "sales": MONEY,
        "years_to_sale": st.sampled_from([NAN, -1.0, 0.0, 2.0, 3.0]),
        "year_of_sale": st.sampled_from([0.0, 2.0, 3.0]),
    },
    "scene_subsidy": {"investment": known(MONEY), "place": st.integers(0, 7)},
    "fund_investment": {"district_contribution": known(MONEY), "asked": known(MONEY)},
}


def test_every_rule_is_tried():
    assert set(FACTS) == set(RULED)


@pytest.mark.parametrize("measure", FACTS)
@given(data=st.data(), scenario=scenarios())
def test_an_award_is_refused_by_the_first_test_that_fails_and_given_where_all_hold(measure, data, scenario):
    rule, terms = rule_of(measure), getattr(scenario.terms, measure)
    facts = rule.facts(**{name: data.draw(values, label=name) for name, values in FACTS[measure].items()})
    award = rule.award(facts, terms)
    refusals = [test.outcome for test in rule.tests if not test.holds(facts, terms)]
    assert award.outcome in ([PAID, CAPPED] if not refusals else refusals[:1])
    assert award.amount >= 0.0 if not refusals else award.amount == 0.0


@pytest.mark.parametrize("measure", FACTS)
@given(data=st.data(), scenario=scenarios())
def test_the_ladder_fails_where_the_rule_did_and_the_facts_say_the_same(measure, data, scenario):
    rule, terms = rule_of(measure), getattr(scenario.terms, measure)
    item = asked(
        rule,
        rule.facts(**{name: data.draw(values, label=name) for name, values in FACTS[measure].items()}),
        terms,
    )
    outcome = item.award.outcome
    conditions = conditions_of(Claim(load_policy().measures[measure], terms, item.facts, 2024))

    failure = place_of_failure(conditions, outcome)
    steps = ladder(conditions, failure, "", "")
    # What the facts say, test by test, up to the one that the rule stopped at.
    assert [condition.holds for condition in conditions[: failure + 1]] == [
        step.passed for step in steps[: failure + 1]
    ]
    assert [step.passed for step in steps[failure + 1 :]] == [None] * (len(steps) - failure - 1)
    failed = [step.outcome for step in steps if step.passed is False]
    assert failed == ([] if outcome in (PAID, CAPPED) else [OUTCOMES[outcome]])
    for step in steps:
        for words in (step.text.zh, step.text.en):
            assert_comparisons_are_true(words)
            assert words and "nan" not in words.lower()
        assert numbers_alike(step.text)


def numbers_alike(text):
    return sorted(numbers(text.zh)) == sorted(numbers(text.en))


# Whole panels.

WORTH = st.sampled_from([NAN, 0.0, 600.0, 999.99, 1000.0, 1200.0, 11200.0, 50000.0, 357000.0, 1000000.0])
KNOWN_WORTH = known(WORTH)
FIELDS = ("robots", "additive", "cnc", "vehicle_oem", "connected_vehicle", "hydrogen_vehicle")
OWNERS = ("E1", "E2")
YEARS = range(2021, 2026)


def frame(table, rows):
    return pd.DataFrame(rows, columns=[column.id for column in TABLES[table].columns])


@st.composite
def panels(draw):
    """Two enterprises through five years, with items that may change hands, scenes and fund projects."""

    def each_year(identities, facts, years=range(2022, 2026)):
        return [
            {**facts(identity), "year": year}
            for identity in identities
            for year in years
            if draw(st.booleans())
        ]

    def owned(name, identity, **facts):
        own = {column: draw(values) for column, values in facts.items()}
        return {name: identity, "enterprise_id": draw(st.sampled_from(OWNERS)), **own}

    numbers_of_a_year = [column.id for column in TABLES["enterprises"].columns if column.unit]
    enterprises = [
        {
            "enterprise_id": identity,
            "name": "",
            "district": "xihu",
            "field": draw(st.sampled_from(FIELDS)),
            "year": year,
            **{name: draw(WORTH) for name in numbers_of_a_year},
            "technology_breakthrough": draw(st.sampled_from([0.0, 1.0, NAN])),
        }
        for identity in OWNERS
        for year in YEARS
    ]
    invested = each_year(
        ("P1", "P2"),
        lambda identity: owned(
            "project_id", identity, investment=st.sampled_from([1999.99, 1999.9999999999998, 2000.0, 9000.0])
        ),
    )
    projects = [
        {
            **project,
            "loan_id": loan,
            "loan": draw(KNOWN_WORTH),
            "loan_rate": draw(st.sampled_from([0.008, 0.01, 0.039])),
            "months": draw(st.sampled_from([0.0, 5.0, 12.0])),
        }
        for project in invested
        for loan in draw(st.sampled_from([("",), ("L1", "L2")]))
    ]
    models = each_year(
        ("M1", "M2"),
        lambda identity: owned(
            "model_id",
            identity,
            sales=st.sampled_from([499999.99, 500000.0, 1000000.0]),
            listed_year=st.just(2022.0 if identity == "M2" else 2023.0),
        ),
    )
    products = each_year(
        ("D1", "D2", "D3"),
        lambda identity: owned(
            "product_id",
            identity,
            recognised_year=st.just(2021.0),
            insured_sum=WORTH,
            premium=st.sampled_from([NAN, 0.0, 20.0, 400.0]),
            sales=st.sampled_from([NAN, 0.0, 400.0, 2000.0, 3500.0]),
        ),
    )
    scenes = each_year(
        [f"S{number}" for number in range(7)],
        lambda identity: {
            "scene_id": identity,
            "organisation": "",
            "district": "xihu",
            "investment": draw(KNOWN_WORTH),
            "score": draw(st.sampled_from([NAN, 80.0, 90.0])),
        },
        years=(2024,),
    )
    fund = each_year(
        ("F1",),
        lambda identity: {
            "project_id": identity,
            "district": "xihu",
            "district_contribution": draw(KNOWN_WORTH),
            "city_contribution": draw(KNOWN_WORTH),
        },
        years=(2024,),
    )
    tables = {
        "enterprises": enterprises,
        "projects": projects,
        "models": models,
        "products": products,
        "scenes": scenes,
        "fund": fund,
    }
    return Panel({name: frame(name, rows) for name, rows in tables.items()})


@given(panel=panels(), scenario=scenarios())
def test_every_claimant_is_told_exactly_what_the_assessment_lists(panel, scenario):
    rows = assess(panel, scenario)
    claimants = dict.fromkeys(row.claimant for row in rows)
    explained = {claimant: explain(panel, scenario, claimant) for claimant in claimants}
    for claimant, told in explained.items():
        assert [one.row for one in told] == [row for row in rows if row.claimant == claimant]
    for one in (one for told in explained.values() for one in told):
        assert_explained(one)


def assert_explained(one):
    failed = [step for step in one.steps if step.passed is False]
    assert bool(one.formula) == (one.row.outcome in AWARDED)
    if one.formula:
        for words in (one.formula[-1].zh, one.formula[-1].en, one.verdict.zh, one.verdict.en):
            assert float(numbers(words)[-1]) == pytest.approx(one.row.amount, rel=1e-9)
        for line in one.formula:
            assert_reckoned(line.zh)
    else:
        assert failed[0].outcome == one.row.outcome
        assert failed[0].text.zh in one.verdict.zh
        assert failed[0].text.en in one.verdict.en
    for text in texts_of(one):
        assert numbers_alike(text), text
        for words in (text.zh, text.en):
            assert_comparisons_are_true(words)
            assert words and "nan" not in words.lower() and "inf" not in words.lower()
    clause = next(clause for clause in load_policy().clauses if clause.id == one.row.clause)
    for step in one.steps:
        assert step.clause == one.row.clause
        assert step.words and step.words in clause.text


def assert_reckoned(line):
    """Each sum of a Chinese line, its labels taken away, comes to what stands behind its equals sign."""
    for part in re.split("[；，：]", re.sub("（[^（）]*）", "", line)):
        if " = " not in part or "奖励" in part or "出资" in part:
            continue
        left, right = (reckon(side) for side in part.split(" = "))
        assert left == pytest.approx(right, rel=1e-8, abs=1e-12), line


def reckon(words):
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", re.sub("[一-鿿]", "", words))
    plain = re.sub(r"([\d.]+)%", r"(\1/100)", plain)
    return eval(plain.strip().replace("×", "*").replace("÷", "/").replace("−", "-"), {"min": min, "max": max})


# What stands on a threshold but for binary noise, half a yuan or six tenths of one.

BESIDE = [-1e-9, 0.0, 1e-9, -0.00005, 0.00005, -0.00006, 0.00006, -0.01, 0.01]


@pytest.mark.parametrize("gap", BESIDE)
def test_beside_a_threshold_no_comparison_is_printed_that_is_not_true(gap):
    firms = ["enterprise_id,district,field,year,output_value,value_added,parts_purchases,vehicle_output,approved_capacity,nev_output,technology_breakthrough"]  # fmt: skip
    for year, level in ((2021, 700), (2022, 800), (2023, 1000 + gap), (2024, 1000), (2025, 1020 + gap)):
        firms.append(f"R,yuhang,robots,{year},,,{level!r},,,,")
        cars = f"{75000 + gap!r},100000,{37500 + gap!r}"
        firms.append(f"V,yuhang,vehicle_oem,{year},,{level!r},{10 * level!r},{cars},")
        firms.append(f"C,yuhang,connected_vehicle,{year},{10 * level!r},,,,,,1")
    firms += [f"I,yuhang,cnc,{year},,,,,,," for year in (2023, 2024, 2025)]
    # A loan whose subsidy stands on the cap.
    loans = [
        "project_id,enterprise_id,year,investment,loan,loan_rate,months",
        f"P1,I,2023,{2000 + gap!r},{100000 + gap!r},0.04,12",
        f"P2,I,2024,{2000 + gap!r},{100000 + 1000 * gap!r},0.04,12",
    ]
    sales = ["model_id,enterprise_id,year,sales,listed_year", f"M,V,2024,{500000 + gap!r},2023"]
    panel = read_panel(
        {
            f"{name}.csv": "\n".join(rows).encode()
            for name, rows in (("enterprises", firms), ("projects", loans), ("models", sales))
        }
    )
    for claimant in ("R", "V", "C", "I"):
        for one in explain(panel, Scenario(), claimant):
            for text in texts_of(one):
                assert_comparisons_are_true(text.en)
                assert_comparisons_are_true(text.zh)
            if any("above the cap of" in line.en for line in one.formula):
                (before,) = re.findall(rf"= ({NUMBER}) 万元, above the cap of", one.formula[-1].en)
                assert numbers(before)[0] > 1000
