"""Numbers as a user types them into a field: with separators, units, percent signs, in any width."""

from __future__ import annotations

from simulation.panel.cells import CellFault, number_and_unit
from simulation.panel.tables import MONEY, SCALES, Column
from simulation.text.problems import Text

PERCENT = "%"
# How many of the field's own unit one of what is typed is. A bare number is in the field's unit.
_SCALES = SCALES | {PERCENT: {PERCENT: 1.0, "‰": 0.1, "百分点": 1.0, "个百分点": 1.0}}


class EntryFault(Exception):
    """What was typed cannot be used: what is wrong and the way out."""

    def __init__(self, wrong: Text, right: Text) -> None:
        super().__init__(wrong.en)
        self.wrong, self.right = wrong, right


def read_entry(text: str, unit: str = MONEY, signed: bool = False) -> float | None:
    """The number that was typed, in the field's unit; None where nothing was. Raises EntryFault.

    `1.2亿` in a field of 万元 is 12,000, `50%` in one of percents 50. What can be read in two ways is
    refused with both of them; `(300)` is -300 where the number may be negative.
    """
    if not text.strip():
        return None
    column = Column("entry", "", "amount", signed=True, unit=unit)
    try:
        value, named = number_and_unit(text, column)
    except CellFault as fault:
        raise EntryFault(fault.wrong, fault.right) from fault
    factor = _SCALES.get(unit, {unit: 1.0}).get(named, 0.0) if named else 1.0
    if not factor:
        raise EntryFault(
            Text(f"不认识的单位 {named}", f"the unit {named} does not belong here"),
            Text(f"单位为{unit}", f"the unit is {unit}")
            if unit
            else Text("请只写数字", "write the number alone"),
        )
    if value < 0 and not signed:
        raise EntryFault(Text("不能为负数", "it must not be negative"), Text("请核对符号", "check the sign"))
    return value * factor


def entry_text(value: float | None) -> str:
    """A number as a field shows it: every digit that counts, with separators; nothing where nothing is known."""
    if value is None:
        return ""
    text = f"{value:,.12g}" if abs(value) < 1e15 else repr(value)
    return f"{value:,.0f}" if "e" in text and value == int(value) else text
