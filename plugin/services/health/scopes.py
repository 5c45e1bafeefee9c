"""Shopify has granted what the app works with."""

from __future__ import annotations

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, well, wrong
from plugin.shopify.scopes import missing_scopes
from plugin.store.database import shop_of
from plugin.store.shops import shop_by_id

REMEDY = N_("Open Earmark in the Shopify admin: it says what is missing, why, and how to grant it.")


def check(looked: Looked) -> Finding:
    """The scopes granted against the manifest's."""
    missing = missing_scopes(shop_by_id(looked.session, shop_of(looked.session)).scopes)
    if missing:
        return wrong(M_("Shopify has not granted: %(scopes)s.", scopes=", ".join(missing)), REMEDY)
    return well(M_("Shopify has granted everything Earmark works with."))
