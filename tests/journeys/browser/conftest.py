"""A shop owner's browser: the admin frame with the app in it, and whatever its console complains of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import ConsoleMessage, FrameLocator, Locator, Page, expect

from tests.cast import ANA
from tests.devshop.stack import Stack
from tests.journeys.discretion import assert_discreet
from tests.journeys.merchant import Merchant


@dataclass
class Admin:
    """The Shopify admin of one shop in `page`, with the app in its frame."""

    page: Page
    merchant: Merchant
    complaints: list[str]

    @property
    def app(self) -> FrameLocator:
        """The app's own document."""
        return self.page.frame_locator("iframe")

    def address(self, path: str = "") -> str:
        """The admin's address of the app at `path`."""
        return f"{str(self.merchant.standin.base_url).rstrip('/')}{self.merchant.frame}{path}"

    def go(self, path: str, heading: str | None = None) -> None:
        """Load a page of the app from its address."""
        self.page.goto(self.address(path))
        expect(self.app.locator("#page s-page")).to_be_visible()
        if heading is not None:
            self.shows(heading)

    def shows(self, heading: str) -> None:
        """Wait until the page has this heading."""
        expect(self.app.get_by_role("heading", name=heading, level=1)).to_be_visible()

    def menu(self, name: str) -> None:
        """Choose from the admin's menu."""
        self.page.get_by_role("navigation", name="Admin").get_by_role("link", name=name).click()

    def button(self, name: str) -> Locator:
        """A button or a link that looks like one, in the app."""
        return self.app.get_by_role("button", name=name, exact=True).or_(
            self.app.get_by_role("link", name=name, exact=True)
        )


def _complain(complaints: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        complaints.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the console reports as an error; the test fails if there is anything at its end."""
    found: list[str] = []
    page.on("console", lambda message: _complain(found, message))
    yield found
    assert found == [], f"The console has errors: {found[:5]}"


@pytest.fixture
def admin(page: Page, shop: Merchant, complaints: list[str]) -> Admin:
    """The admin of a fresh shop that has the app."""
    return Admin(page, shop, complaints)


@pytest.fixture
def ana(page: Page, stack: Stack, complaints: list[str]) -> Iterator[Admin]:
    """The admin of Ana's shop, which has a storefront; what was installed before is removed and forgotten."""
    merchant = Merchant(stack.standin_url, stack.app_url, ANA.domain)
    yield Admin(page, merchant, complaints)
    assert_discreet(stack, [merchant])
