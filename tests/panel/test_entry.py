"""What a user types is taken as it is meant, or refused in words; what a field shows is what is used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.panel.entry import PERCENT, EntryFault, entry_text, read_entry


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1234.5", 1234.5),
        ("12,345.678", 12345.678),
        ("１２，３４５", 12345.0),
        ("３２００", 3200.0),
        ("1.2亿", 12000.0),
        ("3200万", 3200.0),
        ("3,200万元", 3200.0),
        ("3,200 万元", 3200.0),
        ("500000元", 50.0),
        (".5", 0.5),
        ("", None),
        ("  ", None),
    ],
)
def test_money_is_taken_in_the_units_people_write(typed, meant):
    assert read_entry(typed) == pytest.approx(meant) if meant is not None else read_entry(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("50%", 50.0), ("50", 50.0), ("50％", 50.0), ("0.8567", 0.8567), ("5‰", 0.5), (".5", 0.5)],
)
def test_a_percentage_keeps_its_sign(typed, meant):
    assert read_entry(typed, PERCENT) == pytest.approx(meant)


def test_brackets_are_a_minus_where_the_number_may_be_negative():
    assert read_entry("(300)", signed=True) == -300.0
    assert read_entry("（３００）", signed=True) == -300.0
    assert read_entry("-300", signed=True) == -300.0
    for typed in ("(300)", "-300"):
        with pytest.raises(EntryFault):
            read_entry(typed)


@pytest.mark.parametrize(
    "typed", ["33,33", "1,2,3", "abc", "1.2.3", "12 34", "10²", "50%", "①", "1e999", "0x10"]
)
def test_what_can_be_read_two_ways_or_not_at_all_is_refused(typed):
    with pytest.raises(EntryFault) as refused:
        read_entry(typed)
    assert refused.value.wrong.zh and refused.value.right.en


def test_a_decimal_comma_is_told_with_both_readings():
    with pytest.raises(EntryFault) as refused:
        read_entry("33,33", PERCENT)
    assert "33.33" in refused.value.right.zh and "3333" in refused.value.right.zh


@given(st.one_of(st.integers(0, 10**12).map(float), st.floats(0, 1e9).map(lambda value: round(value, 4))))
def test_a_field_shows_the_number_that_is_used(value):
    shown = entry_text(value)
    assert read_entry(shown) == pytest.approx(value, rel=1e-11)
    assert "e" not in shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234.5, "1,234.5"), (12345.678, "12,345.678"), (5e6, "5,000,000"), (0.8567, "0.8567"), (None, "")],
)
def test_every_digit_that_counts_is_shown(value, shown):
    assert entry_text(value) == shown
