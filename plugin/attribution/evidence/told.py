"""The evidence an order brings with itself: its codes, and where its buyer came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from plugin.attribution.evidence.codes import CodeEvidence
from plugin.attribution.evidence.kinds import Evidence
from plugin.attribution.evidence.visits import Source, VisitEvidence
from plugin.attribution.order import OrderFacts
from plugin.attribution.origin import Origin, Utm
from plugin.attribution.visit_reference import read_link_key, read_reference

SESSION = timedelta(minutes=30)
"""How long a visit without activity lasts, by the usual definition. Shopify names no time for the landing
page of an order; it is taken to be so long before the order, so that a link followed later in the same visit
comes after it.
"""


@dataclass(frozen=True, slots=True)
class Signposts:
    """What reading orders' origins takes: whose the addresses are that they name (UTM parameters -> a link's
    key, host -> a creator), and which of the visits they name are none (reference -> why).
    """

    links: Mapping[Utm, str] = field(default_factory=dict)
    sites: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


NO_SIGNPOSTS = Signposts()


def utms_of(orders: Iterable[OrderFacts]) -> set[Utm]:
    """The UTM parameters whose links must be known to read these orders."""
    return {row.origin.utm for row in orders if row.origin is not None and row.origin.utm is not None}


def referrers_of(orders: Iterable[OrderFacts]) -> set[str]:
    """The hosts of which it must be known whether they are a creator's own."""
    return {
        row.origin.referrer for row in orders if row.origin is not None and row.origin.referrer is not None
    }


def link_keys_of(orders: Iterable[OrderFacts], signposts: Signposts) -> set[str]:
    """The keys of the links that these orders name, by our own parameter or by UTM parameters."""
    keys = set(signposts.links.values())
    for row in orders:
        if row.origin is not None:
            keys.update(filter(None, map(read_link_key, (row.origin.cart, row.origin.landing))))
    return keys


def references_of(orders: Iterable[OrderFacts]) -> set[str]:
    """The references of visits that these orders name."""
    values = {
        value
        for row in orders
        if row.origin is not None
        for value in (row.origin.cart, row.origin.landing)
        if value is not None
    }
    return {value for value in values if read_reference(value)}


def told_by(order: OrderFacts, signposts: Signposts = NO_SIGNPOSTS) -> list[Evidence]:
    """Everything the order itself says."""
    told: list[Evidence] = [
        CodeEvidence(use.code, use.key, use.discount_minor, use.position, order.ordered_at)
        for use in order.codes
    ]
    if order.origin is not None:
        told += _visits(order.origin, order.ordered_at, signposts)
    return told


def _visits(origin: Origin, ordered_at: datetime, signposts: Signposts) -> list[VisitEvidence]:
    found = [
        _by_parameter(Source.CART, origin.cart, ordered_at, signposts.refused),
        _by_parameter(Source.LANDING, origin.landing, ordered_at, signposts.refused),
    ]
    began = ordered_at - SESSION
    if origin.utm is not None and (link_key := signposts.links.get(origin.utm)) is not None:
        found.append(VisitEvidence(Source.LANDING, link_key, None, None, began))
    if origin.referrer is not None and (creator := signposts.sites.get(origin.referrer)) is not None:
        found.append(VisitEvidence(Source.REFERRER, None, None, creator, began))
    return [row for row in found if row is not None]


def _by_parameter(
    source: Source, value: str | None, ordered_at: datetime, refused: Mapping[str, str]
) -> VisitEvidence | None:
    """A visit by the value of our own parameter. Its moment is written by the visitor's own clock, which may
    be fast: no visit that led to an order began after it.
    """
    reference = read_reference(value)
    if reference is not None:
        began = min(reference.began_at, ordered_at)
        why = refused.get(reference.text)
        return VisitEvidence(source, reference.link_key, reference.text, None, began, refused=why)
    link_key = read_link_key(value)
    return None if link_key is None else VisitEvidence(source, link_key, None, None, ordered_at - SESSION)
