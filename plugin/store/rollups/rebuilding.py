"""Building a shop's sums anew from its books."""

from __future__ import annotations

from sqlalchemy.orm import Session

from plugin.store.batch.statements import run
from plugin.store.rollups.folding import TABLES, adding
from plugin.store.rollups.moves import EVERYTHING, ZONE, contributions


def rebuild(session: Session) -> None:
    """Put sums from the books in place of those that are kept. The caller holds the shop's rules alone, so
    that nobody posts meanwhile; until it commits, everybody reads the sums as they were.
    """
    moves = f"{ZONE}, moves as ({contributions(EVERYTHING)})"
    for table in TABLES:
        run(session, f"delete from {table.__tablename__} where shop_id = %(shop)s")  # type: ignore[attr-defined]  # noqa: S608
        run(session, adding(table, moves))
