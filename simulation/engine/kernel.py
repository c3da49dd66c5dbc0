"""A block of draws, from the dice to the record: a pure function of its arguments."""

from __future__ import annotations

import numpy as np

from simulation.compiled import compiled
from simulation.engine.delivery import DELIVERY_FACTS, draw_delivery
from simulation.engine.enterprises import Desk, enterprises
from simulation.engine.first_sets import first_sets
from simulation.engine.model import (
    APPLICATION,
    FUND,
    INSURANCE,
    NEW_MODEL,
    SCENE,
    Model,
    Record,
)
from simulation.engine.paths import draw_doubts, draw_growth
from simulation.engine.projects import draw_models, fund, programmes, scenes


@compiled
def make_desk(model: Model) -> Desk:
    """Scratch space for one thread."""
    years, path_years = model.horizon.years, model.horizon.path_years
    others = model.others
    return Desk(
        np.zeros(model.doubts.keys.size),
        np.zeros((model.fields.theta.shape[0], path_years)),
        np.zeros((model.delivery.shape[0], DELIVERY_FACTS)),
        np.zeros(path_years),
        np.zeros(path_years),
        np.zeros(path_years),
        np.zeros(years),
        np.zeros(years),
        np.zeros((years, 5)),
        np.zeros((others.model_keys.size, 3)),
        np.zeros((2, years)),
        np.zeros((others.maker_keys.size, 2, years, 2)),
        np.zeros((others.scene_keys.shape[1], 3)),
    )


@compiled
def simulate_draws(model: Model, first_draw: int, record: Record) -> int:
    """Simulate the draws first_draw, first_draw + 1, ... into the record's rows (zeroed, in order).

    Returns the number of enterprise-years looked at. Releases the interpreter's lock; writes
    nothing but the record.
    """
    desk = make_desk(model)
    enterprise_years = 0
    for row in range(record.amount.shape[0]):
        draw = first_draw + row
        draw_doubts(model, draw, desk.theta)
        draw_growth(model, draw, desk.theta, desk.growth)
        draw_delivery(model, desk.theta, desk.delivery)
        models = draw_models(model, desk, draw) if model.enabled[NEW_MODEL] else 0
        for field in range(model.fields.theta.shape[0]):
            enterprise_years += enterprises(model, record, desk, row, draw, field, models)
        if model.enabled[INSURANCE] or model.enabled[APPLICATION]:
            first_sets(model, record, desk, row, draw)
        if model.enabled[SCENE]:
            scenes(model, record, desk, row, draw)
        if model.enabled[FUND]:
            fund(model, record, desk, row, draw)
        programmes(model, record, row)
    return enterprise_years
