"""The look-alike of the checkout's components has what Shopify's package says they have, and nothing else."""

from __future__ import annotations

import re
from functools import cache

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser import serve
from tests.devshop.shopfront.extensions import PARTS, STATIC
from tests.storefront.tools import MODULES

SURFACES = MODULES / "@shopify" / "ui-extensions" / "build" / "ts" / "surfaces"
FILES = {
    "s-box": "Box", "s-stack": "Stack", "s-grid": "Grid", "s-image": "Image", "s-heading": "Heading",
    "s-text": "Text", "s-banner": "Banner", "s-skeleton-paragraph": "SkeletonParagraph",
    "s-clickable": "Clickable", "s-button": "Button", "s-text-field": "TextField", "s-form": "Form",
}  # fmt: skip

READ = """tags => Object.fromEntries(
  tags.map(tag => [tag, Object.keys(customElements.get(tag).properties)]))"""


@cache
def properties(surface: str, component: str) -> set[str]:
    """The component's properties by the package's declarations."""
    source = (SURFACES / surface / "components" / f"{component}.d.ts").read_text(encoding="utf-8")
    shared = (SURFACES / surface / "components" / "components-shared.d.ts").read_text(encoding="utf-8")
    head = re.search(rf"interface {component}ElementProps extends (.+?) \{{(.*?)\n\}}", source, flags=re.S)
    assert head
    own = set(re.findall(r"^    (\w+)\??:", head[2], flags=re.M))
    if picked := re.match(r"Pick<[^,]+, (.+)>", head[1]):
        return own | set(re.findall(r"'(\w+)'", picked[1]))
    whole = re.search(rf"interface {re.escape(head[1])} [^{{]*\{{(.*?)\n\}}", shared, flags=re.S)
    assert whole, head[1]
    # What it takes from elsewhere there is every element's `id`.
    return own | set(re.findall(r"^\t(\w+)\??:", whole[1], flags=re.M)) | {"id"}


@pytest.mark.browser
def test_every_component_has_the_properties_of_the_package(page: Page) -> None:
    app = Flask("components")
    source = "\n".join(
        (STATIC / f"{part}.js").read_text(encoding="utf-8") for part in PARTS if part != "global"
    )

    @app.get("/")
    def document() -> str:
        return f"<!doctype html><title>Components</title><script>{source}</script>"

    with serve(app) as address:
        page.goto(address)
        drawn = page.evaluate(READ, list(FILES))
    different = {
        (tag, surface): sorted(set(drawn[tag]) ^ properties(surface, component))
        for tag, component in FILES.items()
        for surface in ("checkout", "customer-account")
    }
    assert {place: names for place, names in different.items() if names} == {}


def test_every_component_of_the_survey_is_there() -> None:
    folder = MODULES.parent / "extensions" / "creator-survey" / "src"
    used = {
        tag for path in folder.glob("*.tsx") for tag in re.findall(r"<(s-[\w-]+)", path.read_text("utf-8"))
    }
    assert used <= set(FILES)
    assert {"s-clickable", "s-text-field", "s-form", "s-banner", "s-skeleton-paragraph"} <= used
