"""The colours of the house, the same on every page and in every report."""

from __future__ import annotations

CITY, DISTRICT, BUDGET = "#1F4E79", "#C8792B", "#9E1B1B"
INK = "#5B6B7B"
# One colour-blind-safe colour a measure, the same on every page (after Okabe and Ito, and Tol).
MEASURE_COLOURS = {
    "interest_subsidy": "#0072B2",
    "capacity_award": "#56B4E9",
    "new_model_award": "#88CCEE",
    "oem_parts_award": "#7464C4",
    "growth_award": "#CC79A7",
    "parts_subsidy": "#D55E00",
    "insurance_compensation": "#009E73",
    "application_award": "#44AA99",
    "scene_subsidy": "#E69F00",
    "fund_investment": "#999999",
    "road_test_support": "#AA4499",
    "district_scene_support": "#DDCC77",
}
OUTCOME_COLOURS = {
    "paid": "#1F4E79",
    "capped": "#C8792B",
    "below_floor": "#8C9BAA",
    "growth_too_low": "#56B4E9",
    "no_prior_growth": "#88CCEE",
    "no_increment": "#B7C1CB",
    "already_awarded": "#CC79A7",
    "not_first_time": "#AA4499",
    "missing_fact": "#9E1B1B",
    "not_eligible": "#D9DEE3",
    "superseded": "#44AA99",
    "limit_reached": "#DDCC77",
}
