"""Admin, receiver and storefront live in one process: no address may belong to two of them."""

from __future__ import annotations

from collections import Counter

from plugin.admin import blueprint as admin
from plugin.app import create_app
from storefront.addresses import blueprint as storefront
from webhooks.receive import blueprint as webhooks


def test_every_address_is_one_views(settings, database):
    app = create_app(settings, admin, webhooks, storefront, database=database)
    taken = Counter(
        (method, str(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )
    assert len(taken) > 100
    assert {address: count for address, count in taken.items() if count > 1} == {}
