"""Whether the sums agree with the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from plugin.store.base import ShopOwned
from plugin.store.batch.statements import run
from plugin.store.rollups.folding import TABLES, columns_of
from plugin.store.rollups.moves import EVERYTHING, OF_DAYS, SPREAD, ZONE, contributions
from plugin.store.rollups.tables import DAY, SalesByDay

MOST = 100


@dataclass(frozen=True, slots=True)
class RollupDifference:
    """A row of sums on which the books say something else. `kept` is what the row says and `books` what it
    should say, by the name of the column; a row that is missing says 0.
    """

    table: str
    key: dict[str, Any]
    kept: dict[str, int]
    books: dict[str, int]


def rollup_differences(
    session: Session, first: date | None = None, last: date | None = None, *, limit: int = MOST
) -> list[RollupDifference]:
    """Where the sums of the session's shop differ from its books, at most `limit` rows a table.

    From day `first` to `last`, both included, or of all time and by month as well where they are not given.
    One statement a table sees books and sums as of one moment, so that it can run beside drains.
    """
    if (first is None) != (last is None):
        raise ValueError("Give both the first and the last day, or neither.")
    moves = contributions(EVERYTHING if first is None else OF_DAYS)
    found = []
    for table in TABLES:
        name = table.__tablename__  # type: ignore[attr-defined]
        key, sums = columns_of(table)
        rows = run(session, _comparing(table, moves, first is not None), first=first, last=last, limit=limit)
        for row in rows:
            parts = iter(row)
            found.append(
                RollupDifference(
                    name,
                    {column: next(parts) for column in key},
                    {column: next(parts) for column in sums},
                    {column: next(parts) for column in sums},
                )
            )
    return found


def _comparing(table: type[ShopOwned], moves: str, in_days: bool) -> str:
    name = table.__tablename__  # type: ignore[attr-defined]
    key, sums = columns_of(table)
    if not in_days:
        wanted = "true"
    elif table is SalesByDay:
        wanted = "day between %(first)s and %(last)s"
    else:
        wanted = f"span = '{DAY}' and first_day between %(first)s and %(last)s"
    kept = [f"coalesce(kept.{column}, 0)" for column in sums]
    books = [f"coalesce(books.{column}, 0)" for column in sums]
    return f"""
        with {ZONE}, moves as ({moves}),
        books as (select * from ({SPREAD[name]}) as spread where {wanted}),
        kept as (select * from {name} where shop_id = %(shop)s and {wanted})
        select {", ".join([*key, *kept, *books])}
        from kept full join books using ({", ".join(key)})
        where ({", ".join(kept)}) is distinct from ({", ".join(books)})
        order by {", ".join(key)} limit %(limit)s
    """  # noqa: S608  names of columns
