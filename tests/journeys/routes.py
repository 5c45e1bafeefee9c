"""Every address of the admin that belongs to a shop, from the app's own list of routes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from werkzeug.routing import Rule

from plugin.admin import blueprint as admin
from plugin.app import create_app
from plugin.settings import Settings
from tests.devshop.stack import Stack

OPEN = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/patch-id-token",
    "/assets/<digest>/<path:name>",
    "/<path:address>",
}
"""Addresses that show nothing of any shop, or are there for whoever runs Earmark."""
ASKED = {"/campaigns/attach"}
"""Addresses that answer what was typed into a form, and are none without it."""


def routes(stack: Stack, method: str) -> Iterator[Rule]:
    """Every route of the admin that takes `method` and belongs to a shop."""
    app = create_app(Settings.from_env(stack.env), admin)
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.rule not in OPEN | ASKED:
            yield rule


def addresses(rule: Rule, numbers: Mapping[str, int]) -> list[str]:
    """The rule's addresses with these numbers in; a part with a few values gives one for each.

    A run is an import, or under /settings a buyer's request, whose number is `request_id`.
    """
    found = [rule.rule]
    for part in re.findall(r"<([^>]+)>", rule.rule):
        kind, _, name = part.rpartition(":")
        name = "request_id" if name == "run_id" and rule.rule.startswith("/settings") else name
        choices = (
            re.findall(r"\w+", kind.removeprefix("any")) if kind.startswith("any") else [str(numbers[name])]
        )
        found = [address.replace(f"<{part}>", choice) for address in found for choice in choices]
    return found
