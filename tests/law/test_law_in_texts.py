"""What the law sets is never said by heart: a text of the screen or a report takes it from the scenario.

Numbers in the code have no such rule: 0.2 or 5 are as often a share of a column or a height. There each page's
tests change the law and look.
"""

import re

import pytest

from simulation.law.policy import load_policy
from simulation.words.speech import catalogue

CONFIDENCE = {"80%", "90%", "95%"}  # levels of quantiles and intervals, though one is a rate of the law too
UNIT_ITSELF = "1 亿元 = 10,000 万元", "亿元 is 10,000 万元"
WORST_TENTH = ("支出最高的 10%",)  # of the draws


def statutory_rates():
    return {
        f"{parameter.value * 100:.10g}%"
        for measure in load_policy().measures.values()
        for parameter in measure.parameters.values()
        if parameter.unit in ("rate", "share") and parameter.value
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_holds_an_amount_or_a_rate_of_the_law(language):
    rates = statutory_rates()
    assert {"1%", "5%", "20%"} <= rates
    for identity, text in catalogue(language).items():
        for plain in UNIT_ITSELF + WORST_TENTH:
            text = text.replace(plain, "")
        assert not re.search(r"\d ?(万元|亿元)", text), identity
        assert not (rates - CONFIDENCE) & set(re.findall(r"(?<![\d.])\d+(?:\.\d+)?%", text)), identity
