"""First-set products and their makers: the two routes of clause 5, before delivery."""

from __future__ import annotations

from typing import NamedTuple

from simulation.compiled import compiled_within
from simulation.engine.claims import first_year
from simulation.engine.delivery import claim
from simulation.engine.dice import uniform
from simulation.engine.model import (
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
from simulation.law.clauses import application_award, insurance_compensation
from simulation.law.clauses.application_award import IN_TOTAL
from simulation.law.clauses.first_set import draw_down, enterprise_cap, prefers_insurance, product_cap
from simulation.law.rule import SUPERSEDED, Award, capped

SALE_LAGS = 3  # a first sale falls in the year of recognition or in one of the two after it
BY_INSURANCE, BY_APPLICATION = range(2)
BASES, AWARDS = range(2)
# What is known of a product in each performance year.
PREMIUM, SUM, INSURED_YEAR, SALES, YEAR_OF_SALE = range(5)
PRODUCT_FACTS = 5


class FirstSetDraw(NamedTuple):
    """The doubtful parameters of first-set products in one draw."""

    products: int  # recognised a year
    makers: int
    insured: float
    sold: float
    sales_growth: float
    insurance_boost: float
    application_boost: float


class FirstSetTerms(NamedTuple):
    """The law's terms for both routes, and the share of the first year that counts."""

    insurance: insurance_compensation.Terms
    application: application_award.Terms
    factor: float


@compiled_within
def claim_first_sets(
    dice: Dice,
    years: int,
    first_set: FirstSetDraw,
    keys: Keys,
    taken: Integers,
    maker_keys: Keys,
    districts: Floats,
    curves: Floats,
    other_curves: Integers,
    terms: FirstSetTerms,
    product: Floats,
    routes: Floats,
    makers: Floats,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Products of every cohort (keys: cohort, slot) but those `taken` by known ones, then what their makers get.

    Scratch: `product` (5, Y), `routes` (2, 2, Y) of one product by route, base or award, and year;
    `makers` (makers, 2, 2, Y) adds them up.
    """
    makers[: first_set.makers] = 0.0
    for cohort in range(keys.shape[0]):
        recognised = cohort - 2  # as a performance place: the first cohorts lie before the policy
        for slot in range(first_set.products - taken[cohort]):
            key = keys[cohort, slot]
            words = roll_for(dice.seed, key, PRODUCT, 0, dice.draw)
            insured = uniform(words[0]) < first_set.insured
            sold = uniform(words[1]) < first_set.sold
            if not (insured or sold):
                continue
            product[:] = 0.0
            lag = int(uniform(words[2]) * SALE_LAGS)
            if insured:
                insure(dice, key, recognised, curves, other_curves, product)
            if sold:
                sell(dice, key, recognised + lag, first_set.sales_growth, curves, other_curves, product)
            award_routes(product, float(lag), first_set, terms, routes, outcomes)
            maker = int(uniform(words[3]) * first_set.makers)
            route = take_a_route(years, terms, routes, outcomes)
            for place in range(years):
                add_to_maker(place, route, routes, makers[maker])
    for maker in range(first_set.makers):
        rolled = False
        reluctance, district = 0.0, 0
        for route in range(2):
            for place in range(years):
                award = award_of_maker(makers[maker], route, place, terms)
                if award.amount <= 0.0:
                    continue
                if not rolled:
                    words = roll_for(dice.seed, maker_keys[maker], BASE, 0, dice.draw)
                    reluctance = score(words[1])
                    district = pick(districts, uniform(words[3]))
                    rolled = True
                claim_route(
                    claims, route, place, maker_keys[maker], reluctance, district, award, terms.factor
                )


@compiled_within
def insure(
    dice: Dice, key: int, recognised: int, curves: Floats, other_curves: Integers, product: Floats
) -> None:
    """A product insured every year from its recognition on, at a drawn sum and rate."""
    scores = roll_for(dice.seed, key, PRODUCT_SCORES, 0, dice.draw)
    insured_sum = read(curves, other_curves[INSURED_SUM], score(scores[0]))
    premium = insured_sum * read(curves, other_curves[PREMIUM_RATE], score(scores[1]))
    for place in range(max(recognised, 0), product.shape[1]):
        product[PREMIUM, place] = premium
        product[SUM, place] = insured_sum
        product[INSURED_YEAR, place] = place - recognised + 1


@compiled_within
def sell(
    dice: Dice,
    key: int,
    first_sale: int,
    growth: float,
    curves: Floats,
    other_curves: Integers,
    product: Floats,
) -> None:
    """A product sold every year from its first sale on, at drawn first sales."""
    scores = roll_for(dice.seed, key, PRODUCT_SCORES, 0, dice.draw)
    sales = read(curves, other_curves[FIRST_YEAR_SALES], score(scores[2]))
    for place in range(first_sale, product.shape[1]):
        if place >= 0:
            product[SALES, place] = sales
            product[YEAR_OF_SALE, place] = place - first_sale
        sales *= 1.0 + growth


@compiled_within
def award_routes(
    product: Floats,
    years_to_sale: float,
    first_set: FirstSetDraw,
    terms: FirstSetTerms,
    routes: Floats,
    outcomes: Integers,
) -> None:
    """What each route would give one product in each year; an insured year has a premium, a year of sale has sales."""
    routes[:] = 0.0
    for place in range(product.shape[1]):
        if product[PREMIUM, place] > 0.0:
            premium = product[PREMIUM, place] * (1.0 + first_set.insurance_boost)
            insured = insurance_compensation.Facts(
                int(product[INSURED_YEAR, place]), premium, product[SUM, place]
            )
            award = insurance_compensation.award(insured, terms.insurance)
            _enter(award, BY_INSURANCE, place, routes, outcomes)
        if product[SALES, place] > 0.0:
            sales = product[SALES, place] * (1.0 + first_set.application_boost)
            applied = application_award.Facts(sales, years_to_sale, product[YEAR_OF_SALE, place])
            award = application_award.award(applied, terms.application)
            _enter(award, BY_APPLICATION, place, routes, outcomes)


@compiled_within
def _enter(award: Award, route: int, place: int, routes: Floats, outcomes: Integers) -> None:
    routes[route, BASES, place] = award.base
    routes[route, AWARDS, place] = award.amount
    if award.amount <= 0.0:
        outcomes[INSURANCE + route, place, award.outcome] += 1


@compiled_within
def take_a_route(years: int, terms: FirstSetTerms, routes: Floats, outcomes: Integers) -> int:
    """The better route for the product's life; `routes` then holds its awards under the product's cap.

    The other route is superseded.
    """
    insurance, application = terms.insurance, terms.application
    if application.application_cap_period == IN_TOTAL:
        draw_down(routes[BY_APPLICATION, AWARDS], application.cap)
    insures = prefers_insurance(
        routes[BY_INSURANCE, AWARDS],
        routes[BY_APPLICATION, AWARDS],
        insurance.annual_cap,
        application.cap,
        terms.factor,
    )
    if insures:
        route, cap = BY_INSURANCE, product_cap(insurance.insurance_cap, insurance.annual_cap)
    else:
        route, cap = BY_APPLICATION, product_cap(application.application_cap, application.cap)
    for place in range(years):
        if routes[1 - route, AWARDS, place] > 0.0:
            outcomes[INSURANCE + 1 - route, place, SUPERSEDED] += 1
        if routes[route, AWARDS, place] > 0.0:
            limited = capped(routes[route, BASES, place], routes[route, AWARDS, place], cap)
            outcomes[INSURANCE + route, place, limited.outcome] += 1
            routes[route, AWARDS, place] = limited.amount
    return route


@compiled_within
def add_to_maker(place: int, route: int, routes: Floats, maker: Floats) -> None:
    """One product's award of one year, where it has any, onto its maker's (2, 2, Y)."""
    if routes[route, AWARDS, place] > 0.0:
        maker[route, BASES, place] += routes[route, BASES, place]
        maker[route, AWARDS, place] += routes[route, AWARDS, place]


@compiled_within
def award_of_maker(maker: Floats, route: int, place: int, terms: FirstSetTerms) -> Award:
    """A maker's award of one route and year under its own cap."""
    if route == BY_INSURANCE:
        cap = enterprise_cap(terms.insurance.insurance_cap, terms.insurance.annual_cap)
    else:
        cap = enterprise_cap(terms.application.application_cap, terms.application.cap)
    return capped(maker[route, BASES, place], maker[route, AWARDS, place], cap)


@compiled_within
def claim_route(
    claims: Claims,
    route: int,
    place: int,
    key: int,
    reluctance: float,
    district: int,
    award: Award,
    factor: float,
) -> None:
    """Note a maker's award of one route and year."""
    amount = award.amount * first_year(place, factor)
    claim(claims, INSURANCE + route, place, key, reluctance, district, amount, award.base, 0.0, award.outcome)
