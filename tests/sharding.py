"""Whether a statement that goes to all shops keeps each shop's rows to itself.

On a database that is spread by shop, rows of two shops lie on two nodes: a join that does not tie both sides
by `shop_id` would carry tables across the network, or be refused.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import BinaryExpression, Column, Table, TextClause
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.selectable import AliasedReturnsRows

from plugin.store.database import EVERYWHERE
from plugin.store.tables import metadata

NAMED = re.compile(r"\b(?:from|join)\s+(\w+)", re.IGNORECASE)

OF_SHOPS = {table.name for table in metadata.sorted_tables if "shop_id" in table.c}


def refuse_cross_shop_joins(state: ORMExecuteState) -> None:
    """For the session event `do_orm_execute`: raise where a statement over all shops joins rows of two."""
    if state.session.info.get("shop_id") == EVERYWHERE:
        found = untied(state.statement)
        if found:
            raise AssertionError(f"{', '.join(found)} are joined across shops: {state.statement}")


def untied(statement: Any) -> list[str]:
    """The tables of shops in `statement` that no equality of `shop_id` ties to the others; none where there
    is only one.
    """
    if isinstance(statement, TextClause):
        said = str(statement)
        named = sorted({name for name in NAMED.findall(said) if name in OF_SHOPS})
        return named if len(named) > 1 and "shop_id" not in said else []
    group: dict[Any, Any] = {}
    ties = []
    for element in visitors.iterate(statement):
        if isinstance(element, Table | AliasedReturnsRows) and "shop_id" in element.c:
            group.setdefault(element, element)
        if isinstance(element, BinaryExpression) and element.operator is operators.eq:
            left, right = element.left, element.right
            if _is_shop(left) and _is_shop(right):
                ties.append((left.table, right.table))
    # What an alias stands for is visited, too, and tied by standing for it.
    ties += [
        (alias, alias.element)
        for alias in list(group)
        if isinstance(alias, AliasedReturnsRows) and alias.element in group
    ]
    for one, other in ties:
        group[_root(group, one)] = _root(group, other)
    roots = {_root(group, table) for table in group}
    return sorted(str(getattr(table, "name", table)) for table in group) if len(roots) > 1 else []


def _is_shop(column: Any) -> bool:
    return isinstance(column, Column) and (column.name == "shop_id" or column.table.name == "shops")


def _root(group: dict[Any, Any], table: Any) -> Any:
    while group.setdefault(table, table) is not table:
        table = group[table]
    return table
