"""Where scenarios are saved: versions, links, the bin; SQLite or any SQLAlchemy database."""

from simulation.store.database import LONGEST, SETTING, store_url
from simulation.store.versions import Opened, Saved, Store, Version

__all__ = ["LONGEST", "SETTING", "Opened", "Saved", "Store", "Version", "store_url"]
