"""Pause, resume and retire a code, or a whole campaign with its links.

Here only the wish is recorded; a job brings Shopify there and the code's status follows (see `settle_codes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ConflictError, NotFoundError
from plugin.language import M_
from plugin.services.create_campaign import campaign_of
from plugin.services.landing.make_pages import retire_pages
from plugin.services.landing.settle_later import settle_pages_later
from plugin.services.links.hold_links import CAMPAIGN, hold_links, release_links, retire_links
from plugin.store.code_lookup import codes_of_campaign, find_code
from plugin.store.codes import DiscountCode
from plugin.store.database import shop_of
from plugin.store.link_lookup import links_of_campaign
from plugin.store.queue import enqueue

BATCH = 25
"""How many codes one job brings where they should be."""
URGENT = 10
"""The priority of pausing: a code that leaks is not to wait for a thousand others to be created."""


def pause_code(session: Session, code_id: int, now: datetime) -> None:
    """Stop one code for now. Raises `ConflictError` where it is not active."""
    code = code_of(session, code_id)
    _refuse_unless(code, "active")
    _want(code, "paused", "owner", now)
    settle_later(session, [code.id], priority=URGENT)


def resume_code(session: Session, code_id: int, now: datetime) -> None:
    """Let one paused code work again. Raises `ConflictError` where it is not paused or its campaign is over
    or paused.
    """
    code = code_of(session, code_id)
    _refuse_unless(code, "paused")
    if code.campaign_id is not None:
        campaign = campaign_of(session, code.campaign_id)
        if campaign.status == "paused":
            raise ConflictError(M_("The whole campaign is paused. Resume the campaign first."))
        _refuse_ended(campaign.ends_at if code.own_terms is None else None, now)
    _want(code, "active", None, now)
    settle_later(session, [code.id], priority=URGENT)


def retire_code(session: Session, code_id: int, now: datetime) -> None:
    """Stop one code for good; what it has earned stays. A code that never stood is retired at once."""
    code = code_of(session, code_id)
    if _retire(code, now):
        settle_later(session, [code.id], priority=URGENT)


def pause_campaign(session: Session, campaign_id: int, now: datetime) -> int:
    """Pause every active code of a live campaign; how many."""
    campaign = campaign_of(session, campaign_id, lock=True)
    if campaign.status != "live":
        raise ConflictError(M_("Only a live campaign can be paused."))
    campaign.status, campaign.updated_at = "paused", now
    hold_links(links_of_campaign(session, campaign_id), CAMPAIGN, now)
    settle_pages_later(session, campaign_id)
    return _want_all(session, _standing(session, campaign_id, "active"), "paused", now)


def resume_campaign(session: Session, campaign_id: int, now: datetime) -> int:
    """Resume the codes that were paused with the campaign, not those paused alone; how many."""
    campaign = campaign_of(session, campaign_id, lock=True)
    if campaign.status != "paused":
        raise ConflictError(M_("Only a paused campaign can be resumed."))
    _refuse_ended(campaign.ends_at, now)
    campaign.status, campaign.updated_at = "live", now
    release_links(links_of_campaign(session, campaign_id), CAMPAIGN, now)
    settle_pages_later(session, campaign_id)
    held = [code for code in _standing(session, campaign_id, "paused") if code.held_by == "campaign"]
    return _want_all(session, held, "active", now)


def retire_campaign(session: Session, campaign_id: int, now: datetime) -> int:
    """Stop every code of the campaign for good; how many."""
    campaign = campaign_of(session, campaign_id, lock=True)
    campaign.status, campaign.updated_at = "retired", now
    retire_links(session, links_of_campaign(session, campaign_id), CAMPAIGN, now)
    retire_pages(session, campaign_id, None, now)
    codes = [code for code in codes_of_campaign(session, campaign_id) if code.origin != "attached"]
    to_stop = [code.id for code in codes if _retire(code, now)]
    settle_later(session, to_stop, priority=URGENT)
    return len(to_stop)


def settle_later(session: Session, code_ids: Sequence[int], *, push: bool = False, priority: int = 0) -> None:
    """Have a job bring these codes where they should be, in small batches. `push` also puts their terms
    back.
    """
    for start in range(0, len(code_ids), BATCH):
        enqueue(
            session,
            "settle_codes",
            lock=codes_lock(shop_of(session)),
            priority=priority,
            shop_id=shop_of(session),
            code_ids=list(code_ids[start : start + BATCH]),
            push=push,
        )


def codes_lock(shop_id: int) -> str:
    """The lock under which all work on a shop's discounts is done, one job after another."""
    return f"codes/{shop_id}"


def code_of(session: Session, code_id: int) -> DiscountCode:
    """The code with this number, held; raises `NotFoundError` where the shop has none."""
    code = find_code(session, code_id, lock=True)
    if code is None:
        raise NotFoundError(M_("There is no code %(number)s in this shop.", number=code_id))
    return code


def _retire(code: DiscountCode, now: datetime) -> bool:
    """Record that `code` is to be retired; whether a job has to stop it in Shopify."""
    if code.status == "retired":
        return False
    _want(code, "retired", "owner", now)
    if code.origin == "attached" or (code.discount_gid is None and code.tried_code is None):
        code.status, code.valid_until = "retired", max(now, code.valid_from)
        return False
    return True


def _want_all(session: Session, codes: Sequence[DiscountCode], wanted: str, now: datetime) -> int:
    for code in codes:
        _want(code, wanted, "campaign" if wanted == "paused" else None, now)
    settle_later(session, [code.id for code in codes], priority=URGENT)
    return len(codes)


def _standing(session: Session, campaign_id: int, wanted: str) -> list[DiscountCode]:
    codes = codes_of_campaign(session, campaign_id, "active", "paused", "creating")
    return [code for code in codes if code.wanted == wanted and code.origin != "attached"]


def _want(code: DiscountCode, wanted: str, held_by: str | None, now: datetime) -> None:
    code.wanted, code.held_by, code.updated_at = wanted, held_by, now


def _refuse_unless(code: DiscountCode, status: str) -> None:
    if code.origin == "attached":
        raise ConflictError(
            M_("%(code)s is the shop's own code. Change it in Shopify, under Discounts.", code=code.code)
        )
    if code.status != status or code.wanted != status:
        raise ConflictError(M_("%(code)s has changed in the meantime. Look again.", code=code.code))


def _refuse_ended(ends_at: datetime | None, now: datetime) -> None:
    if ends_at is not None and ends_at <= now:
        raise ConflictError(M_("The campaign is over. Give it a later last day first."))
