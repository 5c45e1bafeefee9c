"""A request for one of our own addresses on the shop's domain: what is kept of it, before anything is.

What identifies a person ends here: address and agent become a hash of this day, the referrer its host. The
rest is for the drain (`webhooks.topics.earmark_visit`), which knows the shop's other visits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from plugin.attribution.visit_reference import new_session, read_reference
from plugin.services.visits.agent import device, is_crawler
from plugin.services.visits.visitor import Headers, through_proxy, visitor_hash
from plugin.settings import Settings
from plugin.store.inbox_writer import Arrival

TOPIC = "earmark/visit"
LONGEST_HOST = 253


class SeenVisit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A visit as the inbox keeps it. `refused` says why the request itself is no visit (`refusal`), None
    where it may be one; `visitor` is the hash of the day in hex.
    """

    ref: str
    at: datetime
    visitor: str
    refused: str | None = None
    landing_kind: str | None = None
    creator_id: int | None = None
    campaign_id: int | None = None
    referrer_host: str | None = None
    device: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit on its way into the inbox; `visitor` is the hash of the day, to limit how often one comes."""

    arrival: Arrival
    visitor: bytes


def seen_visit(
    settings: Settings,
    *,
    domain: str,
    ref: str | None,
    method: str,
    headers: Headers,
    peer: str | None,
    now: datetime,
    landing_kind: str | None = None,
    creator_id: int | None = None,
    campaign_id: int | None = None,
    country: str | None = None,
) -> Seen:
    """The visit behind a request that came through the app proxy, for `GroupThread`.

    `domain` is the shop's, verified. `ref` is the visit's reference (`new_reference` where this request is
    its beginning, else what the address holds); None for a page reached without any link, whose
    `creator_id` and `campaign_id` are then given. `headers` are the request's (their names in any case, as
    in Flask's), `peer` is the other end of its connection. Neither the address nor the agent is in what is
    returned. `landing_kind` is welcome, product or picks; `country` ISO 3166-1 alpha-2 where Shopify says it.
    """
    agent = headers.get("User-Agent") or ""
    refused = refusal(method, headers)
    named = read_reference(ref)
    visitor = visitor_hash(settings, domain, through_proxy(headers, peer), agent, now)
    seen = SeenVisit(
        ref=named.text if named else f"direct.{new_session(now)}",
        at=now,
        visitor=visitor.hex(),
        refused=refused,
        landing_kind=landing_kind,
        creator_id=creator_id,
        campaign_id=campaign_id,
        referrer_host=referrer_host(headers.get("Referer")),
        device=device(agent),
        country=country,
    )
    arrival = Arrival(
        domain=domain,
        # The same visit seen twice (the short link, then its page) is kept once, and once more where a
        # prefetch or a HEAD came before the person.
        webhook_id=f"visit/{seen.ref}/{refused or 'seen'}",
        event_id=None,
        topic=TOPIC,
        api_version=None,
        triggered_at=now,
        body=msgspec.json.encode(seen),
        arrived_at=now,
    )
    return Seen(arrival, visitor)


def refusal(method: str, headers: Headers) -> str | None:
    """Why a request is no visit of a person, the first reason that holds: head, prefetch, no_agent or
    crawler.
    """
    if method == "HEAD":
        return "head"
    purposes = (headers.get(name) or "" for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    if any(word in purpose.lower() for purpose in purposes for word in ("prefetch", "prerender", "preview")):
        return "prefetch"
    agent = headers.get("User-Agent") or ""
    if not agent.strip():
        return "no_agent"
    return "crawler" if is_crawler(agent) else None


def referrer_host(referrer: str | None) -> str | None:
    """The host a visitor came from, in lower case; None where there is none that can be read."""
    try:
        host = urlsplit(referrer or "").hostname
    except ValueError:
        return None
    return host if host and len(host) <= LONGEST_HOST and "\x00" not in host else None
