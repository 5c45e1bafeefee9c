"""A shop with something of everything: what a walk through all pages needs to find them filled."""

from __future__ import annotations

from sqlalchemy import text

from tests.devshop.stack import Stack
from tests.journeys.agreement import opened
from tests.journeys.merchant import Merchant
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet
from tests.journeys.webhook import send

NEWEST = {
    "creator_id": "select max(id) from creators where shop_id = :shop",
    "campaign_id": "select max(id) from campaigns where shop_id = :shop",
    "code_id": "select max(id) from discount_codes where shop_id = :shop",
    "link_id": "select max(id) from links where shop_id = :shop",
    "upload_id": "select max(id) from creator_uploads where shop_id = :shop",
    "order_id": "select max(id) from orders where shop_id = :shop",
    "delivery_id": "select max(id) from deliveries where shop_id = :shop and state = 'parked'",
    "run_id": "select max(id) from runs where shop_id = :shop and kind = 'creator import'",
    "request_id": "select max(id) from runs where shop_id = :shop and kind = 'customer_export'",
}

UNREADABLE = b'{"id": 1, "name": "#1", "currency": "EUR", "line_items": []}'
"""An order without its time: JSON that is kept, and that no later try can read either."""


def furnish(merchant: Merchant, stack: Stack, *, name: str, campaign: str, template: str) -> None:
    """Install the app; a creator with a code, a file looked through, orders, a refund, a parked delivery, a
    buyer's request for their data.
    """
    merchant.install()
    merchant.open("/").raise_for_status()
    first, last = name.lower().split()
    row = f"{name},{first[:3]}{last},secret-{last},{first[:3].title()}s own note\n"
    import_creators(merchant, f"Name,Instagram,Tags,Note\n{row}".encode())
    # One more file that is looked through and not imported yet, with a row to correct.
    content = f"Name,Instagram,Note\n{name} II,{last}two,\n,nameless,\n".encode()
    upload = merchant.fetch("POST", "/creators/import", files={"file": ("more.csv", content, "text/csv")})
    assert upload.status_code == 200
    create_campaign(merchant, name=campaign, template=template, percent=10)
    code = template.replace("{FIRST}", first).upper()
    order = merchant.control("orders", codes=[code])
    merchant.control(f"orders/{order['id']}/refund", amount="1.00")
    merchant.control("orders")
    merchant.control("orders", codes=[code.lower()])
    merchant.control("privacy", customer_id=order["customer_id"], kind="data_request")
    assert send(stack, merchant, "orders/create", UNREADABLE).status_code == 200
    wait_until_quiet(merchant, stack)


def numbers_of(stack: Stack, merchant: Merchant) -> dict[str, int]:
    """The newest number of everything in the shop, by the name routes give it."""
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        query = text("select id from shops where domain = :domain")
        shop = connection.execute(query, {"domain": merchant.domain}).scalar_one()
        found = {
            name: connection.execute(text(query), {"shop": shop}).scalar_one()
            for name, query in NEWEST.items()
        }
    assert all(found.values()), f"The shop lacks something: {found}"
    return found
