"""Launch a campaign: have its planned codes created in Shopify, in the background."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ConflictError, InputError
from plugin.language import M_
from plugin.services.create_campaign import campaign_of
from plugin.services.enrol_creators import write_plan
from plugin.services.hold_code import codes_lock
from plugin.services.landing.settle_later import settle_pages_later
from plugin.services.links.keep_links import settle_links_of
from plugin.store.code_lookup import codes_of_campaign
from plugin.store.codes import DiscountCode
from plugin.store.database import shop_of
from plugin.store.queue import enqueue
from plugin.store.runs import start_run

CREATE = "create_codes"
"""The kind of the run, and the name of the task."""
BATCH = 25
"""How many codes one job creates: a killed worker leaves at most this many to look at again."""


def launch_campaign(session: Session, campaign_id: int, now: datetime) -> int:
    """Have every planned code created that nothing stands in the way of; the number of the run to watch.

    Codes that the shop has already wait for the owner's choice. Raises `ConflictError` for a campaign that is
    paused or retired, `InputError` where it is over or there is nothing to create.
    """
    campaign = campaign_of(session, campaign_id, lock=True)
    if campaign.status not in ("draft", "live"):
        raise ConflictError(M_("This campaign is paused or retired; no code is created for it."))
    if campaign.ends_at is not None and campaign.ends_at <= now:
        raise InputError(M_("The campaign is over. Give it a later last day first."), field="ends_on")
    write_plan(session, campaign, now)
    ready = [
        code for code in codes_of_campaign(session, campaign_id, "planned") if not waits_for_choice(code)
    ]
    if not ready:
        raise InputError(M_("There is no code to create. Choose creators first."), field="creators")
    campaign.status, campaign.updated_at = "live", now
    return create_later(session, campaign_id, ready, now)


def retry_failed(session: Session, campaign_id: int, now: datetime) -> int:
    """Try every failed code again that does not wait for a choice; the number of the run to watch."""
    campaign_of(session, campaign_id, lock=True)
    failed = [
        code for code in codes_of_campaign(session, campaign_id, "failed") if not waits_for_choice(code)
    ]
    if not failed:
        raise InputError(M_("There is no failed code to try again."))
    return create_later(session, campaign_id, failed, now)


def create_later(session: Session, campaign_id: int, codes: Sequence[DiscountCode], now: datetime) -> int:
    """Enqueue the creation of `codes` and start the run that shows it; its number. The campaign's short paths
    are made along with them.
    """
    run_id = start_run(session, CREATE, campaign_id, len(codes), now)
    for code in codes:
        code.status, code.last_error, code.attempts, code.updated_at = "creating", None, 0, now
    session.flush()
    for start in range(0, len(codes), BATCH):
        enqueue(
            session,
            CREATE,
            lock=codes_lock(shop_of(session)),
            shop_id=shop_of(session),
            code_ids=[code.id for code in codes[start : start + BATCH]],
            run_id=run_id,
        )
    settle_links_of(session, campaign_id)
    settle_pages_later(session, campaign_id)
    return run_id


def waits_for_choice(code: DiscountCode) -> bool:
    """Whether the shop has this code already and the owner has not said what to do."""
    return code.conflict is not None and code.choice is None
