"""Refresh the access tokens of idle shops, or of every shop.

The worker does it for idle shops every night. `--all` is for changing the app's client secret: access tokens
are tied to the secret they were made with, so refresh all of them with the new one before the old is revoked.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from plugin.services.refresh_tokens import refresh_tokens
from plugin.settings import Settings
from plugin.store.database import Database


def arguments(parser: argparse.ArgumentParser) -> None:
    """--all"""
    parser.add_argument("--all", action="store_true", help="every installed shop, however fresh its token is")


def run(given: argparse.Namespace) -> int:
    """Refresh, and exit 1 where a shop could not be reached."""
    settings = Settings.from_env()
    swept = refresh_tokens(Database.from_settings(settings), settings, datetime.now(UTC), everyone=given.all)
    print(f"Refreshed {swept.refreshed}, lost for good {swept.lost}, not reached {swept.failed}.")
    return 1 if swept.failed else 0
