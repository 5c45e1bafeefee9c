"""Two shops side by side: nothing of one is seen in the other, on any page, in any file, by any number."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from tests.cast import ANA, BEN
from tests.devshop.stack import Stack
from tests.journeys.agreement import opened
from tests.journeys.conftest import OpenShop
from tests.journeys.furnished import furnish, numbers_of
from tests.journeys.merchant import Merchant
from tests.journeys.routes import addresses, routes
from tests.journeys.story import wait_until_quiet


@dataclass(frozen=True)
class Both:
    """Ana's and Ben's admins, both filled; `numbers` are Ben's by the name routes give them, `words` what
    only Ben's shop says.
    """

    ana: Merchant
    ben: Merchant
    numbers: dict[str, int]
    words: tuple[str, ...]


@pytest.fixture(scope="module")
def both(shared_shop: OpenShop, stack: Stack) -> Both:
    """Two shops with everything in them."""
    ana, ben = shared_shop(ANA.domain), shared_shop(BEN.domain)
    furnish(ana, stack, name="Annabel Anemone", campaign="Aniseed", template="ANISE_{FIRST}")
    furnish(ben, stack, name="Benedict Bramble", campaign="Bergamot", template="BERGA_{FIRST}")
    words = ("Benedict Bramble", "Bergamot", "BERGA_BENEDICT", "benbramble", ben.domain, "Bens own note")
    return Both(ana, ben, numbers_of(stack, ben), words)


def test_nothing_of_ben_is_seen_in_anas_admin(both: Both, stack: Stack) -> None:
    seen_by_ben, walked = "", 0
    for rule in routes(stack, "GET"):
        if rule.arguments & both.numbers.keys():
            continue
        for address in addresses(rule, {}):
            mine, his = both.ana.fetch("GET", address), both.ben.fetch("GET", address)
            assert (mine.status_code, his.status_code) == (200, 200), address
            assert [word for word in both.words if word in mine.text] == [], address
            seen_by_ben += his.text
            walked += 1
    assert walked >= 15, "the walk found hardly any page"
    assert [word for word in both.words if word not in seen_by_ben] == [], "words that prove nothing"


def test_bens_numbers_lead_nowhere_in_anas_admin(both: Both, stack: Stack) -> None:
    walked = 0
    for rule in routes(stack, "GET"):
        if not rule.arguments & both.numbers.keys():
            continue
        for address in addresses(rule, both.numbers):
            mine, his = both.ana.fetch("GET", address), both.ben.fetch("GET", address)
            assert his.status_code == 200, f"{address} is not Ben's: {his.status_code}"
            assert mine.status_code == 404, address
            assert [word for word in both.words if word in mine.text] == [], address
            walked += 1
    assert walked >= 12, "the walk found hardly any page"


def test_ana_changes_nothing_of_bens(both: Both, stack: Stack) -> None:
    before = _stand(stack, both.ben)
    walked = 0
    for rule in routes(stack, "POST"):
        if not rule.arguments & both.numbers.keys():
            continue
        for address in addresses(rule, both.numbers):
            answer = both.ana.fetch(
                "POST", address, {"code": "STOLEN", "name": "Mallory", "creator": "sitewide"}
            )
            assert answer.status_code in (404, 422), f"{address}: {answer.status_code}"
            assert [word for word in both.words if word in answer.text] == [], address
            walked += 1
    wait_until_quiet(both.ana, stack)
    assert walked >= 15, "the walk found hardly any form"
    assert _stand(stack, both.ben) == before


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
