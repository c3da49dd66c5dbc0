"""A panel looked at: gaps, counts, trends, outliers and what can be judged, each counted by hand here."""

import pandas as pd
import pytest

from scripts.make_example_panel import FOLDER
from simulation.judge import profile
from simulation.judge.assess import assess
from simulation.panel import read_panel
from simulation.scenario import Scenario

FIRMS = """enterprise_id,name,district,field,year,revenue,output_value,parts_purchases,vehicle_output
A,甲,yuhang,robots,2021,100,,500,
A,甲,yuhang,robots,2022,200,,900,
A,甲,yuhang,robots,2023,300,,1500,
A,甲,yuhang,robots,2024,330,,,
B,乙,yuhang,robots,2022,400,50,,
B,乙,yuhang,robots,2023,,50,2000,
B,乙,yuhang,robots,2024,500,50,2500,
C,丙,xihu,rail,2021,1000,1000,,
C,丙,xihu,rail,2024,900,900,,
"""
PRODUCTS = """product_id,enterprise_id,year,recognised_year,insured_sum,premium,sales
D1,A,2023,2023,,20,0
D2,A,2023,2023,1000,20,0
D3,C,2024,2024,1000,,0
"""


def panel_of(**tables):
    return read_panel({f"{name}.csv": text.encode() for name, text in tables.items()})


@pytest.fixture(scope="module")
def panel():
    return panel_of(enterprises=FIRMS, products=PRODUCTS)


def one(frame, **where):
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0].to_dict()


def test_completeness_counts_known_and_blank_cells_of_each_year(panel):
    found = profile.completeness(panel)
    row = one(found, table="enterprises", column="revenue", year=2023)
    assert (row["asked"], row["known"], row["blank"], row["share"]) == (2, 1, 1, 0.5)
    row = one(found, table="products", column="insured_sum", year=2023)
    assert (row["asked"], row["known"], row["blank"]) == (2, 1, 1)
    assert set(found["table"]) == {"enterprises", "products"}


def test_a_column_is_only_asked_of_the_fields_whose_measures_need_it(panel):
    found = profile.completeness(panel)
    assert one(found, column="parts_purchases", year=2024)["asked"] == 2
    assert "vehicle_output" not in set(found["column"])


def test_enterprises_are_counted_by_field_district_and_year(panel):
    found = profile.counts(panel)
    assert one(found, field="robots", district="yuhang", year=2023)["enterprises"] == 2
    assert found["enterprises"].sum() == 9


def test_a_trend_gives_median_total_and_the_growth_of_the_same_enterprises(panel):
    row = one(profile.trends(panel), fact="revenue", field="robots", year=2024)
    assert (row["enterprises"], row["known"], row["median"], row["total"]) == (2, 2, 415.0, 830.0)
    # B's revenue of 2023 is not known, so A alone tells the growth; C has no row of 2023.
    assert (row["paired"], row["growth"]) == (1, pytest.approx(0.1))
    row = one(profile.trends(panel), fact="revenue", field="rail", year=2024)
    assert row["paired"] == 0
    assert pd.isna(row["growth"])


def test_an_outlier_is_far_from_its_field_on_a_log_scale_and_says_from_what():
    sizes = [90, 95, 100, 105, 110, 92, 97, 103, 108, 100, 100_000, 0]
    rows = [f"E{place},yuhang,cnc,2023,{size}" for place, size in enumerate(sizes)]
    panel = panel_of(enterprises="\n".join(["enterprise_id,district,field,year,revenue", *rows]))
    found = profile.outliers(panel)
    assert list(found.rows["enterprise_id"]) == ["E10"]
    assert found.rows["median"].item() == pytest.approx(100)
    assert found.rows["times"].item() == pytest.approx(1000)
    assert found.rows["distance"].item() > found.threshold == profile.OUTLIER_DISTANCE
    assert profile.outliers(panel, threshold=1000).rows.empty
    row = one(found.fields, fact="revenue")
    assert (row["known"], row["zeros"], row["judged"], row["outliers"]) == (12, 1, True, 1)


def test_few_values_are_not_judged_and_that_is_said(panel):
    found = profile.outliers(panel)
    assert found.rows.empty
    assert not found.fields["judged"].any()


def test_readiness_counts_who_can_be_judged_and_what_the_others_lack(panel):
    found = profile.readiness(panel, Scenario())
    row = one(found.measures, measure="parts_subsidy", year=2023)
    # A can be judged; B lacks the purchases of 2022 and has no row of 2021.
    assert (row["claimants"], row["judged"], row["missing"], row["awarded"]) == (2, 1, 1, 1)
    row = one(found.measures, measure="parts_subsidy", year=2024)
    assert (row["claimants"], row["judged"], row["missing"]) == (2, 0, 2)
    lacking = found.lacking[found.lacking["measure"] == "parts_subsidy"]
    assert dict(zip(lacking["years_before"], lacking["claimants"], strict=True)) == {0: 1, 1: 1, 2: 2}


def test_an_item_that_cannot_be_judged_counts_even_where_another_is_paid(panel):
    found = profile.readiness(panel, Scenario())
    row = one(found.measures, measure="insurance_compensation", year=2023)
    assert (row["claimants"], row["missing"], row["awarded"]) == (1, 1, 1)
    assert one(found.lacking, column="insured_sum")["claimants"] == 1


def test_a_product_whose_premium_is_not_known_is_counted_though_no_rule_was_asked(panel):
    found = profile.readiness(panel, Scenario())
    assert one(found.measures, measure="insurance_compensation", year=2024)["missing"] == 1
    assert one(found.lacking, column="premium")["claimants"] == 1


def test_the_reading_decides_which_years_are_missed(panel):
    scenario = Scenario().with_value("readings.prior_growth", "this_year_grew")
    lacking = profile.readiness(panel, scenario).lacking
    assert 2 not in set(lacking["years_before"])


def test_a_measure_without_its_table_says_so(panel):
    found = profile.readiness(panel, Scenario()).measures
    assert not found.loc[found["measure"] == "scene_subsidy", "given"].any()
    off = profile.readiness(panel, Scenario().with_value("measures.scene_subsidy", "off")).measures
    assert "scene_subsidy" not in set(off["measure"])


def test_what_is_missing_agrees_with_the_assessment_of_the_example():
    panel, scenario = read_panel(FOLDER), Scenario()
    found = profile.readiness(panel, scenario).measures
    rows = pd.DataFrame(assess(panel, scenario))
    for measure in ("parts_subsidy", "growth_award", "capacity_award", "scene_subsidy"):
        missing = ((rows["measure"] == measure) & (rows["outcome"] == "missing_fact")).sum()
        assert found.loc[found["measure"] == measure, "missing"].sum() == missing
    paid = rows[rows["amount"] > 0].groupby("measure").size()
    assert found.groupby("measure")["awarded"].sum().reindex(paid.index).tolist() == paid.tolist()


def test_imputation_counts_every_cell_from_2021_to_2025_once(panel):
    row = one(profile.imputation(panel, Scenario()), fact="revenue", field="robots")
    assert (row["enterprises"], row["cells"], row["known"], row["blank"]) == (2, 10, 6, 1)
    assert (row["before"], row["between"], row["after"]) == (1, 0, 2)
    row = one(profile.imputation(panel, Scenario()), fact="revenue", field="rail")
    assert (row["known"], row["between"], row["after"]) == (2, 2, 1)


def test_imputation_asks_each_field_only_for_what_its_measures_need(panel):
    found = profile.imputation(panel, Scenario())
    assert set(found.loc[found["field"] == "rail", "fact"]) == {"revenue"}
    assert set(found.loc[found["field"] == "robots", "fact"]) == {"revenue", "parts_purchases"}
    parts = ["known", "blank", "before", "between", "after"]
    assert (found[parts].sum(axis=1) == found["cells"]).all()


def test_nothing_is_imputed_of_a_firm_that_has_left_the_roster():
    stays = "E1,甲,yuhang,robots,2021,1,1\nE1,甲,yuhang,robots,2024,1,1\n"
    left = "E2,乙,yuhang,robots,2021,1,1\nE2,乙,yuhang,robots,2022,1,1\n"
    heading = "enterprise_id,name,district,field,year,revenue,parts_purchases\n"
    found = profile.imputation(panel_of(enterprises=heading + stays + left), Scenario())
    row = one(found, fact="revenue", field="robots")
    assert (row["known"], row["between"], row["after"], row["cells"]) == (4, 2, 1, 7)
