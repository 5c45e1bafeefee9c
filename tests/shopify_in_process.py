"""An Admin client without a network: documents run against the stand-in's own executor, on Shopify's real
schema.

It can be told to fail as the network does: `lose` names, by the count of mutations, answers that are lost
after the work was done; `die` raises `Killed` instead, as a worker that is killed would stop.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from plugin.errors import ShopifyError, ThrottledError
from tests import cast
from tests.devshop.api import resolvers
from tests.devshop.api.execute import answer
from tests.devshop.api.registry import Call
from tests.devshop.api.schema import load_schema
from tests.devshop.world import Collection as ShopCollection
from tests.devshop.world import Installation, Product, Shop, Variant, World

resolvers.load()
SCOPES = ["read_discounts", "write_discounts", "read_products"]
SCOPES += ["read_online_store_navigation", "write_online_store_navigation"]


class Killed(BaseException):
    """The worker is gone: no `except Exception` gets to see it."""


def stand_in(person: cast.ShopPerson, now: datetime) -> World:
    """A world with one shop that has the app, two products and a collection."""
    from decimal import Decimal

    shop = Shop(
        person.shopify_id,
        person.domain,
        person.name,
        person.currency,
        person.timezone,
        person.locale,
        person.country,
    )
    for number, title in ((11, "Ceramic cup"), (12, "Linen apron")):
        shop.products[number] = Product(
            number,
            title.lower().replace(" ", "-"),
            title,
            "",
            [Variant(number + 100, "Default", Decimal(20), "")],
        )
    shop.collections[21] = ShopCollection(21, "spring", "Spring table", [11, 12])
    shop.installation = Installation(SCOPES, now)
    clock = [now]
    world = World(
        cast.CLIENT_ID, cast.CLIENT_SECRET, "https://earmark.test", {shop.domain: shop}, lambda: clock[0]
    )
    world.wait = lambda seconds: clock.__setitem__(0, clock[0] + timedelta(seconds=seconds))  # type: ignore[attr-defined]
    return world


@dataclass
class InProcessAdmin:
    """`plugin.shopify.admin.Admin` for one shop of a world. `sent` keeps the operations' first words,
    in order.
    """

    world: World
    domain: str = cast.ANA.domain
    lose: Collection[int] = ()
    die: Collection[int] = ()
    before: Callable[[str, Mapping[str, Any]], None] = lambda document, variables: None
    errors: tuple[Any, ...] = ()
    mutations: int = 0
    sent: list[str] = field(default_factory=list)
    webhooks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def shop(self) -> Shop:
        """The shop it speaks to."""
        return self.world.shops[self.domain]

    def run(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data of one operation, or the error that the real client would raise."""
        self.before(document, variables or {})
        schema = load_schema()
        installation = self.shop.installation
        assert installation is not None
        held = frozenset(installation.scopes)
        call = Call(self.world, self.shop, installation, held, self.world.now(), schema)
        body = answer(call, document, dict(variables or {}))
        self.sent.append(document.partition("(")[0].strip())
        self.webhooks += call.events
        if errors := body.get("errors"):
            code = errors[0].get("extensions", {}).get("code", "")
            if code == "THROTTLED":
                raise ThrottledError("The budget is used up.", wait_seconds=5)
            raise ShopifyError(errors[0]["message"], code=code)
        if call.changed:
            self.mutations += 1
            if self.mutations in self.die:
                raise Killed
            if self.mutations in self.lose:
                raise ShopifyError("No answer.", code="lost_answer", retryable=True)
        data: dict[str, Any] = body["data"]
        return data
