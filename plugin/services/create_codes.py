"""Create planned codes in Shopify, one discount each, so that repeating any step makes no second one.

Shopify holds a code once per shop: after an answer that was lost, creating it again says TAKEN. The discount
that stands there is ours exactly if it carries the mark of this row (see `code_terms.mark_of`); then it is
taken for done. If it is anybody else's it is left alone, and the owner chooses between adopting it and
another code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ShopifyError, TokenLostError
from plugin.language import N_
from plugin.services.code_terms import describe, mark_of, terms_of_its_own, wanted_discount
from plugin.services.drift import drift_of
from plugin.services.hold_code import settle_later
from plugin.services.landing.settle_later import settle_pages_later
from plugin.services.recompute_later import recompute_later
from plugin.shopify.admin import Admin
from plugin.shopify.discount import StandingDiscount, WantedDiscount
from plugin.shopify.discounts import (
    DiscountRefusedError,
    change_discount,
    create_discount,
    find_codes,
    read_discounts,
)
from plugin.store.campaigns import find_campaign
from plugin.store.code_lookup import close_others, codes_with_ids, find_code
from plugin.store.database import Database
from plugin.store.runs import count_step

Clock = Callable[[], datetime]

TAKEN = N_("The shop already has this code. Adopt it, or give the creator another one.")
VANISHED = N_("Shopify created the code, but it is gone again. Try again.")


class CodeTakenError(Exception):
    """The shop has the code, in a discount that is not this row's."""

    def __init__(self, standing: StandingDiscount) -> None:
        super().__init__(standing.gid)
        self.standing = standing


@dataclass(frozen=True, slots=True)
class _Order:
    """One discount to create. `former` is a code sent earlier for the same row, under which one may stand."""

    wanted: WantedDiscount
    adopt: bool
    former: str | None


@dataclass(frozen=True, slots=True)
class Creation:
    """Creates codes of one shop and counts them in a run. `clock` gives the moment of each step."""

    database: Database
    client: Admin
    shop_id: int
    run_id: int
    clock: Clock

    def run(self, code_ids: Sequence[int]) -> None:
        """Bring these codes to active or failed, each in its own transactions.

        Raises `ThrottledError` and other retryable `ShopifyError`s: call again later with the same codes,
        nothing is lost or doubled. `TokenLostError` is raised too, for it concerns all codes alike.
        """
        for code_id in code_ids:
            order = self._begin(code_id)
            if order is None:
                continue
            try:
                gid, adopted = self._stand(code_id, order)
            except CodeTakenError as error:
                self._fail(code_id, TAKEN, error.standing)
            except DiscountRefusedError as error:
                self._fail(code_id, str(error))
            except ShopifyError as error:
                if error.retryable or isinstance(error, TokenLostError):
                    raise
                self._fail(code_id, str(error))
            else:
                self._note(code_id, gid, adopted)
        self._verify(code_ids)
        with self.database.shop(self.shop_id) as session:
            settle_pages_later(session, once="codes")

    def _begin(self, code_id: int) -> _Order | None:
        """Note that the code is about to be sent; None where it needs nothing any more."""
        with self.database.shop(self.shop_id) as session:
            code = find_code(session, code_id, lock=True)
            if code is None or code.status != "creating" or code.discount_gid is not None:
                return None
            campaign = find_campaign(session, code.campaign_id) if code.campaign_id is not None else None
            wanted = wanted_discount(code, campaign)
            if wanted is None:
                return None
            former = code.tried_code if code.tried_code not in (None, code.code) else None
            # The former code stays on record until it has been looked up, in case this attempt is cut short
            # too.
            code.tried_code = former or code.code
            code.attempts, code.updated_at = code.attempts + 1, self.clock()
            return _Order(wanted, code.choice == "adopt", former)

    def _stand(self, code_id: int, order: _Order) -> tuple[str, StandingDiscount | None]:
        """The discount's id, and the discount itself where it is one of the shop's that was adopted."""
        wanted = order.wanted
        if order.former is not None:
            earlier = find_codes(self.client, [order.former]).get(order.former)
            if earlier is not None and wanted.mark in earlier.tags:
                return change_discount(self.client, earlier, wanted), None
            self._note_sent(code_id, wanted.code)
        try:
            return create_discount(self.client, wanted), None
        except DiscountRefusedError as error:
            if error.code != "TAKEN":
                raise
            standing = find_codes(self.client, [wanted.code]).get(wanted.code)
            if standing is None:
                raise ShopifyError(
                    f"Shopify says that {wanted.code} is taken but finds no discount with it.", retryable=True
                ) from error
            if wanted.mark in standing.tags:
                return standing.gid, None
            if order.adopt:
                return standing.gid, standing
            raise CodeTakenError(standing) from error

    def _note_sent(self, code_id: int, sent: str) -> None:
        with self.database.shop(self.shop_id) as session:
            code = find_code(session, code_id, lock=True)
            if code is not None:
                code.tried_code = sent

    def _note(self, code_id: int, gid: str, adopted: StandingDiscount | None) -> None:
        with self.database.shop(self.shop_id) as session:
            code = find_code(session, code_id, lock=True)
            if code is None or code.status != "creating":
                return
            now = self.clock()
            code.discount_gid, code.tried_code, code.updated_at = gid, code.code, now
            if adopted is not None:
                code.origin, code.own_terms, code.valid_from = "adopted", terms_of_its_own(adopted), now
                close_others(session, code, now)

    def _verify(self, code_ids: Sequence[int]) -> None:
        """Read back what was created, compare it with what was asked, and end each code's creation."""
        with self.database.shop(self.shop_id) as session:
            made = {
                code.id: code.discount_gid
                for code in codes_with_ids(session, code_ids)
                if code.status == "creating" and code.discount_gid is not None
            }
        found = read_discounts(self.client, made.values())
        for code_id, gid in made.items():
            if gid in found:
                self._confirm(code_id, found[gid])
            else:
                self._fail(code_id, VANISHED)

    def _confirm(self, code_id: int, standing: StandingDiscount) -> None:
        with self.database.shop(self.shop_id) as session:
            code = find_code(session, code_id, lock=True)
            if code is None or code.status != "creating":
                return
            now = self.clock()
            campaign = find_campaign(session, code.campaign_id) if code.campaign_id is not None else None
            code.status, code.last_error, code.conflict = "active", None, None
            code.verified_at = code.updated_at = now
            code.drift = drift_of(code, campaign, standing, now)
            if code.wanted != "active":
                # Paused or retired while it was being created.
                settle_later(session, [code.id])
            if code.origin == "adopted":
                recompute_later(session, code.code)
            count_step(session, self.run_id, now)

    def _fail(self, code_id: int, reason: str, standing: StandingDiscount | None = None) -> None:
        with self.database.shop(self.shop_id) as session:
            _end_as_failed(session, code_id, self.run_id, reason, self.clock(), standing=standing)


def give_up(session: Session, code_ids: Sequence[int], run_id: int, reason: str, now: datetime) -> None:
    """End what is still being created as failed; trying again finds what was made nevertheless."""
    for code_id in code_ids:
        _end_as_failed(session, code_id, run_id, reason, now)


def _end_as_failed(
    session: Session,
    code_id: int,
    run_id: int,
    reason: str,
    now: datetime,
    *,
    standing: StandingDiscount | None = None,
) -> None:
    code = find_code(session, code_id, lock=True)
    if code is None or code.status != "creating":
        return
    code.status, code.last_error, code.updated_at = "failed", reason, now
    if reason == VANISHED:
        code.discount_gid = None
    if standing is not None:
        code.conflict, code.choice = describe(standing, mark_of(code)), None
        # What stands under this code is not ours, so there is nothing to look for later.
        code.tried_code = None
    count_step(session, run_id, now, failed=True)
