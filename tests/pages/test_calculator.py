"""The calculator, without a browser: the same numbers as the assessment, and nothing typed is lost."""

import io
from math import fsum

import pandas as pd
import pytest

from pages.parts.calculator import typed
from pages.parts.markup import as_written
from pages.parts.rosters import Held
from simulation.judge.assess import assess
from simulation.judge.phrases import figure
from simulation.panel import read_panel
from simulation.scenario import Scenario
from simulation.text.plain import csv_of
from simulation.text.problems import InputError
from tests.pages.test_pages import open_page, words
from tests.places import FIRST

PANEL = read_panel(FIRST)
SHORT = Scenario().with_value("simulation.draws", 300)


def calculator(language="zh", panel=None, one=None):
    app = open_page("overview", language, SHORT)
    if panel is not None:
        app.session_state["panel"] = Held(panel, "cases")
    if one is not None:
        app.session_state["typed"] = one
    return app.switch_page("pages/calculator.py").run()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_never_empty_and_marks_its_example_as_invented(language):
    app = calculator(language)
    assert not app.exception
    assert not app.error
    mark = {"zh": "均为虚构", "en": "invented"}[language]
    assert any(mark in one.value for one in app.warning)
    assert app.metric


@pytest.mark.parametrize("enterprise", ["OEM-C", "ROBOT-A", "PRINT-B", "ICV-D", "H2-E"])
def test_the_pages_total_is_the_assessments(enterprise):
    app = calculator(panel=PANEL)
    app.selectbox(key="firm:id").set_value(enterprise).run()
    assert not app.exception
    total = fsum(row.amount for row in assess(PANEL, SHORT) if row.claimant == enterprise)
    if total:
        assert app.metric[0].value == f"{figure(total).zh} 万元"
    else:
        assert not app.metric
        assert "没有应得的奖补" in words(app)


def test_a_firm_is_found_by_a_part_of_its_name_and_stays_when_the_page_changes():
    app = calculator(panel=PANEL)
    app.text_input(key="firm:sought").set_value("整车").run()
    assert [option.split(" ")[0] for option in app.selectbox(key="firm:id").options] == ["OEM-C"]
    app.switch_page("pages/methods.py").run()
    app.switch_page("pages/calculator.py").run()
    assert app.text_input(key="firm:sought").value == "整车"
    assert "OEM-C" in words(app).replace("\\", "")


def test_a_search_without_a_match_says_so():
    app = calculator(panel=PANEL)
    app.text_input(key="firm:sought").set_value("*nobody*").run()
    assert not app.exception
    assert any("nobody" in one.value for one in app.info)


def test_a_typed_mistake_is_listed_with_its_row_and_nothing_is_lost():
    one = typed.example()
    one.tables["enterprises"].loc[3, "parts_purchases"] = "很多"
    one.tables["projects"].loc[0, "loan_rate"] = "3.9"
    app = calculator(one=one)
    assert not app.exception
    assert app.error
    rows = next(frame.value for frame in app.dataframe if "值" in frame.value.columns)
    assert {"很多", "3.9"} <= set(rows["值"])
    assert rows.set_index("值").loc["很多", "行"] == "4"
    assert app.session_state["typed"].tables["enterprises"].loc[3, "parts_purchases"] == "很多"


def test_what_is_no_longer_the_example_is_not_marked_invented():
    one = typed.example()
    one.tables["enterprises"].loc[3, "parts_purchases"] = "2551"
    app = calculator(one=one)
    assert not app.warning
    assert "未与名册核对" in words(app)


@pytest.mark.parametrize(
    ("field", "tables"),
    [
        ("robots", ("enterprises", "projects", "products")),
        ("vehicle_oem", ("enterprises", "projects", "models", "products")),
        ("hydrogen_vehicle", ("enterprises", "products")),
    ],
)
def test_only_the_tables_that_a_field_can_use_are_asked_for(field, tables):
    assert typed.tables_of(field) == tables


def test_only_the_columns_that_a_field_can_use_are_asked_for():
    def asked(field):
        return {column.id for column in typed.columns_of("enterprises", field)}

    assert asked("robots") == {"year", "revenue", "parts_purchases"}
    assert asked("cnc") == {"year", "revenue"}
    assert asked("connected_vehicle") == {"year", "revenue", "output_value", "technology_breakthrough"}
    assert "nev_output" in asked("vehicle_oem")


def test_a_year_without_a_fact_has_no_row_unless_an_item_needs_it():
    one = typed.example()
    assert set(typed.read(one).tables["enterprises"]["year"]) == {2021, 2022, 2023, 2024}
    one.tables["products"].loc[1, "year"] = "2025"
    assert 2025 in set(typed.read(one).tables["enterprises"]["year"])


def test_facts_of_another_field_are_kept_but_not_judged():
    one = typed.example()
    one.field = "cnc"
    assert typed.read(one).tables["enterprises"]["parts_purchases"].isna().all()
    one.field = "robots"
    assert typed.read(one).tables["enterprises"]["parts_purchases"].notna().any()


def test_a_form_without_an_id_is_a_problem_and_not_a_fault():
    with pytest.raises(InputError):
        typed.read(typed.empty())


def test_a_number_typed_with_another_unit_is_taken_in_the_column_s_own():
    one = typed.example()
    one.tables["projects"].loc[0, ["loan_rate", "investment"]] = ["4.5 %", "0.6亿"]
    one.tables["enterprises"].loc[3, "revenue"] = "１５９００万元"
    tables = typed.read(one).tables
    assert tables["projects"]["loan_rate"].iloc[0] == 0.045
    assert tables["projects"]["investment"].iloc[0] == 6000.0
    assert tables["enterprises"]["revenue"].tolist() == [9000.0, 11500.0, 14800.0, 15900.0]
    assert one.tables["projects"].loc[0, "loan_rate"] == "4.5 %"


@pytest.mark.parametrize("rate", ["3.9", "33,33", "4.5万"])
def test_a_rate_that_may_be_a_slip_is_asked_for_again(rate):
    one = typed.example()
    one.tables["projects"].loc[0, "loan_rate"] = rate
    with pytest.raises(InputError) as refused:
        typed.read(one)
    assert refused.value.problems[0].value == rate


def test_a_cleared_form_is_no_error():
    app = calculator()
    next(one for one in app.button if one.label == "清空").click().run()
    assert not app.exception
    assert not app.error
    assert any("尚未录入" in one.value for one in app.info)


@pytest.mark.parametrize("hostile", ["=HYPERLINK(1)", "+1+a", "-1-a", "@x", "\t=1", "＝1"])
def test_a_table_taken_away_runs_nothing_in_a_spreadsheet(hostile):
    data = pd.DataFrame({"item": [hostile], "amount": [-1.5], "change": ["-1.5%"], hostile: [1]})
    back = pd.read_csv(io.BytesIO(csv_of(data)), encoding="utf-8-sig", dtype={"item": "str"})
    assert back.loc[0, "item"] == "'" + hostile.strip()
    assert back.columns[3] == "'" + hostile.strip()
    assert back.loc[0, "change"] == "-1.5%"
    assert back.loc[0, "amount"] == -1.5


def test_markdown_in_a_name_stands_for_itself():
    assert as_written("**[x](y)** <b> $1") == r"\*\*\[x\]\(y\)\*\* \<b\> \$1"
