"""Build the sums by day that pages show anew from the books, for one shop or for all.

Whoever records orders of a shop waits while its sums are built, as long as reading all of them takes.
"""

from __future__ import annotations

import argparse

from plugin.cli.chosen_shop import chosen_shop
from plugin.services.rebuild_rollups import rebuild_rollups
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.shops import installed_shop_ids


def arguments(parser: argparse.ArgumentParser) -> None:
    """The shop, or all of them."""
    parser.add_argument(
        "shop", nargs="?", help="the shop's *.myshopify.com domain; all installed ones without"
    )


def run(given: argparse.Namespace) -> int:
    """Build, and say how many shops were."""
    database = Database.from_settings(Settings.from_env())
    if given.shop:
        shop_ids = [chosen_shop(database, given.shop).id]
    else:
        with database.everywhere() as session:
            shop_ids = installed_shop_ids(session)
    for shop_id in shop_ids:
        with database.shop(shop_id) as session:
            rebuild_rollups(session)
    print(f"Sums rebuilt for shops: {len(shop_ids)}")
    return 0
