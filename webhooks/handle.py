"""One claimed delivery: handle it, and settle it in the same transaction."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from plugin.errors import DatabaseAwayError, EarmarkError, NotInstalledError
from plugin.settings import Settings
from plugin.shopify.reduced import reduced_body
from plugin.shopify.subject import subject_of
from plugin.store.database import Database, ShopSession, away_named, unstorable_named
from plugin.store.deliveries import Delivery
from plugin.store.inbox import Claim, held_delivery, hold_subject, rest
from plugin.store.shops import shop_by_id
from webhooks.topics import AFTER_UNINSTALL, OWN
from webhooks.topics.heard import Handler
from webhooks.topics.outcome import Awaited, Ignored

LAST_ATTEMPT = 8
"""A delivery that fails this often is parked; with the pauses below that is after about five hours."""
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=2)
LEAST_WAIT = timedelta(minutes=5)
"""How long an answer from Shopify is waited for at least, before it is asked for again."""

log = structlog.get_logger()


def handle_claim(
    database: Database, settings: Settings, handlers: Mapping[str, Handler], claim: Claim, now: datetime
) -> str | None:
    """Handle one claimed delivery at `now`; its new state, or None where somebody else has it by now.

    The handler's writes and the mark "handled" commit together, so that a crash in between leaves neither. A
    failure rolls back the handler's writes alone and is recorded on the delivery: what cannot get better (an
    unreadable body) is parked at once, everything else is tried again with growing pauses, then parked.
    """
    with database.shop(claim.shop_id) as session:
        delivery = held_delivery(session, claim)
        if delivery is None:
            return None
        if claim.attempts > LAST_ATTEMPT:
            # Only a drain that died while handling leaves an attempt without a verdict.
            _park(delivery, now, "The process that handled this delivery died, several times over.")
        else:
            _try(session, settings, handlers, delivery, now)
        delivery.leased_until = None
        state, outcome = delivery.state, delivery.outcome or delivery.last_error
        if delivery.topic in OWN and state in {"handled", "ignored"}:
            session.delete(delivery)
    log.info(
        "delivery " + state, topic=claim.topic, shop_id=claim.shop_id, id=claim.delivery_id, outcome=outcome
    )
    return state


def _try(
    session: ShopSession,
    settings: Settings,
    handlers: Mapping[str, Handler],
    delivery: Delivery,
    now: datetime,
) -> None:
    try:
        with away_named(), unstorable_named(), session.begin_nested():
            outcome = _outcome(session, settings, handlers, delivery, now)
    except DatabaseAwayError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a handler raises is recorded, and must not stop the drain
        _failed(delivery, error, now)
        return
    if isinstance(outcome, Awaited):
        _await(delivery, outcome, now)
        return
    delivery.state = "ignored" if isinstance(outcome, Ignored) else "handled"
    delivery.outcome, delivery.last_error, delivery.handled_at = _storable(outcome), None, now
    delivery.body = reduced_body(delivery.topic, delivery.body, keep_buyer=False)


def _outcome(
    session: ShopSession,
    settings: Settings,
    handlers: Mapping[str, Handler],
    delivery: Delivery,
    now: datetime,
) -> str:
    handler = handlers.get(delivery.topic)
    if handler is None:
        return Ignored(f"The app does nothing on {delivery.topic}.")
    # Held in a name, so that the handler finds the shop in the session and does not ask for it again.
    shop = shop_by_id(session, delivery.shop_id)
    if delivery.topic not in AFTER_UNINSTALL and shop.uninstalled_at is not None:
        return Ignored("The shop has uninstalled the app.")
    subject = subject_of(delivery.topic, delivery.body)
    if subject is not None:
        hold_subject(session, delivery.shop_id, subject)
    return handler(session, delivery, settings, now)


def _await(delivery: Delivery, outcome: Awaited, now: datetime) -> None:
    """Let the delivery rest until what it takes is there, which settles it; park it where that never came."""
    if delivery.attempts >= LAST_ATTEMPT:
        _park(delivery, now, delivery.last_error or outcome)
    else:
        delivery.last_error = delivery.last_error or str(outcome)
        rest(delivery, max(pause_after(delivery.attempts), LEAST_WAIT))


def _failed(delivery: Delivery, error: Exception, now: datetime) -> None:
    if isinstance(error, NotInstalledError):
        delivery.state, delivery.outcome, delivery.handled_at = "ignored", str(error), now
        delivery.body = reduced_body(delivery.topic, delivery.body, keep_buyer=False)
    elif (isinstance(error, EarmarkError) and error.permanent) or delivery.attempts >= LAST_ATTEMPT:
        _park(delivery, now, describe(error))
    else:
        delivery.last_error = _storable(describe(error))
        rest(delivery, pause_after(delivery.attempts))


def _park(delivery: Delivery, now: datetime, reason: str) -> None:
    delivery.state, delivery.last_error, delivery.handled_at = "parked", _storable(reason), now
    if delivery.topic not in OWN:
        delivery.body = reduced_body(delivery.topic, delivery.body, keep_buyer=True)


def _storable(said: str) -> str:
    """`said` without null characters, which a body may hold and PostgreSQL cannot."""
    return str(said).replace("\x00", "")


def pause_after(attempts: int) -> timedelta:
    """How long a delivery rests after its `attempts`-th failure: 15 s, then four times as long each, at most
    two hours.
    """
    growth: int = 4 ** min(attempts - 1, 8)
    return min(FIRST_PAUSE * growth, LONGEST_PAUSE)


def describe(error: Exception) -> str:
    """`error` for people, without values: our own errors have a sentence, others are named with the place in
    our code.

    The message of a foreign error may hold what a buyer wrote.
    """
    if isinstance(error, EarmarkError):
        return str(error)
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename
    ]
    place = (
        f" in {frames[-1].name}, line {frames[-1].lineno} of {_module(frames[-1].filename)}" if frames else ""
    )
    return f"{type(error).__name__}{place}"


def _module(filename: str) -> str:
    return "/".join(filename.replace("\\", "/").rsplit("/", 3)[1:])
