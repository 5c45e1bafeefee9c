"""The journeys run through PgBouncer in transaction mode: this one looks whether they really do."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import make_url

from tests.devshop.stack import Stack
from tests.journeys.agreement import app_orders, books
from tests.journeys.conftest import OpenShop
from tests.journeys.merchant import Merchant
from tests.journeys.story import wait_until_quiet
from tests.servers.pgbouncer import Pooler

ORDERS = 12
LOADS = 5


def test_orders_are_handled_through_pgbouncer(
    stack: Stack, pooler: Pooler | None, shop: Merchant, new_shop: OpenShop
) -> None:
    if pooler is None:
        pytest.skip("PgBouncer is not installed here; in CI it is, and this test runs.")
    other = new_shop()
    other.install()
    shop.control("shoppers", n=ORDERS, seed=4)
    wait_until_quiet(shop, stack)
    assert len(app_orders(pooler.url, shop.domain)) >= ORDERS
    assert app_orders(pooler.url, other.domain) == {}
    assert books(pooler.url, shop.domain).balanced
    # What follows is the app's own: a transaction at least for each page.
    database = make_url(pooler.url).database
    before = pooler.totals(database)["xact_count"]
    for _ in range(LOADS):
        shop.open("/orders").raise_for_status()
    assert pooler.totals(database)["xact_count"] - before >= LOADS
