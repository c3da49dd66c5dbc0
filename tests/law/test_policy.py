"""The law as data is the law: every quoted word, every sentence, every number."""

from simulation.law import MEASURES
from simulation.law.policy import law_text, load_policy

POLICY = load_policy()
LAW = law_text().replace(" ", "").replace("\n", "")


def test_every_quoted_word_stands_in_the_law():
    quotes = [
        parameter.words for measure in POLICY.measures.values() for parameter in measure.parameters.values()
    ]
    quotes += [reading.words for reading in POLICY.readings.values()] + [POLICY.validity_words]
    for words in quotes:
        assert words in LAW


def test_the_coverage_accounts_for_every_sentence():
    assert [len(clause.coverage) for clause in POLICY.clauses] == [2, 3, 3, 3, 5, 4, 3, 6]
    covered = {line.measure for clause in POLICY.clauses for line in clause.coverage if line.measure}
    assert covered == set(MEASURES)
    for clause in POLICY.clauses:
        for line in clause.coverage:
            assert line.treatment == "modelled" or line.note.zh


def test_the_statutory_values_are_those_of_the_text():
    values = {
        f"{measure.id}.{parameter.id}": parameter.value
        for measure in POLICY.measures.values()
        for parameter in measure.parameters.values()
    }
    assert values == {
        "interest_subsidy.investment_floor": 2000, "interest_subsidy.subsidy_rate": 0.01, "interest_subsidy.annual_cap": 1000,
        "capacity_award.utilisation_floor": 0.75, "capacity_award.nev_share_floor": 0.5, "capacity_award.rate": 0.05, "capacity_award.cap": 1000,
        "new_model_award.tier_1_sales": 500000, "new_model_award.tier_1_award": 200, "new_model_award.tier_2_sales": 1000000, "new_model_award.tier_2_award": 400, "new_model_award.listed_from": 2023,
        "oem_parts_award.purchases_floor": 10000, "oem_parts_award.growth_floor": 0.02, "oem_parts_award.rate": 0.01, "oem_parts_award.annual_cap": 800,
        "growth_award.tier_1_output": 10000, "growth_award.tier_2_output": 50000, "growth_award.tier_3_output": 100000,
        "growth_award.tier_1_award": 100, "growth_award.tier_2_award": 200, "growth_award.tier_3_award": 500, "growth_award.growth_floor": 0.2,
        "parts_subsidy.purchases_floor": 1000, "parts_subsidy.rate": 0.05, "parts_subsidy.annual_cap": 500,
        "insurance_compensation.first_year_share": 0.9, "insurance_compensation.yearly_step": 0.1, "insurance_compensation.rate_limit": 0.02, "insurance_compensation.annual_cap": 500, "insurance_compensation.max_years": 3,
        "application_award.rate": 0.1, "application_award.cap": 300, "application_award.max_years": 3, "application_award.window_years": 2,
        "scene_subsidy.rate": 0.2, "scene_subsidy.cap": 200, "scene_subsidy.projects_per_year": 5,
        "fund_investment.city_to_district_ratio": 1.0, "road_test_support.annual_amount": None, "district_scene_support.annual_amount": None,
    }  # fmt: skip


def test_the_nine_readings_open_with_their_default():
    assert len(POLICY.readings) == 9
    for reading in POLICY.readings.values():
        assert reading.default == next(iter(reading.options))
