"""Sessions, and the wall between shops.

A session is opened for one shop or, by those few who must (the drain's claim, the sweep over shops),
everywhere. In a shop's session every query on a shop-owned table is narrowed to that shop, and a row of
another shop cannot be added. A statement that the narrowing cannot see (a plain table, raw SQL) is refused
unless it carries the execution option `scoped_by_hand=True`. So a query without a shop cannot be written by
accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Dialect, Engine, Insert, create_engine, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker, with_loader_criteria

from plugin.errors import DatabaseAwayError, UnreadablePayloadError
from plugin.settings import Settings
from plugin.store.base import ShopOwned
from plugin.store.embedded import driver_url, start_embedded
from plugin.store.replica import Replica

ShopSession = Session
"""A transaction, as services and handlers receive it: for one shop, unless they say that it is for all."""

EVERYWHERE = "everywhere"
_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
_OWN_SHOP = re.compile(r"shop_id(_m\d+)?")
AWAY_STATES = ("08", "57P", "53")
"""Beginnings of the SQLSTATEs that mean no connection, a server shutting down, and no resources left."""


@contextmanager
def away_named() -> Iterator[None]:
    """Raise `DatabaseAwayError` in place of the driver's many ways to say that the database is away."""
    try:
        yield
    except PoolTimeoutError as error:
        raise DatabaseAwayError("Every database connection of this process is busy.") from error
    except (OperationalError, InterfaceError) as error:
        if not is_away(error):
            raise
        raise DatabaseAwayError("The database cannot be reached.") from error


@contextmanager
def unstorable_named() -> Iterator[None]:
    """Raise `UnreadablePayloadError` where PostgreSQL can hold no such value: a null character in a text, a
    number or a time beyond its columns. Trying again gives the same.
    """
    try:
        yield
    except DataError as error:
        raise UnreadablePayloadError(
            "The body holds a value that cannot be stored: a null character in a text, or a number or time "
            "out of range."
        ) from error


def is_away(error: DBAPIError) -> bool:
    """Whether `error` means that the connection failed, as against a deadlock or a lock timeout (which have a
    state).
    """
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or state.startswith(AWAY_STATES)


class ClashError(Exception):
    """The transaction lost against another one and may be done again."""


@contextmanager
def clash_named() -> Iterator[None]:
    """Raise `ClashError` for a deadlock, and for a row that was moved to another partition before it could be
    locked, which PostgreSQL does not even skip.
    """
    try:
        yield
    except OperationalError as error:
        if not str(getattr(error.orig, "sqlstate", None) or "").startswith("40"):
            raise
        raise ClashError("Another transaction was first.") from error


class Database:
    """The database, as the rest of the app sees it: `shop(...)` and `everywhere()` open one
    transaction each.
    """

    def __init__(
        self, engine: Engine, *, direct_url: str | None = None, replica: Replica | None = None
    ) -> None:
        self.engine = engine
        self.replica = replica
        self._direct_url = direct_url
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def from_settings(cls, settings: Settings, *, pool_size: int = 10) -> Database:
        """Connect to DATABASE_URL, or to the embedded PostgreSQL where it is not set."""
        url = settings.database_url or start_embedded(settings.data_dir / "postgres")
        direct = settings.database_direct_url
        # Behind PgBouncer in transaction mode the next transaction may be on another connection, which knows
        # no statement prepared on this one; PgBouncer follows them only from 1.21 on, and only if told to.
        arguments: dict[str, Any] = {"prepare_threshold": None} if direct else {}
        # pre_ping: a PostgreSQL that was restarted costs one reconnect, not a failed request.
        engine = create_engine(
            driver_url(url), pool_size=pool_size, max_overflow=10, pool_pre_ping=True, connect_args=arguments
        )
        replica = settings.database_replica_url
        return cls(
            engine, direct_url=direct, replica=Replica(replica, pool_size=pool_size) if replica else None
        )

    @contextmanager
    def shop(self, shop_id: int) -> Iterator[Session]:
        """One transaction on behalf of one shop: committed when the block ends, rolled back if it raises."""
        with away_named(), self._sessions(info={"shop_id": shop_id}) as session, session.begin():
            yield session

    @contextmanager
    def everywhere(self) -> Iterator[Session]:
        """One transaction over all shops. For the few places that serve every shop at once."""
        with away_named(), self._sessions(info={"shop_id": EVERYWHERE}) as session, session.begin():
            yield session

    @contextmanager
    def reading(self, shop_id: int) -> Iterator[Session]:
        """One transaction on behalf of one shop that only reads: on the replica where there is one and it
        keeps up, else here. What was written a moment ago may be missing from it.
        """
        info = {"shop_id": shop_id}
        at = self.replica.if_close_behind() if self.replica else None
        with away_named(), self._sessions(info=info, bind=at or self.engine) as session, session.begin():
            session.connection().exec_driver_sql("set transaction read only")
            yield session

    def url(self) -> str:
        """The address as libpq reads it, past any PgBouncer: for Procrastinate, LISTEN and the inbox writer,
        who keep a connection of their own.
        """
        if self._direct_url is not None:
            return self._direct_url
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def ping(self) -> None:
        """Raise `DatabaseAwayError` if the database cannot be reached."""
        with away_named(), self.engine.connect() as connection:
            connection.execute(text("select 1"))


def shop_of(session: Session) -> int:
    """The shop a session is for; raises `LookupError` for a session that is for all or none."""
    shop_id = session.info.get("shop_id")
    if not isinstance(shop_id, int):
        raise LookupError("This session is for no single shop; open it with Database.shop(shop_id).")
    return shop_id


@event.listens_for(Session, "do_orm_execute")
def _narrow_to_shop(state: ORMExecuteState) -> None:
    shop_id: Any = state.session.info.get("shop_id")
    if shop_id == EVERYWHERE or state.execution_options.get("scoped_by_hand"):
        return
    if not isinstance(shop_id, int):
        raise LookupError("A query ran in a session without a shop; open it with Database.shop(shop_id).")
    if not state.is_orm_statement:
        raise LookupError(
            "This statement does not go through mapped classes, so it cannot be narrowed to the shop. "
            "Write it with mapped classes, or filter by shop_id and pass "
            "execution_options(scoped_by_hand=True)."
        )
    if state.is_column_load or state.is_relationship_load:
        return
    if state.is_insert or state.parameters:
        _refuse_foreign_values(state, shop_id)
    state.statement = state.statement.options(
        with_loader_criteria(ShopOwned, lambda cls: cls.shop_id == shop_id, include_aliases=True)
    )


def _refuse_foreign_values(state: ORMExecuteState, shop_id: int) -> None:
    """Refuse rows given to an insert, or to an update in bulk, that name another shop."""
    given = state.parameters or {}
    rows = [given] if isinstance(given, Mapping) else given
    named = {row["shop_id"] for row in rows if "shop_id" in row}
    if isinstance(state.statement, Insert) and not named:
        # Rows given with `.values()` are the statement's own parameters: shop_id, shop_id_m1, shop_id_m2, ...
        compiled = state.statement.compile(dialect=_DIALECT)
        named = {value for name, value in compiled.params.items() if _OWN_SHOP.fullmatch(name)}
    if named - {shop_id}:
        raise LookupError(f"A row of another shop was given to a statement in the session of shop {shop_id}.")


@event.listens_for(Session, "before_flush")
def _refuse_foreign_rows(session: Session, _context: object, _instances: object) -> None:
    shop_id = session.info.get("shop_id")
    for row in session.new:
        if isinstance(row, ShopOwned) and shop_id != EVERYWHERE:
            if row.shop_id is None:
                row.shop_id = shop_id
            elif row.shop_id != shop_id:
                raise LookupError(
                    f"A {type(row).__name__} of shop {row.shop_id} was added "
                    f"in the session of shop {shop_id}."
                )
