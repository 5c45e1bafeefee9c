"""A browser for the admin's tests: requests with ID tokens as App Bridge sends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.settings import Settings
from plugin.store.database import Database
from tests import cast


def id_token(person: cast.ShopPerson, now: datetime, **changes: object) -> str:
    """An ID token for a staff member of the shop; `changes` spoil or vary its claims."""
    claims = {
        "iss": f"https://{person.domain}/admin",
        "dest": f"https://{person.domain}",
        "aud": cast.CLIENT_ID,
        "sub": "42",
        "exp": now.timestamp() + 60,
        "nbf": now.timestamp(),
        "iat": now.timestamp(),
        "jti": "test",
        "sid": "test",
        **changes,
    }
    return jwt.encode(claims, cast.CLIENT_SECRET, algorithm="HS256")


class Browser:
    """The admin as one shop's staff member loads it: every request carries a fresh token, as App Bridge's fetch does."""

    def __init__(
        self, client: FlaskClient, person: cast.ShopPerson, now: datetime, locale: str = "en"
    ) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {id_token(person, now)}", "X-Earmark-Locale": locale}

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


@pytest.fixture
def browse(app: Flask, now: datetime) -> Callable[..., Browser]:
    """`browse(cast.ANA)` is Ana's browser; `browse(cast.ANA, locale="sv")` reads Swedish."""
    return lambda person, locale="en": Browser(app.test_client(), person, now, locale)
