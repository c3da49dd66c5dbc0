"""A scenario file says what differs; everything else it answers clearly."""

import pytest

from simulation.scenario import Range, Scenario, catalogue, read_scenario, to_yaml, warnings_of
from simulation.text.problems import InputError

EXAMPLE = """
name: Half the parts cap
policy:
  parts_subsidy: {annual_cap: 250}
measures: {fund_investment: off}
readings: {growth_tiers: difference}
delivery:
  take_up: {interest_subsidy: {low: 0.3, mode: 0.5, high: 0.8}}
validity: {effective_from: 2023-08-27, expires: 2025-12-31}
response: {parts_subsidy: {low: 0.0, mode: 0.5, high: 1.5}}
payment_schedule: [0.0, 0.6, 0.4]
fields:
  robots: {count: 200, revenue: {median: 2100, p90: 16000, tail_index: 1.1}}
economy: {macro_sd: 0.03, loan_rate: {2023: 0.039, 2024: 0.036, 2025: 0.031}}
split: {preset: even, city_share: {parts_subsidy: {yuhang: 0.3}}}
budget: {rule: carry_over, city: {2024: 30000}, districts: {yuhang: {2024: 8000}}}
simulation: {draws: 500, seed: 7, precision: 0.01}
"""


def refused(text):
    with pytest.raises(InputError) as error:
        read_scenario(text)
    return error.value.problems


def test_the_contract_s_example_is_read_whole_and_written_back():
    scenario = read_scenario(EXAMPLE)
    assert scenario.name == "Half the parts cap"
    assert scenario.number("policy.parts_subsidy.annual_cap") == 250
    assert scenario.value("delivery.take_up.interest_subsidy") == Range(0.3, 0.5, 0.8)
    assert "fund_investment" not in scenario.enabled
    assert scenario.schedule == (0.0, 0.6, 0.4)
    assert scenario.draws == 500
    assert read_scenario(to_yaml(scenario)) == scenario
    assert read_scenario(to_yaml(scenario)).hash == scenario.hash


def test_an_empty_file_is_the_baseline():
    assert read_scenario("") == Scenario()
    assert Scenario().badge == "baseline"


def test_the_default_written_out_is_no_difference():
    assert read_scenario("policy: {parts_subsidy: {annual_cap: 500}}").differences() == []


@pytest.mark.parametrize(
    ("text", "column", "way_out"),
    [
        ("polcy: {}", "polcy", "policy"),
        ("policy: {parts_subsdy: {rate: 0.04}}", "policy.parts_subsdy", "parts_subsidy"),
        ("policy: {parts_subsidy: {anual_cap: 4}}", "policy.parts_subsidy.anual_cap", "annual_cap"),
        ("readings: {growth_tiers: diference}", "readings.growth_tiers", "difference"),
        (
            "delivery: {take_up: {interest_subsidy: {low: 0.3, mode: 0.5, hig: 0.7}}}",
            "delivery.take_up.interest_subsidy",
            "high",
        ),
        (
            "delivery: {take_up: {interest_subsidy: {low: 0.9, mode: 0.5, high: 0.7}}}",
            "delivery.take_up.interest_subsidy",
            "rising",
        ),
        ("delivery: {accepted: 85}", "delivery.accepted.all", "0.85"),
        ("policy: {parts_subsidy: {annual_cap: many}}", "policy.parts_subsidy.annual_cap", "number"),
        ("policy: {parts_subsidy: {annual_cap: -1}}", "policy.parts_subsidy.annual_cap", "0"),
        (
            "policy: {scene_subsidy: {projects_per_year: 2.5}}",
            "policy.scene_subsidy.projects_per_year",
            "example",
        ),
        ("payment_schedule: [0.5, 0.4]", "payment_schedule", "sum to 1"),
        ("split: {city_share: {parts_subsidy: {yuhnag: 0.3}}}", "split.city_share", "yuhang"),
        ("budget: {city: {2050: 5}}", "budget.city", "year"),
        ("budget: {city: {2024: -5}}", "budget.city", "lie in"),
        ("fields: {robots: {revenue: {median: 9, p90: 5}}}", "fields.robots.revenue", "check the numbers"),
        ("validity: {expires: 2020-01-01}", "validity", "dates"),
        ("fields: {robots: {revenue: 0}}", "fields.robots.revenue", "lie in"),
        ("fields: {robots: {parts_share: {low: 1, mode: 3, high: 9}}}", "fields.robots.parts_share", "0–1"),
        ("fields: {robots: {count: 1" + "0" * 400 + "}}", "fields.robots.count", "definite"),
    ],
)
def test_a_fault_is_named_with_its_place_and_the_way_out(text, column, way_out):
    problems = refused(text)
    assert [problem.column for problem in problems] == [column]
    assert way_out in problems[0].right.en
    assert problems[0].right.zh


def test_every_fault_is_named_at_once():
    assert len(refused("polcy: {}\nreadings: {growth_tiers: x}\npolicy: {parts_subsidy: {rate: -1}}")) == 3


@pytest.mark.parametrize(
    "text",
    ["a: [1, 2", "- 1\n- 2", "a: &x [1]\nb: *x", "policy: {}\npolicy: {}", "? [1, 2]\n: 3", "x" * 1_100_000],
    ids=["broken", "a list", "an alias", "a key twice", "an odd key", "too long"],
)
def test_a_file_that_is_no_scenario_is_refused(text):
    assert refused(text)


def test_what_changes_nothing_is_warned_about():
    scenario = read_scenario("split: {city_share: {fund_investment: 0.3}}\nbudget: {city: {2019: 5}}")
    assert [warning.column for warning in warnings_of(scenario)] == [
        "split.city_share.fund_investment",
        "budget.city.2019",
    ]


def test_a_rate_that_looks_like_a_percentage_is_asked_about_and_goes_on():
    scenario = read_scenario("policy: {interest_subsidy: {subsidy_rate: 1}}")
    warnings = warnings_of(scenario)
    assert any("0.01" in warning.right.en for warning in warnings)
    assert scenario.number("policy.interest_subsidy.subsidy_rate") == 1


@pytest.mark.parametrize(
    ("path", "value", "badge"),
    [
        ("policy.parts_subsidy.annual_cap", 250, "edited"),
        ("policy.parts_subsidy.annual_cap", 501, "reform"),
        ("policy.parts_subsidy.purchases_floor", 900, "reform"),
        ("policy.parts_subsidy.purchases_floor", 1100, "edited"),
        ("validity.expires", "2026-12-31", "reform"),
        ("fields.robots.count", 100, "edited"),
    ],
)
def test_going_beyond_the_law_is_marked_reform(path, value, badge):
    assert Scenario().with_value(path, value).badge == badge


def test_a_field_inherits_until_it_has_its_own():
    scenario = Scenario().with_value("fields.all.spike", 0.1)
    assert scenario.value("fields.robots.spike") == 0.1
    own = scenario.with_value("fields.robots.spike", 0.3)
    assert own.value("fields.robots.spike") == 0.3
    assert own.value("fields.cnc.spike") == 0.1


def test_split_and_budget_change_the_scenario_but_not_the_dice():
    moved = Scenario().with_values({"split.preset": "tiered", "budget.city": {2024: 5}})
    assert moved.hash != Scenario().hash
    assert moved.dice_hash == Scenario().dice_hash
    assert Scenario().with_value("fields.robots.count", 1).dice_hash != Scenario().dice_hash


def test_every_default_number_has_its_basis():
    settings = ("simulation.", "budget.", "split.city_share")
    for path, key in catalogue().items():
        if key.default not in (None, ()) and not path.startswith(settings):
            assert key.basis in ("law", "sourced", "derived", "memory", "assumption"), path


def test_correlations_are_read_by_pair_and_must_hold_together():
    scenario = read_scenario("fields: {robots: {correlations: {size_growth: -0.2, growth_investment: 0.3}}}")
    assert dict(scenario.rows("fields.robots.correlations")) == {
        "growth_investment": 0.3,
        "size_growth": -0.2,
    }
    assert read_scenario(to_yaml(scenario)) == scenario
    impossible = "{size_growth: 0.9, size_investment: 0.9, growth_investment: -0.9}"
    for text, words in (
        (impossible, "cannot hold together"),
        ("{size_grwth: 0.1}", "did you mean size_growth"),
        ("{size_growth: 0.99}", "it must lie in"),
    ):
        with pytest.raises(InputError, match=words):
            read_scenario(f"fields: {{all: {{correlations: {text}}}}}")


def test_a_roster_covers_its_fields_whole_unless_told_otherwise():
    scenario = read_scenario(
        "fields: {all: {coverage: 0.8}, robots: {coverage: {low: 0.5, mode: 0.6, high: 0.7}}}"
    )
    assert Scenario().number("fields.cnc.coverage") == 1.0
    assert scenario.number("fields.cnc.coverage") == 0.8
    assert scenario.doubt("fields.robots.coverage").mode == 0.6
