"""The script that spreads the tables over a Citus cluster (distributed PostgreSQL), by shop.

Every key begins with `shop_id`, so that all rows of a shop lie on one node and every transaction of a shop
stays there. Shops are known on every node. The inbox stays whole on the coordinator: a drain claims across
all shops, and Citus locks rows only where a query goes to one shard
(docs.citusdata.com, "SQL support and workarounds": SELECT ... FOR UPDATE).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, DropConstraint

from plugin.store.tables import metadata

SHOPS = "shops"
WHOLE = frozenset({"deliveries", "kept_webhooks"})
"""Tables that stay on the coordinator: the inbox, and what tells its repeats."""
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def citus_script() -> str:
    """SQL for `psql` on the coordinator of an empty cluster, after `alembic upgrade head`.

    Foreign keys are taken off and put on again: while a table is spread, those from and to tables that are
    not yet would be refused.
    """
    spread = [table for table in metadata.sorted_tables if table.name not in {SHOPS, *WHOLE}]
    return "\n".join(
        [
            "create extension if not exists citus;",
            "begin;",
            *_foreign_keys(DropConstraint),
            f"select create_reference_table('{SHOPS}');",
            *_spread(spread),
            *_foreign_keys(AddConstraint),
            "commit;",
            "",
        ]
    )


def _spread(tables: list[Table]) -> Iterator[str]:
    first = tables[0].name
    yield f"select create_distributed_table('{first}', 'shop_id');"
    for table in tables[1:]:
        yield f"select create_distributed_table('{table.name}', 'shop_id', colocate_with => '{first}');"


def _foreign_keys(change: type[AddConstraint] | type[DropConstraint]) -> Iterator[str]:
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=_name):
            yield " ".join(str(change(key).compile(dialect=DIALECT)).split()) + ";"


def _name(key: ForeignKeyConstraint) -> str:
    return str(key.name)
