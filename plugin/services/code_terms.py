"""What each code should stand as in Shopify: its campaign's terms and dates, or its own where the owner took
those over.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from plugin.services.campaign_terms import read_terms, terms_json
from plugin.shopify.discount import StandingDiscount, WantedDiscount
from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode


def mark_of(code: DiscountCode) -> str:
    """The tag that a discount made for exactly this row carries in Shopify.

    It is how our own work is known again after a lost answer. The moment of creation is part of it, because a
    database that was set up anew counts its rows from 1 again while the shop still holds the old discounts.
    """
    text = f"{code.shop_id}/{code.id}/{code.created_at.timestamp():.6f}"
    return "earmark-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def wanted_discount(code: DiscountCode, campaign: Campaign | None) -> WantedDiscount | None:
    """The discount as it should stand; None where nothing is asked of Shopify.

    That is so for an attached code, which is the shop's own, and for an adopted one of a kind Earmark cannot
    express.
    """
    own = code.own_terms
    if code.origin == "attached" or (own is not None and own.get("terms") is None):
        return None
    if own is not None:
        starts_at = datetime.fromisoformat(own["starts_at"])
        ends_at = datetime.fromisoformat(own["ends_at"]) if own.get("ends_at") else None
        return WantedDiscount(code.code, mark_of(code), starts_at, ends_at, read_terms(own["terms"]))
    if campaign is None:
        return None
    return WantedDiscount(
        code.code, mark_of(code), campaign.starts_at, campaign.ends_at, read_terms(campaign.terms)
    )


def terms_of_its_own(found: StandingDiscount) -> dict[str, Any]:
    """`discount_codes.own_terms` for a code that is to stay as it stands in Shopify."""
    return {
        "terms": terms_json(found.terms) if found.terms else None,
        "starts_at": found.starts_at.isoformat(),
        "ends_at": found.ends_at.isoformat() if found.ends_at else None,
    }


def with_dates_only(found: StandingDiscount, wanted: WantedDiscount) -> WantedDiscount:
    """`wanted`'s dates on a discount that otherwise stays as it is, whatever the merchant changed in it."""
    return replace(
        wanted, code=found.codes[0] if found.codes else wanted.code, terms=found.terms or wanted.terms
    )


def describe(found: StandingDiscount, mark: str | None = None) -> dict[str, Any]:
    """A discount of the shop as JSON, for the owner to judge and to take over later."""
    return {
        "gid": found.gid,
        "title": found.title,
        "status": found.status,
        "codes": list(found.codes),
        "code_count": found.code_count,
        "usage_count": found.usage_count,
        "ours": mark is not None and mark in found.tags,
        "own_terms": terms_of_its_own(found),
    }
