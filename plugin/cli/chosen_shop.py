"""The shop that a command is for."""

from __future__ import annotations

from plugin.errors import NotFoundError
from plugin.shopify.domains import shop_domain
from plugin.store.database import Database
from plugin.store.shops import Shop, shop_by_domain


def chosen_shop(database: Database, typed: str) -> Shop:
    """The shop with the domain as typed; raises `NotFoundError` where it is not known here."""
    domain = shop_domain(typed)
    with database.everywhere() as session:
        shop = shop_by_domain(session, domain)
    if shop is None:
        raise NotFoundError(f"{domain} is not known here.")
    return shop
