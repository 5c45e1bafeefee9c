"""Codes in Shopify: made once each whatever breaks, held, changed by staff, there already."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from plugin.store.queue import enqueue
from tests.devshop.stack import Stack
from tests.journeys.agreement import opened
from tests.journeys.merchant import Merchant, until
from tests.journeys.reading import codes_in_shopify, numbers, table
from tests.journeys.roster import roster_csv
from tests.journeys.story import create_campaign, import_creators, start_campaign, wait_until_quiet


def statuses(shop: Merchant, campaign: int) -> dict[str, str]:
    """Every code of a campaign and how the admin says it stands."""
    return {row["Code"]: row["Status"] for row in table(shop, f"/campaigns/{campaign}/codes.csv")}


def press(shop: Merchant, stack: Stack, path: str, **form: str) -> None:
    """Press a button, and wait until what it started is done."""
    answer = shop.fetch("POST", path, form)
    assert answer.status_code == 200, answer.text[:300]
    wait_until_quiet(shop, stack)


def test_lost_answers_and_a_throttled_shop_double_nothing(shop: Merchant, stack: Stack) -> None:
    import_creators(shop, roster_csv(12))
    faults = {"throttle": 3, "lose_answer": 2, "server_error": 1}
    shop.standin.post("/control/api/api-faults", json=faults).raise_for_status()
    campaign = create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    left = shop.standin.get("/control/api/state").json()["api_faults"]
    assert not any(left.values()), f"faults that never struck: {left}"
    told, standing = statuses(shop, campaign), codes_in_shopify(shop)
    assert set(told.values()) == {"Active"}
    assert told.keys() == standing.keys()
    assert len(standing) == 12
    assert all(row["status"] == "ACTIVE" and len(row["codes"]) == 1 for row in standing.values())


@pytest.mark.slow
def test_a_worker_killed_half_way_through_200_codes(shop: Merchant, stack: Stack) -> None:
    import_creators(shop, roster_csv(200))
    campaign = start_campaign(shop, name="Grand", template="GRAND_{CREATOR}", percent=10)
    for share in (50, 120):
        # Codes and short paths share what Shopify allows in a second.
        until(
            lambda share=share: len(codes_in_shopify(shop)) >= share,
            seconds=90,
            every=0.05,
            what=f"{share} codes",
        )
        stack.kill("worker")
        assert len(codes_in_shopify(shop)) < 200, "it was not killed half-way"
        let_the_dead_be_noticed(stack)
        stack.restart("worker")
    until(
        lambda: set(statuses(shop, campaign).values()) == {"Active"}, seconds=180, every=0.5, what="All codes"
    )
    shopify = shop.standin.get("/control/api/state").json()["shops"]
    (discounts,) = [row["discounts"] for row in shopify if row["domain"] == shop.domain]
    assert len(discounts) == 200
    assert {code for row in discounts for code in row["codes"]} == statuses(shop, campaign).keys()


def let_the_dead_be_noticed(stack: Stack) -> None:
    """As if the minutes had passed after which a worker that says nothing counts as dead."""
    with opened(stack.env["DATABASE_URL"]) as database:
        with database.engine.begin() as connection:
            connection.execute(
                text(
                    "update procrastinate_workers set last_heartbeat = last_heartbeat - interval '5 minutes'"
                )
            )
        with database.everywhere() as session:
            enqueue(session, "upkeep.stalled_jobs", once="upkeep.stalled_jobs", timestamp=int(time.time()))


def test_codes_and_campaigns_are_paused_resumed_and_retired(shop: Merchant, stack: Stack) -> None:
    import_creators(shop, roster_csv(2))
    campaign = create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    code = numbers(shop, f"/campaigns/{campaign}", "codes")["Ada Apricot"]

    press(shop, stack, f"/codes/{code}/pause")
    assert statuses(shop, campaign) == {"SPRING_ADA": "Paused", "SPRING_BO": "Active"}
    assert codes_in_shopify(shop)["SPRING_ADA"]["status"] == "EXPIRED"
    refused = shop.control("orders", codes=["SPRING_ADA"])
    assert refused["refused_codes"] == {"SPRING_ADA": "expired"}
    press(shop, stack, f"/codes/{code}/resume")
    assert codes_in_shopify(shop)["SPRING_ADA"]["status"] == "ACTIVE"

    press(shop, stack, f"/campaigns/{campaign}/pause")
    assert {row["status"] for row in codes_in_shopify(shop).values()} == {"EXPIRED"}
    press(shop, stack, f"/campaigns/{campaign}/resume")
    assert {row["status"] for row in codes_in_shopify(shop).values()} == {"ACTIVE"}
    press(shop, stack, f"/campaigns/{campaign}/retire")
    assert set(statuses(shop, campaign).values()) == {"Retired"}
    assert {row["status"] for row in codes_in_shopify(shop).values()} == {"EXPIRED"}


def test_what_staff_change_in_shopify_is_found_and_answered(shop: Merchant, stack: Stack) -> None:
    import_creators(shop, roster_csv(3))
    campaign = create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    standing = codes_in_shopify(shop)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    shop.control(f"discounts/{standing['SPRING_ADA']['id']}", percent="50")
    shop.control(f"discounts/{standing['SPRING_BO']['id']}", ends_at=yesterday)
    shop.control(f"discounts/{standing['SPRING_CLEO']['id']}", delete=True)
    wait_until_quiet(shop, stack)
    changed = {
        row["Code"]: row["Changed in Shopify"] for row in table(shop, f"/campaigns/{campaign}/codes.csv")
    }
    assert changed == dict.fromkeys(("SPRING_ADA", "SPRING_BO", "SPRING_CLEO"), "yes")
    codes = numbers(shop, f"/campaigns/{campaign}", "codes")
    page = shop.fetch("GET", f"/codes/{codes['Ada Apricot']}").text
    assert "Changed in Shopify" in page
    assert "50%" in page

    press(shop, stack, f"/codes/{codes['Ada Apricot']}/repair")
    order = shop.control("orders", codes=["SPRING_ADA"], items=[{"title": "Vase", "price": "100.00"}])
    assert order["lines"][0]["amount"] == "90.00"
    press(shop, stack, f"/codes/{codes['Bo Biscuit']}/accept")
    press(shop, stack, f"/codes/{codes['Cleo Cloud']}/repair")
    assert codes_in_shopify(shop)["SPRING_CLEO"]["status"] == "ACTIVE"
    rows = table(shop, f"/campaigns/{campaign}/codes.csv")
    assert [row["Code"] for row in rows if row["Changed in Shopify"]] == []
    told = statuses(shop, campaign)
    assert (told["SPRING_ADA"], told["SPRING_CLEO"]) == ("Active", "Active")
    assert codes_in_shopify(shop)["SPRING_BO"]["status"] == "EXPIRED"


def test_a_code_the_shop_has_already_is_adopted_or_renamed_but_never_overwritten(
    shop: Merchant, stack: Stack
) -> None:
    import_creators(shop, roster_csv(3))
    for code in ("SPRING_ADA", "spring_bo"):
        shop.control("discounts", code=code, percent="33", title="Staff's own")
    campaign = create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    told = statuses(shop, campaign)
    assert told["SPRING_CLEO"] == "Active"
    assert "Active" not in (told["SPRING_ADA"], told["SPRING_BO"])
    assert "Your shop already has 2 of these codes" in shop.fetch("GET", f"/campaigns/{campaign}").text
    codes = numbers(shop, f"/campaigns/{campaign}", "codes")

    press(shop, stack, f"/codes/{codes['Ada Apricot']}/adopt")
    press(shop, stack, f"/codes/{codes['Bo Biscuit']}/rename", code="BO_AGAIN")
    # Found before the launch, the clash left them planned; found while creating, they are made at once.
    if "Planned" in statuses(shop, campaign).values():
        press(shop, stack, f"/campaigns/{campaign}/launch")
    assert statuses(shop, campaign) == dict.fromkeys(("SPRING_ADA", "BO_AGAIN", "SPRING_CLEO"), "Active")
    standing = codes_in_shopify(shop)
    assert [row["by_app"] for row in standing.values()].count(False) == 2, "the shop's own are as they were"
    assert {standing[code]["title"] for code in ("SPRING_ADA", "spring_bo")} == {"Staff's own"}
    time.sleep(1.1)  # Shopify tells times to the second, and the code counts from its adoption
    order = shop.control("orders", codes=["spring_ada"])
    wait_until_quiet(shop, stack)
    (row,) = table(shop, "/orders.csv")
    assert (row["Order"], row["Creators"]) == (order["name"], "Ada Apricot 100%")
