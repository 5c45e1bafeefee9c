"""customers/redact: forget one buyer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from plugin.services.buyers import buyer_hash, buyer_key
from plugin.services.visits.about_buyer import forget_visits_of_buyer
from plugin.settings import Settings
from plugin.shopify.reduced import reduced_body
from plugin.shopify.subscriptions import COMPLIANCE
from plugin.store.database import ShopSession
from plugin.store.kept_reports import forget_reports
from plugin.store.privacy import delete_exports_of, orders_of_buyer, unfinished_bodies_with, unlink_buyer
from plugin.store.queue import forget_jobs_about
from plugin.store.survey.privacy import unlink_impressions

EVER = datetime.max.replace(tzinfo=UTC)


def erase_customer(
    session: ShopSession, settings: Settings, *, customer_id: int, order_ids: Sequence[int]
) -> int:
    """Unlink the buyer from their orders; returns how many orders lost the link.

    Found by the keyed hash and by Shopify's list (`order_ids`). The orders themselves stay: they hold no
    personal value, and the books keep adding up. So do their answers to the survey, without what they typed,
    and their visits: neither leads to the other any more. What else names the buyer goes: exports made for
    them, the customer in bodies of deliveries that are parked or still wait, what they typed in jobs that
    read it again, and reports that may repeat it. Doing it again changes nothing.
    """
    buyer = buyer_hash(buyer_key(session, settings), customer_id)
    theirs = [order.id for order in orders_of_buyer(session, buyer, order_ids)]
    forget_jobs_about(session, "text_key", unlink_impressions(session, buyer, sorted({*order_ids, *theirs})))
    forget_visits_of_buyer(session, theirs)
    unlinked = unlink_buyer(session, buyer, order_ids)
    delete_exports_of(session, customer_id)
    forget_reports(session, asked_before=EVER)
    for delivery in unfinished_bodies_with(session, str(customer_id), but=COMPLIANCE):
        delivery.body = reduced_body(delivery.topic, delivery.body, keep_buyer=False)
    return unlinked
