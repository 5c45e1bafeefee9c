"""Adding moves to the sums.

One statement a table, its rows in the order of the table's key, as the last thing before the commit: of two
transactions of one shop the second waits for the first's commit and for nothing else, so that they cannot
deadlock.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from plugin.store.base import Base, ShopOwned
from plugin.store.batch.statements import run
from plugin.store.rollups.moves import FROM, KEY, SPREAD, SUMS, Contributions
from plugin.store.rollups.tables import CreditsBySpan, ModelCreditsBySpan, SalesByDay

TABLES: tuple[type[ShopOwned], ...] = (SalesByDay, CreditsBySpan, ModelCreditsBySpan)
"""In the order in which everybody writes them."""

_SHAPE = {**KEY, **SUMS}
_GIVEN = (
    f"moves as (select * from unnest({', '.join(f'%({name})s::{kind}[]' for name, kind in _SHAPE.items())})"  # noqa: S608
    f" as given({', '.join(_SHAPE)}))"
)


def columns_of(table: type[ShopOwned]) -> tuple[list[str], list[str]]:
    """The names of a table's key, shop first, and of its sums."""
    columns = Base.metadata.tables[table.__tablename__].columns  # type: ignore[attr-defined]
    return [row.name for row in columns if row.primary_key], [
        row.name for row in columns if not row.primary_key
    ]


def adding(table: type[ShopOwned], moves: str) -> str:
    """The statement that adds `moves` (a common table expression of that name) to a table's sums."""
    name = table.__tablename__  # type: ignore[attr-defined]
    key, sums = columns_of(table)
    moved = " or ".join(f"{column} <> 0" for column in sums)
    added = ", ".join(f"{column} = {name}.{column} + excluded.{column}" for column in sums)
    return f"""
        with {moves}
        insert into {name} ({", ".join([*key, *sums])})
        select {", ".join([*key, *sums])} from ({SPREAD[name]}) as spread
        where {moved}
        order by {", ".join(key)}
        on conflict ({", ".join(key)}) do update set {added}
    """  # noqa: S608  names of columns


_ADDING = {table.__tablename__: adding(table, _GIVEN) for table in TABLES}  # type: ignore[attr-defined]


def add_moves(session: Session, moves: Contributions) -> None:
    """Add moves to the sums of the session's shop. The caller commits next."""
    for name, statement in _ADDING.items():
        rows = [(*key, *sums) for key, sums in moves.items() if name in FROM[key[0]]]
        if rows:
            run(session, statement, **dict(zip(_SHAPE, map(list, zip(*rows, strict=True)), strict=True)))


def difference(after: Contributions, before: Contributions) -> Contributions:
    """What is to be added to `before` to have `after`, without what stays the same."""
    moves: Contributions = {}
    for key in after.keys() | before.keys():
        new, old = after.get(key, _NOTHING), before.get(key, _NOTHING)
        if new != old:
            moves[key] = tuple(one - other for one, other in zip(new, old, strict=True))
    return moves


_NOTHING = (0,) * len(SUMS)
