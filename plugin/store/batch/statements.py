"""Running a statement written by hand for the session's shop, and copying rows in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from plugin.store.base import ShopOwned
from plugin.store.database import shop_of


def run(session: Session, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows a statement gives, none where it returns none. `%(shop)s` in it is the session's shop; lists
    become arrays.

    It goes to the driver itself: binary both ways (a body in hexadecimal is twice as long), and planned anew
    each time, because a plan kept from when a table was small reads all of it once it is large.
    """
    given = {name: array(value) if value.__class__ is list else value for name, value in values.items()}
    with _driver(session) as connection, connection.cursor(binary=True) as cursor:
        cursor.execute(statement, {"shop": shop_of(session), **given}, prepare=False)
        return cursor.fetchall() if cursor.description else []


def array(values: list[Any]) -> str | list[Any]:
    """Whole numbers or texts as PostgreSQL writes an array of them, all in one go, where the driver looks at
    one after the other; any other list as it is.
    """
    kinds = set(map(type, values))
    if kinds == {int}:
        return f"{{{str(values)[1:-1]}}}"
    if kinds == {str}:
        inside = "\x00".join(values)
        if inside.count("\x00") == len(values) - 1:  # a text with a null character is the driver's to refuse
            quoted = inside.replace("\\", "\\\\").replace('"', '\\"').replace("\x00", '","')
            return f'{{"{quoted}"}}'
    return values


def copy_in(
    session: Session, table: type[ShopOwned], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows to a table as rows of the session's shop, by COPY: three times as fast as an insert.

    A row that is there already is an error, as with an insert.
    """
    rows = list(rows)
    if not rows:
        return
    shop_id, name = shop_of(session), table.__tablename__  # type: ignore[attr-defined]
    statement = f"copy {name} (shop_id, {', '.join(columns)}) from stdin"
    with _driver(session) as connection, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((shop_id, *row))


@contextmanager
def _driver(session: Session) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The driver's connection within the session's transaction. Its errors of operation are raised as
    SQLAlchemy's, so that a database that is away is known as such.
    """
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError(f"The batch needs psycopg's own connection, not {type(connection).__name__}.")
    try:
        yield connection
    except psycopg.OperationalError as error:
        raise OperationalError("a statement of the batch", None, error) from error
