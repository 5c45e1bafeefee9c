"""Try parked deliveries again: one by its number, or all of a shop."""

from __future__ import annotations

import argparse

from plugin.cli.chosen_shop import chosen_shop
from plugin.services.replay_delivery import replay_delivery
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.deliveries import parked_delivery_ids


def arguments(parser: argparse.ArgumentParser) -> None:
    """The shop, and which of its deliveries."""
    parser.add_argument("shop", help="the shop's *.myshopify.com domain")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--delivery", type=int, metavar="NUMBER", help="one delivery, by its number")
    which.add_argument("--parked", action="store_true", help="everything that is parked")


def run(given: argparse.Namespace) -> int:
    """Put them back in line; a running drain handles them."""
    database = Database.from_settings(Settings.from_env())
    shop = chosen_shop(database, given.shop)
    with database.shop(shop.id) as session:
        chosen = parked_delivery_ids(session) if given.parked else [given.delivery]
        for delivery_id in chosen:
            replay_delivery(session, delivery_id)
    print(f"Back in line: {len(chosen)}.")
    return 0
