"""Show the survey to a checkout, or say why not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.attribution.survey.asking import NotAsked, Occasion, why_not
from plugin.attribution.survey.chance import Chance
from plugin.attribution.survey.channels import FIRST_HEARD
from plugin.attribution.survey.lists import Option, draw_lists, sees_decoy
from plugin.attribution.survey.settings import SurveySettings
from plugin.services.buyers import buyer_hash
from plugin.services.survey.decoys import decoy_beside
from plugin.services.survey.proof import Proven, whose_order
from plugin.services.survey.refusals import AnswerRefusedError
from plugin.services.survey.roster import Roster, Rosters, candidates, option_key, with_decoy
from plugin.settings import Settings
from plugin.store.database import ShopSession
from plugin.store.holding import hold_checkout
from plugin.store.survey.answers import Answer, answer_in_force, first_answered_at
from plugin.store.survey.impressions import (
    Impression,
    add_impression,
    asked_before,
    impression_of,
)
from plugin.store.survey.settings import settings_in_force

CHANGEABLE = timedelta(hours=1)
"""How long an answer can be changed, from the first one given to the question."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a checkout is shown: its impression, the roster its options come from, and the answer it has given
    already and can still change.
    """

    impression: Impression
    roster: Roster
    answered: Answer | None = None

    @property
    def options(self) -> dict[str, list[Option]]:
        """Question, or list of names, -> its options in order."""
        return {
            name: [Option.from_facts(row) for row in rows] for name, rows in self.impression.questions.items()
        }


def show_survey(
    session: ShopSession,
    settings: Settings,
    rosters: Rosters,
    *,
    page: str,
    order_id: int | None,
    checkout_token: str | None,
    customer_id: int | None,
    first: bool | None,
    language: str,
    now: datetime,
) -> Shown | NotAsked:
    """What the checkout behind a thank-you or order-status page is shown.

    `order_id` and `first` are what the page says, which anybody could; `customer_id` comes from its verified
    token. Asking again shows the same options in the same order. Raises `AnswerRefusedError` where the order
    named belongs to another checkout.
    """
    survey = settings_in_force(session)
    if not survey.on:
        return NotAsked.OFF
    key = rosters.key(session, settings)
    buyer = None if customer_id is None else buyer_hash(key, customer_id)
    if checkout_token is not None:
        # An order that is being stored now either sees the impression or is seen here.
        hold_checkout(session, checkout_token)
    proven = whose_order(session, order_id=order_id, checkout_token=checkout_token, buyer=buyer)
    if proven is None:
        return NotAsked.NO_PROOF
    roster = rosters.roster(session, settings, now)
    seen = impression_of(session, proven.subject, proven.order.order_id if proven.order else None)
    if seen is not None:
        return _again(session, seen, roster, survey, order_id=order_id, page=page, now=now)
    order = proven.order
    buyer = (order.buyer if order else None) or buyer
    before = asked_before(session, buyer, besides=proven.subject) if buyer else None
    occasion = Occasion(
        page,
        first=order.first_order if order and order.first_order is not None else first,
        answered_before=before is not None and before.answered,
        asked_before=before.at if before else None,
    )
    chance = Chance(key, proven.subject)
    reason = why_not(survey, occasion, chance, now)
    if reason is not None:
        return reason
    around = order.ordered_at if order else now
    active = candidates(roster, rosters.heard(session, around, now), around)
    decoy = _decoy(session, rosters, roster, now) if active and sees_decoy(survey, chance) else None
    lists = draw_lists(survey, chance, active, decoy)
    return Shown(
        add_impression(
            session,
            key=secrets.token_urlsafe(16),
            **_order_columns(proven, order_id),
            subject=proven.subject,
            page=page,
            buyer=buyer,
            first_claim=first,
            settings_version=survey.version,
            questions={name: [row.facts() for row in rows] for name, rows in lists.options.items()},
            named_at_once=lists.named_at_once,
            decoy_id=lists.decoy_id,
            decoy_position=lists.decoy_position,
            language=language,
            shown_at=now,
            seen_at=now,
            names_shown_at=now if lists.named_at_once else None,
        ),
        with_decoy(session, roster, lists.decoy_id),
    )


def _again(
    session: ShopSession,
    seen: Impression,
    roster: Roster,
    survey: SurveySettings,
    *,
    order_id: int | None,
    page: str,
    now: datetime,
) -> Shown | NotAsked:
    """The same checkout asks once more: the same lists, unless it has answered for good or skipped."""
    if seen.order_state == "foreign" or (order_id and seen.order_claim and order_id != seen.order_claim):
        raise AnswerRefusedError(
            "foreign_order", "The order named belongs to another checkout.", field="order"
        )
    if not survey.asks_on(page):
        return NotAsked.OTHER_PAGE
    answered = answer_in_force(session, seen.id, FIRST_HEARD)
    if answered is not None:
        since = first_answered_at(session, seen.id, FIRST_HEARD) or answered.answered_at
        if now - since >= CHANGEABLE:
            return NotAsked.ANSWERED
    elif seen.skipped_at is not None:
        return NotAsked.SKIPPED
    seen.seen_at, seen.times, seen.page = now, seen.times + 1, page
    session.flush()
    return Shown(seen, with_decoy(session, roster, seen.decoy_id), answered)


def _decoy(session: ShopSession, rosters: Rosters, roster: Roster, now: datetime) -> Option | None:
    decoy = roster.fit_decoy
    if decoy is None:
        decoy = decoy_beside(session, roster.key, roster.named, now)
        if decoy is None:
            return None
        rosters.forget(session)
    return Option(option_key(roster.key, f"decoy {decoy.id}"), "decoy", decoy_id=decoy.id)


def _order_columns(proven: Proven, claimed: int | None) -> dict[str, object]:
    order = proven.order
    return {
        "checkout_token": proven.checkout_token,
        "order_claim": claimed,
        "order_id": order.order_id if order else None,
        "order_state": "joined" if order else "waiting",
    }
