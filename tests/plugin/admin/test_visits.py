"""The page of visits: its numbers, what it says where there are none, and the web pixel's repair."""

from __future__ import annotations

import csv
import io
import re

import pytest
from sqlalchemy import text

from plugin.services.activate_pixel import ACTIVATE
from plugin.services.visits.follow_journeys import NEVER_READY
from plugin.store.creators import Creator
from plugin.store.journeys import put_journeys
from plugin.store.pixel_states import note_pixel
from tests import cast
from tests.plugin.services.reports.test_visits import Shop

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def shop(database, settings, ana, ben, now):
    """Ana's shop with four visits and an order; Ben's with one of each by a creator of his own."""
    bens = Shop(database, settings, ben, now)
    bens.visit("dev-video", "product_viewed")
    bens.order(77, "dev-video")
    made = Shop(database, settings, ana, now)
    made.visit("cleo-story", "product_viewed", "product_added_to_cart", "checkout_started", "newsletter")
    made.visit("cleo-story", "product_viewed")
    made.visit("cleo-bio")
    made.visit("cleo-bio", refused="crawler")
    made.order(1001, "cleo-story")
    return made


def said(answer) -> str:
    assert answer.status_code == 200, answer.text[:300]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_numbers_of_the_period(browse, shop):
    page = said(browse(cast.ANA).get("/visits"))
    assert "Visits 3 of 4 in all" in page
    assert "Looked at a product 2" in page
    assert "Orders 1 33.3% of the visits" in page
    assert "Programs, by their own word: 1" in page
    assert "One newsletter sign-up" in page
    assert "Cleo Cloud 3 4 2 1 1 1 33.3% 100%" in page
    assert "Story 2 2 2 1 1 1 50.0% 100%" in page
    assert "Bio 1 2 0 0 0 0 0.0% –" in page
    assert "Dev Dune" not in page


def test_another_shop_sees_its_own(browse, shop):
    page = said(browse(cast.BEN).get("/visits"))
    assert "Visits 1 of 1 in all" in page
    assert "Cleo Cloud" not in page


@pytest.mark.parametrize(
    "sort", ["visits", "-raw", "name", "-views", "carts", "checkouts", "-orders", "conversion", "new"]
)
def test_the_table_is_sorted_as_asked(browse, shop, sort):
    shop.visit("dev-video")
    page = browse(cast.ANA).get(f"/visits?sort={sort}").text
    table = page[page.index('heading="By creator"') : page.index('heading="By placement"')]
    cleo_first = sort.startswith("-") or sort == "name"
    assert (table.index("Cleo Cloud") < table.index("Dev Dune")) == cleo_first


def test_the_csv_has_a_row_for_each_creator_and_placement(browse, shop):
    answer = browse(cast.ANA).get("/visits.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [
        (row["Creator"], row["Placement"], row["Visits that count"], row["All visits"], row["Orders"])
        for row in rows
    ] == [
        ("Cleo Cloud", "Story", "2", "2", "1"),
        ("Cleo Cloud", "Bio", "1", "2", "0"),
    ]
    assert (rows[1]["Programs, by their own word"], rows[0]["Newsletter sign-ups"]) == ("1", "1")


def test_the_creators_page_shows_their_visits(browse, shop):
    page = said(browse(cast.ANA).get(f"/creators/{shop.cleo}"))
    assert "Visits 3 of 4 in all" in page
    assert "Story 2 2 2 1 1 1 50.0% 100%" in page
    assert "Visits by their links" not in browse(cast.ANA).get(f"/creators/{shop.dev}").text


def test_without_any_visit_the_page_says_what_to_do(browse, ana, ben):
    page = browse(cast.ANA).get("/visits").text
    assert "No visits yet" in page
    assert "By creator" not in page


def test_without_visits_in_the_period_the_numbers_are_zero(browse, shop):
    page = said(browse(cast.ANA).get("/visits?period=custom&from=2026-01-01&to=2026-01-07"))
    assert "Visits 0 of 0 in all" in page
    assert "No visits in this period" in page


@pytest.mark.parametrize("active", [True, False])
def test_a_pixel_that_does_not_run_is_told_with_the_way_to_repair_it(
    browse, database, shop, ana, now, active
):
    with database.shop(ana) as session:
        note_pixel(session, active=active, problem=None if active else EVIL, now=now)
    page = browse(cast.ANA).get("/visits").text
    assert ("The web pixel does not run" in page) != active
    assert EVIL not in page
    assert "The web pixel does not run" not in browse(cast.BEN).get("/visits").text


def test_the_repair_is_a_job_of_the_shop_that_asked(browse, database, ana, ben):
    answer = browse(cast.ANA).post("/visits/repair", {"from": "overview"})
    assert '"path": "/"' in answer.headers["HX-Location"]
    with database.everywhere() as session:
        found = session.execute(
            text("select args ->> 'shop_id' from procrastinate_jobs where task_name = :task"),
            {"task": ACTIVATE},
        ).all()
    assert found == [(str(ana),)]


def test_a_name_is_no_markup(browse, database, settings, shop, ana, ben):
    with database.shop(ana) as session:
        session.get(Creator, (ana, shop.cleo)).name = EVIL
    for path in ("/visits", f"/creators/{shop.cleo}"):
        page = browse(cast.ANA).get(path).text
        assert EVIL not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"state": "waiting"}, "is not ready yet", id="waiting"),
        pytest.param({"state": "ready"}, "holds no visit by a creator", id="ready without a visit"),
        pytest.param(
            {"state": "ready", "moments": [{"link_key": "cleo0story"}]}, "holds a visit", id="ready"
        ),
        pytest.param({"state": "given_up", "problem": NEVER_READY}, "within 72 hours", id="given up"),
    ],
)
def test_the_why_page_says_how_the_customer_journey_stands(
    browse, database, shop, ana, now, changes, sentence
):
    asked = {
        "order_id": 1001,
        "attempts": 1,
        "next_try_at": now,
        "moments": [],
        "problem": None,
        "updated_at": now,
    }
    with database.shop(ana) as session:
        put_journeys(session, [asked | changes])
    page = said(browse(cast.ANA).get("/orders/1001"))
    assert sentence in page
