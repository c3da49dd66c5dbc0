"""What the charts of every page hold to: no trap, no colour that cannot be read, nothing foreign in a text."""

import json
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import charts
from pages.parts.exploring import difference_charts
from simulation.report.colours import CITY, ON_DARK, contrast
from simulation.scenario import Scenario
from simulation.text.plain import csv_of
from tests.pages.test_pages import PAGES, open_page, words

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


def test_the_name_of_an_axis_is_in_the_colour_of_the_text_and_none_counts_in_plus_nought(english):
    for figure in figures(english):
        for name, axis in figure["layout"].items():
            if not re.fullmatch(r"[xy]axis\d*", name):
                continue
            assert "+" not in axis.get("tickformat", "")
            if axis.get("title", {}).get("text"):
                assert axis["title"]["font"]["color"] == charts.colours().text


def test_every_entry_of_a_legend_shows_a_colour(english):
    for figure in figures(english):
        for trace in figure["data"]:
            if trace.get("mode") == "markers" and trace["marker"].get("size", 10) < 3:
                assert trace["showlegend"] is False


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
    said = words(app)
    assert "by 12.5% or more" in said
    assert "reach 1.50 亿元" in said


@pytest.mark.parametrize(
    ("most", "places"),
    [(1.0, 3), (0.4, 3), (0.04, 4), (0.0004, 6), (12.0, 1), (5.0, 2), (123456.0, 1)],
)
def test_a_column_has_the_decimals_that_tell_its_numbers_apart(most, places):
    assert charts.decimals(pd.Series([most / 7, most, float("nan")])) == places


def test_a_column_of_whole_numbers_has_no_decimals():
    assert charts.decimals(pd.Series([0.0, 20.0, float("nan")])) == 0
    assert charts.decimals(pd.Series([float("nan")])) == 0


def a_table():
    import pandas

    from pages.parts.charts import table

    table(pandas.DataFrame({"name": ["a", "b"], "share": [0.412, 0.437], "amount": [1200.0, 5000.0]}), "x")


def test_probabilities_keep_their_decimals_beside_a_column_of_amounts():
    app = AppTest.from_function(a_table).run()
    assert not app.exception
    assert list(app.dataframe[0].value["share"]) == [0.412, 0.437]


def test_a_difference_is_shown_as_it_is_and_only_its_file_is_guarded():
    def page():
        import pandas

        from pages.parts.charts import table

        table(pandas.DataFrame({"name": ["a"], "moves": ["+2,599 ±33"]}), "x", wrapped=True)

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert "2,599" in str(app.table[0].value) and "'" not in app.table[0].value["moves"][0]
    assert (
        csv_of(pd.DataFrame({"moves": ["+2,599 ±33"]}))
        .decode("utf-8-sig")
        .splitlines()[1]
        .strip('"')
        .startswith("'+")
    )


def test_the_reasons_of_a_failed_claim_are_named_where_a_phone_has_room():
    app = open_page("estimate", "en", Scenario().with_value("simulation.draws", 300))
    (outcomes,) = [one for one in figures(app) if one["layout"].get("barmode") == "stack"]
    assert outcomes["layout"]["showlegend"] is False
    named = " ".join(one.proto.body for one in app.get("html"))
    for trace in outcomes["data"]:
        assert trace["name"] in named and trace["marker"]["color"] in named


def test_a_waterfall_names_its_steps_above_their_bars():
    chart = difference_charts.waterfall(("start", 100.0), [("one<br>two", -20.0)], ("end", 80.0))
    assert [note.text for note in chart.layout.annotations] == ["start", "one<br>two", "end"]
    assert list(chart.data[0].text) == ["100", "\N{MINUS SIGN}20", "80"]


def test_a_row_is_named_above_its_bar_and_no_label_stands_beside_it():
    chart = charts.figure()
    charts.label_above(chart, ["one", "two", "one"])
    assert [note.text for note in chart.layout.annotations] == ["one", "two"]
    assert chart.layout.yaxis.showticklabels is False
