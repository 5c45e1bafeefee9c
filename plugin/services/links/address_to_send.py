"""The address a creator gives out, by the link's public key."""

from __future__ import annotations

from sqlalchemy.orm import Session

from plugin.services.links.address import go_path
from plugin.services.links.path_in_shop import storefront_url
from plugin.store.database import shop_of
from plugin.store.links import link_by_key
from plugin.store.shops import shop_by_id


def address_to_send(session: Session, key: str) -> str | None:
    """The short address of the link with this key, its stable one where it has none; None where there is no
    such link any more.
    """
    link = link_by_key(session, key)
    if link is None or link.status == "retired":
        return None
    shop = shop_by_id(session, shop_of(session))
    return storefront_url(shop) + (link.path or go_path(shop.proxy_prefix, link.key))
