"""The colours of the house, the same on every page and in every report; on paper those of the light theme."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from simulation.law.policy import load_policy

CITY, DISTRICT, BUDGET = "#1F4E79", "#C8792B", "#9E1B1B"
INK = "#5B6B7B"
# One colour-blind-safe colour a measure, the same on every page (after Okabe and Ito, and Tol).
MEASURE_COLOURS = {identity: measure.colour for identity, measure in load_policy().measures.items()}
OUTCOME_COLOURS = {
    "paid": "#1F4E79",
    "capped": "#C8792B",
    "below_floor": "#8C9BAA",
    "growth_too_low": "#56B4E9",
    "no_prior_growth": "#88CCEE",
    "no_increment": "#B7C1CB",
    "already_awarded": "#CC79A7",
    "not_first_time": "#AA4499",
    "missing_fact": "#9E1B1B",
    "not_eligible": "#D9DEE3",
    "superseded": "#44AA99",
    "limit_reached": "#DDCC77",
}

# A scale's stops: from 0 to 1, and the colour there.
Scale = tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Colours:
    """What charts are drawn in on one background."""

    page: str
    text: str
    city: str
    district: str
    budget: str
    ink: str
    unknown: str
    risk: Scale  # from safe to certain to exceed; read by its depth also without colour
    outcomes: dict[str, str] = field(default_factory=dict)

    @property
    def up(self) -> Scale:
        """From nothing, the page, to the most."""
        return (0.0, self.page), (1.0, self.city)

    @property
    def both_ways(self) -> Scale:
        """From the least below zero over nothing to the most above."""
        return (0.0, self.district), (0.5, self.page), (1.0, self.city)


ON_LIGHT = Colours(
    page="#FFFFFF",
    text="#0B1622",
    city=CITY,
    district=DISTRICT,
    budget=BUDGET,
    ink=INK,
    unknown="#E3E7EB",
    risk=((0.0, "#F4F7F4"), (0.2, "#FBE9C6"), (0.5, "#E8A15C"), (1.0, "#9E1B1B")),
    outcomes=OUTCOME_COLOURS,
)
ON_DARK = Colours(
    page="#10161D",
    text="#E6EBF0",
    city="#7FB2E5",
    district="#F0A860",
    budget="#F0807A",
    ink="#A9B6C4",
    unknown="#2A3440",
    risk=((0.0, "#18231F"), (0.2, "#4A3B1E"), (0.5, "#A8622A"), (1.0, "#F0807A")),
    outcomes={
        **OUTCOME_COLOURS,
        "paid": "#7FB2E5",
        "capped": "#F0A860",
        "growth_too_low": "#0072B2",
        "missing_fact": "#F0807A",
        "not_eligible": "#6B7682",
    },
)


def parts_of(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #RRGGBB, 0 to 255."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def along(scale: Scale, share: float) -> str:
    """The colour at a share of a scale, as Plotly mixes it: straight between the stops beside it."""
    share = min(max(share, scale[0][0]), scale[-1][0])
    for (start, first), (end, last) in pairwise(scale):
        if share <= end:
            part = (share - start) / (end - start)
            mixed = (
                round(one + part * (other - one))
                for one, other in zip(parts_of(first), parts_of(last), strict=True)
            )
            return "#" + "".join(f"{value:02X}" for value in mixed)
    return scale[-1][1]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(colour: str) -> str:
    """Black or white, whichever stands out more: on any colour the contrast is at least 4.5."""
    return max("#000000", "#FFFFFF", key=lambda text: contrast(text, colour))


def _luminance(colour: str) -> float:
    channels = [value / 255 for value in parts_of(colour)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
