"""Bring discounts in Shopify to what the owner asked for last: active, paused, retired, or with their terms
put back.

Every step is safe to repeat: what is there is read first, only what differs is changed, and the outcome is
read back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ShopifyError, TokenLostError
from plugin.language import N_
from plugin.services.code_terms import mark_of, wanted_discount, with_dates_only
from plugin.services.drift import drift_of
from plugin.services.landing.settle_later import settle_pages_later
from plugin.shopify.admin import Admin
from plugin.shopify.discount import StandingDiscount, WantedDiscount, differences
from plugin.shopify.discounts import (
    activate_discount,
    change_discount,
    deactivate_discount,
    find_codes,
    read_discounts,
)
from plugin.store.campaigns import find_campaign
from plugin.store.code_lookup import codes_with_ids, find_code
from plugin.store.database import Database

NOT_STOPPED = N_("Shopify still shows the discount as running. Try again.")
NOT_STARTED = N_("Shopify does not show the discount as running. Try again.")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked of one discount. `wanted` None: only stopping and starting, its terms are the
    shop's own.
    """

    code_id: int
    gid: str
    state: str
    wanted: WantedDiscount | None


@dataclass(frozen=True, slots=True)
class Settling:
    """Settles codes of one shop. `clock` gives the moment of each step."""

    database: Database
    client: Admin
    shop_id: int
    clock: Callable[[], datetime]

    def run(self, code_ids: Sequence[int], *, push: bool = False) -> None:
        """Settle these codes; `push` also puts code, dates and terms back to what Earmark has.

        Raises retryable `ShopifyError`s (call again with the same codes) and `TokenLostError`; any other
        refusal is kept at the code as its last error.
        """
        wishes = self._wishes(code_ids)
        found = read_discounts(self.client, [wish.gid for wish in wishes])
        touched = []
        for wish in wishes:
            if wish.gid not in found:
                touched.append(wish)
                continue
            try:
                self._bring(wish, found[wish.gid], push=push)
            except ShopifyError as error:
                if error.retryable or isinstance(error, TokenLostError):
                    raise
                self._note_error(wish.code_id, str(error))
            else:
                touched.append(wish)
        self._read_back(touched)
        with self.database.shop(self.shop_id) as session:
            settle_pages_later(session, once="codes")

    def _wishes(self, code_ids: Sequence[int]) -> list[_Wish]:
        self._find_lost(code_ids)
        wishes = []
        with self.database.shop(self.shop_id) as session:
            for code in codes_with_ids(session, code_ids):
                if code.discount_gid is None or code.origin == "attached":
                    continue
                campaign = find_campaign(session, code.campaign_id) if code.campaign_id is not None else None
                wishes.append(_Wish(code.id, code.discount_gid, code.wanted, wanted_discount(code, campaign)))
        return wishes

    def _find_lost(self, code_ids: Sequence[int]) -> None:
        """Look for discounts of codes whose creation ended without an answer: retiring has to stop
        those too.
        """
        with self.database.shop(self.shop_id) as session:
            lost = {
                code.id: (code.tried_code, mark_of(code))
                for code in codes_with_ids(session, code_ids)
                if code.discount_gid is None and code.tried_code is not None and code.wanted == "retired"
            }
        found = find_codes(self.client, [sent for sent, _ in lost.values()])
        for code_id, (sent, mark) in lost.items():
            with self.database.shop(self.shop_id) as session:
                code = find_code(session, code_id, lock=True)
                if code is None or code.discount_gid is not None:
                    continue
                standing = found.get(sent)
                if standing is not None and mark in standing.tags:
                    code.discount_gid = standing.gid
                else:
                    code.status, code.valid_until = "retired", max(self.clock(), code.valid_from)

    def _bring(self, wish: _Wish, found: StandingDiscount, *, push: bool) -> None:
        now = self.clock()
        if wish.state != "active":
            if push and wish.wanted is not None and wish.state == "paused":
                # A discount that is paused keeps its end in the past: only what it gives is put back.
                stopped = replace(wish.wanted, starts_at=found.starts_at, ends_at=found.ends_at)
                self._change(found, stopped)
            if found.status != "EXPIRED":
                deactivate_discount(self.client, wish.gid)
            return
        if wish.wanted is None:
            if found.status != "ACTIVE":
                activate_discount(self.client, wish.gid)
            return
        target = wish.wanted if push else with_dates_only(found, wish.wanted)
        over = target.ends_at is not None and target.ends_at <= now
        if found.status == "EXPIRED" and target.starts_at <= now and not over:
            # Shopify drops the end of a discount that is activated; the dates are put back below.
            activate_discount(self.client, wish.gid)
            found = replace(found, ends_at=None)
        self._change(found, target)

    def _change(self, found: StandingDiscount, target: WantedDiscount) -> None:
        if found.terms is not None and differences(target, found):
            change_discount(self.client, found, target)

    def _read_back(self, wishes: Sequence[_Wish]) -> None:
        found = read_discounts(self.client, [wish.gid for wish in wishes])
        for wish in wishes:
            with self.database.shop(self.shop_id) as session:
                code = find_code(session, wish.code_id, lock=True)
                if code is None or code.wanted != wish.state:
                    # The owner has asked for something else meanwhile: the job for that follows.
                    continue
                now = self.clock()
                standing = found.get(wish.gid)
                problem = _problem(wish, standing, now)
                if problem is None:
                    if code.status != wish.state and wish.state == "retired":
                        code.valid_until = max(now, code.valid_from)
                    code.status = wish.state
                code.last_error = problem
                code.verified_at = code.updated_at = now
                campaign = find_campaign(session, code.campaign_id) if code.campaign_id is not None else None
                code.drift = drift_of(code, campaign, standing, now)

    def _note_error(self, code_id: int, reason: str) -> None:
        with self.database.shop(self.shop_id) as session:
            code = find_code(session, code_id, lock=True)
            if code is not None:
                code.last_error, code.updated_at = reason, self.clock()


def note_unsettled(session: Session, code_ids: Sequence[int], reason: str, now: datetime) -> None:
    """Keep at each of these codes why it could not be brought where the owner wants it."""
    for code in codes_with_ids(session, code_ids):
        if code.status != code.wanted:
            code.last_error, code.updated_at = reason, now


def _problem(wish: _Wish, standing: StandingDiscount | None, now: datetime) -> str | None:
    if standing is None:
        return None
    if wish.state != "active":
        return None if standing.status == "EXPIRED" else NOT_STOPPED
    ends_at = wish.wanted.ends_at if wish.wanted else None
    if standing.status == "EXPIRED" and (ends_at is None or ends_at > now):
        return NOT_STARTED
    return None
