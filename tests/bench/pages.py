"""Pages of the admin at the server, over the orders that `ordering` recorded."""

from __future__ import annotations

import statistics
from datetime import timedelta

from sqlalchemy import select

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.store.orders import Order
from plugin.store.tokens import AccessToken
from plugin.store.vault import Vault
from tests import cast
from tests.bench.place import Place, seconds
from tests.plugin.admin.conftest import Browser

ROUNDS = 7


def measure(here: Place) -> dict[str, dict[str, float]]:
    """Median milliseconds of each page."""
    app = create_app(here.settings, blueprint, database=here.database)
    app.extensions["clock"] = lambda: cast.NOW
    vault = Vault(here.settings.encryption_keys)
    with here.database.shop(here.ana) as session:
        session.add(
            AccessToken(
                access_token=vault.seal("token"),
                access_expires_at=cast.NOW + timedelta(days=3650),
                refresh_token=vault.seal("refresh"),
                refresh_expires_at=cast.NOW + timedelta(days=3650),
                refreshed_at=cast.NOW,
            )
        )
        order_id = session.scalars(select(Order.id).limit(1)).one()
    browser = Browser(app.test_client(), cast.ANA)
    result = {}
    for path in (
        "/",
        "/?period=90",
        "/creators",
        "/campaigns",
        "/orders",
        f"/orders/{order_id}",
        "/deliveries",
    ):
        assert browser.get(path).status_code == 200, path
        times = [seconds(lambda path=path: browser.get(path)) for _ in range(ROUNDS)]
        result[path.replace(str(order_id), "<id>")] = round(statistics.median(times) * 1000, 1)
    return {"pages_ms": result}
