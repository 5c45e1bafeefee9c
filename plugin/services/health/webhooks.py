"""Webhooks are subscribed as in the manifest.

Shopify keeps the subscriptions of `shopify.app.toml` with the app, not with the shop, and its API shows only
those made through the API (`webhookSubscriptions`, 2026-10). So they are known by what they bring: a check
with Shopify that finds orders of which no message has come. Those made through the API are asked for.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, State, warning, well, wrong
from plugin.services.health.parts import SUBSCRIPTION, WEBHOOKS
from plugin.store.database import shop_of
from plugin.store.health import app_parts
from plugin.store.health_facts import heard_since
from plugin.store.reconciliations import newest_reconciliations
from plugin.store.shops import shop_by_id

TOPICS = ("orders/create", "orders/updated")
QUIET = timedelta(days=7)
REPAIR = N_(
    "Orders are still found every hour, by asking Shopify. Subscribe again with the button on this page; if "
    "that does not help, whoever runs Earmark should run `shopify app deploy`."
)
SOME = N_(
    "They are in the books now. A few lost messages are usual when either side was down for hours; if it "
    "goes on, look at the deliveries page."
)


def check(looked: Looked) -> Finding:
    """Whether messages about orders arrive."""
    session = looked.session
    parts = app_parts(session)
    gone = parts.get(WEBHOOKS)
    if gone is not None and gone.missing_since and not heard_since(session, TOPICS, gone.missing_since):
        return wrong(M_("Shopify's messages about orders have stopped coming."), REPAIR, there=False)
    lost = sorted(
        name.removeprefix(SUBSCRIPTION)
        for name, part in parts.items()
        if name.startswith(SUBSCRIPTION) and part.missing_since
    )
    if lost:
        return wrong(M_("Shopify has dropped subscriptions to: %(topics)s.", topics=", ".join(lost)), REPAIR)
    missing, since = _found_by_check(looked)
    if since is not None and missing and not heard_since(session, TOPICS, since):
        return wrong(
            M_(
                "Shopify does not tell Earmark of orders: a check found %(count)s, and no message came.",
                count=missing,
            ),
            REPAIR,
            there=False,
        )
    if missing:
        return warning(
            M_(
                "The last check with Shopify found %(count)s orders whose message had not come.",
                count=missing,
            ),
            SOME,
            there=True,
        )
    if heard_since(session, TOPICS, looked.now - QUIET):
        return well(M_("Shopify tells Earmark of orders."), there=True)
    return Finding(
        State.UNKNOWN, M_("No message about an order has come for a week, and no order was missed.")
    )


def _found_by_check(looked: Looked) -> tuple[int, datetime | None]:
    """How many orders the newest finished check found of which nobody had told, and since when it looked."""
    installed = shop_by_id(looked.session, shop_of(looked.session)).installed_at
    for run in newest_reconciliations(looked.session):
        since = run.detail.get("since")
        if run.status != "finished" or since is None:
            continue
        begin = datetime.fromisoformat(since)
        # Orders from before the install never had a message.
        if installed is None or begin < installed:
            return 0, None
        return int(run.detail.get("missing", 0)), begin
    return 0, None
