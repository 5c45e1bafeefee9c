"""What the tests of the receiver and the drain share: a signer, a client, and the rows of the inbox."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from plugin.app import create_app
from plugin.store.creators import Creator
from plugin.store.database import Database
from plugin.store.deliveries import Delivery, keep_delivery
from tests import cast
from tests.webhooks.marks import remember
from webhooks.drain import Drain
from webhooks.receive import blueprint

_numbers = itertools.count(1)


def signed_headers(
    body: bytes, topic: str = "orders/create", domain: str = cast.ANA.domain, **changes: str
) -> dict:
    """The headers Shopify sends with `body`."""
    return {
        "Content-Type": "application/json",
        "X-Shopify-Hmac-Sha256": base64.b64encode(
            hmac.digest(cast.CLIENT_SECRET.encode(), body, hashlib.sha256)
        ).decode(),
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": domain,
        "X-Shopify-Webhook-Id": f"webhook-{next(_numbers)}",
        "X-Shopify-Event-Id": "event-1",
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Triggered-At": "2026-11-21T11:59:00.000000000Z",
        **changes,
    }


@pytest.fixture
def client(settings, database: Database) -> FlaskClient:
    """The receiver alone."""
    app = create_app(settings, blueprint, database=database)
    return app.test_client()


@pytest.fixture
def inbox(database: Database) -> Callable[[], list[Delivery]]:
    """All rows of the inbox, in order of arrival."""

    def rows() -> list[Delivery]:
        with database.everywhere() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    return rows


@pytest.fixture
def put(database: Database, now: datetime) -> Callable[..., str]:
    """Put a delivery into the inbox; returns its webhook id."""

    def put(shop_id: int, topic: str, body: Any = None, *, triggered_at: datetime | None = None) -> str:
        webhook_id = f"webhook-{next(_numbers)}"
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        with database.everywhere() as session:
            keep_delivery(
                session,
                shop_id=shop_id,
                webhook_id=webhook_id,
                event_id=None,
                topic=topic,
                api_version="2026-10",
                triggered_at=triggered_at or now,
                body=raw,
            )
        return webhook_id

    return put


@pytest.fixture
def drain(database, settings, now):
    """`drain(handler)` is a drain with that handler on orders/create; its clock stands still."""

    def build(handler=remember) -> Drain:
        return Drain(database, settings, handlers={"orders/create": handler}, clock=lambda: now)

    return build


@pytest.fixture
def names(database):
    """The marks handlers left, in all shops, in order."""

    def read() -> list[str]:
        with database.everywhere() as session:
            return list(session.scalars(select(Creator.name).order_by(Creator.id)))

    return read


@pytest.fixture
def due(database):
    """Make everything due now, as time would."""

    def make() -> None:
        with database.everywhere() as session:
            session.execute(update(Delivery).values(next_try_at=text("now()"), leased_until=None))

    return make
