"""The dashboard in a real browser, inside the stand-in's admin."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Frame, Page, expect

from plugin.admin import blueprint
from plugin.app import create_app
from tests import cast
from tests.browser import chromium, fits, page, serve  # noqa: F401  fixtures
from tests.devshop import oauth
from tests.devshop.app import create_devshop
from tests.devshop.catalogue import seed
from tests.devshop.world import World
from tests.plugin.admin.conftest import give_token
from tests.plugin.services.reports.conftest import fill

pytestmark = pytest.mark.browser
SPAN = "?period=custom&from=2026-11-14&to=2026-11-20"


@pytest.fixture
def admin(database, settings, ana, ben) -> Iterator[str]:
    """The address of the app in Ana's admin; both shops have a week of orders."""
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(world)
    fill(database, settings, ben, "USD")
    fill(database, settings, ana, "EUR")
    with serve(create_devshop(world)) as stand_in:
        ours = replace(settings, standin_url=stand_in)
        now = datetime.now(UTC)
        give_token(database, ours, cast.ANA, now)
        with serve(create_app(ours, blueprint, database=database)) as app_url:
            world.app_url = app_url
            oauth.install(world, world.shops[cast.ANA.domain])
            yield f"{stand_in}/store/anas-atelier/apps/earmark"


def inside(page: Page) -> Frame:  # noqa: F811
    """The app's own frame."""
    page.wait_for_selector("iframe")
    frame = page.frames[-1]
    frame.wait_for_selector("#page")
    return frame


def shows(frame: Frame, heading: str) -> None:
    """Wait until the page has this heading."""
    expect(frame.locator(f's-page[heading="{heading}"]')).to_be_visible()


def test_moving_about_keeps_the_document_and_says_where_one_is(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(admin)
    frame = inside(page)
    frame.evaluate("window.sameDocument = true")
    page.get_by_text("Orders", exact=True).first.click()
    shows(frame, "Orders")
    expect(frame.locator("#page")).to_be_focused()
    expect(frame.locator("#announcer")).to_contain_text("Orders")
    frame.get_by_text("#4", exact=True).click()
    shows(frame, "Why? Order #4")
    frame.evaluate("history.back()")
    shows(frame, "Orders")
    assert frame.evaluate("window.sameDocument") is True


def test_the_keyboard_alone_sorts_and_stays_where_it_was(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(f"{admin}/{SPAN}")
    frame = inside(page)
    shows(frame, "Overview")
    frame.locator("#sort-name").focus()
    page.keyboard.press("Enter")
    expect(frame.locator("#sort-name.sorted-up")).to_be_visible()
    expect(frame.locator("#sort-name")).to_be_focused()
    frame.wait_for_url(re.compile("sort=name"))
    assert "period=custom" in frame.url
    names = frame.locator("s-table-body s-link").all_inner_texts()
    assert names == sorted(names)


def test_the_chart_is_drawn_and_its_table_opens(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(f"{admin}/{SPAN}")
    frame = inside(page)
    frame.wait_for_function("window.Chart && Object.keys(Chart.instances).length === 1")
    frame.locator(".chart summary").click()
    expect(frame.locator(".numbers tbody tr")).to_have_count(7)
    # Going on to another page with a chart leaves none behind that still listens.
    frame.locator("#period-90").click()
    expect(frame.locator('#period-90[aria-current="true"]')).to_be_visible()
    frame.wait_for_function("Object.keys(Chart.instances).length === 1")


def test_a_filter_applies_when_it_is_chosen(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(f"{admin}/orders")
    frame = inside(page)
    frame.locator("#filter-outcome").evaluate(
        "(field) => { field.value = 'no_code'; field.dispatchEvent(new Event('change')); }"
    )
    expect(frame.locator("s-table-body s-table-row")).to_have_count(1)
    frame.wait_for_url(re.compile("outcome=no_code"))
    expect(frame.locator("#announcer")).to_have_text("One order")


def test_a_csv_is_fetched_with_the_token_and_saved(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(f"{admin}/orders")
    frame = inside(page)
    with page.expect_download() as waiting:
        frame.get_by_text("Export CSV").click()
    download = waiting.value
    assert download.suggested_filename.startswith("orders-")
    with open(download.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(io.StringIO(file.read())))
    assert [row[0] for row in rows[1:]] == ["#6", "#5", "#4", "#3", "#2", "#1"]


def test_a_change_of_settings_is_previewed_saved_and_followed(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(f"{admin}/settings")
    frame = inside(page)
    frame.get_by_text("Goods and shipping, with tax", exact=True).click()
    frame.get_by_text("See what would change").click()
    shows(frame, "What the change would move")
    frame.get_by_text("Save and decide past orders again").click()
    shows(frame, "Settings")
    expect(page.get_by_text("Saved. Past orders are being decided again.")).to_be_visible()
    expect(frame.locator("#recomputation s-progress")).to_be_visible()


def test_without_the_server_a_page_stays_and_a_toast_says_so(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(admin)
    frame = inside(page)
    page.route("**/orders", lambda route: route.abort())
    page.get_by_text("Orders", exact=True).first.click()
    expect(page.get_by_text("Earmark could not be reached.", exact=False).first).to_be_visible()
    shows(frame, "Overview")


@pytest.mark.parametrize("path", ["/", "/orders", "/orders/4", "/deliveries", "/settings"])
def test_nothing_is_wider_than_a_phone(page: Page, admin: str, path: str) -> None:  # noqa: F811
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{admin}{path}{SPAN if path == '/' else ''}")
    frame = inside(page)
    assert fits(frame)
    # Exactly one first heading, wherever the components draw it.
    count = """() => { const found = []; const walk = (root) => root.querySelectorAll('*').forEach((node) => {
        const level = node.getAttribute('role') === 'heading' && node.getAttribute('aria-level');
        if (node.localName === 'h1' || level === '1') found.push(node);
        if (node.shadowRoot) walk(node.shadowRoot); }); walk(document); return found.length; }"""
    assert frame.evaluate(count) == 1
