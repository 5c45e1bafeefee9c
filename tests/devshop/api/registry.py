"""Which operations the stand-in builds, and the call they are answered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from tests.devshop.api.schema import AdminSchema
from tests.devshop.world import Installation, Shop, World

Record = dict[str, Any]
Resolver = Callable[["Call", dict[str, Any]], Any]
Function = TypeVar("Function", bound=Callable[..., Any])

QUERIES: dict[str, Resolver] = {}
MUTATIONS: dict[str, Resolver] = {}
NODES: dict[str, Callable[[Call, str], Record | None]] = {}


class NotBuiltError(Exception):
    """The operation is valid in Shopify's schema, but the stand-in does not build it: a gap in the test
    equipment.
    """


@dataclass
class Call:
    """One request of the app: the shop it speaks to, what it may do, and when.

    `changed` says that a mutation ran; `events` are the webhooks to publish after it,
    `later` those that follow after so many seconds.
    """

    world: World
    shop: Shop
    installation: Installation
    held: frozenset[str]
    now: datetime
    schema: AdminSchema
    changed: bool = False
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    later: list[tuple[str, dict[str, Any], float]] = field(default_factory=list)

    def publish(self, topic: str, body: dict[str, Any], wait_seconds: float = 0.0) -> None:
        """Announce a change to the app's webhook subscriptions once the mutation has been performed."""
        if wait_seconds > 0:
            self.later.append((topic, body, wait_seconds))
        else:
            self.events.append((topic, body))


def query(name: str) -> Callable[[Function], Function]:
    """Register the resolver of one field of the query root."""
    return _into(QUERIES, name)


def mutation(name: str) -> Callable[[Function], Function]:
    """Register the resolver of one mutation."""
    return _into(MUTATIONS, name)


def node(kind: str) -> Callable[[Function], Function]:
    """Register how `node(id:)` finds a record of type `kind` by its global id."""
    return _into(NODES, kind)


def _into(table: dict[str, Any], name: str) -> Callable[[Function], Function]:
    def register(resolver: Function) -> Function:
        if name in table:
            raise ValueError(f"{name} is registered twice")
        table[name] = resolver
        return resolver

    return register
