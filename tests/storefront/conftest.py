"""Two shops with the app, and their shoppers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from plugin.app import create_app
from plugin.services.group_thread import GroupThread
from plugin.settings import Settings
from plugin.store.database import Database
from storefront import seen
from storefront.addresses import blueprint
from storefront.kept import Kept
from storefront.rate_limits import RateLimit
from tests import cast
from tests.browser import chromium, page
from tests.storefront.landing import Shopper

__all__ = ["chromium", "page"]


@pytest.fixture
def shopfront(
    settings: Settings, database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """What shoppers meet, alone, at the moment `now`; nothing is kept from one request to the next, and
    nobody has used up a limit.
    """
    # What is asked about afterwards is there then.
    monkeypatch.setattr(GroupThread, "hand_in", GroupThread.keep)
    monkeypatch.setattr(seen, "_of_visitors", RateLimit(seen.VISITS_OF_A_VISITOR))
    monkeypatch.setattr(seen, "_of_addresses", RateLimit(seen.VISITS_OF_AN_ADDRESS))
    app = create_app(settings, blueprint, database=database)
    app.testing = True
    app.extensions["clock"] = lambda: now
    app.extensions["earmark_kept"] = Kept(database, seconds=0)
    return app


@pytest.fixture
def shopper(shopfront: Flask) -> Callable[..., Shopper]:
    """`shopper(cast.ANA)` is somebody in Ana's shop."""
    return lambda person=cast.ANA: Shopper(shopfront.test_client(), person)


@pytest.fixture
def inbox(database: Database) -> Callable[[], list[Any]]:
    """What is in the inbox of all shops: (shop, topic, body) in the order of arrival."""

    def read() -> list[Any]:
        with database.everywhere() as session:
            return [
                tuple(row)
                for row in session.execute(
                    text(
                        "select shop_id, topic, convert_from(body, 'UTF8')::jsonb from deliveries order by id"
                    ),
                    execution_options={"scoped_by_hand": True},
                )
            ]

    return read
