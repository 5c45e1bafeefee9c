"""Orders from raw body to posted entries."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert

from plugin.attribution.decide import decide
from plugin.attribution.evidence import CodeEvidence
from plugin.attribution.policy import DEFAULT
from plugin.ledger.posting import post
from plugin.shopify.payloads import read_orders
from plugin.store.deliveries import Delivery
from plugin.store.known_codes import known_codes
from tests import cast
from tests.bench.place import Place, seconds
from tests.books import add_code, add_creator, hear
from tests.devshop.catalogue import seed
from tests.devshop.fixtures import add_discount
from tests.devshop.oauth import install
from tests.devshop.sales.shoppers import Mix, play_shoppers
from tests.devshop.world import World

CREATORS = 25
PLAIN = Mix(refund_line=0, refund_amount=0, refund_all=0, cancel=0, cancel_unpaid_back=0, edit=0)


def bodies(count: int) -> list[bytes]:
    """`count` orders/create bodies as the stand-in sends them, over the last month."""
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1:9")
    world.clock = lambda: cast.NOW
    seed(world)
    shop = world.shops[cast.ANA.domain]
    install(world, shop)
    for number in range(CREATORS):
        add_discount(
            world, shop, f"CODE{number}", percentage=Decimal("0.10"),
            starts_at=cast.NOW - timedelta(days=365), combines_with_order=True,
        )  # fmt: skip
    play_shoppers(world, shop, count, seed=3, mix=PLAIN, period=(cast.NOW - timedelta(days=30), cast.NOW))
    return [row.body for row in world.deliveries.log if row.topic == "orders/create"]


def measure(here: Place, count: int) -> dict[str, float]:
    """Rates per second of reading, deciding and recording, with their ratios."""
    for number in range(CREATORS):
        creator = add_creator(here.database, here.ana, f"Bench {number}")
        add_code(here.database, here.ana, f"CODE{number}", creator)
    content = bodies(count)
    read = [order for body in content for order in read_orders(body)]
    reading = seconds(lambda: [read_orders(body) for body in content])
    loading = seconds(lambda: [json.loads(body) for body in content])
    with here.database.shop(here.ana) as session:
        codes = known_codes(session, {use.key for order in read for use in order.facts.codes})

    def decide_all() -> None:
        for order in read:
            facts = order.facts
            found = [
                CodeEvidence(use.code, use.key, use.discount_minor, use.position, facts.ordered_at)
                for use in facts.codes
            ]
            post(decide(facts, order.refunds, found, DEFAULT, codes).wanted(facts.currency), ())

    def record_all() -> None:
        for body in content:
            hear(here.database, here.settings, here.ana, "orders/create", body)

    def keep_all() -> None:
        for number, body in enumerate(content):
            with here.database.shop(here.ben) as session:
                session.execute(
                    insert(Delivery).values(
                        shop_id=here.ben,
                        webhook_id=str(number),
                        topic="orders/create",
                        body=body,
                        state="handled",
                    )
                )

    deciding, recording, keeping = seconds(decide_all), seconds(record_all), seconds(keep_all)
    return {
        "body_bytes": round(sum(map(len, content)) / len(content)),
        "parsed_per_s": round(len(content) / reading),
        "parse_vs_json": round(loading / reading, 2),
        "decided_per_s": round(len(read) / deciding),
        "orders_per_s": round(len(content) / recording),
        "vs_kept": round(keeping / recording, 2),
    }
