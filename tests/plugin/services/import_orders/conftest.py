"""Both shops in the stand-in, the storage their files lie in, and imports from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest

from plugin.services.import_orders.import_later import import_later
from plugin.services.import_orders.run_import import OrderImport
from plugin.shopify.manifest import manifest
from plugin.store.order_imports import newest_import
from tests import cast
from tests.devshop.api.resolvers.bulk.records import output
from tests.devshop.catalogue import ANA, BEN
from tests.devshop.fixtures import add_discount, clock, world
from tests.devshop.oauth import install
from tests.shopify_in_process import InProcessAdmin

__all__ = ["clock", "world"]


@dataclass
class Storage:
    """Where results lie. `rewrite` changes a file on the way; `break_at` are the bytes at which a stream
    breaks, one each; `asked` are the ranges that were asked for.
    """

    world: object
    rewrite: object = staticmethod(lambda content: content)
    break_at: list[int] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)
    knows_ranges: bool = True

    def __call__(self, request):
        """Answer as Shopify's storage."""
        self.asked.append(request.headers.get("Range"))
        assert "X-Shopify-Access-Token" not in request.headers
        shop = self.world.shops[request.url.host]
        found = output(shop, request.url.path.rpartition("/")[2], self.world.now())
        if found is None:
            return httpx.Response(403, text="AccessDenied")
        content = self.rewrite(found.encode())
        start = 0
        if (given := request.headers.get("Range")) and self.knows_ranges:
            start = int(given.removeprefix("bytes=").rstrip("-"))
        end = self.break_at.pop(0) if self.break_at else None
        stream = Stream(content[start:end], breaks=end is not None)
        return httpx.Response(206 if start else 200, stream=stream)


class Stream(httpx.SyncByteStream):
    """Content that comes in pieces, and may break off after the last."""

    def __init__(self, content, *, breaks):
        self.content, self.breaks = content, breaks

    def __iter__(self):
        for start in range(0, len(self.content), 1_000):
            yield self.content[start : start + 1_000]
        if self.breaks:
            raise httpx.ReadError("The line is dead.")


@pytest.fixture
def admins(world):
    """The Admin API of both shops, with the app installed and budgets that never run out."""
    found = {}
    for domain in (ANA, BEN):
        shop = world.shops[domain]
        install(world, shop)
        shop.installation.scopes = list(manifest().scopes)
        add_discount(world, shop, "CLEO10", starts_at=cast.NOW - timedelta(days=300))
        found[domain] = InProcessAdmin(
            world, domain, before=lambda *_, shop=shop: shop.extra.pop("api_bucket", None)
        )
    return found


@pytest.fixture
def storage(world):
    return Storage(world)


@pytest.fixture
def importing(database, clock, storage, tmp_path):
    """An import of a shop, begun and not yet run."""

    def make(shop_id, admin, **more):
        with database.shop(shop_id) as session:
            run_id = import_later(session, clock())
        assert run_id is not None
        http = httpx.Client(transport=httpx.MockTransport(storage))
        return OrderImport(database, admin, http, shop_id, run_id, tmp_path / str(run_id), clock, **more)

    return make


@pytest.fixture
def to_the_end(database, clock):
    """Run an import until nothing is left to do, letting its pauses pass; the run."""

    def go(work):
        for _ in range(500):
            if (pause := work.run()) is None:
                with database.shop(work.shop_id) as session:
                    return newest_import(session)
            clock.move(seconds=pause.total_seconds())
        raise AssertionError("The import does not end.")

    return go
