"""What the charts of every page hold to: no trap, no colour that cannot be read, nothing foreign in a text."""

import json
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import charts
from simulation.colours import CITY, ON_DARK, contrast
from simulation.scenario import Scenario
from tests.pages.test_pages import PAGES, open_page

CHINESE_MARKS = re.compile("[、，。；：（）！？《》]")


def figures(app):
    return [json.loads(one.proto.spec) for one in app.get("plotly_chart")]


@pytest.fixture(scope="module", params=PAGES)
def english(request):
    return open_page(request.param, "en", Scenario().with_value("simulation.draws", 300))


def test_no_finger_zooms_a_chart(english):
    assert not english.exception
    for figure in figures(english):
        layout = figure["layout"]
        assert layout["dragmode"] is False
        axes = [name for name in layout if re.fullmatch(r"[xy]axis\d*", name)]
        assert all(layout[name]["fixedrange"] for name in axes)


def strings(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def test_an_english_chart_has_no_chinese_punctuation(english):
    for figure in figures(english):
        figure["layout"].pop("template", None)
        assert [one for one in strings(figure) if CHINESE_MARKS.search(one)] == []


def test_in_the_dark_theme_no_chart_is_drawn_in_the_light_themes_colours(monkeypatch):
    monkeypatch.setattr(charts, "colours", lambda: ON_DARK)
    for page in ("districts", "estimate", "enterprises"):
        shown = [json.dumps(figure).upper() for figure in figures(open_page(page))]
        assert shown
        assert not any(CITY in one for one in shown), page


def test_the_name_on_every_tile_is_readable(monkeypatch):
    monkeypatch.setattr(charts, "colours", lambda: ON_DARK)
    (tiles,) = [
        figure for figure in figures(open_page("districts")) if len(figure["layout"].get("shapes", [])) > 10
    ]
    names, places = tiles["layout"]["annotations"], tiles["layout"]["shapes"]
    for name, place in zip(names, places, strict=True):
        assert contrast(name["font"]["color"], place["fillcolor"]) >= 4.5


def labels(app):
    return [note["text"] for figure in figures(app) for note in figure["layout"].get("annotations", [])]


def test_the_thresholds_on_enterprises_follow_the_scenario():
    changes = {
        "policy.parts_subsidy.purchases_floor": 1234.0,
        "policy.growth_award.tier_1_output": 15000.0,
        "policy.growth_award.growth_floor": 0.125,
        "policy.oem_parts_award.growth_floor": 0.03,
    }
    app = open_page("enterprises", "en", Scenario().with_values(changes))
    assert not app.exception
    found = " ".join(labels(app))
    for text in ("1,234<br>", "15,000<br>", "≥12.5%: ", "≥3%: "):
        assert text in found
    for text in ("≥20%", "≥2%"):
        assert text not in found
    said = " ".join(one.value for one in app.markdown)
    assert "by 12.5% or more" in said
    assert "reach 1.50 亿元" in said


@pytest.mark.parametrize(
    ("most", "places"),
    [(1.0, 3), (0.4, 3), (0.04, 4), (0.0004, 6), (12.0, 1), (5.0, 2), (123456.0, 1), (0.0, 1)],
)
def test_a_column_has_the_decimals_that_tell_its_numbers_apart(most, places):
    assert charts.decimals(pd.Series([0.0, most, float("nan")])) == places


def a_table():
    import pandas

    from pages.parts.charts import table

    table(pandas.DataFrame({"name": ["a", "b"], "share": [0.412, 0.437], "amount": [1200.0, 5000.0]}), "x")


def test_probabilities_keep_their_decimals_beside_a_column_of_amounts():
    app = AppTest.from_function(a_table).run()
    assert not app.exception
    assert list(app.dataframe[0].value["share"]) == [0.412, 0.437]


def test_a_row_is_named_above_its_bar_and_no_label_stands_beside_it():
    chart = charts.figure()
    charts.label_above(chart, ["one", "two", "one"])
    assert [note.text for note in chart.layout.annotations] == ["one", "two"]
    assert chart.layout.yaxis.showticklabels is False
