"""The estimate against closed forms, and what must always hold (model.md §10)."""

import numpy as np
import pytest
from scipy.stats import lognorm

from simulation.engine.run import simulate
from simulation.law import MEASURES
from simulation.population.curves import limited_mean
from simulation.population.facts import load_facts
from simulation.scenario import Scenario

# Everybody claims, nobody is diverted, refused or cut: the outlay is what the rules give.
CERTAIN_DELIVERY = {
    f"delivery.{name}.{measure}": 1.0 if name in ("take_up", "accepted") else 0.0
    for measure in MEASURES[:9]
    for name in ("take_up", "accepted", "diverted", "cut")
}
ALL_OFF = {f"measures.{measure}": "off" for measure in MEASURES}


def only(*measures):
    return {path: value for path, value in ALL_OFF.items() if path.split(".")[1] not in measures}


def of(scenario, measure, draws):
    outlay = simulate(scenario, draws=draws)
    return outlay, outlay.amount[:, MEASURES.index(measure)].sum(axis=(1, 2))


def limited_lognormal(median, p90, cap):
    """E[min(X, cap)] of a lognormal, in closed form."""
    sigma = np.log(p90 / median) / 1.2815515655446004
    below = lognorm(sigma, scale=median * np.exp(sigma**2))
    return median * np.exp(sigma**2 / 2) * below.cdf(cap) + cap * lognorm(sigma, scale=median).sf(cap)


def test_scenes_are_a_poisson_count_of_capped_severities():
    scenario = Scenario().with_values(
        only("scene_subsidy")
        | CERTAIN_DELIVERY
        | {"policy.scene_subsidy.projects_per_year": 1000, "fields.scenes.applicants_per_year": 9}
    )
    _, total = of(scenario, "scene_subsidy", 4000)
    expected = 3 * 9 * 0.2 * limited_lognormal(800, 2500, 1000)
    assert total.mean() == pytest.approx(expected, abs=4 * total.std() / np.sqrt(total.size))


def test_first_set_awards_are_a_count_of_limited_sales():
    scenario = Scenario().with_values(
        only("application_award")
        | CERTAIN_DELIVERY
        | {
            "fields.first_set.recognised_per_year": 50,
            "fields.first_set.sold_within_two_years": 1.0,
            "fields.first_set.sales_growth": 0.0,
            "readings.application_cap": "per_product",
        }
    )
    _, total = of(scenario, "application_award", 1500)
    # Cohorts of 2021 to 2025, a first sale 0, 1 or 2 years later, three years each: 23 thirds of a cohort.
    product_years = 50 * (6 + 8 + 9) / 3
    expected = product_years * 0.1 * limited_lognormal(500, 3000, 3000)
    assert total.mean() == pytest.approx(expected, abs=4 * total.std() / np.sqrt(total.size))


def test_interest_follows_the_share_of_spikes_and_the_size_of_loans():
    scenario = Scenario().with_values(
        only("interest_subsidy")
        | CERTAIN_DELIVERY
        | {
            f"fields.{field}.count": 0
            for field in (
                "vehicle_oem",
                "powertrain",
                "electronic_control",
                "auto_chips",
                "connected_vehicle",
                "rail",
                "aerospace",
                "emergency",
                "instruments",
                "inspection",
                "robots",
                "additive",
            )
        }
        | {
            "fields.cnc.count": 100,
            "fields.cnc.revenue": 100000,
            "fields.cnc.growth": 0.0,
            "fields.cnc.growth_scale": 0.0,
            "economy.macro_sd": 0.0,
            "economy.field_sd": 0.0,
            "fields.all.spike": 0.2,
            "fields.all.loan_financed": 0.5,
            "fields.all.spike_ratio": 0.1,
            "fields.all.spike_size_exponent": 0.0,
            "fields.all.loan_share": 0.5,
            "fields.all.loan_spread_sd": 0.0,
            "fields.all.term_years": 5,
            "fields.all.months_first_year": 6,
        }
    )
    outlay, total = of(scenario, "interest_subsidy", 2000)
    # 100 firms × 0.1 a year borrow 5,000; 1% of it is 50 a year, half of that in the first year.
    by_year = 100 * 0.1 * 50 * np.array([0.5, 1.5, 2.5])
    assert outlay.by_year(("interest_subsidy",)).mean(axis=0) == pytest.approx(by_year, rel=0.03)
    assert total.mean() == pytest.approx(by_year.sum(), abs=4 * total.std() / np.sqrt(total.size))


def test_limited_mean_of_a_curve_is_the_closed_form():
    curve = Scenario().curve("fields.first_set.first_year_sales")
    assert limited_mean(curve, 3000) == pytest.approx(limited_lognormal(500, 3000, 3000), rel=1e-4)


DRAWS = 400
OUTLAY = simulate(Scenario(), draws=DRAWS)


def test_no_outlay_is_negative_and_none_exceeds_cap_times_claimants():
    assert OUTLAY.amount.min() >= 0
    caps = {
        "interest_subsidy": 1000,
        "capacity_award": 1000,
        "oem_parts_award": 800,
        "parts_subsidy": 500,
        "insurance_compensation": 500,
        "application_award": 300,
        "scene_subsidy": 200,
    }
    for measure, cap in caps.items():
        place = MEASURES.index(measure)
        paid = OUTLAY.amount[:, place].sum(axis=2)
        assert (paid <= cap * OUTLAY.data.claimants.values[:, place] + 1e-9).all()


def test_three_tiers_in_three_years_pay_by_difference_what_the_highest_pays():
    # Output of 5,000, then e times as much a year: 13,591, 36,945 and 100,428.
    scenario = Scenario().with_values(
        only("growth_award")
        | CERTAIN_DELIVERY
        | {f"fields.{field}.count": 0 for field in load_facts().enterprise_fields}
        | {
            "fields.connected_vehicle.count": 1,
            "fields.connected_vehicle.revenue": 5000,
            "fields.connected_vehicle.growth": 1.0,
            "fields.connected_vehicle.growth_scale": 0.0,
            "fields.all.breakthrough": 1.0,
            "economy.macro_sd": 0.0,
            "economy.field_sd": 0.0,
            "policy.growth_award.tier_2_output": 30000,
            "readings.growth_tiers": "difference",
        }
    )
    outlay = simulate(scenario, draws=20)
    by_year = outlay.amount[:, MEASURES.index("growth_award")].sum(axis=2)
    assert by_year.tolist() == [[100.0, 100.0, 300.0]] * 20


def test_a_one_off_award_is_paid_once():
    scenario = Scenario().with_values(
        only("capacity_award")
        | CERTAIN_DELIVERY
        | {
            "fields.vehicle_oem.count": 1,
            "policy.capacity_award.utilisation_floor": 0,
            "policy.capacity_award.nev_share_floor": 0,
        }
    )
    outlay = simulate(scenario, draws=DRAWS)
    paid_years = outlay.data.claimants.values[:, MEASURES.index("capacity_award")].sum(axis=1)
    assert paid_years.max() == 1


@pytest.mark.parametrize(
    ("path", "lower", "higher"),
    [
        ("policy.parts_subsidy.rate", 0.03, 0.05),
        ("policy.parts_subsidy.annual_cap", 250, 500),
        ("policy.interest_subsidy.annual_cap", 100, 1000),
        ("policy.oem_parts_award.rate", 0.005, 0.01),
        ("policy.scene_subsidy.cap", 100, 200),
        ("policy.application_award.cap", 150, 300),
    ],
)
def test_every_draw_costs_more_when_a_rate_or_a_cap_rises(path, lower, higher):
    measure = path.split(".")[1]
    less = simulate(Scenario().with_value(path, lower), draws=DRAWS).total((measure,))
    more = simulate(Scenario().with_value(path, higher), draws=DRAWS).total((measure,))
    assert (more >= less - 1e-9).all()
    assert more.sum() > less.sum()


def test_equity_and_optional_programmes_stay_out_of_the_headline():
    place = MEASURES.index("fund_investment")
    assert OUTLAY.amount[:, place].sum() > 0
    everything = OUTLAY.amount.sum(axis=(1, 2, 3))
    assert OUTLAY.total() == pytest.approx(everything - OUTLAY.amount[:, place].sum(axis=(1, 2)))
    added = simulate(Scenario().with_value("measures.fund_investment", "headline"), draws=50)
    assert added.total() == pytest.approx(everything[:50])


def test_a_district_programme_costs_what_the_user_names():
    scenario = Scenario().with_values(
        {"measures.road_test_support": "on", "policy.road_test_support.annual_amount": 300}
    )
    outlay = simulate(scenario, draws=5)
    assert outlay.by_year(("road_test_support",)) == pytest.approx(np.full((5, 3), 300.0))


def test_the_horizon_follows_the_validity():
    successor = Scenario().with_values(
        {"validity.effective_from": "2026-01-01", "validity.expires": "2028-12-31"}
    )
    outlay = simulate(successor, draws=100)
    assert outlay.years == (2026, 2027, 2028)
    assert (outlay.by_year().mean(axis=0) > 0).all()


def test_a_response_raises_the_supported_base_and_the_outlay():
    dynamic = simulate(Scenario().with_value("response.parts_subsidy", 2.0), draws=DRAWS)
    assert dynamic.total(("parts_subsidy",)).mean() > OUTLAY.total(("parts_subsidy",)).mean()
    assert dynamic.total(("scene_subsidy",)).mean() == OUTLAY.total(("scene_subsidy",)).mean()


def test_only_the_best_scenes_of_a_year_are_paid():
    scenario = Scenario().with_values(
        only("scene_subsidy") | CERTAIN_DELIVERY | {"fields.scenes.applicants_per_year": 40}
    )
    claimants = simulate(scenario, draws=100).data.claimants.values[:, MEASURES.index("scene_subsidy")]
    assert (claimants == 5).all()


def test_acceptance_is_decided_anew_each_year_and_take_up_once():
    one_firm = {
        "fields.robots.count": 1,
        "fields.additive.count": 0,
        "fields.robots.revenue": 100000,
        "fields.robots.growth": 0.1,
        "fields.robots.growth_scale": 0.0,
        "fields.robots.purchases_noise": 0.0,
        "economy.macro_sd": 0.0,
        "economy.field_sd": 0.0,
    }
    base = Scenario().with_values(only("parts_subsidy") | CERTAIN_DELIVERY | one_firm)
    place = MEASURES.index("parts_subsidy")

    def paid(scenario):
        return simulate(scenario, draws=1500).data.claimants.values[:, place]

    assert (paid(base) == 1).all()
    accepted = paid(base.with_value("delivery.accepted.parts_subsidy", 0.5))
    assert accepted.mean() == pytest.approx(0.5, abs=0.03)
    assert abs(np.corrcoef(accepted[:, 0], accepted[:, 1])[0, 1]) < 0.1
    claimed = paid(base.with_value("delivery.take_up.parts_subsidy", 0.5))
    assert claimed.mean() == pytest.approx(0.5, abs=0.04)
    assert (claimed.min(axis=1) == claimed.max(axis=1)).all()


@pytest.mark.parametrize(
    ("population", "measure"),
    [("first_set", "application_award"), ("scenes", "scene_subsidy"), ("fund", "fund_investment")],
)
def test_district_weights_of_what_belongs_to_no_field_say_where_it_is(population, measure):
    scenario = Scenario().with_value(f"fields.{population}.districts", {"yuhang": 1.0})
    outlay = simulate(scenario, draws=50)
    place, yuhang = MEASURES.index(measure), outlay.districts.index("yuhang")
    everywhere = outlay.amount[:, place].sum(axis=(0, 1))
    assert everywhere[yuhang] == everywhere.sum() > 0
