"""What each topic means to the app: one file per topic, or per family that is handled alike.

A handler is `handle(session, delivery, settings, now) -> str`. `session` is a transaction of the delivery's
shop, and what is written commits together with the mark that the delivery is handled. The text is the outcome
as the deliveries page shows it; an `Ignored` text means that there was nothing to do.
`UnreadablePayloadError` parks the delivery at once, any other error is tried again later. A handler may be
called again for the same delivery, and after an uninstall.
"""

from __future__ import annotations

from collections.abc import Mapping

from webhooks.topics import (
    app_scopes_update,
    app_uninstalled,
    customers_data_request,
    customers_redact,
    discounts_delete,
    discounts_update,
    earmark_events,
    earmark_visit,
    orders_cancelled,
    orders_create,
    orders_edited,
    orders_updated,
    refunds_create,
    shop_redact,
)
from webhooks.topics.heard import Handler

HANDLERS: Mapping[str, Handler] = {
    # The app itself
    "app/uninstalled": app_uninstalled.handle,
    "app/scopes_update": app_scopes_update.handle,
    # Privacy
    "customers/data_request": customers_data_request.handle,
    "customers/redact": customers_redact.handle,
    "shop/redact": shop_redact.handle,
    # Orders and refunds
    "orders/create": orders_create.handle,
    "orders/updated": orders_updated.handle,
    "orders/edited": orders_edited.handle,
    "orders/cancelled": orders_cancelled.handle,
    "refunds/create": refunds_create.handle,
    # Discounts
    "discounts/update": discounts_update.handle,
    "discounts/delete": discounts_delete.handle,
    # What shoppers do
    earmark_visit.TOPIC: earmark_visit.handle,
    earmark_events.TOPIC: earmark_events.handle,
}
"""Every topic in `storefront/shopify.app.toml`, and our own."""

OWN = frozenset({earmark_visit.TOPIC, earmark_events.TOPIC})
"""Topics no webhook has: what the storefront keeps itself. There are far more of these than of webhooks, and
everything they tell is in rows of its own afterwards, so that a settled one leaves the inbox at once.
"""

AFTER_UNINSTALL = frozenset(
    {"app/uninstalled", "app/scopes_update", "customers/data_request", "customers/redact", "shop/redact"}
)
"""Topics that are handled although the shop has uninstalled the app; all others are ignored then."""
