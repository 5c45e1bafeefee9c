"""The owner's answer to drift: put the discount back, or take over what stands in Shopify as this code's own
terms.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plugin.errors import ConflictError
from plugin.language import M_
from plugin.services.create_campaign import campaign_of
from plugin.services.hold_code import URGENT, code_of, settle_later
from plugin.services.launch_campaign import create_later
from plugin.services.recompute_later import recompute_later
from plugin.store.codes import DiscountCode


def repair_code(session: Session, code_id: int, now: datetime) -> None:
    """Put the discount back as Earmark has it; a deleted one is created anew. Raises `ConflictError` where it
    cannot be.
    """
    code = _drifted(session, code_id)
    if code.drift and code.drift["kind"] != "deleted":
        settle_later(session, [code.id], push=True, priority=URGENT)
        return
    if code.campaign_id is None or code.origin == "attached":
        raise ConflictError(M_("%(code)s was the shop's own. Create it again in Shopify.", code=code.code))
    if code.own_terms is not None and code.own_terms.get("terms") is None:
        raise ConflictError(M_("Earmark cannot create this kind of discount. Create it again in Shopify."))
    code.drift = code.discount_gid = code.tried_code = None
    create_later(session, code.campaign_id, [code], now)


def accept_drift(session: Session, code_id: int, now: datetime) -> None:
    """Take over what stands in Shopify as what this code should be from now on.

    A deleted discount retires the code. One that was stopped there counts as paused, one that was started as
    active. A code with another name keeps the old one on record, so that orders which used it stay
    attributed.
    """
    code = _drifted(session, code_id)
    drift = code.drift or {}
    code.drift, code.updated_at = None, now
    if drift["kind"] == "deleted":
        code.status = code.wanted = "retired"
        code.valid_until = max(datetime.fromisoformat(drift["found_at"]), code.valid_from)
        return
    standing = drift["standing"]
    names = [name.casefold() for name in standing["codes"]]
    if names and code.code_key not in names:
        _rename(session, code, standing["codes"][0], now)
    _take_state(session, code, standing, now)


def use_campaign_terms(session: Session, code_id: int, now: datetime) -> None:
    """Give a code that has terms of its own the campaign's again, in Shopify too."""
    code = code_of(session, code_id)
    if code.own_terms is None or code.campaign_id is None or code.origin == "attached":
        raise ConflictError(M_("%(code)s has the campaign's terms already.", code=code.code))
    code.own_terms, code.updated_at = None, now
    settle_later(session, [code.id], push=True, priority=URGENT)


def _take_state(session: Session, code: DiscountCode, standing: dict[str, Any], now: datetime) -> None:
    own = dict(standing["own_terms"])
    stopped = standing["status"] == "EXPIRED"
    if code.status == "active" and stopped:
        code.status = code.wanted = "paused"
        code.held_by = "owner"
    elif code.status in ("paused", "retired") and not stopped:
        code.status = code.wanted = "active"
        code.held_by = code.valid_until = None
        recompute_later(session, code.code)
    if stopped:
        # The end of a stopped discount is the moment it was stopped. To resume it, the end it was to have is
        # needed.
        kept = code.own_terms or _campaign_dates(session, code)
        own |= {"starts_at": kept["starts_at"], "ends_at": kept.get("ends_at")}
    code.own_terms = own


def _campaign_dates(session: Session, code: DiscountCode) -> dict[str, Any]:
    if code.campaign_id is None:
        return {"starts_at": code.valid_from.isoformat(), "ends_at": None}
    campaign = campaign_of(session, code.campaign_id)
    return {
        "starts_at": campaign.starts_at.isoformat(),
        "ends_at": campaign.ends_at.isoformat() if campaign.ends_at else None,
    }


def _rename(session: Session, code: DiscountCode, name: str, now: datetime) -> None:
    session.add(
        DiscountCode(
            campaign_id=code.campaign_id,
            creator_id=code.creator_id,
            code=code.code,
            code_key=code.code_key,
            origin=code.origin,
            status="retired",
            wanted="retired",
            valid_from=code.valid_from,
            valid_until=now,
            created_at=code.created_at,
            updated_at=now,
        )
    )
    code.code, code.code_key, code.tried_code = name, name.strip().casefold(), name
    recompute_later(session, name)


def _drifted(session: Session, code_id: int) -> DiscountCode:
    code = code_of(session, code_id)
    if code.drift is None:
        raise ConflictError(M_("%(code)s stands as it should. Look again.", code=code.code))
    return code
