"""What a panel tells of the assumptions: the right facts, counted, blended where few, ready for the scenario."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from simulation.panel import Panel, read_panel
from simulation.panel.learn import bonds, learn, quantile_points, take_all
from simulation.places import DATA
from simulation.population.facts import load_facts
from simulation.scenario import Scenario, catalogue

YEARS = (2021, 2022, 2023, 2024)
DEFAULT = Scenario()


def spread(count):
    """The middles of equal shares of probability."""
    return (np.arange(count) + 0.5) / count


def sizes(count, median=5000.0, sigma=1.2):
    """Revenues that lie on a lognormal law, in an order that has nothing to do with size."""
    values = median * np.exp(sigma * ndtri(spread(count)))
    return values[(np.arange(count) * 7919) % count] if count % 7919 else values


def laplace(count):
    """A Laplace law of sd 1 at the middles of equal shares, shuffled."""
    p = spread(count)
    values = np.sign(p - 0.5) * -np.log(1 - 2 * np.abs(p - 0.5)) / np.sqrt(2)
    return values[(np.arange(count) * 104729) % count]


def enterprises(count, field="robots", growth=0.1, scale=0.0, **columns):
    """A roster of `count` enterprises over YEARS; columns are functions of (number, year, revenue)."""
    shocks = laplace(count * len(YEARS)).reshape(count, len(YEARS))
    rows = []
    for number, size in enumerate(sizes(count)):
        log_revenue = np.log(size) - growth
        for place, year in enumerate(YEARS):
            revenue = float(np.exp(log_revenue))
            facts = {name: make(number, year, revenue) for name, make in columns.items()}
            rows.append(
                {
                    "enterprise_id": f"E{number:04d}", "district": "yuhang", "field": field, "year": year,
                    "revenue": revenue, **facts,
                }
            )  # fmt: skip
            log_revenue += growth + scale * shocks[number, place]
    return pd.DataFrame(rows)


def panel_of(rows, **tables):
    files = {"enterprises": rows, **tables}
    return read_panel({f"{name}.csv": table.to_csv(index=False).encode() for name, table in files.items()})


def lesson(panel, path, scenario=DEFAULT):
    found = [one for one in learn(panel, scenario, path.split(".")[1]) if one.path == path]
    assert len(found) == 1, path
    return found[0]


def number(panel, path, scenario=DEFAULT):
    (offer,) = lesson(panel, path, scenario).offers
    return offer.values[path]


def test_sizes_are_fitted_to_the_base_year_and_to_no_other():
    rows = enterprises(60, growth=0.3)
    found = lesson(panel_of(rows), "fields.robots.revenue")
    assert found.years == (load_facts().base_year,) == (2022,)
    lognormal = next(offer for offer in found.offers if offer.family == "lognormal")
    assert lognormal.values["fields.robots.revenue"]["median"] == pytest.approx(5000.0, rel=0.01)
    assert lognormal.holds
    rows.loc[rows["year"] != 2022, "revenue"] *= 2
    assert lesson(panel_of(rows), "fields.robots.revenue").offers == found.offers


def test_an_enterprise_without_the_fact_is_left_out_and_counted():
    rows = enterprises(40)
    rows.loc[(rows["year"] == 2022) & rows["enterprise_id"].isin(["E0001", "E0002"]), "revenue"] = np.nan
    rows.loc[(rows["year"] == 2022) & (rows["enterprise_id"] == "E0003"), "revenue"] = 0
    found = lesson(panel_of(rows), "fields.robots.revenue")
    assert (found.values.size, found.left_out) == (37, 3)
    assert {offer.count for offer in found.offers} == {37}
    assert found.values.min() > 0


def test_purchases_are_the_parts_share_times_the_unaffiliated_share():
    bought = {"parts_purchases": lambda number, year, revenue: revenue * (0.3 + 0.002 * number)}
    panel = panel_of(enterprises(41, **bought))
    assert np.median(lesson(panel, "fields.robots.parts_share").values) == pytest.approx(0.34 / 0.8)
    other = DEFAULT.with_value("fields.robots.unaffiliated_share", 0.5)
    assert np.median(lesson(panel, "fields.robots.parts_share", other).values) == pytest.approx(0.68)


def test_a_year_without_purchases_counts_and_one_without_the_fact_does_not():
    def bought(number, year, revenue):
        return "" if year == 2021 else 0.0 if year == 2022 else 0.4 * revenue

    found = lesson(panel_of(enterprises(40, growth=0.0, parts_purchases=bought)), "fields.robots.parts_share")
    assert found.values == pytest.approx(2 / 3 * 0.4 / 0.8)
    assert found.years == (2022, 2023, 2024)


def test_the_law_of_growth_comes_back():
    offer = lesson(panel_of(enterprises(400, growth=0.07, scale=0.25)), "fields.robots.growth").offers[0]
    mean = offer.values["fields.robots.growth"]
    assert mean["mode"] == pytest.approx(0.07, abs=0.02)
    assert mean["low"] < mean["mode"] < mean["high"]
    assert offer.values["fields.robots.growth_scale"] == pytest.approx(0.25, rel=0.1)
    assert offer.count == 1200


def test_growth_takes_consecutive_years_only():
    rows = enterprises(40)
    rows = rows[(rows["year"] != 2023) | (rows["enterprise_id"] == "E0000")]
    found = lesson(panel_of(rows), "fields.robots.growth")
    # 2022 from 2021 by all; by one alone 2023 and 2024, too few for a year's median.
    assert found.values.size == 40
    assert found.left_out == (40 + 1 + 40) - 40


def test_fewer_than_thirty_are_blended_with_the_programs_default_and_say_so():
    panel = panel_of(enterprises(12))
    offer = lesson(panel, "fields.robots.revenue").offers[0]
    assert offer.weight == pytest.approx(0.4)
    own = enterprises(12)
    own = np.median(own["revenue"][own["year"] == 2022])
    blended = offer.values["fields.robots.revenue"]["median"]
    assert 2100 < blended < own
    edited = DEFAULT.with_value("fields.robots.revenue", {"median": 9.0, "p90": 10.0})
    assert lesson(panel, "fields.robots.revenue", edited).offers[0] == offer


def test_thirty_speak_for_themselves():
    assert {offer.weight for offer in lesson(panel_of(enterprises(30)), "fields.robots.revenue").offers} == {
        1.0
    }


@pytest.fixture(scope="module")
def example():
    return read_panel(DATA / "example-panel")


def test_a_fit_that_is_taken_twice_changes_nothing(example):
    once = take_all(example, DEFAULT, "robots")
    assert once.is_changed("fields.robots.revenue")
    assert take_all(example, once, "robots") == once


def test_taking_all_leaves_small_samples_alone():
    panel = panel_of(pd.concat([enterprises(29)]))
    taken = take_all(panel, DEFAULT, "robots")
    assert not taken.is_changed("fields.robots.revenue")
    assert taken.is_changed("fields.robots.growth")  # 87 enterprise-years


def projects(rows, ratio, loan=0.5, years=(2022, 2023)):
    return pd.DataFrame(
        [
            {
                "project_id": f"P{row.enterprise_id}{row.year}", "enterprise_id": row.enterprise_id,
                "year": row.year, "investment": row.revenue * ratio, "loan": row.revenue * ratio * loan,
                "loan_rate": 0.04, "months": 6,
            }
            for row in rows.itertuples() if row.year in years
        ]
    )  # fmt: skip


def test_the_investment_ratio_is_read_at_the_median_size_that_is_taken_with_it():
    rows = enterprises(60)
    exponent = DEFAULT.doubt("fields.robots.spike_size_exponent").mode
    rows["wanted"] = 0.2 * (rows["revenue"] / 5000.0) ** -exponent
    table = projects(rows, 1.0)
    table["investment"] *= rows["wanted"][rows["year"].isin([2022, 2023])].to_numpy()
    table["loan"] = table["investment"] / 2
    panel = panel_of(rows.drop(columns="wanted"), projects=table)
    at_default = lesson(panel, "fields.robots.spike_ratio").values
    assert np.median(at_default) == pytest.approx(0.2 * (5000 / 2100) ** exponent, rel=1e-6)
    taken = take_all(panel, DEFAULT, "robots")
    assert lesson(panel, "fields.robots.spike_ratio", taken).values == pytest.approx(0.2, rel=0.01)


def test_loans_tell_the_product_of_spikes_and_their_financing():
    rows = enterprises(50)
    table = projects(rows[rows["enterprise_id"] < "E0005"], 0.4, years=(2021, 2022, 2024))
    panel = panel_of(rows, projects=table)
    spike = DEFAULT.doubt("fields.robots.spike").mode
    # In 2022–2024, 150 enterprise-years, ten projects begin; those of the first year on record are not told.
    assert number(panel, "fields.robots.loan_financed")["mode"] == pytest.approx(10 / 150 / spike, rel=1e-3)
    assert number(panel, "fields.robots.loan_share")["mode"] == pytest.approx(
        0.5 * 0.5 + 0.5 * 0.45, rel=1e-3
    )


def test_a_project_of_several_years_begins_once():
    rows = enterprises(40)
    table = projects(rows, 0.4, years=(2022, 2023))
    table["project_id"] = "P" + table["enterprise_id"]
    found = lesson(panel_of(rows, projects=table), "fields.robots.spike_ratio")
    assert (found.values.size, found.years) == (40, (2022,))


def test_a_share_has_wilsons_limits():
    flags = {"technology_breakthrough": lambda number, year, revenue: int(number % 4 == 0)}
    found = number(panel_of(enterprises(100, **flags)), "fields.robots.breakthrough")
    assert found["mode"] == 0.25
    assert found["low"] == pytest.approx(0.174, abs=0.002)
    assert found["high"] == pytest.approx(0.346, abs=0.002)


def test_noise_is_the_spread_about_each_enterprises_own_mean():
    def bought(number, year, revenue):
        return 0.3 * revenue * np.exp((number % 5) / 5 + (0.2 if year % 2 else -0.2))

    panel = panel_of(enterprises(40, parts_purchases=bought))
    expected = 0.2 * np.sqrt(4 / 3)  # four years, one mean
    assert number(panel, "fields.robots.purchases_noise")["mode"] == pytest.approx(expected, rel=1e-3)


def test_plants_tell_their_use_and_mix():
    facts = {
        "vehicle_output": lambda number, year, revenue: 600 + number,
        "approved_capacity": lambda number, year, revenue: 1000,
        "nev_output": lambda number, year, revenue: 300,
    }
    panel = panel_of(enterprises(6, field="vehicle_oem", **facts))
    assert lesson(panel, "fields.vehicle_oem.utilisation").values == pytest.approx(0.6 + 0.001 * np.arange(6))
    assert lesson(panel, "fields.vehicle_oem.nev_share").values == pytest.approx(300 / (605.0 - np.arange(6)))


def products(count, recognised=2021, premium=5.0, sold=lambda number, year: 100.0):
    return pd.DataFrame(
        [
            {
                "product_id": f"G{number:03d}", "enterprise_id": "E0000", "year": year, "recognised_year": recognised,
                "insured_sum": 200.0 if premium else 0.0, "premium": premium, "sales": sold(number, year),
            }
            for number in range(count) for year in YEARS if year >= recognised
        ]
    )  # fmt: skip


def test_first_sets_tell_their_insurance_and_sales():
    half = products(
        40, sold=lambda number, year: 100.0 * 1.2 ** (year - 2022) if number % 2 and year > 2021 else 0.0
    )
    panel = panel_of(enterprises(3), products=half)
    assert number(panel, "fields.first_set.insured")["mode"] == 1.0
    assert number(panel, "fields.first_set.sold_within_two_years")["mode"] == 0.5
    assert number(panel, "fields.first_set.sales_growth")["mode"] == pytest.approx(0.2)
    assert lesson(panel, "fields.first_set.premium_rate").values == pytest.approx(0.025)
    sales = lesson(panel, "fields.first_set.first_year_sales")
    assert (sales.values.size, sales.left_out) == (20, 20)
    assert sales.values == pytest.approx(100.0)


def test_a_product_whose_window_is_open_says_nothing_of_sales_in_time():
    young = products(10, recognised=2023, sold=lambda number, year: 100.0)
    young["product_id"] = "Y" + young["product_id"]
    old = products(30, recognised=2021, sold=lambda number, year: 0.0)
    found = lesson(
        panel_of(enterprises(3), products=pd.concat([old, young])), "fields.first_set.sold_within_two_years"
    )
    assert (found.values.size, found.left_out) == (30, 10)
    assert found.offers[0].values[found.path]["mode"] == 0.0


def test_a_new_model_tells_the_sales_of_its_year_of_listing():
    models = pd.DataFrame(
        [
            {"model_id": f"M{n}", "enterprise_id": "E0000", "year": year, "sales": 1000.0 * n + year - 2020, "listed_year": 2023}
            for n in range(1, 6) for year in (2023, 2024) if (n, year) != (5, 2023)
        ]
    )  # fmt: skip
    panel = panel_of(enterprises(5, field="vehicle_oem"), models=models)
    found = lesson(panel, "fields.vehicle_oem.new_model_sales")
    assert found.values.tolist() == [1003.0, 2003.0, 3003.0, 4003.0]
    assert found.left_out == 1


def test_the_order_of_rows_never_matters(example):
    turned = Panel({name: table.iloc[::-1] for name, table in example.tables.items()}, example.notices)
    for population in ("robots", "vehicle_oem", "first_set", "scenes"):
        for one, other in zip(*(learn(each, DEFAULT, population) for each in (example, turned)), strict=True):
            assert one.offers == other.offers, one.path
            assert replace(one, values=None, offers=()) == replace(other, values=None, offers=())
    assert bonds(example, DEFAULT, "robots") == bonds(turned, DEFAULT, "robots")


def test_an_enterprise_belongs_to_the_field_of_its_latest_row():
    rows = enterprises(40)
    rows.loc[(rows["enterprise_id"] < "E0010") & (rows["year"] == 2024), "field"] = "cnc"
    panel = panel_of(rows)
    assert lesson(panel, "fields.robots.revenue").values.size == 30
    assert lesson(panel, "fields.cnc.revenue").values.size == 10


@pytest.mark.parametrize("population", [*load_facts().field_names, "first_set", "scenes", "fund"])
def test_every_offer_of_the_example_can_be_taken(population, example):
    for one in learn(example, DEFAULT, population):
        for offer in one.offers:
            taken = DEFAULT.with_values(offer.values)
            assert all(path in catalogue() and taken.value(path) is not None for path in offer.values)
            if offer.curve is not None:
                points = quantile_points(one, offer)
                assert points.shape == (min(one.values.size, 200), 3)
                assert (np.diff(points, axis=0) >= 0).all()


def test_a_panel_without_the_facts_teaches_nothing():
    rows = enterprises(40).drop(columns="revenue")
    panel = panel_of(rows)
    assert learn(panel, DEFAULT, "robots") == []
    assert learn(panel, DEFAULT, "first_set") == []
    assert bonds(panel, DEFAULT, "robots").told == {}
    assert take_all(panel, DEFAULT, "robots") == DEFAULT


def test_traits_that_go_together_are_found_by_rank_and_taken():
    rising = {"parts_purchases": lambda number, year, revenue: revenue * min(0.1 + revenue / 1e5, 0.7)}
    panel = panel_of(enterprises(60, **rising))
    found = bonds(panel, DEFAULT, "robots")
    correlation, count = found.pairs["size_parts_share"]
    assert (count, found.count) == (60, 60)
    assert correlation > 0.9
    assert found.pairs["size_investment"] == (0.0, 0)
    taken = DEFAULT.with_values(found.values)
    assert taken.mapping("fields.robots.correlations")["size_parts_share"] == correlation
    assert take_all(panel, DEFAULT, "robots").is_changed("fields.robots.correlations")


def test_a_poor_family_is_not_recommended_to_a_large_sample():
    rows = enterprises(200)
    base = rows["year"] == 2022
    rows.loc[base, "revenue"] = np.where(np.arange(200) % 2, 100.0, 3e3) * (1 + 1e-3 * np.arange(200))
    found = lesson(panel_of(rows), "fields.robots.revenue")
    assert not found.offers[0].holds
    assert found.recommended.family == "empirical"
