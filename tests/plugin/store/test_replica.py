"""Reports are read on the replica while it keeps up, and on the database itself while it does not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError

from plugin.store import replica as replicas
from plugin.store.creators import Creator
from plugin.store.database import Database
from plugin.store.embedded import driver_url
from plugin.store.replica import Replica
from tests.journeys.merchant import until
from tests.servers.replica import replica_of

IN_RECOVERY = text("select pg_is_in_recovery()")


@pytest.fixture(scope="module")
def replica_url(postgres: str) -> Iterator[str]:
    with replica_of(postgres) as url:
        yield url


@pytest.fixture
def with_replica(database, replica_url) -> Iterator[Database]:
    replica = Replica(replica_url)
    yield Database(database.engine, replica=replica)
    replica.engine.dispose()


def where(database: Database, shop_id: int) -> bool:
    """Whether `shop_id`'s reports are read on a replica."""
    with database.reading(shop_id) as session:
        return session.connection().execute(IN_RECOVERY).scalar_one()


def test_each_shop_reads_its_own_on_the_replica(with_replica, ana, ben, now):
    for shop_id, name in ((ana, "Cleo Cloud"), (ben, "Bea Breeze")):
        with with_replica.shop(shop_id) as session:
            session.add(Creator(name=name, created_at=now, updated_at=now))

    def names(shop_id: int) -> list[str]:
        with with_replica.reading(shop_id) as session:
            return list(session.scalars(select(Creator.name)))

    assert where(with_replica, ana)
    until(lambda: (names(ana), names(ben)) == (["Cleo Cloud"], ["Bea Breeze"]), what="The replica")


def test_nothing_is_written_where_reports_are_read(database, ana, now):
    """Without a replica, too, so that no page works only as long as there is none."""
    creator = Creator(name="Cleo Cloud", created_at=now, updated_at=now)
    with pytest.raises(DBAPIError, match="read-only"), database.reading(ana) as session:
        session.add(creator)


def test_one_that_is_away_is_not_asked(database, ana):
    away = Replica("postgresql://nobody@127.0.0.1:1/nothing")
    assert away.seconds_behind() is None
    assert not where(Database(database.engine, replica=away), ana)


def test_one_that_is_far_behind_is_not_asked(with_replica, replica_url, ana, now, monkeypatch):
    monkeypatch.setattr(replicas, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(replicas, "FARTHEST_BEHIND", 0.0)
    replica = create_engine(driver_url(replica_url), isolation_level="AUTOCOMMIT")
    with replica.connect() as connection:
        connection.execute(text("select pg_wal_replay_pause()"))
        try:
            with with_replica.shop(ana) as session:
                session.add(Creator(name="Cleo Cloud", created_at=now, updated_at=now))
            until(lambda: not where(with_replica, ana), what="The lag")
        finally:
            connection.execute(text("select pg_wal_replay_resume()"))
    replica.dispose()
    until(lambda: where(with_replica, ana), what="The replica's return")
