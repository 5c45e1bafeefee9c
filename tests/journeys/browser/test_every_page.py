"""Every page of the admin, filled: no barrier, nothing wider than a phone, no error in the console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import fits
from tests.cast import ANA
from tests.devshop import artefacts
from tests.devshop.stack import Stack
from tests.journeys.browser.conftest import Admin
from tests.journeys.conftest import OpenShop
from tests.journeys.furnished import furnish, numbers_of
from tests.journeys.merchant import Merchant
from tests.journeys.routes import addresses, routes

pytestmark = pytest.mark.browser

PARTS = {"/past-orders", "/recomputing"}
"""Addresses that answer with a part of a page, for the pages that show it."""
BARRIERS = """async () => {
  // What is drawn inside a component is Shopify's, and so are its colours there.
  const shopifys = (node) => node.target.some((part) => Array.isArray(part));
  const ours = (row) => row.nodes.filter((node) => row.id !== 'color-contrast' || !shopifys(node));
  const shown = (node) => node.target.flat().join(' >> ') + ' ' + node.html.slice(0, 120);
  const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
  const found = await axe.run(document, {resultTypes: ['violations'], runOnly: levels});
  return found.violations
    .filter((row) => ['serious', 'critical'].includes(row.impact) && ours(row).length)
    .map((row) => `${row.id}: ${row.help}: ${ours(row).slice(0, 3).map(shown)}`);
}"""


@pytest.fixture(scope="module")
def full(shared_shop: OpenShop, stack: Stack) -> Merchant:
    """Ana's shop with something on every page."""
    merchant = shared_shop(ANA.domain)
    furnish(merchant, stack, name="Annabel Anemone", campaign="Aniseed", template="ANISE_{FIRST}")
    return merchant


def paths(stack: Stack, merchant: Merchant) -> Iterator[str]:
    """The addresses of all pages: what a GET answers with HTML."""
    numbers = numbers_of(stack, merchant)
    for rule in routes(stack, "GET"):
        if rule.rule in PARTS:
            continue
        for address in addresses(rule, numbers):
            if not address.endswith((".csv", ".json", ".svg", ".png", "/archive", "/restore")):
                yield address
    yield "/nothing/here"


def test_every_page_is_open_to_all_and_fits_a_phone(
    page: Page, full: Merchant, stack: Stack, complaints: list[str]
) -> None:
    admin, wrong, walked = Admin(page, full, complaints), [], 0
    axe = artefacts.axe().read_text(encoding="utf-8")
    for path in paths(stack, full):
        page.set_viewport_size({"width": 1280, "height": 900})
        admin.go(path)
        frame = page.frame(name="app-iframe")
        assert frame is not None
        frame.evaluate(axe)
        barriers: list[str] = frame.evaluate(BARRIERS)
        wrong += [f"{path}: {row}" for row in barriers]
        page.set_viewport_size({"width": 390, "height": 844})
        if not fits(frame):
            wide = frame.evaluate("document.documentElement.scrollWidth")
            wrong.append(f"{path}: {wide} pixels wide on a phone")
        if path == "/nothing/here":
            complaints[:] = [row for row in complaints if "404" not in row]
        walked += 1
    assert walked >= 15
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    ("locale", "heading"),
    [
        pytest.param("sv", "Översikt", id="swedish"),
        pytest.param("it", "Panoramica", id="italian"),
        pytest.param("zh-CN", "概览", id="chinese"),
    ],
)
def test_it_speaks_the_language_of_the_admin(
    page: Page, full: Merchant, complaints: list[str], locale: str, heading: str
) -> None:
    admin = Admin(page, full, complaints)
    admin.go(f"/?locale={locale}", heading)
    expect(page.get_by_role("navigation", name="Admin").get_by_role("link", name="Orders")).to_have_count(0)
    lang = page.frame(name="app-iframe").locator("html").get_attribute("lang")  # type: ignore[union-attr]
    assert lang is not None
    assert lang.startswith(locale[:2])
    # A page fetched afterwards speaks the same language.
    page.get_by_role("navigation", name="Admin").get_by_role("link").nth(4).click()
    expect(admin.app.locator("#page s-page")).not_to_have_attribute("heading", heading)
    for word in ("Orders", "Creators", "Net revenue"):
        expect(admin.app.get_by_text(word, exact=True)).to_have_count(0)
