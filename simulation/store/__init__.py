"""Where scenarios are saved: versions, links, the bin, drafts; SQLite or any SQLAlchemy database."""

from simulation.store.address import SETTING, store_url
from simulation.store.database import LONGEST
from simulation.store.drafts import KEPT_DAYS, Draft, RosterName
from simulation.store.records import Listed, Opened, Saved, Version
from simulation.store.versions import Store

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
