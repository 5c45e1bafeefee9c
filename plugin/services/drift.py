"""Drift: how a discount in Shopify differs from what Earmark left there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plugin.services.code_terms import describe, wanted_discount
from plugin.shopify.discount import Difference, StandingDiscount, differences
from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode


def drift_of(
    code: DiscountCode, campaign: Campaign | None, found: StandingDiscount | None, now: datetime
) -> dict[str, Any] | None:
    """What `discount_codes.drift` should hold: None where the discount stands as it was left.

    kind          deleted (the discount is gone) or changed
    found_at      when it was noticed, ISO, UTC; kept from the first time the same was found
    changes       list of {field, wanted, found}
    standing      the discount as found, to be taken over if the owner accepts it
    """
    drift: dict[str, Any]
    if found is None:
        # A retired code that the merchant tidied away is as stopped as can be.
        if code.status == "retired":
            return None
        drift = {"kind": "deleted", "changes": []}
    else:
        changes = _changes(code, campaign, found)
        if not changes:
            return None
        drift = {
            "kind": "changed",
            "changes": [{"field": row.field, "wanted": row.wanted, "found": row.found} for row in changes],
            "standing": describe(found),
        }
    before = code.drift or {}
    same = before.get("kind") == drift["kind"] and before.get("changes") == drift["changes"]
    return drift | {"found_at": before["found_at"] if same else now.isoformat()}


def _changes(code: DiscountCode, campaign: Campaign | None, found: StandingDiscount) -> list[Difference]:
    stopped = code.status in ("paused", "retired")
    rows = []
    if stopped and found.status != "EXPIRED":
        rows.append(Difference("status", "EXPIRED", found.status))
    if code.status == "retired":
        return rows
    wanted = wanted_discount(code, campaign)
    if wanted is None:
        # Nothing is asked of its terms, but the code itself has to be there for orders to be known by it.
        held = [name.casefold() for name in found.codes]
        if code.code_key not in held and found.code_count <= len(held):
            rows.append(Difference("code", code.code, found.codes[0] if held else None))
        return rows
    # A paused discount has the moment of pausing as its end, which is our own doing.
    return rows + differences(wanted, found, dates=not stopped)
