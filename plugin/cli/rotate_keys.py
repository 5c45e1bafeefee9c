"""Encrypt everything stored with the first of EARMARK_ENCRYPTION_KEYS.

To change keys: put a new one in front of the old, restart every process, run this, then drop the old key.
"""

from __future__ import annotations

import argparse

from plugin.services.rotate_keys import rotate_keys
from plugin.settings import Settings
from plugin.store.database import Database


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """Re-encrypt and say how many shops had something made by an older key."""
    settings = Settings.from_env()
    changed = rotate_keys(Database.from_settings(settings), settings)
    print(f"Encrypted anew: {changed} shops. Keys after the first one are no longer needed.")
    return 0
