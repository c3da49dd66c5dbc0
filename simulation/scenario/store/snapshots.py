"""The catalogue of the day, kept once for everything that was saved under it."""

from __future__ import annotations

from hashlib import blake2b

from sqlalchemy import Connection, exc, insert, select

from simulation.scenario.snapshot import snapshot, to_json
from simulation.scenario.store.database import SNAPSHOTS


def keep_snapshot(link: Connection) -> str:
    """Keep the catalogue of today where it is not kept yet. Returns its id."""
    content = to_json(snapshot())
    identity = blake2b(content.encode(), digest_size=12).hexdigest()
    if link.scalar(select(SNAPSHOTS.c.id).where(SNAPSHOTS.c.id == identity)) is None:
        try:
            with link.begin_nested():
                link.execute(insert(SNAPSHOTS).values(id=identity, content=content))
        except exc.IntegrityError:
            pass  # another saver was first; it is the same catalogue
    return identity
