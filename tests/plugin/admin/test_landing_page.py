"""The owner's side of landing pages: the campaign's choice, a creator's page, its preview, its states."""

import html
import re
from dataclasses import replace

import pytest

from plugin.services.add_creator import add_creator
from plugin.services.creator_fields import CreatorFields
from plugin.services.landing.set_landing import landing_fields
from plugin.store.campaigns import enrolled_creators
from plugin.store.landing_pages import find_landing, find_page
from tests import cast
from tests.plugin.admin.test_campaigns import FORM, kept, live, ours, shopify, words  # noqa: F401  fixtures

CUP, APRON = "gid://shopify/Product/11", "gid://shopify/Product/12"
EVIL = '"><script>alert(1)</script>{{ shop.name }}'


@pytest.fixture
def address(kept, database, ana) -> str:  # noqa: F811
    """Cleo's page in Ana's draft."""
    return f"/campaigns/{kept}/creators/{cleo(database, ana, kept)}/page"


def cleo(database, shop_id, campaign_id):
    with database.shop(shop_id) as session:
        return next(row.id for row in enrolled_creators(session, campaign_id) if row.name == cast.CLEO.name)


def page_of(database, shop_id, address):
    campaign_id, creator_id = map(int, re.findall(r"\d+", address))
    with database.shop(shop_id) as session:
        return find_page(session, campaign_id, creator_id)


def document(answer) -> str:
    """The previewed document."""
    assert answer.status_code == 200, answer.text
    first, second = re.findall(r'srcdoc="([^"]*)"', answer.text)
    assert first == second
    return html.unescape(first)


def test_the_campaign_says_where_its_links_lead(kept, ours, database, ana):  # noqa: F811
    changed = {
        **FORM, "landing_kind": "product", "target": "/products/ceramic-cup",
        "greeting": "Hello from {creator}: {offer}", "offer": "A cup for less",
    }  # fmt: skip
    assert ours.post(f"/campaigns/{kept}/edit", changed).status_code == 200
    with database.shop(ana) as session:
        fields = landing_fields(find_landing(session, kept))
    assert (fields.kind, fields.target, fields.offer) == (
        "product",
        "/products/ceramic-cup",
        "A cup for less",
    )
    form = ours.get(f"/campaigns/{kept}/edit").text
    assert 'value="Hello from {creator}: {offer}"' in form
    assert '<s-choice value="/products/ceramic-cup" selected>' in form


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"landing_kind": "product"}, "Choose a product or collection", id="no_target"),
        pytest.param({"landing_kind": "product", "target": "//evil.example"}, "Choose a product", id="away"),
        pytest.param(
            {"landing_kind": "product", "target": "/products/../admin"}, "Choose a product", id="up"
        ),
        pytest.param({"landing_kind": "cinema"}, "Choose one of the list", id="kind"),
        pytest.param({"served_by": "pigeon"}, "Choose one of the list", id="served_by"),
        pytest.param({"greeting": "Hi {name}"}, "{name} is no placeholder here", id="placeholder"),
        pytest.param({"offer": "{offer}"}, "{offer} is no placeholder here", id="offer_in_itself"),
        pytest.param({"offer": "10 } off"}, "A curly bracket stands alone", id="bracket"),
        pytest.param({"greeting": "x" * 201}, "201 characters; at most 200", id="long"),
    ],
)
def test_what_cannot_be_is_said(kept, ours, database, ana, changes, said):  # noqa: F811
    answer = ours.post(f"/campaigns/{kept}/edit", {**FORM, **changes})
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    with database.shop(ana) as session:
        assert landing_fields(find_landing(session, kept)).kind == "welcome"


def test_a_page_is_edited_and_shown_in_the_order_chosen(address, ours, database, ana):  # noqa: F811
    given = {
        "landing_kind": "picks", "title": "My  table", "introduction": "One.\r\n\r\n\r\nTwo.",
        "picture_url": "https://cdn.shopify.com/s/files/1/cleo.jpg?v=1", "products": [APRON, CUP, APRON],
    }  # fmt: skip
    assert ours.post(address, given).status_code == 200
    page = page_of(database, ana, address)
    assert (page.kind, page.title, page.introduction) == ("picks", "My table", "One.\n\nTwo.")
    assert [row["handle"] for row in page.products] == ["linen-apron", "ceramic-cup"]
    assert page.version > 1
    form = ours.get(address).text
    assert form.index(APRON) < form.index(CUP)
    assert "https://cdn.shopify.com/s/files/1/cleo.jpg?v=1" in form


@pytest.mark.parametrize(
    "picture",
    [
        "http://cdn.example/a.jpg",
        "https://cdn.example/a.svg",
        "javascript:alert(1)//.jpg",
        "https://user:pass@cdn.example/a.jpg",
        "https://cdn.example:8443/a.jpg",
        "data:image/png;base64,AAAA.png",
        'https://cdn.example/a".jpg',
        "https://localhost/a.jpg",
        "//cdn.example/a.jpg",
    ],
)
def test_a_picture_is_an_https_address_of_a_picture(address, ours, database, ana, picture):  # noqa: F811
    answer = ours.post(address, {"landing_kind": "picks", "picture_url": picture})
    assert answer.status_code == 422
    assert "no address of a picture" in answer.text
    assert page_of(database, ana, address).picture_url is None


def test_twenty_products_and_no_more(address, ours, shopify, database, ana):  # noqa: F811
    some = next(iter(shopify.shop.products.values()))
    for number in range(100, 121):
        shopify.shop.products[number] = replace(some, id=number, handle=f"p{number}", title=f"P {number}")
    many = [f"gid://shopify/Product/{number}" for number in range(100, 121)]
    assert ours.post(address, {"landing_kind": "picks", "products": many}).status_code == 422
    assert ours.post(address, {"landing_kind": "picks", "products": many[:20]}).status_code == 200
    assert len(page_of(database, ana, address).products) == 20


def test_the_preview_is_the_page_with_the_prices_of_now(address, ours):  # noqa: F811
    seen = document(
        ours.post(
            f"{address}/preview",
            {"landing_kind": "picks", "title": EVIL, "introduction": EVIL, "products": [CUP]},
        )
    )
    assert "Ceramic cup" in seen
    assert "€20.00" in seen
    assert "12.5% off" in seen.replace("\xa0", " ")  # the offer, although the campaign is a draft
    assert "PASQUA23_CLEO" in seen
    assert "<script" not in seen
    assert "{{" not in seen
    banner = document(ours.post(f"{address}/preview", {}))
    assert "Cleo Cloud sent you here" in banner


def test_the_picker_keeps_the_order_and_finds_by_title(address, ours):  # noqa: F811
    seen = ours.post(f"{address}/products", {"products": [APRON], "product_search": "cup"}).text
    assert f'<input type="hidden" name="products" value="{APRON}">' in seen
    assert f'<s-checkbox name="products" value="{CUP}"' in seen
    assert "Move Linen apron up" in seen
    places = ours.post("/campaigns/targets", {"landing_kind": "product", "target_search": "sp"}).text
    assert 'value="/collections/spring"' in places


@pytest.mark.parametrize(
    ("deeds", "status"),
    [
        pytest.param(["pause"], "paused", id="paused"),
        pytest.param(["pause", "resume"], "live", id="resumed"),
        pytest.param(["retire"], "retired", id="retired"),
        pytest.param(["retire", "resume"], "live", id="brought_back"),
    ],
)
def test_a_page_is_held_back(address, ours, database, ana, deeds, status):  # noqa: F811
    for deed in deeds:
        assert ours.post(f"{address}/{deed}").status_code == 200
    assert page_of(database, ana, address).status == status
    assert ours.get(address).status_code == 200


def test_a_retired_page_is_not_edited(address, ours):  # noqa: F811
    ours.post(f"{address}/retire")
    assert ours.post(address, {"title": "x"}).status_code == 409
    assert ours.post(f"{address}/pause").status_code == 409


def test_its_state_is_on_the_campaign_s_and_the_creator_s_page(address, live, ours, database, ana):  # noqa: F811
    ours.post(f"{address}/pause")
    for path in (f"/campaigns/{live}", f"/creators/{cleo(database, ana, live)}"):
        page = ours.get(path)
        assert f'href="{address}"' in page.text
        assert "Home page with a greeting" in words(page)
        assert "Paused" in words(page)


def test_who_leaves_the_campaign_takes_their_page_along(address, kept, ours, database, ana):  # noqa: F811
    ours.post(f"/campaigns/{kept}/edit", {**FORM, "who": "some"})
    assert page_of(database, ana, address).status == "retired"
    ours.post(f"/campaigns/{kept}/edit", FORM)
    assert page_of(database, ana, address).status == "live"


def test_a_creator_outside_the_campaign_has_no_page(kept, ours, database, ana, now):  # noqa: F811
    with database.shop(ana) as session:
        dev = add_creator(session, CreatorFields(name=cast.DEV.name, handles={}), now)
    assert ours.get(f"/campaigns/{kept}/creators/{dev}/page").status_code == 404
