"""First-set products and their makers: the two routes of clause 5."""

from __future__ import annotations

from simulation.compiled import compiled
from simulation.engine.delivery import BOOST, settle
from simulation.engine.dice import uniform
from simulation.engine.enterprises import Desk
from simulation.engine.model import (
    APPLICATION,
    BASE,
    FIRST_YEAR_SALES,
    INSURANCE,
    INSURED,
    INSURED_SUM,
    MAKERS,
    PREMIUM_RATE,
    PRODUCT,
    PRODUCT_SCORES,
    RECOGNISED,
    SALES_GROWTH,
    SOLD,
    Model,
    Record,
)
from simulation.engine.scores import pick, read, roll_for, score
from simulation.measures.application_award import IN_TOTAL, application_award
from simulation.measures.award import SUPERSEDED, UNLIMITED, capped
from simulation.measures.first_set import PER_PRODUCT, draw_down, prefers_insurance
from simulation.measures.insurance_compensation import insurance_compensation

_SALE_LAGS = 3  # a first sale falls in the year of recognition or in one of the two after it
_BASE, _AWARD = range(2)
_BY_INSURANCE, _BY_APPLICATION = range(2)


@compiled
def first_sets(model: Model, record: Record, desk: Desk, row: int, draw: int) -> None:
    """Simulate every first-set product of one draw and enter its makers' awards in the record."""
    keys = model.others.product_keys
    makers = min(max(round(desk.theta[model.other[MAKERS]]), 1), model.others.maker_keys.size)
    desk.makers[:makers] = 0.0
    count = min(round(desk.theta[model.other[RECOGNISED]]), keys.shape[1])
    for cohort in range(keys.shape[0]):
        for slot in range(count):
            _product(model, record, desk, keys[cohort, slot], draw, cohort - 2, makers)
    for maker in range(makers):
        _maker(model, record, desk, row, draw, maker)


@compiled
def _product(
    model: Model, record: Record, desk: Desk, entity: int, draw: int, recognised: int, makers: int
) -> None:
    """One product; `recognised` is its year as a performance place, negative before the policy."""
    words = roll_for(model.chance_seed, entity, PRODUCT, 0, draw)
    insured = model.enabled[INSURANCE] and uniform(words[0]) < desk.theta[model.other[INSURED]]
    sold = model.enabled[APPLICATION] and uniform(words[1]) < desk.theta[model.other[SOLD]]
    if not (insured or sold):
        return
    lag = int(uniform(words[2]) * _SALE_LAGS)
    maker = int(uniform(words[3]) * makers)
    scores = roll_for(model.chance_seed, entity, PRODUCT_SCORES, 0, draw)
    by_insurance, by_application = desk.first_set[_BY_INSURANCE], desk.first_set[_BY_APPLICATION]
    by_insurance[:] = 0.0
    by_application[:] = 0.0
    premium, sales = 0.0, 0.0
    if insured:
        premium = _insure(model, record, desk, recognised, score(scores[0]), score(scores[1]))
    if sold:
        sales = _sell(model, record, desk, recognised, lag, score(scores[2]))
    _take_a_route(model, record, desk, maker, premium, sales, recognised + lag)


@compiled
def _insure(
    model: Model, record: Record, desk: Desk, recognised: int, sum_score: float, rate_score: float
) -> float:
    """Compensation before caps into the desk; the premium, the same every year, is returned."""
    insured_sum = read(model.curves[model.other_curves[INSURED_SUM]], sum_score)
    premium = insured_sum * read(model.curves[model.other_curves[PREMIUM_RATE]], rate_score)
    premium *= 1.0 + desk.delivery[INSURANCE, BOOST]
    for place in range(max(recognised, 0), model.horizon.years):
        award = insurance_compensation(
            place - recognised + 1, premium, insured_sum, model.terms.insurance_compensation
        )
        desk.first_set[_BY_INSURANCE, place] = award.amount
        if award.amount <= 0.0:
            record.outcomes[INSURANCE, place, award.outcome] += 1
    return premium


@compiled
def _sell(
    model: Model, record: Record, desk: Desk, recognised: int, lag: int, sales_score: float
) -> float:
    """Awards before caps into the desk; the first year's sales are returned."""
    first_sales = read(model.curves[model.other_curves[FIRST_YEAR_SALES]], sales_score)
    first_sales *= 1.0 + desk.delivery[APPLICATION, BOOST]
    growth = 1.0 + desk.theta[model.other[SALES_GROWTH]]
    for place in range(max(recognised + lag, 0), model.horizon.years):
        since = place - recognised - lag
        award = application_award(first_sales * growth**since, lag, since, model.terms.application_award)
        desk.first_set[_BY_APPLICATION, place] = award.amount
        if award.amount <= 0.0:
            record.outcomes[APPLICATION, place, award.outcome] += 1
    return first_sales


@compiled
def _take_a_route(
    model: Model,
    record: Record,
    desk: Desk,
    maker: int,
    premium: float,
    first_sales: float,
    first_sale: int,
) -> None:
    """Keep the better route's awards and add them to the maker's; the other is superseded."""
    insurance, application = model.terms.insurance_compensation, model.terms.application_award
    by_insurance, by_application = desk.first_set[_BY_INSURANCE], desk.first_set[_BY_APPLICATION]
    if application.application_cap_period == IN_TOTAL:
        draw_down(by_application, application.cap)
    insures = prefers_insurance(
        by_insurance,
        by_application,
        insurance.annual_cap,
        application.cap,
        model.terms.first_year_factor,
    )
    growth = 1.0 + desk.theta[model.other[SALES_GROWTH]]
    for place in range(model.horizon.years):
        if insures:
            award, lost = by_insurance[place], by_application[place]
            taken, superseded, base = INSURANCE, APPLICATION, premium
            cap = insurance.annual_cap if insurance.insurance_cap == PER_PRODUCT else UNLIMITED
        else:
            award, lost = by_application[place], by_insurance[place]
            taken, superseded, base = APPLICATION, INSURANCE, first_sales * growth ** (place - first_sale)
            cap = application.cap if application.application_cap == PER_PRODUCT else UNLIMITED
        if lost > 0.0:
            record.outcomes[superseded, place, SUPERSEDED] += 1
        if award > 0.0:
            limited = capped(base, award, cap)
            record.outcomes[taken, place, limited.outcome] += 1
            desk.makers[maker, taken - INSURANCE, place, _BASE] += base
            desk.makers[maker, taken - INSURANCE, place, _AWARD] += limited.amount


@compiled
def _maker(model: Model, record: Record, desk: Desk, row: int, draw: int, maker: int) -> None:
    """Apply the maker's own cap, where the reading sets one, and settle its awards."""
    insurance, application = model.terms.insurance_compensation, model.terms.application_award
    entity = model.others.maker_keys[maker]
    rolled = False
    reluctance, district = 0.0, 0
    for route in range(2):
        if route == _BY_INSURANCE:
            cap = UNLIMITED if insurance.insurance_cap == PER_PRODUCT else insurance.annual_cap
        else:
            cap = UNLIMITED if application.application_cap == PER_PRODUCT else application.cap
        for place in range(model.horizon.years):
            base = desk.makers[maker, route, place, _BASE]
            award = capped(base, desk.makers[maker, route, place, _AWARD], cap)
            if award.amount <= 0.0:
                continue
            if not rolled:
                words = roll_for(model.chance_seed, entity, BASE, 0, draw)
                reluctance = score(words[1])
                district = pick(model.others.districts, uniform(words[3]))
                rolled = True
            amount = award.amount * (model.terms.first_year_factor if place == 0 else 1.0)
            settle(
                model,
                record,
                row,
                draw,
                INSURANCE + route,
                place,
                entity,
                reluctance,
                district,
                amount,
                base,
                award.outcome,
                desk.delivery,
            )
