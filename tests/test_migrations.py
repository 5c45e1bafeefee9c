"""From empty to head gives exactly the tables the models describe, and every key begins with the shop."""

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

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
