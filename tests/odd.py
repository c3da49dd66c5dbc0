"""Odd scenarios, for pages and reports alike: nothing to pay, too few draws, other years, a roster of one firm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simulation.law import MEASURES
from simulation.law.policy import load_policy
from simulation.panel import Panel, read_panel
from simulation.places import DATA
from simulation.population.facts import load_facts
from simulation.scenario import Range, Scenario, catalogue

OFF = {f"measures.{measure}": "off" for measure in MEASURES}
COUNTS = {f"fields.{name}.count": 0.0 for name in load_facts().enterprise_fields}
NO_FIRM = COUNTS | {
    "fields.first_set.recognised_per_year": 0.0,
    "fields.scenes.applicants_per_year": 0.0,
    "fields.fund.projects_per_year": 0.0,
    "fields.vehicle_oem.new_models_per_year": 0.0,
}
HOSTILE = "=1+1 <b>甲</b> ![x](http://evil.example/x.png) $x$ [乙](http://evil.example)"


def every(start, value):
    """All keys that start so, with one value."""
    return {path: value for path in catalogue() if path.startswith(start)}


def last_readings():
    """Each phrase read in the last way that the text allows."""
    return {
        path: [option for option, _ in key.options][-1]
        for path, key in catalogue().items()
        if path.startswith("readings.")
    }


def without_doubt():
    """Each doubtful number at its most likely value."""
    return {path: key.default.mode for path, key in catalogue().items() if isinstance(key.default, Range)}


def between(start, end):
    return {"validity.effective_from": f"{start}-01-01", "validity.expires": f"{end}-12-31"}


def a_firm(purchases=(1000, 2000, 3000), revenue=50000) -> Panel:
    """A roster of one enterprise."""
    head = "enterprise_id,name,district,field,year,revenue,parts_purchases"
    rows = [
        f"A,甲公司,yuhang,robots,{year},{revenue},{amount}"
        for year, amount in zip((2021, 2022, 2023), purchases, strict=True)
    ]
    return read_panel({"enterprises.csv": "\n".join([head, *rows]).encode()})


def nobody() -> Panel:
    """A roster of one enterprise that no clause asks for: nothing bought, hardly any revenue."""
    return a_firm((0, 0, 0), 1)


def example() -> Panel:
    """The invented roster that the program brings with it."""
    return read_panel(DATA / "example-panel")


@dataclass(frozen=True)
class Odd:
    """What differs from the baseline, on so many draws, with a roster where there is one."""

    changes: Mapping[str, object] = field(default_factory=dict)
    draws: int = 20
    roster: Callable[[], Panel] | None = None
    name: str = ""
    nothing: bool = False  # whether no draw has any outlay
    alike: bool = False  # whether another of these shows the pages the same way: only reports are made of it

    @property
    def scenario(self) -> Scenario:
        return Scenario(self.name).with_values({**self.changes, "simulation.draws": self.draws})


SHARED = tuple(one for one, measure in load_policy().measures.items() if measure.payer == "shared")
ODD = {
    "baseline": Odd(alike=True),
    "everything off": Odd(OFF, nothing=True),
    "only the fund": Odd(OFF | {"measures.fund_investment": "on"}, nothing=True),
    "one measure": Odd(OFF | {"measures.scene_subsidy": "on"}),
    "nothing is left of any award": Odd({"delivery.cut.all": 1.0}, nothing=True, alike=True),
    "nobody claims": Odd(every("delivery.take_up.", 0.0), nothing=True, alike=True),
    "nobody is there": Odd(NO_FIRM, nothing=True),
    "one field": Odd(NO_FIRM | {"fields.robots.count": 30.0}),
    "an empty field": Odd({"fields.robots.count": 0.0}, alike=True),
    "the city pays all": Odd({"split.city_share": dict.fromkeys(SHARED, 1.0)}),
    "the city pays nothing": Odd({"split.city_share": dict.fromkeys(SHARED, 0.0)}),
    "a later policy": Odd(between(2026, 2030), alike=True),
    "one year": Odd(between(2027, 2027)),
    "ten years": Odd(between(2026, 2035)),
    "a budget of nothing": Odd(
        {"budget.city": dict.fromkeys(range(2023, 2028), 0.0), "budget.rule": "carry_over"}
    ),
    "a budget of one year": Odd({"budget.city": {2026: 1000.0}, "budget.rule": "pro_rata"}),
    "a budget and everything off": Odd(
        OFF | {"budget.city": dict.fromkeys(range(2023, 2028), 0.0), "budget.rule": "carry_over"},
        nothing=True,
    ),
    "paid in one year": Odd({"payment_schedule": [1.0]}, alike=True),
    "other readings": Odd(last_readings()),
    "all lines in the headline": Odd(
        dict.fromkeys(
            ("measures.fund_investment", "measures.road_test_support", "measures.district_scene_support"),
            "headline",
        )
    ),
    "enterprises respond": Odd(every("response.", 1.0) | {"policy.parts_subsidy.annual_cap": 1000.0}),
    "nothing doubtful": Odd(without_doubt()),
    "a hostile name": Odd({"policy.parts_subsidy.annual_cap": 100.0}, name=HOSTILE),
    "two draws": Odd(draws=2),
    "one firm": Odd(roster=a_firm),
    "one firm alone": Odd(NO_FIRM, roster=a_firm),
    "no firm qualifies": Odd(NO_FIRM, roster=nobody, nothing=True),
    "the invented roster": Odd(roster=example),
}
