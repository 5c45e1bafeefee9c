"""The customer journey of orders: the visits Shopify has seen before each.

It is not ready at once, and for a sixth of online orders it never holds a visit. Landing pages are asked for
whole, because the parameters stand in them, and only the parameters are handed on: the rest of an address may
name the visitor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.errors import ShopifyError, UnreadablePayloadError
from plugin.shopify.admin import Admin
from plugin.shopify.landing_query import landing_query
from plugin.shopify.payloads.reading import identity, moment

AT_ONCE = 20
"""Orders in one question: about 30 points each, and a question may ask for 1,000."""
MOMENTS = 10
LONGEST_PARAMETER = 255

JOURNEYS = """
query Journeys($ids: [ID!]!, $moments: Int!) {
  nodes(ids: $ids) {
    ... on Order {
      id
      customerJourneySummary {
        ready
        firstVisit { ...Visit }
        lastVisit { ...Visit }
        moments(first: $moments) { nodes { ... on CustomerVisit { ...Visit } } }
      }
    }
  }
}
fragment Visit on CustomerVisit {
  id
  occurredAt
  landingPage
  utmParameters { source medium campaign content term }
}
"""


@dataclass(frozen=True, slots=True)
class JourneyVisit:
    """One visit. `parameter` is the value of our own parameter on its landing page, `utm` its parameters
    (names without `utm_`).
    """

    occurred_at: datetime
    parameter: str | None
    utm: dict[str, str]


@dataclass(frozen=True, slots=True)
class OrderJourney:
    """What Shopify says about one order: `visits` oldest first. `withheld` is Shopify's reason for showing
    nothing, None where it does.
    """

    order_id: int
    ready: bool
    visits: tuple[JourneyVisit, ...] = ()
    withheld: str | None = None


def ask_journeys(client: Admin, order_ids: Sequence[int], parameter: str) -> list[OrderJourney]:
    """The journeys of up to `AT_ONCE` orders; `parameter` is the name of our own. An order that is gone is
    left out.
    """
    gids = [f"gid://shopify/Order/{number}" for number in order_ids]
    data = client.run(JOURNEYS, {"ids": gids, "moments": MOMENTS})
    withheld = client.errors[0].message if client.errors else "Shopify shows no journey of this order."
    try:
        return [_journey(node, parameter, withheld) for node in data["nodes"] if node]
    except (KeyError, TypeError, UnreadablePayloadError) as error:
        raise ShopifyError(
            "Shopify's answer about customer journeys could not be read.",
            code="unreadable_answer",
            retryable=True,
        ) from error


def _journey(node: dict[str, Any], parameter: str, withheld: str) -> OrderJourney:
    order_id = identity("nodes.", "Order", None, node["id"])
    summary = node["customerJourneySummary"]
    if summary is None:
        return OrderJourney(order_id, ready=False, withheld=withheld)
    moments = summary["moments"]
    rows = [summary["firstVisit"], summary["lastVisit"], *(moments["nodes"] if moments else ())]
    seen = {row["id"]: _visit(row, parameter) for row in rows if row}
    visits = sorted(seen.values(), key=lambda visit: visit.occurred_at)
    return OrderJourney(order_id, bool(summary["ready"]), tuple(visits))


def _visit(row: dict[str, Any], parameter: str) -> JourneyVisit:
    try:
        query = {name: values[0] for name, values in landing_query(row["landingPage"] or "").items()}
    except ValueError:
        query = {}
    given = row["utmParameters"] or {}
    utm = {
        name: str(value)[:LONGEST_PARAMETER]
        for name in ("source", "medium", "campaign", "content", "term")
        if (value := given.get(name) or query.get(f"utm_{name}"))
    }
    own = query.get(parameter)
    occurred_at = moment("moments.occurredAt", (row["occurredAt"],))
    return JourneyVisit(occurred_at, own[:LONGEST_PARAMETER] if own else None, utm)
