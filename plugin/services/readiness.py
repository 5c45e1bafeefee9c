"""Whether this installation can do its work now: database, schema, and how far behind the drain is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.errors import DatabaseAwayError
from plugin.store.database import Database
from plugin.store.delivery_counts import oldest_due
from plugin.store.schema import schema_needed, schema_there, schemas_known


@dataclass(frozen=True, slots=True)
class Readiness:
    """`migrations` is ok, behind (the database lacks some), ahead (while a newer release is being rolled out;
    migrations are safe for the code before them) or unknown. `waiting_seconds` is the age of the
    delivery that has been due longest, 0 where none is, None where nobody can tell.

    A long queue makes nothing unready: a receiver that is taken out of service for it would lose what Shopify
    sends meanwhile, and nothing would be handled sooner.
    """

    database: str
    migrations: str
    waiting_seconds: int | None

    @property
    def ready(self) -> bool:
        """Whether requests can be served."""
        return self.database == "ok" and self.migrations in ("ok", "ahead")

    def as_json(self) -> dict[str, str | int | None]:
        """What may be told to anybody who asks."""
        return {
            "status": "ready" if self.ready else "not ready",
            "database": self.database,
            "migrations": self.migrations,
            "oldest_waiting_seconds": self.waiting_seconds,
        }


def readiness(database: Database, now: datetime) -> Readiness:
    """Look; raises nothing while the database is away, but says so."""
    try:
        there = schema_there(database)
        if there is None or (there in schemas_known() and there != schema_needed()):
            return Readiness("ok", "behind", None)
        with database.everywhere() as session:
            since = oldest_due(session)
    except DatabaseAwayError:
        return Readiness("away", "unknown", None)
    migrations = "ok" if there == schema_needed() else "ahead"
    return Readiness("ok", migrations, max(0, int((now - since).total_seconds())) if since else 0)
