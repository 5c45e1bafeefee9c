"""What a code on an order means: two creators', everybody's, nobody's, an archived one's; other channels."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from tests.cast import ANA, BEN
from tests.devshop.stack import Stack
from tests.journeys.agreement import app_orders, books, differences
from tests.journeys.conftest import OpenShop
from tests.journeys.merchant import Merchant
from tests.journeys.reading import credited, entries, minor, numbers, order_row, table, why
from tests.journeys.roster import roster_csv
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet


@dataclass(frozen=True)
class Placed:
    """An order of the story and what the admin says of it."""

    id: int
    name: str
    net: int
    outcome: str
    channel: str
    credit: dict[str, int]
    page: str


@pytest.fixture(scope="module")
def ana(shared_shop: OpenShop, stack: Stack) -> Merchant:
    """A shop with three creators, their codes, and a code of its own; Ben's has the same, in dollars."""
    for like in (BEN.domain, ANA.domain):
        merchant = shared_shop(like)
        merchant.install()
        merchant.open("/").raise_for_status()
        import_creators(merchant, roster_csv(3))
        create_campaign(merchant, name="Spring", template="SPRING_{FIRST}", percent=10)
        merchant.control("discounts", code="WELCOME5", percent="5")
        merchant.control("orders", codes=["SPRING_ADA", "WELCOME5"])
    wait_until_quiet(merchant, stack)
    return merchant


def place(merchant: Merchant, stack: Stack, **order: object) -> Placed:
    """Place an order, wait, and read what the admin says."""
    placed = merchant.control("orders", **order)
    wait_until_quiet(merchant, stack)
    return read(merchant, placed["id"], placed["name"], placed["truth"]["net_minor"])


def read(merchant: Merchant, order_id: int, name: str, net: int) -> Placed:
    """What the admin says of an order."""
    row = order_row(merchant, name)
    assert minor(row["Net revenue"]) == net
    return Placed(
        order_id,
        name,
        net,
        row["Outcome"],
        row["Channel"],
        credited(merchant, order_id),
        why(merchant, order_id),
    )


@pytest.fixture(autouse=True)
def _books_agree(ana: Merchant, stack: Stack) -> object:
    yield
    url = stack.env["DATABASE_URL"]
    assert differences(app_orders(url, ana.domain), ana.truth()) == []
    assert books(url, ana.domain).balanced


def test_two_creators_share_by_what_each_took_off(ana: Merchant, stack: Stack) -> None:
    order = place(ana, stack, codes=["spring_ada", "SPRING_BO"])
    assert set(order.credit) == {"Ada Apricot", "Bo Biscuit"}
    assert sum(order.credit.values()) == order.net
    assert "2 creators' codes share the order by the discount each gave" in order.page
    assert order_row(ana, order.name)["Creators"].count("%") == 2


def test_everybodys_code_is_no_creators(ana: Merchant, stack: Stack) -> None:
    before = place(ana, stack, codes=["WELCOME5"])
    assert (before.outcome, before.credit) == ("Unknown code", {})
    assert "Code WELCOME5 is not known to Earmark. Attach it to a creator" in before.page
    attached = ana.fetch("POST", "/campaigns/attach", {"code": "welcome5", "creator": "everybody"})
    assert attached.status_code == 200
    wait_until_quiet(ana, stack)
    again = read(ana, before.id, before.name, before.net)
    assert (again.outcome, again.credit) == ("Sitewide code", {})
    assert "Code WELCOME5 is for everybody in the shop, so it points to no creator." in again.page
    both = place(ana, stack, codes=["WELCOME5", "SPRING_CLEO"])
    assert both.credit == {"Cleo Cloud": both.net}
    assert "Not followed" in both.page


def test_a_code_attached_afterwards_brings_its_past_orders(ana: Merchant, stack: Stack) -> None:
    ana.control("discounts", code="OLDFRIEND", percent="10")
    before = place(ana, stack, codes=["oldfriend"])
    assert before.credit == {}
    bo = numbers(ana, "/creators", "creators")["Bo Biscuit"]
    ana.fetch("POST", "/campaigns/attach", {"code": "OLDFRIEND", "creator": str(bo)}).raise_for_status()
    wait_until_quiet(ana, stack)
    held = entries(ana, before.id)
    assert held == [("Credited", "Bo Biscuit", before.net)]
    assert "after a code that was given to somebody" in why(ana, before.id)
    code = numbers(ana, "/campaigns", "codes")["OLDFRIEND"]
    assert ana.fetch("POST", f"/codes/{code}/detach").status_code == 200
    wait_until_quiet(ana, stack)
    assert credited(ana, before.id) == {}
    assert [kind for kind, _, _ in entries(ana, before.id)] == ["Credited", "Taken back"]


def test_no_code_and_a_refused_one(ana: Merchant, stack: Stack) -> None:
    order = place(ana, stack, codes=["NEVER_HEARD_OF"])
    assert (order.outcome, order.credit) == ("No code, no visit", {})
    assert "The buyer used no discount code, and no visit through a creator is known." in order.page
    assert "Nobody is credited with this order." in order.page


def test_an_archived_creators_code_still_counts(ana: Merchant, stack: Stack) -> None:
    cleo = numbers(ana, "/creators", "creators")["Cleo Cloud"]
    assert ana.fetch("POST", f"/creators/{cleo}/archive").status_code == 200
    time.sleep(1.1)  # Shopify tells times to the second: an order of the same second may be from before
    order = place(ana, stack, codes=["SPRING_CLEO"])
    assert order.credit == {"Cleo Cloud": order.net}
    assert "Cleo Cloud is archived. Code SPRING_CLEO was still in use and brought this order" in order.page
    (row,) = [row for row in table(ana, "/overview.csv") if row["Creator"] == "Cleo Cloud"]
    assert minor(row["Revenue"]) >= order.net
    assert ana.fetch("POST", f"/creators/{cleo}/restore").status_code == 200


@pytest.mark.parametrize(
    ("source", "channel"),
    [
        pytest.param("pos", "Point of sale", id="pos"),
        pytest.param("shopify_draft_order", "Draft order", id="draft"),
    ],
)
def test_other_channels_count_apart(ana: Merchant, stack: Stack, source: str, channel: str) -> None:
    before = _overview(ana, "Ada Apricot")
    order = place(ana, stack, codes=["SPRING_ADA"], source_name=source)
    assert (order.channel, order.credit) == (channel, {"Ada Apricot": order.net})
    assert "Orders of this channel are counted apart, not in the main numbers." in order.page
    after = _overview(ana, "Ada Apricot")
    assert minor(after["Revenue"]) == minor(before["Revenue"])
    apart = "Revenue of point of sale and drafts, on top"
    assert minor(after[apart]) - minor(before[apart]) == order.net


def test_a_test_order_never_counts(ana: Merchant, stack: Stack) -> None:
    before = _overview(ana, "Ada Apricot")
    order = place(ana, stack, codes=["SPRING_ADA"], test=True)
    assert (order.outcome, order.credit, order.net) == ("Not counted", {}, 0)
    assert "This is a test order, so it counts for nobody." in order.page
    assert _overview(ana, "Ada Apricot") == before


def _overview(merchant: Merchant, creator: str) -> dict[str, str]:
    (row,) = [row for row in table(merchant, "/overview.csv") if row["Creator"] == creator]
    return row
