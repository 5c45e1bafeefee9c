"""The Admin client of the visitor's shop, for the few pages that have to ask Shopify while somebody waits."""

from __future__ import annotations

from flask import current_app

from plugin.admin.session import now, visitor
from plugin.app import parts
from plugin.services.shop_access import Clients, ShopifyClients
from plugin.shopify.admin import Admin


def client() -> Admin:
    """The client; raises `TokenLostError` or a retryable `ShopifyError` where there is no token that
    works.
    """
    clients: Clients = current_app.extensions.get("clients") or ShopifyClients(
        parts().database, parts().settings
    )
    return clients(visitor().shop_id, now())
