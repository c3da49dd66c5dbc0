"""The example panel in data/example-panel: every firm, figure and payment in it is invented.

    python -m scripts.make_example_panel        writes the folder again, byte for byte

Sizes, growth and spreads follow the default population (data/population), so the panel looks like a
roster of Hangzhou's fields without saying anything of a real firm. Some firms stand by hand on the
thresholds of the law (scripts/example/by_hand.py); the rest is dice, each number keyed by the name of
its firm, so that it depends on no other. Money in 万元.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from scripts.example.dice import dice, mode
from scripts.example.enterprises import make_enterprises, make_firms
from scripts.example.items import make_fund, make_models, make_products, make_projects, make_scenes
from simulation.judge.assess import assess
from simulation.law import MEASURES
from simulation.money.payers import CITY, share_table, split
from simulation.panel import TABLES, Panel, Table
from simulation.population.facts import load_facts
from simulation.scenario import Scenario

FOLDER = Path(__file__).parent.parent / "data" / "example-panel"
FIRMS = 200
_PAID_UNTIL = 2025


def make_tables(count: int) -> dict[str, pd.DataFrame]:
    """All tables but the payments, for about `count` enterprises, in the panel's columns and order of keys."""
    firms = make_firms(count)
    enterprises = make_enterprises(firms)
    tables = {
        "enterprises": enterprises,
        "projects": make_projects(enterprises),
        "models": make_models(firms),
        "products": make_products(firms),
        "scenes": make_scenes(),
        "fund": make_fund(),
    }
    return {name: _in_order(TABLES[name], frame) for name, frame in tables.items()}


def _in_order(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The table's own columns as far as they are filled, rounded as people write them, sorted by its key."""
    columns = [column for column in table.columns if column.id in frame]
    rounded = frame[[column.id for column in columns]].round(
        {column.id: 4 if column.kind == "rate" else 2 for column in columns}
    )
    key = [name for name in table.key if name in frame]
    return rounded.sort_values(key, ignore_index=True)


def make_payments(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What might have been paid by the end of 2025: the rules' awards, delivered as the defaults have it.

    Whether a claimant claims, is accepted and not served elsewhere is dice at the defaults' modes;
    the cut is their mode. The cash of a performance year leaves by the default schedule, split
    between city and district by the default share table.
    """
    scenario, facts = Scenario(), load_facts()
    rows = pd.DataFrame(assess(Panel(tables), scenario))
    paid = pd.concat([_delivered(str(measure), of) for measure, of in rows.groupby("measure")])
    cash = paid.merge(
        pd.DataFrame({"share": facts.payment_schedule.value}).reset_index(names="later"), how="cross"
    )
    cash["fiscal_year"] = cash["year"] + cash["later"]
    cash["amount"] *= cash["share"]
    due = (
        cash[cash["fiscal_year"] <= _PAID_UNTIL]
        .groupby(["measure", "district", "fiscal_year"])["amount"]
        .sum()
    )
    due = due.round(2).reset_index()
    shares = pd.DataFrame(share_table(scenario, MEASURES), list(MEASURES), list(facts.districts))
    share = np.array([shares.at[one.measure, one.district] for one in due.itertuples()])
    parts = [
        due.assign(payer=payer, amount=part)
        for payer, part in zip((CITY, "district"), split(due["amount"].to_numpy(), share), strict=True)
    ]
    payments = _in_order(TABLES["payments"], pd.concat(parts))
    return payments[payments["amount"] > 0].reset_index(drop=True)


def _delivered(measure: str, awards: pd.DataFrame) -> pd.DataFrame:
    """Of one measure's awards those that are paid, and what is paid of them."""
    delivery = load_facts().delivery
    claimants = awards["claimant"]
    claimed = dice(claimants, "claims", measure) < mode(delivery["take_up"], measure, 1.0)
    chance = mode(delivery["accepted"], measure) * (1.0 - mode(delivery["diverted"], measure))
    kept = dice(claimants + "·" + awards["year"].astype(str), "kept", measure) < chance
    paid = awards[claimed & kept & (awards["amount"] > 0)]
    return paid.assign(amount=paid["amount"] * (1.0 - mode(delivery["cut"], measure)))


def make_files() -> dict[str, str]:
    """The example panel: file name -> CSV text with a heading of ids."""
    tables = make_tables(FIRMS)
    tables["payments"] = make_payments(tables)
    return {f"{name}.csv": as_csv(frame) for name, frame in tables.items()}


def as_csv(frame: pd.DataFrame) -> str:
    """A table as CSV text; whole numbers are written as such, and NaN as a blank cell."""
    return frame.map(
        lambda cell: f"{cell:.12g}" if isinstance(cell, float) and cell == cell else cell
    ).to_csv(index=False, lineterminator="\n")


def main() -> None:
    """Write the tables, one CSV file each."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in make_files().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
