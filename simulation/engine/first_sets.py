"""First-set products and their makers: the two routes of clause 5, before delivery."""

from __future__ import annotations

from typing import NamedTuple

from simulation.compiled import compiled
from simulation.engine.delivery import claim
from simulation.engine.dice import uniform
from simulation.engine.enterprises import first_year
from simulation.engine.model import (
    APPLICATION,
    BASE,
    FIRST_YEAR_SALES,
    INSURANCE,
    INSURED_SUM,
    PREMIUM_RATE,
    PRODUCT,
    PRODUCT_SCORES,
    Claims,
    Dice,
    Floats,
    Integers,
    Keys,
)
from simulation.engine.scores import pick, read, roll_for, score
from simulation.measures import application_award, insurance_compensation
from simulation.measures.application_award import IN_TOTAL
from simulation.measures.award import SUPERSEDED, capped
from simulation.measures.first_set import draw_down, enterprise_cap, prefers_insurance, product_cap

_SALE_LAGS = 3  # a first sale falls in the year of recognition or in one of the two after it
_BY_INSURANCE, _BY_APPLICATION = range(2)
_BASE, _AWARD = range(2)


class FirstSetDraw(NamedTuple):
    """The doubtful parameters of first-set products in one draw."""

    products: int  # recognised a year
    makers: int
    insured: float
    sold: float
    sales_growth: float
    insurance_boost: float
    application_boost: float


@compiled
def claim_first_sets(
    dice: Dice,
    years: int,
    first_set: FirstSetDraw,
    keys: Keys,
    maker_keys: Keys,
    districts: Floats,
    curves: Floats,
    other_curves: Integers,
    insurance: insurance_compensation.Terms,
    application: application_award.Terms,
    factor: float,
    routes: Floats,
    makers: Floats,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Products of every cohort (keys: cohort, slot), then what their makers get.

    `routes` (2, 2, Y) is scratch for one product: route, base or award, year; `makers`
    (makers, 2, 2, Y) adds them up.
    """
    makers[: first_set.makers] = 0.0
    for cohort in range(keys.shape[0]):
        for slot in range(first_set.products):
            key = keys[cohort, slot]
            words = roll_for(dice.seed, key, PRODUCT, 0, dice.draw)
            insured = uniform(words[0]) < first_set.insured
            sold = uniform(words[1]) < first_set.sold
            if not (insured or sold):
                continue
            scores = roll_for(dice.seed, key, PRODUCT_SCORES, 0, dice.draw)
            routes[:] = 0.0
            recognised = cohort - 2  # as a performance place: the first cohorts lie before the policy
            if insured:
                insured_sum = read(curves, other_curves[INSURED_SUM], score(scores[0]))
                premium = insured_sum * read(curves, other_curves[PREMIUM_RATE], score(scores[1]))
                _insure(
                    years,
                    recognised,
                    premium * (1.0 + first_set.insurance_boost),
                    insured_sum,
                    insurance,
                    routes,
                    outcomes,
                )
            if sold:
                lag = int(uniform(words[2]) * _SALE_LAGS)
                sales = read(curves, other_curves[FIRST_YEAR_SALES], score(scores[2]))
                sales *= 1.0 + first_set.application_boost
                _sell(
                    years, recognised, lag, sales, 1.0 + first_set.sales_growth, application, routes, outcomes
                )
            maker = int(uniform(words[3]) * first_set.makers)
            _take_a_route(years, maker, insurance, application, factor, routes, makers, outcomes)
    for maker in range(first_set.makers):
        _claim_maker(
            dice, years, maker_keys[maker], districts, insurance, application, factor, makers[maker], claims
        )


@compiled
def _insure(
    years: int,
    recognised: int,
    premium: float,
    insured_sum: float,
    terms: insurance_compensation.Terms,
    routes: Floats,
    outcomes: Integers,
) -> None:
    """A product insured every year from its recognition on."""
    for place in range(max(recognised, 0), years):
        award = insurance_compensation.insurance_compensation(
            place - recognised + 1, premium, insured_sum, terms
        )
        routes[_BY_INSURANCE, _BASE, place] = premium
        routes[_BY_INSURANCE, _AWARD, place] = award.amount
        if award.amount <= 0.0:
            outcomes[INSURANCE, place, award.outcome] += 1


@compiled
def _sell(
    years: int,
    recognised: int,
    lag: int,
    sales: float,
    growth: float,
    terms: application_award.Terms,
    routes: Floats,
    outcomes: Integers,
) -> None:
    """A product sold every year from its first sale on, `lag` years after recognition."""
    for place in range(recognised + lag, years):
        if place >= 0:
            award = application_award.application_award(
                sales, float(lag), float(place - recognised - lag), terms
            )
            routes[_BY_APPLICATION, _BASE, place] = sales
            routes[_BY_APPLICATION, _AWARD, place] = award.amount
            if award.amount <= 0.0:
                outcomes[APPLICATION, place, award.outcome] += 1
        sales *= growth


@compiled
def _take_a_route(
    years: int,
    maker: int,
    insurance: insurance_compensation.Terms,
    application: application_award.Terms,
    factor: float,
    routes: Floats,
    makers: Floats,
    outcomes: Integers,
) -> None:
    """Add the better route's awards to the maker's; the other route is superseded."""
    if application.application_cap_period == IN_TOTAL:
        draw_down(routes[_BY_APPLICATION, _AWARD], application.cap)
    insures = prefers_insurance(
        routes[_BY_INSURANCE, _AWARD],
        routes[_BY_APPLICATION, _AWARD],
        insurance.annual_cap,
        application.cap,
        factor,
    )
    if insures:
        route, cap = _BY_INSURANCE, product_cap(insurance.insurance_cap, insurance.annual_cap)
    else:
        route, cap = _BY_APPLICATION, product_cap(application.application_cap, application.cap)
    for place in range(years):
        if routes[1 - route, _AWARD, place] > 0.0:
            outcomes[INSURANCE + 1 - route, place, SUPERSEDED] += 1
        award = routes[route, _AWARD, place]
        if award > 0.0:
            limited = capped(routes[route, _BASE, place], award, cap)
            outcomes[INSURANCE + route, place, limited.outcome] += 1
            makers[maker, route, _BASE, place] += limited.base
            makers[maker, route, _AWARD, place] += limited.amount


@compiled
def _claim_maker(
    dice: Dice,
    years: int,
    key: int,
    districts: Floats,
    insurance: insurance_compensation.Terms,
    application: application_award.Terms,
    factor: float,
    maker: Floats,
    claims: Claims,
) -> None:
    """A maker's awards under its own cap; its willingness and district are drawn when it has any."""
    rolled = False
    reluctance, district = 0.0, 0
    for route in range(2):
        if route == _BY_INSURANCE:
            cap = enterprise_cap(insurance.insurance_cap, insurance.annual_cap)
        else:
            cap = enterprise_cap(application.application_cap, application.cap)
        for place in range(years):
            award = capped(maker[route, _BASE, place], maker[route, _AWARD, place], cap)
            if award.amount <= 0.0:
                continue
            if not rolled:
                words = roll_for(dice.seed, key, BASE, 0, dice.draw)
                reluctance = score(words[1])
                district = pick(districts, uniform(words[3]))
                rolled = True
            claim(
                claims,
                INSURANCE + route,
                place,
                key,
                reluctance,
                district,
                award.amount * first_year(place, factor),
                award.base,
                0.0,
                award.outcome,
            )
