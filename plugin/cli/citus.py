"""Print the SQL that spreads an empty database over a Citus cluster, by shop."""

from __future__ import annotations

import argparse

from plugin.store.sharding import citus_script


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """Print the script alone, for a pipe into `psql`; nothing is changed."""
    print(citus_script(), end="")
    return 0
