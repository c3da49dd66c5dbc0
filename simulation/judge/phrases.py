"""Numbers and comparisons as sentences in both languages, with the same numbers in each."""

from __future__ import annotations

from decimal import Context, Decimal
from math import isnan
from typing import NamedTuple

from simulation.law.policy import Parameter
from simulation.law.rule import FINE, YUAN, whole
from simulation.text.numbers import in_print
from simulation.text.problems import Text

NOTHING = Text("", "")
NOT_KNOWN = Text("未知", "not known")
MONEY, VEHICLES, YEARS, PLAIN, YEAR = "money", "vehicles", "years", "ratio", "year"

_SUFFIX = {
    MONEY: Text(" 万元", " 万元"),
    "rate": Text("%", "%"),
    "share": Text("%", "%"),
    VEHICLES: Text(" 辆", " vehicles"),
}
_PERCENT = ("rate", "share")
# Figures that are shown of money, counts and years, and of a percentage; a float holds some sixteen.
_DIGITS, _PERCENT_DIGITS, _SAME = Context(prec=10), Context(prec=8), Context(prec=14)


class Sign(NamedTuple):
    """A comparison as it reads when the test is passed and when it is failed."""

    passed: str
    failed: str


AT_LEAST, ABOVE = Sign("≥", "<"), Sign(">", "≤")
AT_MOST, BELOW = Sign("≤", ">"), Sign("<", "≥")


def say(zh: str, en: str, **parts: Text | str) -> Text:
    """A sentence in both languages with its blanks filled in."""
    return Text(
        zh.format(**{name: part if isinstance(part, str) else part.zh for name, part in parts.items()}),
        en.format(**{name: part if isinstance(part, str) else part.en for name, part in parts.items()}),
    )


def both(template: str, **parts: Text | str) -> Text:
    """A sentence of signs and numbers, which is the same in both languages but for its parts."""
    return say(template, template, **parts)


def listed(parts: list[Text]) -> Text:
    """Several texts in a row."""
    return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def figure(value: float, unit: str = MONEY, exact: bool = False) -> Text:
    """A number without its unit, to ten significant digits (a percentage to eight).

    `exact` shows them all, where rounding would hide a difference.
    """
    if isnan(value):
        return NOT_KNOWN
    number = Decimal(repr(float(value)))
    if not exact:
        number = (_PERCENT_DIGITS if unit in _PERCENT else _DIGITS).plus(number)
    if unit in _PERCENT:
        number = number.scaleb(2)
    shown = f"{abs(number).normalize():{'' if unit == YEAR else ','}f}"
    signed = f"−{shown}" if number < 0 else shown
    return Text(signed, signed)


def parts_in_print(amount: float, parts: tuple[float, float]) -> tuple[Text, Text]:
    """Two parts of an amount so that their figures add up to the amount's, sign by sign.

    With the decimals that they need themselves; where the amount is cut, with the amount's own.
    """
    shown = [_DIGITS.plus(Decimal(repr(float(one)))) for one in (amount, *parts)]
    whole = shown[0] == Decimal(repr(float(amount)))
    places = [max(-int(one.normalize().as_tuple().exponent), 0) for one in shown]
    first, second = in_print(parts, max(places) if whole else places[0])
    return quantity(first, exact=True), quantity(second, exact=True)


def equals(share: float) -> str:
    """The sign before a percentage: ≈ where its figures do not show all of it."""
    number = Decimal(repr(float(share)))
    return "=" if _SAME.plus(number) == _PERCENT_DIGITS.plus(number) else "≈"


def operand(value: float, unit: str = MONEY) -> Text:
    """A number inside a formula: a rate with its percent sign, a negative one in brackets."""
    shown = quantity(value, unit) if unit in _PERCENT else figure(value, unit)
    return both("({shown})", shown=shown) if value < 0 else shown


def quantity(value: float, unit: str = MONEY, exact: bool = False) -> Text:
    """A number with its unit; an unknown one has none."""
    shown = figure(value, unit, exact)
    return shown if isnan(value) else both("{shown}{unit}", shown=shown, unit=_SUFFIX.get(unit, NOTHING))


def in_yuan(amount: float) -> float:
    """An amount (万元) as it is compared, rounded to the yuan."""
    return float(whole(amount, YUAN)) / YUAN


def rounded(value: float) -> float:
    """A ratio, or an award beside its cap, as it is compared, rounded to 1e-9."""
    return float(whole(value, FINE)) / FINE


def compared(
    left: float,
    sign: Sign,
    right: float,
    holds: bool,
    unit: str = MONEY,
    mark: Text = NOTHING,
    name: Text = NOTHING,
) -> Text:
    """Two numbers as they are compared and the sign between them, never rounded so far that they look alike.

    `name` stands before the second number and `mark` behind it. What cannot be compared names the
    test instead: 未知（须 ≥ 1,000 万元）.
    """
    if unit == MONEY:
        left, right = in_yuan(left), in_yuan(right)
    elif unit in _PERCENT:
        left, right = rounded(left), rounded(right)
    exact = alike(left, right, unit)
    shown = {
        "left": quantity(left, unit, exact),
        "right": quantity(right, unit, exact),
        "mark": mark,
        "name": name,
    }
    if isnan(left) or isnan(right):
        return say(
            "{left}（须 {sign} {name}{right}{mark}）",
            "{left} (must be {sign} {name}{right}{mark})",
            sign=sign.passed,
            **shown,
        )
    return both(
        "{left} {sign} {name}{right}{mark}",
        sign=sign.passed if holds else sign.failed,
        **shown,
    )


def alike(left: float, right: float, unit: str = MONEY) -> bool:
    """Whether two different numbers look the same in the figures that are shown."""
    return left != right and figure(left, unit) == figure(right, unit)


def changed(parameter: Parameter, value: float) -> Text:
    """The statutory value in brackets where the scenario's own differs from it."""
    if parameter.value is None or parameter.value == value:
        return NOTHING
    statutory = operand(parameter.value, parameter.unit)
    return say("（法定 {statutory}）", " (statutory {statutory})", statutory=statutory)
