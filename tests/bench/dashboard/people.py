"""The large shop's creators with their campaigns, codes, links and landing pages."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.attribution.survey.settings import DEFAULT
from plugin.services.buyers import buyer_key
from plugin.settings import Settings
from plugin.store.batch.statements import copy_in, run
from plugin.store.campaigns import Campaign, Enrolment
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator, CreatorHandle, creator_keys
from plugin.store.database import Database, ShopSession
from plugin.store.landing_pages import LandingPage
from plugin.store.links import Link
from plugin.store.survey.decoys import put_decoy
from plugin.store.survey.settings import add_settings

FIRST = [
    "Ada",
    "Bea",
    "Cleo",
    "Dev",
    "Eli",
    "Fay",
    "Gus",
    "Hana",
    "Ines",
    "Juno",
    "Kai",
    "Lou",
    "Mio",
    "Nora",
    "Ola",
    "Pia",
    "Quin",
    "Rosa",
    "Sol",
    "Tove",
]
LAST = [
    "Alder",
    "Brook",
    "Cloud",
    "Dune",
    "Elm",
    "Fern",
    "Grove",
    "Hill",
    "Isle",
    "Jade",
    "Kelp",
    "Lake",
    "Moss",
    "Nest",
    "Oak",
    "Pine",
    "Reed",
]
PLACEMENTS = ("bio", "story")
CREATORS_PER_CAMPAIGN = 50
DECOY = "Marlo Fenwick"
TERMS = '{"kind": "percentage", "currency": "EUR", "percent": "10"}'


@dataclass(frozen=True, slots=True)
class Person:
    """A creator with the code of theirs, and the keys of their links by placement."""

    creator_id: int
    campaign_id: int
    code: str
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class People:
    """All of them, and the invented name of the survey."""

    creators: list[Person]
    decoy_id: int


def people(database: Database, shop_id: int, settings: Settings, *, creators: int, since: datetime) -> People:
    """Make them; every creator takes part in one campaign, with a code and a link for each of
    `PLACEMENTS`.
    """
    with database.shop(shop_id) as session:
        buyer_key(session, settings)
        add_settings(session, DEFAULT, since)
        decoy_id = put_decoy(session, DECOY, "marlofenwick", "generated", since).id
        ids = _creators(session, creators, since)
        campaigns = _campaigns(session, -(-creators // CREATORS_PER_CAMPAIGN), since)
        of_campaign = [campaigns[place // CREATORS_PER_CAMPAIGN] for place in range(creators)]
        codes = [f"CREATOR{place}" for place in range(creators)]
        _codes(session, list(zip(ids, of_campaign, codes, strict=True)), since)
        links = _links(session, list(zip(ids, of_campaign, strict=True)), since)
    found = [
        Person(creator, campaign, code, links[creator])
        for creator, campaign, code in zip(ids, of_campaign, codes, strict=True)
    ]
    return People(found, decoy_id)


def _creators(session: ShopSession, count: int, since: datetime) -> list[int]:
    names = [f"{FIRST[n % len(FIRST)]} {LAST[n // len(FIRST) % len(LAST)]} {n}" for n in range(count)]
    keys = [creator_keys(name, ()) for name in names]
    copy_in(
        session,
        Creator,
        ("name", "tags", "search_text", "sort_text", "created_at", "updated_at"),
        (
            (name, [f"tag{place % 12}"], key["search_text"], key["sort_text"], since, since)
            for place, (name, key) in enumerate(zip(names, keys, strict=True))
        ),
    )
    ids = [row[0] for row in run(session, "select id from creators where shop_id = %(shop)s order by id")]
    copy_in(
        session,
        CreatorHandle,
        ("creator_id", "platform", "handle", "handle_key"),
        ((creator, "instagram", f"creator.{creator}", f"creator.{creator}") for creator in ids),
    )
    return ids


def _campaigns(session: ShopSession, count: int, since: datetime) -> list[int]:
    copy_in(
        session,
        Campaign,
        ("name", "status", "starts_at", "terms", "code_template", "created_at", "updated_at"),
        ((f"Campaign {number}", "live", since, TERMS, "{CREATOR}", since, since) for number in range(count)),
    )
    return [row[0] for row in run(session, "select id from campaigns where shop_id = %(shop)s order by id")]


def _codes(session: ShopSession, rows: list[tuple[int, int, str]], since: datetime) -> None:
    copy_in(
        session,
        Enrolment,
        ("campaign_id", "creator_id", "created_at"),
        ((campaign, creator, since) for creator, campaign, _ in rows),
    )
    columns = (
        "campaign_id", "creator_id", "code", "code_key", "status", "valid_from", "created_at", "updated_at",
    )  # fmt: skip
    before = since - timedelta(days=1)
    copy_in(
        session,
        DiscountCode,
        columns,
        (
            (campaign, creator, code, code.casefold(), "active", before, since, since)
            for creator, campaign, code in rows
        ),
    )
    copy_in(
        session,
        LandingPage,
        ("campaign_id", "creator_id", "slug", "created_at", "updated_at"),
        ((campaign, creator, f"creator-{creator}", since, since) for creator, campaign, _ in rows),
    )


def _links(session: ShopSession, rows: list[tuple[int, int]], since: datetime) -> dict[int, dict[str, str]]:
    chance = random.Random(len(rows))
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"
    made: dict[int, dict[str, str]] = defaultdict(dict)
    columns = (
        "key", "creator_id", "campaign_id", "placement", "platform", "path", "redirect_state", "utm_source",
        "utm_campaign", "utm_content", "utm_term", "created_at", "updated_at",
    )  # fmt: skip
    values = []
    for creator, campaign in rows:
        for placement in PLACEMENTS:
            key = made[creator][placement] = "".join(chance.choices(letters, k=10))
            values.append(
                (
                    key,
                    creator,
                    campaign,
                    placement,
                    "instagram",
                    f"/{placement}-{creator}",
                    "live",
                    "instagram",
                    f"campaign-{campaign}",
                    placement,
                    f"creator-{creator}",
                    since,
                    since,
                )
            )
    copy_in(session, Link, columns, values)
    return dict(made)
