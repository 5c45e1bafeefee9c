"""What the demo's shop begins with: creators, three campaigns with a landing page of each kind, and six weeks
of visits, orders and answers.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.cast import ANA
from tests.devshop.demo.history import answers, backdate, visits
from tests.devshop.stack import Stack
from tests.journeys.links import ShownLink, live_links
from tests.journeys.merchant import Merchant
from tests.journeys.roster import NAMES, roster_csv
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet

WEEKS = 6
LATE_WEEKS = 3
"""How long ago the second and third campaigns began."""
PICKS = ("stoneware-mug", "linen-napkins", "carafe", "beeswax-candle", "wool-throw", "bud-vase", "wall-print")
INTRODUCTION = "These are the things I reach for every day. Tell me which one you take home!"


def seed(stack: Stack, orders: int) -> None:
    """A shop with 25 creators and six weeks behind it, all but the past itself through the front door."""
    ana = Merchant(stack.standin_url, stack.app_url, ANA.domain)
    now = datetime.now(UTC)
    say("installing Earmark in Ana's Atelier; the greeting and the survey are placed")
    ana.install()
    ana.open("/").raise_for_status()
    for handle, target in PLACED:
        ana.control("extensions", handle=handle, target=target, on=True)
    say(f"importing {len(NAMES)} creators")
    import_creators(ana, roster_csv())
    say("creating their discount codes, links and pages for three campaigns")
    campaigns(ana, now)
    ana.control("discounts", code="WELCOME5", percent="5", title="Newsletter welcome")
    links = live_links(ana)
    backdate(stack, ANA.domain, weeks=WEEKS + 1)
    say(f"playing {orders} shoppers over six weeks; every order arrives as a signed webhook")
    bought = shoppers(ana, links, orders, now)
    wait_until_quiet(ana, stack, seconds=300)
    say("and the visits behind them, with those of people who only looked")
    visits(stack, ANA.domain, links, bought, since=now - timedelta(weeks=WEEKS), until=now)
    say("some buyers say how they heard of the shop")
    answers(stack, ANA.domain, links, bought)
    wait_until_quiet(ana, stack, seconds=300)


PLACED = (
    ("creator-theme", "creator-embed"),
    ("creator-survey", "purchase.thank-you.block.render"),
    ("creator-survey", "customer-account.order-status.block.render"),
)


def campaigns(ana: Merchant, now: datetime) -> None:
    """One for each kind of landing page."""
    began = (now - timedelta(weeks=WEEKS, days=1)).date()
    late = (now - timedelta(weeks=LATE_WEEKS)).date()
    create_campaign(ana, name="Harvest Home", template="HARVEST_{FIRST}", percent=10, starts_on=began)
    winter = create_campaign(
        ana,
        name="Winter Warmers",
        template="WARM_{FIRST}",
        percent=15,
        starts_on=late,
        landing_kind="picks",
        offer="15% off everything I picked",
    )
    create_campaign(
        ana,
        name="Tea Time",
        template="TEA_{FIRST}",
        percent=20,
        starts_on=late,
        who="tag",
        tag="food",
        landing_kind="product",
        target="/products/stoneware-mug",
    )
    catalogue = products(ana)
    for number, creator_id in enumerate(creators_of(ana)):
        form: dict[str, Any] = {
            "title": "My winter favourites",
            "introduction": INTRODUCTION,
            "products": [catalogue[PICKS[(number + step) % len(PICKS)]] for step in range(4)],
        }
        saved = ana.fetch("POST", f"/campaigns/{winter}/creators/{creator_id}/page", form)
        assert saved.status_code == 200, saved.text[:500]


def creators_of(ana: Merchant) -> list[int]:
    """The creators' numbers, as the owner's page links them."""
    page = ana.fetch("GET", "/creators")
    return sorted({int(number) for number in re.findall(r'href="/creators/(\d+)"', page.text)})


def products(ana: Merchant) -> dict[str, str]:
    """Handle -> gid of what the shop sells."""
    state = ana.standin.get("/control/api/state").json()
    shop = next(row for row in state["shops"] if row["domain"] == ana.domain)
    return {row["handle"]: f"gid://shopify/Product/{row['id']}" for row in shop["products"]}


def shoppers(ana: Merchant, links: list[ShownLink], orders: int, now: datetime) -> list[dict[str, Any]]:
    """What was bought: before the second campaign by the first one's links, then by all."""
    early = [link for link in links if link.campaign == "Harvest Home"]
    start, middle = now - timedelta(weeks=WEEKS), now - timedelta(weeks=LATE_WEEKS)
    bought: list[dict[str, Any]] = []
    for number, (followed, begin, end) in enumerate([(early, start, middle), (links, middle, now)]):
        given = [{"key": link.key, "code": link.code} for link in followed]
        bought += ana.control(
            "shoppers",
            n=orders // 2 or 1,
            seed=11 + number,
            start=begin.isoformat(),
            end=end.isoformat(),
            links=given,
        )["bought"]
    return bought


def say(sentence: str) -> None:
    """One line of progress."""
    print(f"  {sentence} ...", flush=True)
