"""Say what is wrong with this installation: settings, database, migrations, manifest, assets, and what the
standing checks find in its shops.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from plugin.errors import EarmarkError
from plugin.services.health.check_shop import look_at_shop
from plugin.services.health.finding import State
from plugin.settings import Settings
from plugin.shopify.manifest import manifest
from plugin.store.database import Database
from plugin.store.health import shops_to_check
from plugin.store.inbox_days import days_ahead, kept_apart
from plugin.store.replica import FARTHEST_BEHIND
from plugin.store.schema import schema_needed, schema_there

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "plugin" / "admin" / "static" / "vendor" / "installed.json"

MOST_SECONDS = 120.0
"""The shops are gone through for so long; how many were is said."""
MOST_NAMED = 20
SHOPS = 100

Check = Callable[[Settings, Database], str]
"""A sentence that says all is well; what is not well is raised with what to do about it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """One line per check; exit 1 where one fails."""
    settings = Settings.from_env()
    print(f"ok    settings: {settings.environment}, app at {settings.app_url}")
    database = Database.from_settings(settings)
    passed = [_passes(name, check, settings, database) for name, check in CHECKS.items()]
    return 0 if all(passed) else 1


def _passes(name: str, check: Check, settings: Settings, database: Database) -> bool:
    try:
        print(f"ok    {name}: {check(settings, database)}")
    except EarmarkError as error:
        print(f"WRONG {name}: {error}")
        return False
    return True


def check_database(settings: Settings, database: Database) -> str:
    """It answers."""
    database.ping()
    return "reachable" if settings.database_url else f"embedded, in {settings.data_dir}"


def check_replica(settings: Settings, database: Database) -> str:
    """It answers and is close behind, where there is one."""
    if database.replica is None:
        return "none: reports are read where everything is"
    behind = database.replica.seconds_behind()
    if behind is None:
        raise EarmarkError("DATABASE_REPLICA_URL does not answer: reports are read from the database itself.")
    if behind > FARTHEST_BEHIND:
        raise EarmarkError(
            f"The replica is {behind:.0f} s behind. Until it has caught up, reports are read from the "
            "database itself."
        )
    return f"{behind:.1f} s behind"


def check_migrations(settings: Settings, database: Database) -> str:
    """Its schema is the newest one."""
    head, current = schema_needed(), schema_there(database)
    if current != head:
        raise EarmarkError(
            f"The schema is at {current or 'nothing'}, the code needs {head}: run `alembic upgrade head`."
        )
    return f"at {current}"


def check_inbox(settings: Settings, database: Database) -> str:
    """It has its tables for today and tomorrow. How many deliveries came on a day without one is said."""
    with database.everywhere() as session:
        ahead, apart = days_ahead(session, datetime.now(UTC).date()), kept_apart(session)
    if ahead < 1:
        raise EarmarkError(
            "There is no table for today's or tomorrow's deliveries. They are kept all the same, but "
            "clearing away costs more. A worker makes the tables every hour: does one run "
            "(`python -m plugin.jobs`)?"
        )
    lie_apart = f"; {apart} deliveries came on a day without one" if apart else ""
    return f"tables for today and {ahead} days ahead{lie_apart}"


def check_manifest(settings: Settings, database: Database) -> str:
    """It can be read, and asks for something."""
    try:
        found = manifest()
    except (OSError, ValueError, KeyError) as error:
        raise EarmarkError(f"storefront/shopify.app.toml cannot be read ({type(error).__name__}).") from error
    return f"{len(found.scopes)} scopes, {len(found.topics)} topics"


def check_assets(settings: Settings, database: Database) -> str:
    """The admin's scripts have been fetched."""
    if not ASSETS.is_file():
        raise EarmarkError("The admin's scripts are missing: run `python -m plugin.cli assets`.")
    return "fetched"


def check_shops(settings: Settings, database: Database) -> str:
    """Nothing is wrong in any shop by the standing checks. Warnings are named, and are no failure."""
    checked, after, until = 0, 0, time.monotonic() + MOST_SECONDS
    found: dict[State, list[str]] = {State.WRONG: [], State.WARNING: []}
    while time.monotonic() < until:
        with database.everywhere() as session:
            shops = shops_to_check(session, after, SHOPS)
        if not shops:
            break
        for shop_id in shops:
            for finding in look_at_shop(database, shop_id, datetime.now(UTC)).values():
                found.setdefault(finding.state, []).append(f"shop {shop_id}: {finding.sentence}")
        checked, after = checked + len(shops), shops[-1]
    named = [*found[State.WRONG], *found[State.WARNING]]
    lines = "".join(f"\n        {line}" for line in named[:MOST_NAMED])
    if len(named) > MOST_NAMED:
        lines += f"\n        and {len(named) - MOST_NAMED} more"
    if found[State.WRONG]:
        raise EarmarkError(f"of {checked} shops checked:{lines}")
    return f"{checked} checked{', nothing is wrong' if not named else ', to be looked at:' + lines}"


CHECKS: dict[str, Check] = {
    "database": check_database,
    "replica": check_replica,
    "migrations": check_migrations,
    "inbox": check_inbox,
    "manifest": check_manifest,
    "assets": check_assets,
    "shops": check_shops,
}
