"""The database can be spread by shop: the script, and the joins."""

import re

import pytest
from sqlalchemy import select, text

from plugin.store.creators import Creator, CreatorHandle
from plugin.store.sharding import SHOPS, WHOLE, citus_script
from plugin.store.shops import Shop
from plugin.store.tables import metadata
from tests.sharding import untied

SPREAD = re.compile(r"create_distributed_table\('(\w+)', 'shop_id'")

# What Citus calls are replaced by, so that PostgreSQL itself reads the script: each notes its table.
LOOK_ALIKES = """
create table spread (name regclass primary key, how text);
create function create_reference_table(name regclass) returns void language sql as
  $$ insert into spread values (name, 'reference') $$;
create function create_distributed_table(name regclass, by text, colocate_with text default 'default')
  returns void language sql as $$ insert into spread values (name, by) $$;
"""


def test_every_table_has_its_place():
    assert set(SPREAD.findall(citus_script())) == {table.name for table in metadata.sorted_tables} - {
        SHOPS,
        *WHOLE,
    }


def test_the_script_leaves_the_schema_as_it_was(database, _engine):
    """Run on a PostgreSQL in which Citus's functions are look-alikes; all is rolled back."""
    script = citus_script().replace("create extension if not exists citus;", "")
    script = script.replace("begin;", "").replace("commit;", "")
    with _engine.connect() as connection:
        before = connection.execute(text(FOREIGN_KEYS)).all()
        connection.exec_driver_sql(LOOK_ALIKES)
        connection.exec_driver_sql(script)
        assert connection.execute(text(FOREIGN_KEYS)).all() == before
        noted = dict(connection.execute(text("select name::text, how from spread")).all())
        connection.rollback()
    assert noted.pop(SHOPS) == "reference"
    assert set(noted.values()) == {"shop_id"}


FOREIGN_KEYS = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
where contype = 'f' and conparentid = 0 and conrelid::regclass::text not like 'procrastinate%' order by 1, 2
"""


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        pytest.param(select(Creator.name), [], id="one_table"),
        pytest.param(
            select(Creator.name).join(CreatorHandle, CreatorHandle.creator_id == Creator.id),
            ["creator_handles", "creators"],
            id="tied_by_a_creator_alone",
        ),
        pytest.param(
            select(Creator.name).join(
                CreatorHandle,
                (CreatorHandle.shop_id == Creator.shop_id) & (CreatorHandle.creator_id == Creator.id),
            ),
            [],
            id="tied_by_the_shop",
        ),
        pytest.param(select(Creator.name, Shop.domain).where(Shop.id == Creator.shop_id), [], id="its_shop"),
        pytest.param(
            select(Creator.name).where(
                Creator.id.in_(
                    select(CreatorHandle.creator_id).where(CreatorHandle.shop_id == Creator.shop_id)
                )
            ),
            [],
            id="a_subquery_of_the_shop",
        ),
        pytest.param(
            text("select 1 from creators join orders using (id)"),
            ["creators", "orders"],
            id="raw_sql",
        ),
    ],
)
def test_a_join_across_shops_is_seen(statement, tables):
    assert untied(statement) == tables
