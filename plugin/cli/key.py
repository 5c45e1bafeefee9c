"""Print a new key for EARMARK_ENCRYPTION_KEYS."""

from __future__ import annotations

import argparse

from cryptography.fernet import Fernet


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """Print the key alone, so that it can be put into a secret store by a pipe."""
    print(Fernet.generate_key().decode())
    return 0
