"""One thing that a user can change, and the words of its options."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from simulation.scenario.values import Bounds, Reader, Value
from simulation.text.problems import NO_TEXT, Text

Kind = Literal[
    "number",
    "doubt",
    "curve",
    "choice",
    "date",
    "schedule",
    "by_year",
    "weights",
    "shares",
    "appropriations",
    "correlations",
]
FRACTIONS = ("rate", "share", "correlation")


# Where a key's value comes in: what is promised, who is there, what becomes of an award, who pays it, when, out of
# what; and how often the dice are thrown.
Stage = Literal["law", "population", "delivery", "split", "schedule", "budget", "run"]
_STAGES: dict[str, Stage] = {
    "validity": "law",
    "policy": "law",
    "measures": "law",
    "readings": "law",
    "economy": "population",
    "fields": "population",
    "roster": "population",
    "response": "population",
    "delivery": "delivery",
    "split": "split",
    "payment_schedule": "schedule",
    "budget": "budget",
    "simulation": "run",
}


@dataclass(frozen=True)
class Key:
    """One thing that a user can change.

    `default` is None where a key only overrides another (`inherits`) or where nothing is known.
    `basis` is law, sourced, derived, memory or assumption; `statutory` marks the law's own numbers,
    `beyond` in which direction leaving them is a reform: 1 above, -1 below, 0 never.
    """

    path: str
    kind: Kind
    name: Text
    default: Value
    read: Reader
    bounds: Bounds = field(default_factory=Bounds)
    unit: str = ""
    basis: str = ""
    source: Text = NO_TEXT
    clause: str = ""
    words: str = ""
    inherits: str = ""
    beyond: int = 0
    options: tuple[tuple[str, Text], ...] = ()
    slider: tuple[float, float, float] | None = None

    @property
    def room(self) -> str:
        """The part of a scenario file that it stands in."""
        return self.path.partition(".")[0]

    @property
    def stage(self) -> Stage:
        """Where its value comes in."""
        return _STAGES[self.room]

    @property
    def after_the_dice(self) -> bool:
        """Whether it changes who pays, when and out of what, and no draw."""
        return self.stage in ("split", "schedule", "budget")

    @property
    def is_fact(self) -> bool:
        """Whether somebody could know its value; switches, readings, runs and budgets are chosen."""
        return self.room not in ("measures", "readings") and self.stage not in ("budget", "run")

    @property
    def statutory(self) -> bool:
        """Whether the default is the law's own number."""
        return self.basis == "law"


STATUS = (
    ("on", Text("计入", "on")),
    ("off", Text("关闭", "off")),
    ("headline", Text("计入合计", "in the headline")),
)
RULES = (
    ("pay_in_full", Text("全额兑付", "pay in full")),
    ("pro_rata", Text("按比例兑付", "pro rata")),
    ("carry_over", Text("结转下年优先兑付", "carry over")),
)
SHARING = (
    ("across_all", Text("各条措施同一比例", "one ratio for all measures")),
    ("by_measure", Text("各条措施分别安排额度", "an envelope for each measure")),
)
PRESETS = (
    ("even", Text("各半", "even")),
    ("tiered", Text("分档", "tiered")),
    ("custom", Text("自定", "custom")),
)
NOT_REPORTED, LEFT = "not_reported", "left"
MISSING_ROWS = (
    (NOT_REPORTED, Text("尚未报送，接着推演", "not reported yet: simulated on")),
    (LEFT, Text("已退出", "left")),
)
# Sources and reasons that stand in no data file.
STATIC = Text(
    "静态测算：不假设企业因奖补而多投资",
    "static costing: nobody invests more because of the award",
)
SELDOM_COMPLETE = Text(
    "年初的名册很少报全；没有报送的很少是已退出",
    "a roster of January is seldom complete; who has not reported has seldom left",
)
BORROWED = Text(
    "借自杭州 2019 年新制造业计划：市与区县 1:1；本政策未写明比例",
    "borrowed from Hangzhou's new-manufacturing plan of 2019, 1:1 between the city and districts; "
    "this policy names no ratio",
)
