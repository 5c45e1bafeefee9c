"""Fetch the admin's scripts (htmx, Chart.js) from npm, as its lock file says; build the survey's preview."""

from __future__ import annotations

import argparse
import runpy


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """Run the admin's own set-up step; nothing is fetched where everything is there."""
    runpy.run_module("plugin.admin.fetch_assets", run_name="__main__")
    return 0
