"""Where scenarios are saved: versions, links, the bin; SQLite or any SQLAlchemy database."""

from simulation.store.database import LONGEST, SETTING, store_url
from simulation.store.drafts import KEPT_DAYS, Draft, RosterName
from simulation.store.versions import Opened, Saved, Store, Version

__all__ = [
    "KEPT_DAYS",
    "LONGEST",
    "SETTING",
    "Draft",
    "Opened",
    "RosterName",
    "Saved",
    "Store",
    "Version",
    "store_url",
]
