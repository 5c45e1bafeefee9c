"""From empty to head gives exactly the tables the models describe, and every key begins with the shop."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from plugin.services.inbox_days import make_days
from plugin.store.database import Database
from plugin.store.deliveries import keep_delivery
from plugin.store.inbox import claim_deliveries
from plugin.store.inbox_days import parts
from plugin.store.tables import metadata
from tests.conftest import ROOT

LIBRARY_TABLES = ("procrastinate_", "alembic_version")
DAYS = "deliveries_"
"""Partitions of the inbox: their keys are the inbox's own."""


def test_head_equals_the_models(_engine):
    with _engine.begin() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.check(config)


def test_history_is_one_line_and_named_by_date():
    script = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
    assert len(script.get_heads()) == 1
    for revision in script.walk_revisions():
        assert revision.path.rsplit("/", 1)[1][:16].replace("_", "").isdigit(), revision.path


def own_tables(engine):
    return [
        name for name in inspect(engine).get_table_names() if not name.startswith((*LIBRARY_TABLES, DAYS))
    ]


def keys(engine, table):
    """(what, columns) of every primary, unique and foreign key and unique index as PostgreSQL has them."""
    seen = inspect(engine)
    yield "primary key", seen.get_pk_constraint(table)["constrained_columns"]
    for row in seen.get_unique_constraints(table):
        yield row["name"], row["column_names"]
    for row in seen.get_indexes(table):
        if row["unique"]:
            yield row["name"], row["column_names"]
    for row in seen.get_foreign_keys(table):
        yield row["name"], row["constrained_columns"]


def offenders(engine, tables):
    return [
        (table, what)
        for table in tables
        for what, columns in keys(engine, table)
        if columns[:1] != ["shop_id"]
    ]


def test_every_key_begins_with_the_shop(_engine):
    tables = [name for name in own_tables(_engine) if name != "shops"]
    assert set(tables) == set(metadata.tables) - {"shops"}
    assert offenders(_engine, tables) == []


def test_the_check_notices_a_table_without_the_shop(_engine):
    with _engine.begin() as connection:
        connection.exec_driver_sql("create table careless (id bigint primary key)")
    try:
        assert offenders(_engine, ["careless"]) == [("careless", "primary key")]
    finally:
        with _engine.begin() as connection:
            connection.exec_driver_sql("drop table careless")


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_table_says_what_it_is(table):
    mapper = next(
        row
        for row in __import__("plugin.store.base", fromlist=["Base"]).Base.registry.mappers
        if row.local_table.name == table
    )
    assert (mapper.class_.__doc__ or "").strip()


def test_bodies_are_kept_the_quick_way(_engine):
    """lz4 where PostgreSQL has it, no compression where it does not; never pglz, which halves the rate."""
    with _engine.begin() as connection:
        has_lz4 = connection.exec_driver_sql(
            "select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression'"
        ).scalar_one()
        kept = connection.exec_driver_sql(
            "select attcompression, attstorage from pg_attribute "
            "where attrelid = 'deliveries'::regclass and attname = 'body'"
        ).one()
    assert tuple(kept) == (("l", "x") if has_lz4 else ("", "e"))


@pytest.fixture
def old_inbox(_engine, monkeypatch):
    """A database as it was before the inbox lay in one table a day, by the way a release step upgrades."""
    with _engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("create database old_inbox")
    url = _engine.url.set(database="old_inbox")
    monkeypatch.setenv("DATABASE_URL", url.set(drivername="postgresql").render_as_string(hide_password=False))
    monkeypatch.delenv("DATABASE_DIRECT_URL", raising=False)
    command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "2026_11_22_0315")
    engine = create_engine(url)
    yield engine
    engine.dispose()
    with _engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("drop database old_inbox")


FILLED = """
insert into shops (domain, created_at) values ('a.myshopify.com', now()), ('b.myshopify.com', now());
insert into deliveries (shop_id, webhook_id, event_id, topic, body, state, received_at, attempts, last_error)
select 1 + n % 2, 'w' || n / 2, 'e', 'orders/updated', convert_to(repeat('body ' || n, 500), 'UTF8'),
    (array['waiting', 'handled', 'ignored', 'parked'])[1 + n % 4], now() - n * interval '12 hours', n, 'why'
from generate_series(1, 60) n
"""
ALL_OF_IT = (
    "select shop_id, id, webhook_id, event_id, topic, api_version, triggered_at, received_at, body, state, "
    "attempts, next_try_at, leased_until, handled_at, outcome, last_error "
    "from deliveries order by shop_id, id"
)


def test_a_filled_inbox_becomes_the_first_part_as_it_lies(old_inbox):
    """Nothing is copied, nothing is lost, repeats of the last days are known, and back again."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    with old_inbox.begin() as connection:
        connection.execute(text(FILLED))
        before = connection.exec_driver_sql(ALL_OF_IT).all()
        place = connection.exec_driver_sql("select pg_relation_filenode('deliveries')").scalar_one()
    command.upgrade(config, "head")
    database = Database(old_inbox)
    with database.everywhere() as session:
        first = parts(session)[0]
        assert session.connection().exec_driver_sql(ALL_OF_IT).all() == before
        assert (
            session.connection().exec_driver_sql(f"select pg_relation_filenode('{first.name}')").scalar_one()
            == place
        )
        assert make_days(database, datetime.now(UTC)) == []
        claims = claim_deliveries(session, limit=100, lease=timedelta(minutes=1))
        assert {(row.shop_id, row.delivery_id) for row in claims} == {
            (row.shop_id, row.id) for row in before if row.state == "waiting"
        }

    def keep(shop_id, webhook_id):
        with database.everywhere() as session:
            return keep_delivery(
                session,
                shop_id=shop_id,
                webhook_id=webhook_id,
                event_id=None,
                topic="t",
                api_version=None,
                triggered_at=None,
                body=b"{}",
            )

    assert [keep(1, "w1"), keep(2, "w1"), keep(1, "w30"), keep(2, "new")] == [False, False, True, True]
    with old_inbox.connect() as connection:
        newest = connection.exec_driver_sql("select min(id) from deliveries where topic = 't'").scalar_one()
    assert newest > max(row.id for row in before)
    command.downgrade(config, "2026_11_22_0315")
    with old_inbox.connect() as connection:
        # The newer of two that were told apart no longer stays; the others are as they were.
        again = connection.exec_driver_sql(ALL_OF_IT).all()
        same = {(row.shop_id, row.webhook_id) for row in before} - {(1, "w30")}
        assert {(row.shop_id, row.webhook_id) for row in again} == same | {(1, "w30"), (2, "new")}
        old = {(row.shop_id, row.id): row.body for row in before if (row.shop_id, row.webhook_id) in same}
        assert old.items() <= {(row.shop_id, row.id): row.body for row in again}.items()
        unique = "insert into deliveries (shop_id, webhook_id, topic, body) values (2, 'new', 't', '')"
        with pytest.raises(IntegrityError):
            connection.exec_driver_sql(unique)
