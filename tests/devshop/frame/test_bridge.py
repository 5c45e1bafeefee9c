"""App Bridge's look-alike in Chromium: tokens, navigation, and what the admin draws for the app."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.devshop import oauth, placing
from tests.devshop.frame.conftest import Stage
from tests.devshop.world import Shop, World

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def installed(world: World, ana: Shop) -> None:
    oauth.install(world, ana)


def in_app(page: Page, script: str) -> object:
    """Runs a script in the app's document and gives what it comes to."""
    frame = page.frame(name="app-iframe")
    assert frame is not None
    return frame.evaluate(script)


def opened(page: Page, stage: Stage, path: str = "", title: str = "Overview") -> None:
    page.goto(stage.path(path))
    expect(page.frame_locator("iframe").get_by_role("heading", name=title, level=1)).to_be_visible()


def test_installing_leads_into_the_app(page: Page, stage: Stage, ana: Shop) -> None:
    ana.installation = None
    page.goto(stage.path("/creators"))
    page.get_by_role("button", name="Install").click()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Creators", level=1)).to_be_visible()
    assert stage.app.documents == ["/creators"]


def test_a_fetch_to_the_app_carries_a_token_and_one_to_elsewhere_does_not(
    page: Page, stage: Stage, ana: Shop
) -> None:
    opened(page, stage)
    claims = in_app(page, "fetch('/api/who').then(answer => answer.json())")
    assert isinstance(claims, dict)
    assert claims["dest"] == f"https://{ana.domain}"
    own = in_app(
        page, "fetch('/api/who', {headers: {Authorization: 'Bearer mine'}}).then(answer => answer.status)"
    )
    assert own == 401
    with page.expect_request(f"{stage.admin}/shopifycloud/polaris.js") as asked:
        in_app(page, f"fetch('{stage.admin}/shopifycloud/polaris.js').then(answer => answer.status)")
    assert "authorization" not in asked.value.headers


@pytest.mark.parametrize(
    ("stale_answers", "expected"),
    [pytest.param(1, "200 kept", id="once"), pytest.param(2, "401 ", id="twice is given up")],
)
def test_a_stale_token_is_renewed_once_with_the_same_body(
    page: Page, stage: Stage, stale_answers: int, expected: str
) -> None:
    opened(page, stage)
    stage.app.stale_answers = stale_answers
    script = """fetch('/api/stale', {method: 'POST', body: 'kept'}).then(async answer =>
        answer.status + ' ' + (answer.ok ? (await answer.json()).body : ''))"""
    assert in_app(page, script) == expected


def test_a_document_without_a_token_comes_back_through_the_patch_page(page: Page, stage: Stage) -> None:
    opened(page, stage)
    page.frame_locator("iframe").get_by_role("link", name="All creators").click()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Creators", level=1)).to_be_visible()
    assert stage.app.patched == 1
    expect(page).to_have_url(stage.path("/creators"))


def test_the_menu_loads_pages_with_a_fresh_token_marks_them_and_a_reload_stays_there(
    page: Page, stage: Stage
) -> None:
    opened(page, stage)
    menu = page.get_by_role("navigation", name="Admin")
    expect(menu.get_by_role("link", name="Home")).to_have_count(0)
    menu.get_by_role("link", name="Orders").click()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Orders", level=1)).to_be_visible()
    expect(page).to_have_url(stage.path("/orders?page=2"))
    expect(menu.get_by_role("link", name="Orders")).to_have_attribute("aria-current", "page")
    page.reload()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Orders", level=1)).to_be_visible()
    menu.get_by_role("link", name="Earmark").click()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Overview", level=1)).to_be_visible()
    assert stage.app.documents == ["/", "/orders", "/orders", "/"]
    assert stage.app.patched == 0


@pytest.mark.parametrize("event", ["click", "shopify:navigate"])
def test_an_app_that_handles_the_menu_itself_is_not_reloaded(page: Page, stage: Stage, event: str) -> None:
    opened(page, stage)
    in_app(
        page,
        f"""document.addEventListener({event!r}, (event) => {{
            event.preventDefault(); history.pushState(null, '', event.target.getAttribute('href')); }})""",
    )
    page.get_by_role("navigation", name="Admin").get_by_role("link", name="Creators").click()
    expect(page).to_have_url(stage.path("/creators"))
    page.go_back()
    expect(page).to_have_url(stage.path())
    assert stage.app.documents == ["/"]


def test_toasts_are_shown_and_answered(page: Page, stage: Stage) -> None:
    opened(page, stage)
    in_app(page, "window.undone = 0")
    in_app(page, "shopify.toast.show('Creator added', {action: 'Undo', onAction: () => undone++})")
    expect(page.get_by_role("status")).to_contain_text("Creator added")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).not_to_contain_text("Creator added")
    in_app(page, "shopify.idToken()")  # messages keep their order: the press has arrived before this answer
    assert in_app(page, "undone") == 1


def test_the_save_bar_saves_and_discards_a_form(page: Page, stage: Stage) -> None:
    opened(page, stage)
    field = page.frame_locator("iframe").get_by_label("Name")
    bar = page.get_by_role("region", name="Unsaved changes")
    field.fill("Zoë")
    expect(bar).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    bar.get_by_role("button", name="Discard").click()
    expect(bar).to_be_hidden()
    expect(field).to_have_value("Åsa")
    field.fill("Zoë")
    bar.get_by_role("button", name="Save").click()
    # The form is sent and its page loads anew, with the value that was there first and no bar.
    expect(field).to_have_value("Åsa")
    expect(bar).to_be_hidden()
    assert stage.app.saved == [{"name": "Zoë"}]


def test_the_admin_hears_nobody_but_the_app_in_its_frame(page: Page, stage: Stage) -> None:
    opened(page, stage)
    message = "{from: 'app', type: 'toast', payload: {id: 'x', message: 'forged', duration: 9000}}"
    page.evaluate(f"window.postMessage({message}, '*')")
    page.evaluate(
        f"""() => new Promise((done) => {{ const other = document.createElement('iframe');
            other.srcdoc = "<script>parent.postMessage({message}, '*')<" + "/script>";
            other.onload = done; document.body.append(other); }})"""
    )
    in_app(page, "shopify.toast.show('real')")
    expect(page.get_by_role("status")).to_contain_text("real")
    assert "forged" not in page.get_by_role("status").inner_text()


def test_the_app_hears_nobody_but_the_admin(page: Page, stage: Stage) -> None:
    opened(page, stage)
    in_app(page, "window.postMessage({from: 'admin', type: 'menuClick', payload: {index: 1}}, '*')")
    in_app(page, "shopify.idToken()")
    assert stage.app.documents == ["/"]


def test_scopes_and_extensions_are_told(page: Page, stage: Stage, ana: Shop) -> None:
    placing.place(ana, "creator-survey", "purchase.thank-you.block.render")
    opened(page, stage)
    detail = in_app(page, "shopify.scopes.query()")
    assert isinstance(detail, dict)
    assert detail["granted"] == ana.installation.scopes  # type: ignore[union-attr]
    listed = {row["handle"]: row for row in in_app(page, "shopify.app.extensions()")}  # type: ignore[attr-defined]
    assert listed["creator-survey"] == {
        "handle": "creator-survey",
        "type": "ui_extension",
        "activations": [{"target": "purchase.thank-you.block.render"}],
    }
    assert [row["status"] for row in listed["creator-theme"]["activations"]] == ["available"]


def test_a_document_opened_outside_the_admin_goes_back_into_it(
    page: Page, stage: Stage, world: World, ana: Shop
) -> None:
    token = oauth.id_token(world, ana)
    page.goto(f"{stage.app_url}/?shop={ana.domain}&id_token={token}")
    page.wait_for_url(f"{stage.admin}/store/anas-atelier/apps/**")
    expect(page.frame_locator("iframe").get_by_role("heading", name="Overview", level=1)).to_be_visible()


def test_the_frame_fits_a_phone(page: Page, stage: Stage) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    opened(page, stage)
    menu = page.get_by_role("navigation", name="Admin")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    menu.get_by_role("link", name="Creators").click()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Creators", level=1)).to_be_visible()
    expect(menu).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
