"""The tests of a claim as steps: which were passed, which one decided, which were never made."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.judge.claim import Condition
from simulation.law.rule import CAPPED, OUTCOMES, PAID
from simulation.text.problems import Text

NEVER_ASKED = -1


@dataclass(frozen=True)
class Step:
    """One test of a rule.

    `passed` is None where an earlier test failed, so that the rule never made this one. `words` are
    the law's own. `item` is the project, model or product, empty for the claimant itself.
    `outcome` is what failing the test gives. `of_field` marks the test of the enterprise's field.
    """

    text: Text
    passed: bool | None
    clause: str
    words: str
    item: str
    outcome: str
    of_field: bool = False


def place_of_failure(conditions: list[Condition], outcome: int) -> int:
    """The place of the first test that does not hold; behind the last one for an award.

    Raises ValueError where that test does not give the rule's outcome.
    """
    if outcome in (PAID, CAPPED):
        return len(conditions)
    place = [condition.holds for condition in conditions].index(False)
    if conditions[place].outcome != outcome:
        raise ValueError(
            f"the rule gave {OUTCOMES[outcome]}, its tests {OUTCOMES[conditions[place].outcome]}"
        )
    return place


def ladder(
    conditions: list[Condition], failure: int, clause: str, item: str, of_field: bool = False
) -> list[Step]:
    """The steps up to the failing place passed, those after it never made; none for NEVER_ASKED."""
    return [
        Step(
            condition.text,
            None if place > failure else place < failure,
            clause,
            condition.words,
            item,
            OUTCOMES[condition.outcome],
            of_field,
        )
        for place, condition in enumerate(conditions)
    ]
