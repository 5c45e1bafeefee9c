"""The Polaris look-alike in Chromium: as faithful to the manifest as pages need, and usable by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser import serve
from tests.devshop.frame import blueprint
from tests.polaris import known_components, polaris_components
from tests.polaris.values import is_property_only

pytestmark = pytest.mark.browser

READ = """tags => Object.fromEntries(tags.map(tag => {
  const element = document.createElement(tag);
  document.body.append(element);
  const slots = [...(element.shadowRoot?.querySelectorAll("slot[name]") ?? [])].map(slot => slot.name);
  element.remove();
  return [tag, [customElements.get(tag)?.observedAttributes ?? [], slots]];
}))"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = Flask("catalogue")
    app.register_blueprint(blueprint)
    with serve(app) as admin:
        yield f"{admin}/polaris"


@pytest.fixture
def catalogue(page: Page, address: str) -> Page:
    page.goto(address)
    return page


def sent(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def test_every_component_has_the_attributes_and_slots_of_the_manifest(catalogue: Page) -> None:
    drawn = catalogue.evaluate(READ, list(polaris_components()))
    for tag, component in polaris_components().items():
        wanted = {name for name, kind in component.attributes.items() if not is_property_only(kind)} - {
            "children"
        }
        attributes, slots = drawn[tag]
        assert (tag, set(attributes) - {"role"}) == (tag, wanted)
        assert (tag, set(slots)) == (tag, set(known_components()[tag].slots))


def test_an_untouched_form_sends_what_is_written_in_it(catalogue: Page) -> None:
    catalogue.get_by_role("button", name="Save").click()
    catalogue.wait_for_url("**/polaris?**")
    values = sent(catalogue)
    assert values["name"] == ["Åsa"]
    assert (values["limit"], values["minimum"], values["starts"]) == (["100"], ["20.00"], ["2026-11-21"])
    assert (values["platform"], values["kind"]) == (["youtube"], ["percentage"])
    assert values["combines"] == ["order", "shipping"]
    assert (values["once"], values["active"]) == (["on"], ["on"])
    assert values["note"] == [""]


def test_every_field_is_found_by_its_label_and_sends_what_was_typed(catalogue: Page) -> None:
    catalogue.get_by_label("Name").fill("Zoë")
    catalogue.get_by_label("Usage limit").fill("7")
    catalogue.get_by_label("Minimum").fill("12.50")
    catalogue.get_by_label("Platform").select_option("podcast")
    catalogue.get_by_label("Fixed amount").check()
    catalogue.get_by_label("Order discounts").uncheck()
    catalogue.get_by_label("Once per customer").uncheck()
    catalogue.get_by_role("switch", name="Active").uncheck()
    catalogue.get_by_label("Ends").fill("2026-12-24")
    catalogue.get_by_label("Contact").fill("zoe@example.com")
    catalogue.get_by_label("Profile").fill("https://example.com/zoe")
    catalogue.get_by_label("Note").fill("one\ntwo")
    catalogue.get_by_label("Import").set_input_files(
        files=[{"name": "creators.csv", "mimeType": "text/csv", "buffer": b"name\n"}]
    )
    catalogue.get_by_role("button", name="Save").click()
    catalogue.wait_for_url("**/polaris?**")
    values = sent(catalogue)
    assert (values["name"], values["limit"], values["minimum"]) == (["Zoë"], ["7"], ["12.50"])
    assert (values["platform"], values["kind"], values["combines"]) == (["podcast"], ["amount"], ["shipping"])
    assert "once" not in values
    assert "active" not in values
    assert (values["ends"], values["note"]) == (["2026-12-24"], ["one\r\ntwo"])
    assert values["file"] == ["creators.csv"]


def test_reset_brings_the_written_values_back(catalogue: Page) -> None:
    catalogue.get_by_label("Name").fill("Zoë")
    catalogue.get_by_label("Platform").select_option("podcast")
    catalogue.get_by_label("Fixed amount").check()
    catalogue.get_by_role("button", name="Reset").click()
    expect(catalogue.get_by_label("Name")).to_have_value("Åsa")
    expect(catalogue.get_by_label("Platform")).to_have_value("youtube")
    expect(catalogue.get_by_label("Percentage")).to_be_checked()
    expect(catalogue.get_by_label("Fixed amount")).not_to_be_checked()


def test_the_keyboard_is_enough(catalogue: Page) -> None:
    catalogue.get_by_label("Percentage").focus()
    catalogue.keyboard.press("ArrowDown")
    expect(catalogue.get_by_label("Fixed amount")).to_be_checked()
    catalogue.get_by_label("Once per customer").focus()
    catalogue.keyboard.press("Space")
    expect(catalogue.get_by_label("Once per customer")).not_to_be_checked()
    catalogue.get_by_label("Name").fill("Enter")
    catalogue.keyboard.press("Enter")
    catalogue.wait_for_url("**/polaris?**")
    values = sent(catalogue)
    assert (values["name"], values["kind"]) == (["Enter"], ["amount"])


def test_errors_and_details_are_read_with_their_field(catalogue: Page) -> None:
    code = catalogue.get_by_label("Code", exact=True)
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(code).to_have_accessible_description("This code is taken: choose another.")
    expect(catalogue.get_by_label("Name")).to_have_accessible_description("As she calls herself.")
    expect(catalogue.get_by_label("Name")).to_have_attribute("aria-required", "true")


def test_fields_tell_their_page_what_happens(catalogue: Page) -> None:
    catalogue.evaluate(
        """() => { window.heard = []; for (const type of ["input", "change"]) document.addEventListener(type,
            (event) => heard.push(`${type} ${event.target.localName} ${event.target.value}`)); }"""
    )
    catalogue.get_by_label("Search creators").fill("ro")
    catalogue.keyboard.press("Tab")
    catalogue.get_by_label("Platform").select_option("podcast")
    catalogue.get_by_label("Once per customer").uncheck()
    catalogue.get_by_label("Fixed amount").check()
    assert catalogue.evaluate("heard") == [
        "input s-search-field ro",
        "change s-search-field ro",
        "input s-select podcast",
        "change s-select podcast",
        "input s-checkbox on",
        "change s-checkbox on",
        "input s-choice-list amount",
        "change s-choice-list amount",
    ]


def test_what_a_script_adds_and_changes_is_drawn(catalogue: Page) -> None:
    catalogue.evaluate(
        """() => { const select = document.querySelector("s-select");
            select.insertAdjacentHTML("beforeend", '<s-option value="tiktok">TikTok</s-option>');
            select.value = "tiktok";
            document.querySelector("s-text-field[name=name]").setAttribute("error", "Too short");
            const cells = ["New", "-", "9", "-"].map((text) => `<s-table-cell>${text}</s-table-cell>`);
            document.querySelector("s-table-body")
              .insertAdjacentHTML("beforeend", `<s-table-row>${cells.join("")}</s-table-row>`); }"""
    )
    expect(catalogue.get_by_label("Platform")).to_have_value("tiktok")
    expect(catalogue.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    nine = catalogue.get_by_role("row", name="New").get_by_role("cell").nth(2)
    assert nine.evaluate("cell => getComputedStyle(cell).textAlign") == "end"


def test_a_table_is_a_table_and_on_a_phone_a_list_with_labels(catalogue: Page) -> None:
    table = catalogue.get_by_role("table")
    headers = ["Creator", "Status", "Orders", "Revenue"]
    expect(table.get_by_role("columnheader")).to_have_text(headers)
    row = table.get_by_role("row", name="Marco Rossi")
    expect(row.get_by_role("cell")).to_have_count(4)
    catalogue.set_viewport_size({"width": 390, "height": 800})
    expect(row.get_by_text("Orders")).to_be_visible()
    expect(table.get_by_role("columnheader").first).not_to_be_in_viewport()
    assert catalogue.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_row_presses_its_link_and_a_page_can_be_turned(catalogue: Page) -> None:
    catalogue.get_by_role("row", name="Marco Rossi").get_by_text("17").click()
    catalogue.wait_for_url("**#creator-2")
    catalogue.evaluate(
        "document.querySelector('s-table').addEventListener('nextpage', () => (document.title = 'next'))"
    )
    catalogue.get_by_role("button", name="Next page").click()
    expect(catalogue).to_have_title("next")
    expect(catalogue.get_by_role("button", name="Previous page")).to_be_disabled()


def test_a_dialog_opens_by_command_and_closes_by_escape(catalogue: Page) -> None:
    catalogue.get_by_role("button", name="Open dialog").click()
    dialog = catalogue.get_by_role("dialog", name="Delete this creator?")
    expect(dialog).to_be_visible()
    catalogue.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    catalogue.get_by_role("button", name="Open dialog").click()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()


def test_a_menu_is_walked_with_the_arrows(catalogue: Page) -> None:
    catalogue.get_by_role("button", name="More actions").click()
    menu = catalogue.get_by_role("menu", name="More actions")
    expect(menu.get_by_role("menuitem", name="Duplicate")).to_be_focused()
    catalogue.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem", name="Archive")).to_be_focused()
    catalogue.keyboard.press("Enter")
    expect(menu).to_be_hidden()


def test_a_hint_is_shown_to_who_points_at_it(catalogue: Page) -> None:
    hint = catalogue.get_by_role("tooltip")
    expect(hint).to_be_hidden()
    catalogue.get_by_text("a hint").hover()
    expect(hint).to_be_visible()


def test_a_banner_is_dismissed_and_says_so(catalogue: Page) -> None:
    banner = catalogue.get_by_role("status").filter(has_text="The look-alike of Polaris")
    catalogue.evaluate("document.addEventListener('dismiss', () => (document.title = 'dismissed'))")
    banner.get_by_role("button", name="Dismiss").click()
    expect(banner).to_be_hidden()
    expect(catalogue).to_have_title("dismissed")


def test_buttons_that_wait_or_are_off_do_nothing(catalogue: Page) -> None:
    catalogue.evaluate("document.addEventListener('click', () => (document.title = 'pressed'))")
    for name in ("Waiting", "Off"):
        catalogue.get_by_role("button", name=name, exact=True).click(force=True)
    expect(catalogue).to_have_title("Components of the look-alike")


def test_a_page_can_take_over_where_links_lead(catalogue: Page) -> None:
    catalogue.evaluate(
        """document.addEventListener("shopify:navigate", (event) => {
            event.preventDefault(); document.title = event.target.getAttribute("href"); })"""
    )
    catalogue.get_by_role("link", name="a link").click()
    expect(catalogue).to_have_title("#there")
    assert "#there" not in catalogue.url


def test_headings_fall_into_levels(catalogue: Page) -> None:
    expect(catalogue.get_by_role("heading", name="Components", level=1)).to_be_visible()
    expect(catalogue.get_by_role("heading", name="A form", level=2)).to_be_visible()
    expect(catalogue.get_by_role("heading", name="A section inside", level=3)).to_be_visible()
