"""What a shop owner does in the admin besides the main story, by mouse and by keyboard."""

from __future__ import annotations

import csv
import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.cast import ANA
from tests.devshop.stack import Stack
from tests.journeys.agreement import opened
from tests.journeys.browser.conftest import Admin
from tests.journeys.conftest import OpenShop
from tests.journeys.furnished import furnish
from tests.journeys.merchant import Merchant, until
from tests.journeys.reading import order_row, table
from tests.journeys.story import wait_until_quiet

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def full(shared_shop: OpenShop, stack: Stack) -> Merchant:
    """Ana's shop with something on every page."""
    merchant = shared_shop(ANA.domain)
    furnish(merchant, stack, name="Annabel Anemone", campaign="Aniseed", template="ANISE_{FIRST}")
    return merchant


@pytest.fixture
def admin(page: Page, full: Merchant, complaints: list[str]) -> Admin:
    """That shop's admin."""
    return Admin(page, full, complaints)


def test_a_parked_delivery_is_tried_again(admin: Admin, stack: Stack) -> None:
    before = last_parked(stack, admin.merchant)
    admin.go("/deliveries", "Deliveries")
    expect(admin.app.get_by_text("processed_at is missing", exact=False)).to_be_visible()
    admin.app.get_by_role("button", name=re.compile("Try again: orders")).click()
    expect(admin.page.get_by_text("The delivery is being tried again.")).to_be_visible()
    wait_until_quiet(admin.merchant, stack)
    # It is as unreadable as before, and parked again.
    admin.menu("Deliveries")
    expect(admin.app.locator("s-table-row", has_text="processed_at is missing")).to_have_count(1)
    assert last_parked(stack, admin.merchant) > before


def last_parked(stack: Stack, merchant: Merchant) -> datetime:
    """When a delivery of the shop was parked last."""
    query = text(
        "select max(d.handled_at) from deliveries d join shops s on s.id = d.shop_id"
        " where d.state = 'parked' and s.domain = :domain"
    )
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        found: datetime = connection.execute(query, {"domain": merchant.domain}).scalar_one()
    return found


def test_the_basis_is_changed_after_a_look_at_what_it_moves(admin: Admin, stack: Stack) -> None:
    before = {row["Order"]: row["Net revenue"] for row in table(admin.merchant, "/orders.csv")}
    admin.go("/settings", "Settings")
    admin.app.get_by_role("radio", name=re.compile("^Goods with tax")).check()
    admin.button("See what would change").click()
    admin.shows("What the change would move")
    expect(admin.app.locator("s-table-row", has_text="Annabel Anemone").first).to_be_visible()
    assert {row["Order"]: row["Net revenue"] for row in table(admin.merchant, "/orders.csv")} == before
    admin.button("Save and decide past orders again").click()
    admin.shows("Settings")
    expect(admin.app.get_by_text("Past orders have been decided again")).to_be_visible()
    after = {row["Order"]: row["Net revenue"] for row in table(admin.merchant, "/orders.csv")}
    assert all(float(after[name]) > float(amount) for name, amount in before.items() if float(amount))


def test_a_table_is_saved_as_a_file(admin: Admin) -> None:
    admin.go("/orders", "Orders")
    with admin.page.expect_download() as waiting:
        admin.button("Export CSV").click()
    download = waiting.value
    assert re.fullmatch(r"orders-.*\.csv", download.suggested_filename)
    with open(download.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Order"] for row in rows] == [row["Order"] for row in table(admin.merchant, "/orders.csv")]
    assert all(order_row(admin.merchant, row["Order"]) == row for row in rows)


def focus_on(admin: Admin, name: str, *, most: int = 60) -> None:
    """Press Tab until what is called `name` has the focus."""
    seen = []
    for _ in range(most):
        admin.page.keyboard.press("Tab")
        called = _focused(admin.page)
        seen.append(called)
        if name in called:
            return
    raise AssertionError(f"{most} presses of Tab do not reach {name!r}: {seen}")


def _focused(page: Page) -> str:
    """What has the focus, in whichever document and shadow it is: its label or text."""
    script = """() => { let node = document.activeElement;
      while (node && node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
      if (!document.hasFocus() || !node || ['BODY', 'IFRAME'].includes(node.tagName)) return null;
      const host = node.getRootNode().host;
      return [node.getAttribute('aria-label'), node.labels && node.labels[0] && node.labels[0].textContent,
        node.innerText, host && host.getAttribute('label'), host && host.innerText]
        .filter(Boolean).join(' | '); }"""
    for frame in reversed(page.frames):
        found = frame.evaluate(script)
        if found:
            return str(found)
    return ""


def arrives(admin: Admin, heading: str) -> None:
    """Wait for the page, and until the focus has gone to its beginning."""
    admin.shows(heading)
    expect(admin.app.locator("#page")).to_be_focused()


def test_by_keyboard_alone(admin: Admin) -> None:
    admin.go("/", "Overview")
    page = admin.page
    # The menu, a table's sorting and a link in it.
    focus_on(admin, "Creators")
    page.keyboard.press("Enter")
    arrives(admin, "Creators")
    focus_on(admin, "Sort by Added")
    page.keyboard.press("Enter")
    expect(admin.app.locator("#sort-added[class*=sorted]")).to_be_focused()
    focus_on(admin, "Annabel Anemone")
    page.keyboard.press("Enter")
    arrives(admin, "Annabel Anemone")
    # A form, filled in and sent.
    focus_on(admin, "Edit")
    page.keyboard.press("Enter")
    arrives(admin, "Edit Annabel Anemone")
    focus_on(admin, "Aliases")
    page.keyboard.type("Bella")
    page.keyboard.press("Enter")
    arrives(admin, "Annabel Anemone")
    until(
        lambda: [row["Aliases"] for row in table(admin.merchant, "/creators.csv")] == ["Bella"],
        what="The alias",
    )
    # A dialogue is opened, keeps the focus, and is left with Escape.
    focus_on(admin, "Archive")
    page.keyboard.press("Enter")
    expect(admin.app.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(admin.app.get_by_role("dialog")).to_have_count(0)


def test_on_a_phone_from_the_menu_to_why(admin: Admin) -> None:
    admin.page.set_viewport_size({"width": 390, "height": 844})
    admin.go("/", "Overview")
    admin.page.get_by_role("button", name="Menu").click()
    admin.menu("Orders")
    admin.shows("Orders")
    admin.app.get_by_role("link", name=re.compile("Why order")).first.click()
    expect(admin.app.get_by_role("heading", name=re.compile(r"Why\? Order"), level=1)).to_be_visible()
    frame = admin.page.frame(name="app-iframe")
    assert frame is not None
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert admin.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
