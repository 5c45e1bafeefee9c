"""Buyers on thank-you pages, as the extension asks and answers for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin.store.survey.decoys import put_decoy
from plugin.store.survey.settings import add_settings, settings_in_force
from tests import cast
from tests.books import add_creator

NAMES = ("Bo Berg", "Cleo Cloud", "Dev Dune", "Elio Este", "Fay Fjord", "Gus Gale")
"""Six active creators: their names stand in the second list."""


def session_token(
    person: cast.ShopPerson = cast.ANA, secret: str = cast.CLIENT_SECRET, **changes: object
) -> str:
    """A checkout's session token; `changes` vary its claims, None drops one."""
    now = time.time()  # the library that verifies asks the real clock
    claims: dict[str, object] = {
        "dest": person.domain,
        "aud": cast.CLIENT_ID,
        "exp": now + 300,
        "nbf": now,
        "iat": now,
        "jti": f"jti-{person.domain}",
        **changes,
    }
    kept = {key: value for key, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm="HS256")


class Buyer:
    """A buyer whose page shows the survey for one checkout."""

    def __init__(self, app: Flask, person: cast.ShopPerson, checkout: str | None, order: int | None) -> None:
        self.client: FlaskClient = app.test_client()
        self.app, self.person, self.checkout, self.order = app, person, checkout, order
        self.token = session_token(person, jti=str(uuid4()))
        self.shown: dict[str, Any] = {}

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Origin": "null"}

    def ask(self, target: str = "thank-you", first: str | None = "1", **more: str) -> dict[str, Any]:
        """What the page gets to show; 200 is expected."""
        answer = self.get(target, first, **more)
        assert answer.status_code == 200, answer.text
        self.shown = answer.get_json()
        return self.shown

    def get(self, target: str = "thank-you", first: str | None = "1", **more: str) -> TestResponse:
        """GET /post-purchase-survey."""
        query = {"target": target, "order": self.order, "token": self.checkout, "first": first, **more}
        return self.client.get(
            "/post-purchase-survey",
            query_string={key: value for key, value in query.items() if value is not None},
            headers=self.headers,
        )

    def say(self, option: str | None, question: str = "first_heard", **more: Any) -> TestResponse:
        """POST an answer."""
        body = {
            "impression": self.shown.get("impression", ""),
            "question": question,
            "option": option,
            "milliseconds": 3200,
            "order": None if self.order is None else str(self.order),
            "token": self.checkout,
            "target": "thank-you",
            **more,
        }
        return self.client.post("/post-purchase-survey", json=body, headers=self.headers)

    def named(self, label: str) -> str:
        """The key of the option with this label, among the names or in the first list."""
        question = self.shown["questions"][0]
        rows = question["creators"]["options"] + question["options"]
        return next(row["key"] for row in rows if row.get("label") == label)


@pytest.fixture
def buyer(shopfront: Flask) -> Callable[..., Buyer]:
    """`buyer()` is on the thank-you page of order 1001, whose checkout is checkout-1001."""

    def come(
        order: int | None = 1001, *, checkout: str | None = "", person: cast.ShopPerson = cast.ANA
    ) -> Buyer:
        return Buyer(shopfront, person, f"checkout-{order}" if checkout == "" else checkout, order)

    return come


@pytest.fixture
def later(shopfront: Flask, now: datetime) -> Callable[..., None]:
    """`later(hours=2)` moves the app's clock to that long after `now`."""

    def move(**ago: float) -> None:
        shopfront.extensions["clock"] = lambda: now + timedelta(**ago)

    return move


@pytest.fixture
def creators(database, ana, ben) -> dict[str, int]:
    """Ana's six creators by name; Ben has two others."""
    for name in ("Hal Hill", "Ivy Isle"):
        add_creator(database, ben, name)
    return {name: add_creator(database, ana, name) for name in NAMES}


@pytest.fixture
def decide(database, now) -> Callable[..., None]:
    """`decide(ana, fraction=0.5)` saves settings of a shop. Unless told otherwise nobody sees a decoy."""

    def save(shop_id: int, **changes: Any) -> None:
        with database.shop(shop_id) as session:
            changes = {"decoy": False, "closer_fraction": 0.0, **changes}
            add_settings(session, replace(settings_in_force(session), **changes), now)

    return save


@pytest.fixture
def decoy(database, now, ana, decide) -> int:
    """Every buyer of Ana's sees the invented Zeno Quist; his number."""
    decide(ana, decoy=True, decoy_fraction=0.5)
    with database.shop(ana) as session:
        return put_decoy(session, "Zeno Quist", "zeno.quist", "owner", now).id
