"""Every statement a page runs, how long the database took for it, and how many rows it read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, event


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it went to the driver."""

    text: str
    values: Any
    seconds: float


@dataclass(slots=True)
class Watch:
    """What ran while it was on."""

    on: bool = False
    statements: list[Statement] = field(default_factory=list)

    @contextmanager
    def looking(self) -> Iterator[list[Statement]]:
        """Collects what runs within the block."""
        self.statements, self.on = [], True
        try:
            yield self.statements
        finally:
            self.on = False


def watch(engine: Engine) -> Watch:
    """Watch every connection the engine makes from now on; those it has are closed.

    At the driver: some statements of the app go past SQLAlchemy.
    """
    found = Watch()

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            if not found.on:
                return super().execute(query, params, **more)
            start = time.perf_counter()
            try:
                return super().execute(query, params, **more)
            finally:
                text = query if isinstance(query, str) else query.as_string(self)
                found.statements.append(Statement(text, params, time.perf_counter() - start))

    @event.listens_for(engine, "connect")
    def _count(connection: Any, _record: Any) -> None:
        connection.cursor_factory = Cursor

    engine.dispose()
    return found


@dataclass(frozen=True, slots=True)
class Plan:
    """How PostgreSQL ran a statement. `rows_read` are the rows it fetched from tables and indexes, those it
    then threw away included.
    """

    text: str
    rows_read: int


def explain(connection: psycopg.Connection[Any], statement: Statement) -> Plan | None:
    """Run it again and look; None for a statement that reads nothing (a savepoint, a setting)."""
    if not statement.text.lstrip().lower().startswith(("select", "with")):
        return None
    how = "explain (analyze, buffers off, timing off, format json) "
    [row] = connection.execute(how + statement.text, statement.values, prepare=False).fetchall()
    connection.rollback()
    plan = row[0][0]["Plan"]
    return Plan("\n".join(_lines(plan, 0)), _rows(plan))


def _rows(node: dict[str, Any]) -> int:
    own = 0
    if "Scan" in node["Node Type"] and node["Node Type"] not in (
        "Subquery Scan",
        "CTE Scan",
        "Function Scan",
    ):
        if node["Node Type"] != "Bitmap Heap Scan":
            seen = sum(node.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter"))
            own = round(seen * node.get("Actual Loops", 1))
        else:
            # Its rows were counted by the index scan below; what is thrown away after a recheck was, too.
            own = 0
    return own + sum(_rows(inner) for inner in node.get("Plans", ()))


def _lines(node: dict[str, Any], depth: int) -> Iterator[str]:
    where = node.get("Relation Name") or node.get("CTE Name") or ""
    by = f" by {node['Index Name']}" if "Index Name" in node else ""
    removed = (
        f", {node['Rows Removed by Filter']:,} thrown away" if node.get("Rows Removed by Filter") else ""
    )
    times = f" x {node['Actual Loops']:,}" if node.get("Actual Loops", 1) > 1 else ""
    rows = f"{node.get('Actual Rows', 0):,.0f} rows"
    yield f"{'  ' * depth}{node['Node Type']} {where}{by}: {rows}{times}{removed}"
    for inner in node.get("Plans", ()):
        yield from _lines(inner, depth + 1)
