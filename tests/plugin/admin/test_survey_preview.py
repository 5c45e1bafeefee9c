"""The survey as buyers see it, on its settings page: the extension's own code, which follows the form."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from plugin.admin.assets import PREVIEW, STATIC, address
from plugin.admin.fetch_assets import _preview_source, fetch_assets
from tests.plugin.admin.test_placements import admin, chromium, page  # noqa: F401  fixtures


def test_the_preview_is_built_from_the_extension_as_it_is():
    fetch_assets()
    marks = json.loads((STATIC / "vendor" / "installed.json").read_text())
    assert marks[PREVIEW] == _preview_source()
    assert fetch_assets() == []
    assert address(PREVIEW).endswith(f"/{PREVIEW}")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_preview_follows_the_form_and_sends_nothing(page: Page, admin: str, width: int) -> None:  # noqa: F811
    sent: list[str] = []
    page.on(
        "request",
        lambda request: sent.append(request.url) if request.url.endswith("/post-purchase-survey") else None,
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{admin}/apps/earmark/survey/settings")
    app = page.frame_locator("iframe[name=app-iframe]")
    preview = app.locator("#survey-preview")
    expect(preview.get_by_text("How did you first hear about us?")).to_be_visible()
    preview.get_by_label("Language of the buyer").select_option("sv")
    expect(preview.get_by_text("Hur hörde du först talas om oss?")).to_be_visible()
    app.get_by_label("Name", exact=True).fill("Nova Quillfeather")
    preview.get_by_role("button", name="En kreatör eller influerare").click()
    expect(preview.get_by_text("Nova Quillfeather")).to_be_visible()
    app.get_by_label("Show an invented name").uncheck()
    preview.get_by_role("button", name="En kreatör eller influerare").click()
    expect(preview.get_by_text("Maya Stone")).to_be_visible()
    expect(preview.get_by_text("Nova Quillfeather")).to_have_count(0)
    preview.get_by_role("button", name="Någon annan").click()
    preview.get_by_label("Namnet, så som du känner till det").fill("Nora")
    preview.get_by_role("button", name="Skicka").click()
    expect(preview.get_by_role("heading", name="Vad fick dig att handla i dag?")).to_be_visible()
    preview.get_by_role("button", name="Recensionerna").click()
    expect(preview.get_by_text("Ditt svar: Recensionerna")).to_be_visible()
    assert page.frames[-1].evaluate("document.documentElement.scrollWidth") <= width
    app.get_by_label("Ask buyers").uncheck()
    expect(preview.get_by_text("Nobody is asked")).to_be_visible()
    assert sent == []
