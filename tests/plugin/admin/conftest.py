"""A browser for the admin's tests: requests with ID tokens as App Bridge sends them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.deliveries import Delivery
from plugin.store.shops import shop_by_domain
from plugin.store.tokens import AccessToken, token_of
from plugin.store.vault import Vault
from tests import cast


def id_token(person: cast.ShopPerson, **changes: object) -> str:
    """An ID token for a staff member of the shop; `changes` spoil or vary its claims."""
    claims = {
        "iss": f"https://{person.domain}/admin",
        "dest": f"https://{person.domain}",
        "aud": cast.CLIENT_ID,
        "sub": "42",
        "exp": time.time() + 60,  # the library that verifies asks the real clock
        "nbf": time.time(),
        "iat": time.time(),
        "jti": "test",
        "sid": "test",
        **changes,
    }
    return jwt.encode(claims, cast.CLIENT_SECRET, algorithm="HS256")


class Browser:
    """The admin as one shop's staff member loads it: every request carries a fresh token, as App Bridge's
    fetch does."""

    def __init__(self, client: FlaskClient, person: cast.ShopPerson, locale: str = "en") -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {id_token(person)}", "X-Earmark-Locale": locale}

    def get(self, path: str, **more: object) -> TestResponse:
        """GET as an htmx navigation does."""
        return self.client.get(path, headers={**self.headers, "HX-Request": "true"}, **more)

    def post(self, path: str, data: object = None, **more: object) -> TestResponse:
        """POST a form as htmx does."""
        return self.client.post(path, data=data or {}, headers={**self.headers, "HX-Request": "true"}, **more)


@pytest.fixture
def app(settings: Settings, database: Database, now: datetime) -> Flask:
    """The admin alone, at the moment `now`."""
    app = create_app(settings, blueprint, database=database)
    app.testing = True
    app.extensions["clock"] = lambda: now
    return app


def give_token(database: Database, settings: Settings, person: cast.ShopPerson, now: datetime) -> None:
    """Give the shop the token pair it has once its owner has opened the app."""
    seal = Vault(settings.encryption_keys).seal
    with database.everywhere() as session:
        shop = shop_by_domain(session, person.domain)
    if shop is None:
        return
    with database.shop(shop.id) as session:
        if token_of(session) is None:
            session.add(
                AccessToken(
                    access_token=seal("shpat_test"),
                    access_expires_at=now + timedelta(hours=1),
                    refresh_token=seal("shprt_test"),
                    refresh_expires_at=now + timedelta(days=90),
                    refreshed_at=now,
                )
            )


@pytest.fixture
def browse(app: Flask, database: Database, settings: Settings, now: datetime) -> Callable[..., Browser]:
    """`browse(cast.ANA)` is Ana's browser; `browse(cast.ANA, locale="sv")` reads Swedish."""

    def open_admin(person: cast.ShopPerson, locale: str = "en") -> Browser:
        give_token(database, settings, person, now)
        return Browser(app.test_client(), person, locale)

    return open_admin


@pytest.fixture
def park(database: Database) -> Callable[..., int]:
    """`park(shop_id)` puts a delivery into the shop's inbox that failed for good; its number."""

    def put(shop_id: int, topic: str = "orders/create", error: str = "The body is not JSON.") -> int:
        with database.shop(shop_id) as session:
            row = Delivery(
                webhook_id=f"w-{shop_id}-{topic}",
                event_id=None,
                topic=topic,
                api_version="2026-10",
                triggered_at=cast.NOW,
                received_at=cast.NOW,
                body=b"{",
                state="parked",
                attempts=5,
                leased_until=None,
                handled_at=cast.NOW,
                outcome=None,
                last_error=error,
            )
            session.add(row)
            session.flush()
            return row.id

    return put
