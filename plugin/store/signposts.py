"""Whose the addresses are that orders name, looked up for many orders at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from plugin.attribution.evidence.told import Signposts, references_of, referrers_of, utms_of
from plugin.attribution.order import OrderFacts
from plugin.attribution.origin import MEDIUM, Utm
from plugin.store.creators import CreatorHandle
from plugin.store.links import Link
from plugin.store.visit_records import refusals

OWN_SITES = ("podcast", "blog", "other")
"""Platforms on which a handle that is nothing but a host is the creator's own site."""


def find_signposts(session: Session, orders: Iterable[OrderFacts], no_visits: Collection[str]) -> Signposts:
    """Everything that reading these orders' origins takes: three queries at most, none for orders that come
    from nowhere. `no_visits` are the reasons for which a visit is none.
    """
    named = list(orders)
    utms, hosts = utms_of(named), referrers_of(named)
    return Signposts(
        links=_links(session, utms) if utms else {},
        sites=_sites(session, hosts) if hosts else {},
        refused=refusals(session, references_of(named), no_visits),
    )


def _links(session: Session, utms: set[Utm]) -> dict[Utm, str]:
    """UTM parameters -> the key of the link that has them. Of several links of that campaign and creator one
    that agrees in placement comes first, then one that agrees in source, then the oldest.
    """
    query = (
        select(Link.utm_campaign, Link.utm_term, Link.utm_content, Link.utm_source, Link.key)
        .where(
            Link.utm_medium == MEDIUM,
            tuple_(Link.utm_campaign, Link.utm_term).in_({(utm.campaign, utm.term) for utm in utms}),
        )
        .order_by(Link.id)
    )
    links = [(Utm(*named), key) for *named, key in session.execute(query)]
    found = {}
    for utm in utms:
        alike = [row for row in links if (row[0].campaign, row[0].term) == (utm.campaign, utm.term)]
        if alike:
            found[utm] = min(
                alike, key=lambda row: (row[0].content != utm.content, row[0].source != utm.source)
            )[1]
    return found


def _sites(session: Session, hosts: set[str]) -> dict[str, int]:
    """Host -> the creator whose own site it is. One that two creators name is neither's."""
    bare = {host: host.removeprefix("www.") for host in hosts}
    query = select(CreatorHandle.handle_key, CreatorHandle.creator_id).where(
        CreatorHandle.platform.in_(OWN_SITES),
        CreatorHandle.handle_key.in_(set(chain(bare, bare.values()))),
    )
    owners: dict[str, set[int]] = {}
    for handle, creator_id in session.execute(query):
        owners.setdefault(handle, set()).add(creator_id)
    found = {}
    for host, short in bare.items():
        named = owners.get(host, set()) | owners.get(short, set())
        if len(named) == 1:
            [found[host]] = named
    return found
