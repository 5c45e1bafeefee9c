"""Two shops in which everything holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from plugin.services.health.check_shop import look_at_shop
from plugin.services.health.invariants import INVARIANTS
from plugin.store.orders import Order
from tests import cast
from tests.plugin.admin.conftest import give_token
from tests.plugin.services.reports.conftest import fill


@pytest.fixture
def shops(database, settings, ana, ben, now) -> tuple[int, int]:
    """Ana's and Ben's shop, both with access to Shopify."""
    for person in (cast.ANA, cast.BEN):
        give_token(database, settings, person, now)
    return ana, ben


@pytest.fixture
def trading(database, settings, shops) -> Iterator[tuple[int, int]]:
    """The same with a week of orders each, which are gone afterwards: books spoiled on purpose must not be
    compared once more.
    """
    for shop, currency in zip(shops, ("EUR", "USD"), strict=True):
        fill(database, settings, shop, currency)
    yield shops
    with database.everywhere() as session:
        session.execute(delete(Order).execution_options(synchronize_session=False))


@pytest.fixture
def finds(database, now):
    """`finds(shop)` is each check's state in the shop, by name; `finds(shop, "books")` that check's
    finding.
    """

    def look(shop_id, name=None, at=now):
        chosen = {name: INVARIANTS[name]} if name else INVARIANTS
        found = look_at_shop(database, shop_id, at, chosen)
        return found[name] if name else {each: finding.state.value for each, finding in found.items()}

    return look
