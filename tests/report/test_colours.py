"""What is written on a colour can be read, in both themes."""

import tomllib

import pytest

from pages.parts.exploring.difference_charts import LESS, MORE
from simulation.report.colours import MEASURE_COLOURS, ON_DARK, ON_LIGHT, along, contrast, readable_on
from tests.places import ROOT

THEMES = pytest.mark.parametrize("own", [ON_LIGHT, ON_DARK], ids=["light", "dark"])
ENOUGH = 4.5  # WCAG 2.2, 1.4.3


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


@THEMES
@pytest.mark.parametrize("scale", ["up", "both_ways", "risk"])
def test_the_number_in_a_cell_is_readable_along_the_whole_scale(own, scale):
    for step in range(201):
        cell = along(getattr(own, scale), step / 200)
        assert contrast(readable_on(cell), cell) >= ENOUGH, (step, cell)


@THEMES
def test_a_tile_that_is_not_known_is_readable_and_seen(own):
    assert contrast(readable_on(own.unknown), own.unknown) >= ENOUGH


@THEMES
def test_lines_and_bars_stand_out_from_the_page(own):
    for colour in (own.city, own.district, own.budget, own.ink):
        assert contrast(colour, own.page) >= 3.0, colour
    assert contrast(own.text, own.page) >= ENOUGH


@THEMES
def test_what_costs_more_and_what_costs_less_stand_out_from_the_page(own):
    for colour in (MORE, LESS):
        assert contrast(colour, own.page) >= 3.0, colour
    # The dots of pale measures are edged with ink, tested above.
    assert all(contrast(colour, own.page) >= 1.5 for colour in MEASURE_COLOURS.values())


def test_a_scale_passes_through_its_stops_and_between_them():
    assert along(ON_LIGHT.up, 0.0) == ON_LIGHT.page
    assert along(ON_LIGHT.up, 1.0) == ON_LIGHT.city
    assert along(((0.0, "#000000"), (0.5, "#FFFFFF"), (1.0, "#000000")), 0.25) == "#808080"


@THEMES
def test_the_charts_and_the_page_share_their_colours_and_captions_are_readable(own):
    config = ROOT / ".streamlit" / "config.toml"
    theme = tomllib.loads(config.read_text(encoding="utf-8"))["theme"]["light" if own is ON_LIGHT else "dark"]
    assert (theme["backgroundColor"], theme["textColor"]) == (own.page, own.text)
    # Streamlit writes a caption in the text's colour at 60%.
    assert contrast(along(((0.0, own.page), (1.0, own.text)), 0.6), own.page) >= ENOUGH
