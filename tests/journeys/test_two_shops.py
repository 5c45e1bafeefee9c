"""Two shops side by side: nothing of one is ever seen in the other, on any page, in any file, by any number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule

from plugin.admin import blueprint as admin
from plugin.app import create_app
from plugin.settings import Settings
from tests.cast import ANA, BEN
from tests.devshop.stack import Stack
from tests.journeys.agreement import opened
from tests.journeys.conftest import OpenShop
from tests.journeys.merchant import Merchant
from tests.journeys.reading import table
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet

pytestmark = pytest.mark.xdist_group("stack")

OPEN = {"/health", "/patch-id-token", "/assets/<digest>/<path:name>", "/<path:address>"}
"""Addresses that show nothing of any shop."""


@dataclass(frozen=True)
class Both:
    """Ana's and Ben's admins, each with a creator, a campaign, orders, a parked delivery, an import and a buyer's
    request; `numbers` are Ben's ids by the name routes give them, `words` what only Ben's shop says.
    """

    ana: Merchant
    ben: Merchant
    numbers: dict[str, int]
    words: tuple[str, ...]


@pytest.fixture(scope="module")
def both(shared_shop: OpenShop, stack: Stack) -> Both:
    """Two shops with everything in them."""
    ana, ben = shared_shop(ANA.domain), shared_shop(BEN.domain)
    campaigns = {
        ana: _furnish(ana, stack, "Annabel Anemone", "Aniseed", "ANISE_{FIRST}"),
        ben: _furnish(ben, stack, "Benedict Bramble", "Bergamot", "BERGA_{FIRST}"),
    }
    (order,) = table(ben, "/orders.csv")[:1]
    words = ("Benedict Bramble", "Bergamot", "BERGA_BENEDICT", "benbramble", ben.domain, "Bens own note")
    return Both(ana, ben, _numbers(stack, ben, campaigns[ben]) | _order(ben, order["Order"]), words)


def _furnish(merchant: Merchant, stack: Stack, name: str, campaign: str, template: str) -> int:
    merchant.install()
    merchant.open("/").raise_for_status()
    first, last = name.lower().split()
    content = (
        f"Name,Instagram,Tags,Note\n{name},{first[:3]}{last},secret-{last},{first[:3].title()}s own note\n"
    )
    import_creators(merchant, content.encode())
    # One more file that is looked through and not imported yet.
    upload = {"file": ("more.csv", content.replace(name, f"{name} II").encode(), "text/csv")}
    assert merchant.fetch("POST", "/creators/import", files=upload).status_code == 200
    campaign_id = create_campaign(merchant, name=campaign, template=template, percent=10)
    order = merchant.control("orders", codes=[template.replace("{FIRST}", first).upper()])
    merchant.control("orders", codes=["NOT_OURS"])
    merchant.control("privacy", customer_id=order["customer_id"], kind="data_request")
    wait_until_quiet(merchant, stack)
    return campaign_id


def _order(ben: Merchant, name: str) -> dict[str, int]:
    found = ben.standin.get("/control/api/orders", params={"shop": ben.domain}).json()["orders"]
    return {"order_id": next(row["id"] for row in found if row["name"] == name)}


def _numbers(stack: Stack, ben: Merchant, campaign_id: int) -> dict[str, int]:
    tables = {
        "creator_id": "creators",
        "code_id": "discount_codes",
        "run_id": "runs",
        "upload_id": "creator_uploads",
    }
    found = {"campaign_id": campaign_id}
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        for name, source in tables.items():
            query = f"select max(t.id) from {source} t join shops s on s.id = t.shop_id where s.domain = :d"  # noqa: S608
            found[name] = connection.execute(text(query), {"d": ben.domain}).scalar_one()
        query = "select id from deliveries where shop_id = (select id from shops where domain = :d) limit 1"
        found["delivery_id"] = connection.execute(text(query), {"d": ben.domain}).scalar_one()
    return found


def _routes(stack: Stack, method: str) -> Iterator[Rule]:
    """Every route of the admin that takes `method` and belongs to a shop."""
    app: Flask = create_app(Settings.from_env(stack.env), admin)
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.rule not in OPEN:
            yield rule


def _addresses(rule: Rule, numbers: dict[str, int]) -> list[str]:
    """The rule's addresses with these numbers in; a part with a few values gives one for each."""
    parts = re.findall(r"<([^>]+)>", rule.rule)
    found = [rule.rule]
    for part in parts:
        kind, _, name = part.rpartition(":")
        choices = (
            re.findall(r"\w+", kind.removeprefix("any")) if kind.startswith("any") else [str(numbers[name])]
        )
        found = [address.replace(f"<{part}>", choice) for address in found for choice in choices]
    return found


def test_nothing_of_ben_is_seen_in_anas_admin(both: Both, stack: Stack) -> None:
    seen_by_ben, walked = "", 0
    for rule in _routes(stack, "GET"):
        if rule.arguments & both.numbers.keys():
            continue
        for address in _addresses(rule, {}):
            mine, his = both.ana.fetch("GET", address), both.ben.fetch("GET", address)
            assert (mine.status_code, his.status_code) == (200, 200), address
            assert [word for word in both.words if word in mine.text] == [], address
            seen_by_ben += his.text
            walked += 1
    assert walked >= 15, "the walk found hardly any page"
    assert [word for word in both.words if word not in seen_by_ben] == [], "words that prove nothing"


def test_bens_numbers_lead_nowhere_in_anas_admin(both: Both, stack: Stack) -> None:
    runs = _runs(stack, both.ben)
    walked = 0
    for rule in _routes(stack, "GET"):
        if not rule.arguments & both.numbers.keys():
            continue
        # A run is an import or a buyer's request: each has addresses of its own.
        kind = "export" if rule.rule.startswith("/settings") else "import"
        numbers = both.numbers | {"run_id": runs[kind]}
        for address in _addresses(rule, numbers):
            mine, his = both.ana.fetch("GET", address), both.ben.fetch("GET", address)
            assert his.status_code == 200, f"{address} is not Ben's: {his.status_code}"
            assert mine.status_code == 404, address
            assert [word for word in both.words if word in mine.text] == [], address
            walked += 1
    assert walked >= 12, "the walk found hardly any page"


def test_ana_changes_nothing_of_bens(both: Both, stack: Stack) -> None:
    before = _stand(stack, both.ben)
    walked = 0
    for rule in _routes(stack, "POST"):
        if not rule.arguments & both.numbers.keys():
            continue
        for address in _addresses(rule, both.numbers):
            answer = both.ana.fetch(
                "POST", address, {"code": "STOLEN", "name": "Mallory", "creator": "sitewide"}
            )
            assert answer.status_code in (404, 422), f"{address}: {answer.status_code}"
            assert [word for word in both.words if word in answer.text] == [], address
            walked += 1
    wait_until_quiet(both.ana, stack)
    assert walked >= 15, "the walk found hardly any form"
    assert _stand(stack, both.ben) == before


def _runs(stack: Stack, ben: Merchant) -> dict[str, int]:
    query = (
        "select r.kind, max(r.id) from runs r join shops s on s.id = r.shop_id where s.domain = :d group by 1"
    )
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        found = {
            str(kind): int(number) for kind, number in connection.execute(text(query), {"d": ben.domain})
        }
    return {
        ("export" if "customer" in kind else "import" if "import" in kind else kind): n
        for kind, n in found.items()
    }


def _stand(stack: Stack, ben: Merchant) -> dict[str, object]:
    """How everything a form could change stands in Ben's shop, in the app and in Shopify."""
    shopify = ben.standin.get("/control/api/state").json()["shops"]
    found: dict[str, object] = {
        "shopify": [row["discounts"] for row in shopify if row["domain"] == ben.domain]
    }
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        for name in ("creators", "campaigns", "discount_codes", "deliveries", "policies", "entries", "runs"):
            query = f"select to_jsonb(t) from {name} t join shops s on s.id = t.shop_id where s.domain = :d"  # noqa: S608
            rows = connection.execute(text(query), {"d": ben.domain}).scalars().all()
            found[name] = sorted(map(repr, rows))
    return found
