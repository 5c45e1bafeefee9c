"""Look after short paths that stand in Shopify: what the merchant changed or deleted there is noted."""

from __future__ import annotations

from datetime import datetime

from plugin.services.links.address import go_path
from plugin.services.links.settle_later import settle_links_later
from plugin.services.links.settle_links import CHANGED, REMOVED
from plugin.shopify.admin import Admin
from plugin.shopify.redirects import StandingRedirect, read_redirects
from plugin.shopify.shop_profile import ask_storefront_url
from plugin.store.database import Database
from plugin.store.link_lookup import ids_with_redirect, links_with_ids
from plugin.store.links import find_link
from plugin.store.shops import lock_shop, shop_by_id


def check_redirects(database: Database, client: Admin, shop_id: int, now: datetime) -> int:
    """Compare every short path with Shopify; how many are not as we left them. Raises `ShopifyError`.

    The shop's own address is asked for too: an owner may have given the shop another domain.
    """
    origin = ask_storefront_url(client)
    with database.shop(shop_id) as session:
        lock_shop(session, shop_id).storefront_url = origin
        prefix = shop_by_id(session, shop_id).proxy_prefix
        links = links_with_ids(session, ids_with_redirect(session))
        expected = {link.id: (link.redirect_gid, link.path, go_path(prefix, link.key)) for link in links}
    found = read_redirects(client, [gid for gid, _, _ in expected.values() if gid])
    wrong, moved = 0, []
    for link_id, (gid, path, target) in expected.items():
        standing = found.get(gid or "")
        if standing is not None and (standing.path, standing.target) == (path, target):
            continue
        if standing is not None and standing.path == path and led_to(standing, target):
            # Made under an earlier prefix of the proxy: brought along, not reported.
            moved.append(link_id)
            continue
        with database.shop(shop_id) as session:
            link = find_link(session, link_id, lock=True)
            if link is None or link.redirect_gid != gid or link.redirect_state != "live" or link.path != path:
                continue
            link.redirect_state, link.updated_at = "failed", now
            link.redirect_problem = REMOVED if standing is None else CHANGED
            wrong += 1
    with database.shop(shop_id) as session:
        settle_links_later(session, moved, once="prefix")
    return wrong


def led_to(standing: StandingRedirect, target: str) -> bool:
    """Whether a redirect leads to the same link as `target`, under whatever prefix."""
    return standing.target.rpartition("/go/")[2] == target.rpartition("/go/")[2]
