"""Parts add up in print, digit by digit, and a probability from draws is never 0 or 1."""

import random
import re
from decimal import Decimal
from math import fsum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.statistics import share_of
from simulation.text.numbers import (
    both_ways,
    in_print,
    likelihood,
    money,
    side_by_side,
    signed_number,
    unbroken,
)

amounts = st.floats(0, 1e6, allow_subnormal=False)


def printed(amount, decimals=1):
    return Decimal(f"{amount:.{decimals}f}")


@given(st.lists(amounts, min_size=2, max_size=20), st.sampled_from([0, 1, 2]), st.sampled_from([0, 1]))
def test_printed_parts_add_up_to_the_printed_total_and_none_moves_by_a_unit(parts, decimals, kept):
    shown = in_print(parts, decimals, kept)
    total = fsum(parts)
    assert sum(printed(part, decimals) for part in shown) == printed(total, decimals)
    assert [printed(part, decimals) for part in shown[:kept]] == [
        printed(part, decimals) for part in parts[:kept]
    ]
    for part, own in zip(parts, shown, strict=True):
        assert printed(own, decimals) == Decimal(repr(own))  # printing rounds it no more
        assert abs(Decimal(repr(own)) - Decimal(repr(part))) <= Decimal(1).scaleb(-decimals)


def test_sixty_printed_sums_of_city_and_district_all_add_up():
    dice = random.Random(9)
    pairs = [(dice.uniform(0, 300), dice.uniform(0, 300)) for _ in range(60)]
    alone = sum(printed(city) + printed(district) != printed(city + district) for city, district in pairs)
    assert alone > 10  # each rounded for itself they do not
    for pair in pairs:
        assert sum(map(printed, in_print(pair, kept=1))) == printed(sum(pair))


def test_what_loses_most_is_raised_and_what_is_exact_stays():
    assert in_print([0.34, 0.33, 0.33]) == [0.4, 0.3, 0.3]
    assert in_print([0.5, 0.24, 0.26], decimals=1) == [0.5, 0.2, 0.3]
    assert in_print([]) == []


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=12), st.sampled_from([0, 1]))
def test_a_table_of_two_columns_adds_up_along_rows_and_columns(table, decimals):
    shown = both_ways(table, decimals)
    sums = in_print([fsum(side) for side in zip(*table, strict=True)], decimals, kept=1)
    for whole, city, district in shown:
        assert printed(whole, decimals) == printed(city, decimals) + printed(district, decimals)
    for side in (0, 1):
        assert sum(printed(row[side + 1], decimals) for row in shown) == printed(sums[side], decimals)
    unit = 10.0**-decimals
    for row, own in zip(table, shown, strict=True):
        assert abs(own[1] - row[0]) < unit + 1e-6 and abs(own[2] - row[1]) < unit + 1e-6


@pytest.mark.parametrize(
    ("hits", "draws", "zh", "en"),
    [
        (0, 10_000, "<0.1%", "<0.1%"),
        (10_000, 10_000, ">99.9%", ">99.9%"),
        (0, 200, "<2%", "<2%"),
        (50, 50, ">94%", ">94%"),
        (0, 2, "<99%", "<99%"),
        (4000, 10_000, "40%（±0.5%）", "40% (±0.5%)"),
        (20, 10_000, "<1%（±0.1%）", "<1% (±0.1%)"),
        (9_980, 10_000, ">99%（±0.1%）", ">99% (±0.1%)"),
    ],
)
def test_none_or_all_of_the_draws_is_told_as_the_bound_that_so_many_draws_give(hits, draws, zh, en):
    one = share_of(np.arange(draws) < hits)
    assert likelihood(one.value, one.error, "zh") == zh
    assert likelihood(one.value, one.error, "en") == en


@pytest.mark.parametrize(
    ("amounts", "texts"),
    [
        ((6762.0, 11_900.0), ["0.68 亿元", "1.19 亿元"]),
        ((18_449.0, 2118.0, 35.0, 0.0), ["1.84 亿元", "0.21 亿元", "0.0035 亿元", "0 亿元"]),
        ((6762.0, 9999.4), ["6,762 万元", "9,999 万元"]),
        ((99.0, 120.0, 0.0), ["99.0 万元", "120 万元", "0 万元"]),
        ((-11_900.0, 35.0), ["\u22121.19 亿元", "0.0035 亿元"]),
    ],
)
def test_amounts_side_by_side_are_in_the_unit_of_the_largest(amounts, texts):
    assert side_by_side(*amounts) == texts


@given(st.floats(-1e6, 1e6), st.booleans(), st.sampled_from([0, 1, 2]))
def test_a_minus_is_a_true_minus_and_what_is_printed_as_nothing_has_no_sign(amount, plus, decimals):
    for shown in (money(amount, signed=plus), signed_number(amount, decimals, plus)):
        digits = shown.split(" ")[0]
        assert "-" not in shown
        if digits.strip("0.,\u2212+"):
            assert (digits[0] == "\u2212") == (amount < 0)
            assert (digits[0] == "+") == (amount > 0 and plus)
        else:
            assert digits[0] == "0"


@pytest.mark.parametrize("text", ["合计 1.19 亿元", "**6,762** 万元", "0.5 万元 – 1 万元"])
def test_no_line_ends_inside_an_amount(text):
    held = unbroken(text)
    assert held.replace("\u00a0", " ").replace("\u2060", "") == text
    for _, start, end in ((one, *one.span()) for one in re.finditer("[万亿]\u2060元", held)):
        assert held[start - 1] == "\u00a0" and end
    assert not re.search("[万亿]元| [万亿]", held)


def test_a_text_without_an_amount_is_left_as_it_is():
    for text in ("单位：万元", "万元 2023", "3 万户"):
        assert unbroken(text) == text
