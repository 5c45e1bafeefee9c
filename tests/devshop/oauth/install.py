"""Managed install: Shopify itself grants the manifest's scopes, and tells the app when it is removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.devshop.oauth.shop_body import shop_body
from tests.devshop.webhooks import publish
from tests.devshop.webhooks.manifest import read_manifest
from tests.devshop.world import Installation

if TYPE_CHECKING:
    from tests.devshop.webhooks import Delivery
    from tests.devshop.world import Shop, World


def install(world: World, shop: Shop, scopes: Sequence[str] | None = None) -> Installation:
    """Install the app with the manifest's scopes (or `scopes`); again after an uninstall, with no token left
    over.

    A shop that has the app already keeps its installation.
    """
    with world.lock:
        if shop.installation is None:
            granted = list(read_manifest(world.manifest).scopes if scopes is None else scopes)
            shop.installation = Installation(scopes=granted, installed_at=world.now())
        return shop.installation


def uninstall(world: World, shop: Shop) -> list[Delivery]:
    """Remove the app: every token dies, app/uninstalled goes out, shop/redact follows unless it is installed
    again.
    """
    with world.lock:
        if shop.installation is None:
            raise ValueError(f"The app is not installed on {shop.domain}.")
        shop.installation = None
    gone = publish(world, shop, "app/uninstalled", shop_body(shop))
    return gone + redact_shop(world, shop, wait_seconds=world.redact_seconds)


def redact_shop(world: World, shop: Shop, wait_seconds: float = 0.0) -> list[Delivery]:
    """Send shop/redact after `wait_seconds`; Shopify does so 48 hours after an uninstall."""
    body = {"shop_id": shop.id, "shop_domain": shop.domain}
    return publish(world, shop, "shop/redact", body, wait_seconds=wait_seconds, unless_installed=True)


def change_scopes(world: World, shop: Shop, scopes: Sequence[str]) -> list[Delivery]:
    """Grant exactly `scopes` from now on and send app/scopes_update."""
    installation = shop.installation
    if installation is None:
        raise ValueError(f"The app is not installed on {shop.domain}.")
    with world.lock:
        previous, installation.scopes = installation.scopes, list(scopes)
    body = {
        "id": world.next_id(),
        "shop_id": f"gid://shopify/Shop/{shop.id}",
        "previous": previous,
        "current": list(scopes),
        "updated_at": world.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return publish(world, shop, "app/scopes_update", body)
