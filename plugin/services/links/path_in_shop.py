"""What the shop answers at a path today: a short path only works where it would say that nothing is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from plugin.services.links.settle_links import StatusOf
from plugin.settings import Settings
from plugin.shopify.storefront import ForeignAddressError, Storefront, UnreachableError, look_at
from plugin.store.database import Database
from plugin.store.shops import Shop, shop_by_id

log = structlog.get_logger()


def storefront_url(shop: Shop) -> str:
    """The origin buyers know the shop by, such as https://brand.com."""
    return shop.storefront_url or f"https://{shop.domain}"


def origins(shop: Shop) -> tuple[str, ...]:
    """Every origin that is the shop's own."""
    return tuple({storefront_url(shop), f"https://{shop.domain}"})


@contextmanager
def status_in_shop(database: Database, settings: Settings, shop_id: int) -> Iterator[StatusOf]:
    """A function that gives the HTTP status of a path of the shop, None where the shop cannot be seen.

    A shop behind a password sends everybody to its password page; what would be there cannot be seen then.
    """
    with database.shop(shop_id) as session:
        shop = shop_by_id(session, shop_id)
        begin, own = storefront_url(shop), origins(shop)
    with look_at(settings, own) as storefront:
        yield lambda path: _status(storefront, begin + path)


def _status(storefront: Storefront, address: str) -> int | None:
    try:
        answer = storefront.get(address)
    except (UnreachableError, ForeignAddressError) as error:
        log.info("shop not seen", reason=str(error)[:80])
        return None
    return answer.status
