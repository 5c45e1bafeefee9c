"""What has gone missing that was there: said in the admin until it is back, with what repairs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.language import N_
from plugin.services.first_steps import GREETING_STEP, STEPS, SURVEY
from plugin.services.health.parts import (
    BLOCKS,
    FOR_GOOD,
    GREETING,
    PIXEL,
    SUBSCRIPTION,
    SURVEY_ON_ORDER_STATUS,
    SURVEY_ON_THANK_YOU,
    SURVEY_SHOWN,
    WEBHOOKS,
)
from plugin.store.database import ShopSession
from plugin.store.health import AppPart, app_parts, forget_part, quiet_part

QUIET = timedelta(days=1)
"""How long the owner may not want to hear of it."""
_PATHS = {row[0]: row[4] for row in STEPS}


@dataclass(frozen=True, slots=True)
class Alert:
    """One part of the app that is gone. `how` says how that is known. The button leads to `path` or, with
    `posts`, does it there; `confirm` is asked first. `removable`: the owner may have taken it away
    on purpose.
    """

    part: str
    title: str
    meaning: str
    how: str
    action: str
    path: str
    since: datetime
    posts: bool = False
    confirm: str | None = None
    removable: bool = False


_BY_BROWSER = N_(
    "Known from Shopify's admin, which lists the app's blocks to the browser of whoever opens Earmark."
)
_TEXTS: Mapping[str, tuple[str, str, str, str, str, bool, str | None]] = {
    WEBHOOKS: (
        N_("Shopify does not tell Earmark of orders any more"),
        N_("Orders still come in, but only every hour, when they are compared with Shopify's."),
        N_(
            "Shopify shows an app's own webhook subscriptions to nobody. Known because the comparison found "
            "orders of which no message had come, or because a subscription made here is not listed any more."
        ),
        N_("Subscribe again"),
        "/status/subscribe",
        True,
        N_(
            "Earmark makes subscriptions of its own on this shop, beside those it was published with. Should "
            "both work, messages come twice; each order is still counted once."
        ),
    ),
    PIXEL: (
        N_("The web pixel is gone"),
        N_("Visits by creators' links are still counted, but not what visitors look at or put in the cart."),
        N_("Known from Shopify, which is asked a few times a day."),
        N_("Switch it on again"),
        "/status/pixel",
        True,
        None,
    ),
    GREETING: (
        N_("The greeting is not switched on in your theme any more"),
        N_("Shoppers who come by a creator's link are not greeted. A new theme begins without it."),
        _BY_BROWSER,
        N_("Open the theme editor"),
        _PATHS[GREETING_STEP],
        False,
        None,
    ),
    SURVEY_ON_THANK_YOU: (
        N_("The survey is not on the thank-you page any more"),
        N_("Buyers are not asked there how they heard about you."),
        _BY_BROWSER,
        N_("Open the checkout editor"),
        _PATHS[SURVEY],
        False,
        None,
    ),
    SURVEY_ON_ORDER_STATUS: (
        N_("The survey is not on the order status page any more"),
        N_("Buyers are not asked there how they heard about you."),
        _BY_BROWSER,
        N_("Open the checkout editor"),
        _PATHS[SURVEY].replace("page=thank-you", "page=order-status"),
        False,
        None,
    ),
    SURVEY_SHOWN: (
        N_("The survey has stopped being shown"),
        N_("Buyers are not asked how they heard about you."),
        N_("Known because online orders go on, and by the rate until then some should have brought it."),
        N_("Open the checkout editor"),
        _PATHS[SURVEY],
        False,
        None,
    ),
}


def alerts(session: ShopSession, now: datetime) -> list[Alert]:
    """What is missing now and not put off, longest first."""
    missing = {name: row for name, row in app_parts(session).items() if row.missing_since}
    return sorted(_told(missing, now), key=lambda row: row.since)


def _told(missing: Mapping[str, AppPart], now: datetime) -> Iterator[Alert]:
    gone = dict(missing)
    for name in list(gone):
        if name.startswith(SUBSCRIPTION):
            gone.setdefault(WEBHOOKS, gone[name])
    if SURVEY_ON_THANK_YOU in gone or SURVEY_ON_ORDER_STATUS in gone:
        gone.pop(SURVEY_SHOWN, None)
    for name, texts in _TEXTS.items():
        row = gone.get(name)
        if row is None or row.missing_since is None or (row.quiet_until and row.quiet_until > now):
            continue
        title, meaning, how, action, path, posts, confirm = texts
        removable = name in BLOCKS or name == SURVEY_SHOWN
        yield Alert(name, title, meaning, how, action, path, row.missing_since, posts, confirm, removable)


def put_off(session: ShopSession, part: str, now: datetime) -> None:
    """Say nothing of a part for a day."""
    for name in app_parts(session):
        if name == part or (part == WEBHOOKS and name.startswith(SUBSCRIPTION)):
            quiet_part(session, name, now + QUIET)


def taken_away(session: ShopSession, part: str) -> None:
    """The owner has removed it on purpose: it is missed again only after it was there again."""
    if part in BLOCKS:
        forget_part(session, part)
    elif part == SURVEY_SHOWN:
        # Forgotten, it would be missed at the next check, which finds again that nobody is shown it.
        quiet_part(session, part, FOR_GOOD)
