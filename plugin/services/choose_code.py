"""The owner's choice where the shop already has a code: adopt it as it stands, or give the creator another
one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ConflictError, InputError
from plugin.language import M_
from plugin.services.code_names import typed_code
from plugin.services.code_terms import describe, mark_of
from plugin.services.create_campaign import campaign_of
from plugin.services.hold_code import code_of
from plugin.services.launch_campaign import create_later, waits_for_choice
from plugin.services.plan_codes import free_code
from plugin.shopify.admin import Admin
from plugin.shopify.discounts import find_codes
from plugin.store.code_lookup import codes_of_campaign, codes_with_ids, keys_in_use
from plugin.store.codes import DiscountCode
from plugin.store.database import Database, shop_of
from plugin.store.queue import enqueue

LOOK_UP = "look_up_codes"
"""The task that looks a campaign's planned codes up in the shop."""
UNSENT = ("planned", "failed")


def look_up_later(session: Session, campaign_id: int) -> None:
    """Have a campaign's planned codes looked up in the shop, in the background."""
    shop_id = shop_of(session)
    enqueue(
        session, LOOK_UP, once=f"{LOOK_UP}/{shop_id}/{campaign_id}", shop_id=shop_id, campaign_id=campaign_id
    )


def look_up_plan(client: Admin, database: Database, shop_id: int, campaign_id: int, now: datetime) -> int:
    """Look every planned code up in the shop and note which stand there already; how many do.

    Shopify is asked between two transactions, so that no lock is held meanwhile.
    """
    with database.shop(shop_id) as session:
        asked = {code.id: code.code for code in codes_of_campaign(session, campaign_id, "planned")}
    found = find_codes(client, list(asked.values()))
    with database.shop(shop_id) as session:
        for code in codes_with_ids(session, asked):
            if code.status != "planned" or code.code != asked[code.id]:
                continue
            standing = found.get(code.code)
            code.conflict = describe(standing, mark_of(code)) if standing else None
            code.choice = code.choice if standing else None
            code.verified_at = now
        return sum(code.conflict is not None for code in codes_with_ids(session, asked))


def adopt_code(session: Session, code_id: int, now: datetime) -> DiscountCode:
    """Take over the shop's discount as it stands: it will count for this creator, its terms stay untouched.

    Raises `ConflictError` where there is nothing to adopt, or where other codes would stop with this
    one.
    """
    code = _unsent(session, code_id)
    if code.conflict is None:
        raise ConflictError(
            M_("%(code)s does not stand in the shop, so there is nothing to adopt.", code=code.code)
        )
    if (count := code.conflict["code_count"]) > 1:
        raise ConflictError(
            M_(
                "This discount holds %(count)s codes, so it cannot be paused for one creator alone. "
                "Choose another code, or attach this one on the page of campaigns.",
                count=count,
            )
        )
    code.choice, code.updated_at = "adopt", now
    return code


def rename_code(session: Session, code_id: int, typed: str | None, now: datetime) -> DiscountCode:
    """Give the creator another code: the one the owner typed, or the next free number.

    Raises `InputError` naming code where it cannot be one or is taken in Earmark already.
    """
    code = _unsent(session, code_id)
    used = keys_in_use(session) - {code.code_key}
    if typed is None:
        new = free_code(code.code, used | {code.code_key})
    else:
        new = typed_code(typed)
        if new.casefold() in used:
            raise InputError(M_("%(code)s is taken already. Type another.", code=new), field="code")
    code.code, code.code_key, code.named_by = new, new.casefold(), "owner"
    code.conflict = code.choice = code.last_error = code.verified_at = None
    code.updated_at = now
    return code


def rename_all(session: Session, campaign_id: int, now: datetime) -> list[DiscountCode]:
    """Number every code that waits for a choice, and create those that were to be created; the codes
    renamed. Raises `NotFoundError`.
    """
    campaign_of(session, campaign_id)
    waiting = [code for code in codes_of_campaign(session, campaign_id, *UNSENT) if waits_for_choice(code)]
    renamed = [rename_code(session, code.id, None, now) for code in waiting]
    if failed := [code for code in renamed if code.status == "failed"]:
        create_later(session, campaign_id, failed, now)
    return renamed


def _unsent(session: Session, code_id: int) -> DiscountCode:
    code = code_of(session, code_id)
    if code.status not in UNSENT:
        raise ConflictError(M_("%(code)s has been created already.", code=code.code))
    return code
