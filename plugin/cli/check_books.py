"""Decide every order of a shop again and compare with the ledger; 1 where they differ.

Reads only. Run it after a restore, an upgrade or whenever somebody asks.
"""

from __future__ import annotations

import argparse

from plugin.cli.chosen_shop import chosen_shop
from plugin.services.check_books import check_books
from plugin.settings import Settings
from plugin.store.database import Database

MOST_NAMED = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """The shop."""
    parser.add_argument("shop", help="the shop's *.myshopify.com domain")


def run(given: argparse.Namespace) -> int:
    """Print both sums and the orders that differ."""
    database = Database.from_settings(Settings.from_env())
    shop = chosen_shop(database, given.shop)
    with database.shop(shop.id) as session:
        found = check_books(session)
    print(f"Orders:      {found.orders}, of them attributed: {found.attributed}")
    print(f"Ledger:      {found.ledger_minor} (minor units)")
    print(f"From source: {found.recomputed_minor}")
    if found.balanced:
        print("The books balance.")
        return 0
    named = ", ".join(map(str, found.differing[:MOST_NAMED]))
    print(f"{len(found.differing)} orders differ: {named}")
    return 1
