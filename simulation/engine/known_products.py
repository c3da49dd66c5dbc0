"""First-set products that a roster knows: both routes as told, and as they go on from there."""

from __future__ import annotations

from math import isnan, nan

from simulation.compiled import compiled_within
from simulation.engine.dice import uniform
from simulation.engine.first_sets import (
    INSURED_YEAR,
    PREMIUM,
    SALE_LAGS,
    SALES,
    SUM,
    YEAR_OF_SALE,
    FirstSetDraw,
    FirstSetTerms,
    add_to_maker,
    award_of_maker,
    award_routes,
    claim_route,
    insure,
    sell,
    take_a_route,
)
from simulation.engine.known import KNOWN, OPEN, KnownProducts
from simulation.engine.members import reluctance_of
from simulation.engine.model import (
    PREMIUM_RATE,
    PRODUCT,
    PRODUCT_SCORES,
    Claims,
    Dice,
    Floats,
    Integers,
)
from simulation.engine.scores import read, roll_for, score


@compiled_within
def claim_known_products(
    dice: Dice,
    years: int,
    first_set: FirstSetDraw,
    insurance: bool,
    application: bool,
    known: KnownProducts,
    size_correlation: float,
    curves: Floats,
    other_curves: Integers,
    terms: FirstSetTerms,
    product: Floats,
    routes: Floats,
    makers: Floats,
    claims: Claims,
    outcomes: Integers,
) -> None:
    """Every known product by the routes that are on, then what its makers get; scratch as for drawn ones."""
    makers[: known.maker_keys.size] = 0.0
    for number in range(known.keys.size):
        product[:] = 0.0
        words = roll_for(dice.seed, known.keys[number], PRODUCT, 0, dice.draw)
        if insurance:
            if known.insured[number] == KNOWN:
                _insured_as_known(dice, number, known, curves, other_curves, product)
            elif known.insured[number] == OPEN and uniform(words[0]) < first_set.insured:
                insure(dice, known.keys[number], known.recognised[number], curves, other_curves, product)
        years_to_sale = float(known.first_sale[number] - known.recognised[number])
        if application:
            if known.sold[number] == KNOWN:
                _sold_as_known(number, first_set.sales_growth, known, product)
            elif known.sold[number] == OPEN:
                lag = _lag_of_sale(uniform(words[1]), uniform(words[2]), known.unsold[number], first_set.sold)
                if lag >= 0:
                    first_sale = known.recognised[number] + lag
                    years_to_sale = float(lag)
                    sell(
                        dice, known.keys[number], first_sale, first_set.sales_growth, curves, other_curves, product
                    )  # fmt: skip
        award_routes(product, years_to_sale, first_set, terms, routes, outcomes)
        route = take_a_route(years, terms, routes, outcomes)
        for place in range(years):
            add_to_maker(place, route, routes, makers[known.maker[number, place]])
    for maker in range(known.maker_keys.size):
        reluctance = nan
        for route in range(2):
            for place in range(years):
                award = award_of_maker(makers[maker], route, place, terms)
                if award.amount <= 0.0 or not known.maker_there[maker, place]:
                    continue
                if isnan(reluctance):
                    key, size = known.maker_keys[maker], known.maker_size[maker]
                    reluctance = reluctance_of(dice, key, size, size_correlation)
                district = known.maker_district[maker, place]
                claim_route(
                    claims, route, place, known.maker_keys[maker], reluctance, district, award, terms.factor
                )


@compiled_within
def _insured_as_known(
    dice: Dice, number: int, known: KnownProducts, curves: Floats, other_curves: Integers, product: Floats
) -> None:
    """Premiums as told and as they go on; an unknown sum is what a drawn rate makes of the premium."""
    insured_years = known.insured_before[number]
    for place in range(product.shape[1]):
        premium = known.premium[number, place]
        if premium <= 0.0:
            continue
        insured_years += 1
        insured_sum = known.insured_sum[number, place]
        if isnan(insured_sum):
            scores = roll_for(dice.seed, known.keys[number], PRODUCT_SCORES, 0, dice.draw)
            insured_sum = premium / read(curves, other_curves[PREMIUM_RATE], score(scores[1]))
        product[PREMIUM, place] = premium
        product[SUM, place] = insured_sum
        product[INSURED_YEAR, place] = insured_years


@compiled_within
def _sold_as_known(number: int, growth: float, known: KnownProducts, product: Floats) -> None:
    """Sales as told; an unknown year follows the year before it."""
    before = known.sales_before[number]
    for place in range(product.shape[1]):
        sales = known.sales[number, place]
        if isnan(sales):
            sales = before * (1.0 + growth)
        if sales > 0.0 and place >= known.first_sale[number]:
            product[SALES, place] = sales
            product[YEAR_OF_SALE, place] = place - known.first_sale[number]
        before = sales


@compiled_within
def _lag_of_sale(chance: float, when: float, unsold: int, sold: float) -> int:
    """Years from recognition to the first sale of a product unsold for `unsold` years; -1 for never.

    A share `sold` of all products sells within the lags, each as likely; those that have passed
    without a sale are taken out.
    """
    left = SALE_LAGS - unsold
    if left <= 0:
        return -1
    share = sold * left / SALE_LAGS
    if chance >= share / (share + 1.0 - sold):
        return -1
    return unsold + int(when * left)
