"""Where scenarios are saved: versions, links, the bin; SQLite or any SQLAlchemy database."""

from simulation.store.address import SETTING, store_url
from simulation.store.database import LONGEST
from simulation.store.records import Listed, Opened, Saved, Version
from simulation.store.versions import Store

__all__ = ["LONGEST", "SETTING", "Listed", "Opened", "Saved", "Store", "Version", "store_url"]
