"""Where scenarios are saved: versions, links, the bin, drafts; SQLite or any SQLAlchemy database."""

from simulation.scenario.store.address import SETTING, store_url
from simulation.scenario.store.database import LONGEST
from simulation.scenario.store.drafts import KEPT_DAYS, Draft, RosterName
from simulation.scenario.store.records import Listed, Opened, Saved, Version
from simulation.scenario.store.versions import Store

__all__ = [
    "KEPT_DAYS",
    "LONGEST",
    "SETTING",
    "Draft",
    "Listed",
    "Opened",
    "RosterName",
    "Saved",
    "Store",
    "Version",
    "store_url",
]
