"""Decide every order of a shop again and compare with the ledger; 1 where they differ.

Reads only. Run it after a restore, an upgrade or whenever somebody asks.
"""

from __future__ import annotations

import argparse

from plugin.errors import NotFoundError
from plugin.services.check_books import check_books
from plugin.settings import Settings
from plugin.shopify.domains import shop_domain
from plugin.store.database import Database
from plugin.store.shops import shop_by_domain

MOST_NAMED = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """The shop."""
    parser.add_argument("shop", help="the shop's *.myshopify.com domain")


def run(given: argparse.Namespace) -> int:
    """Print both sums and the orders that differ."""
    database = Database.from_settings(Settings.from_env())
    domain = shop_domain(given.shop)
    with database.everywhere() as session:
        shop = shop_by_domain(session, domain)
    if shop is None:
        raise NotFoundError(f"{domain} is not known here.")
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
