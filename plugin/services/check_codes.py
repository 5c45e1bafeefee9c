"""Look after codes that stand in Shopify: what the merchant changed or deleted there is noted as drift."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.services.code_terms import terms_of_its_own
from plugin.services.drift import drift_of
from plugin.services.hold_code import codes_lock
from plugin.shopify.admin import Admin
from plugin.shopify.discounts import read_discounts
from plugin.store.campaigns import find_campaign
from plugin.store.code_lookup import codes_with_gid, codes_with_ids, find_code, ids_to_check
from plugin.store.database import Database, shop_of
from plugin.store.queue import enqueue

CHECK = "check_codes"
BATCH = 100
"""How many codes one job of the daily check reads."""


def check_codes(
    database: Database, client: Admin, shop_id: int, code_ids: Sequence[int], clock: Callable[[], datetime]
) -> int:
    """Compare these codes with Shopify and note the drift; how many have drifted.

    A code on its way to something else is left alone: what is seen then is half our own change. Raises
    `ShopifyError`.
    """
    with database.shop(shop_id) as session:
        gids = {
            code.id: code.discount_gid
            for code in codes_with_ids(session, code_ids)
            if code.discount_gid is not None and code.status == code.wanted
        }
    found = read_discounts(client, gids.values())
    drifted = 0
    for code_id, gid in gids.items():
        with database.shop(shop_id) as session:
            code = find_code(session, code_id, lock=True)
            if code is None or code.discount_gid != gid or code.status != code.wanted:
                continue
            now = clock()
            standing = found.get(gid)
            if code.origin == "attached" and standing is not None:
                # The shop's own code: what it gives now is what it should give.
                code.own_terms = terms_of_its_own(standing)
            campaign = find_campaign(session, code.campaign_id) if code.campaign_id is not None else None
            code.drift = drift_of(code, campaign, standing, now)
            code.verified_at = now
            drifted += code.drift is not None
    return drifted


def check_soon(session: Session, gid: str) -> int:
    """Have the codes behind a discount looked at, since Shopify says it changed; how many of ours it is.

    In the background and under the lock of the shop's discounts: a webhook of a change we are making
    ourselves is looked at when the change is done, and is then no drift.
    """
    shop_id = shop_of(session)
    code_ids = [code.id for code in codes_with_gid(session, gid) if code.status not in ("planned", "failed")]
    if code_ids:
        enqueue(
            session,
            CHECK,
            lock=codes_lock(shop_id),
            once=f"{CHECK}/{shop_id}/{gid}",
            shop_id=shop_id,
            code_ids=code_ids,
        )
    return len(code_ids)


def check_all(session: Session) -> int:
    """Have every code of the shop looked at, in batches; how many."""
    shop_id = shop_of(session)
    code_ids = ids_to_check(session)
    for start in range(0, len(code_ids), BATCH):
        enqueue(
            session,
            CHECK,
            lock=codes_lock(shop_id),
            once=f"{CHECK}/{shop_id}/all/{start}",
            shop_id=shop_id,
            code_ids=code_ids[start : start + BATCH],
        )
    return len(code_ids)
