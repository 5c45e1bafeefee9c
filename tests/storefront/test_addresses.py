"""What runs in one process has no two addresses that are the same."""

from collections import Counter

from plugin.admin import blueprint as admin
from plugin.app import create_app
from storefront.addresses import blueprint as storefront
from webhooks.receive import blueprint as webhooks


def test_no_address_is_answered_twice(settings, database):
    app = create_app(settings, admin, webhooks, storefront, database=database)
    seen = Counter(
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )
    assert [address for address, times in seen.items() if times > 1] == []
