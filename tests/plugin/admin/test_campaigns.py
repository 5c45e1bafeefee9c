"""The pages of campaigns and codes, with Ben's campaign of the same name always there."""

import html
import re

import pytest
from markupsafe import escape

from plugin.services.add_creator import add_creator
from plugin.services.check_codes import check_codes
from plugin.services.choose_code import look_up_plan
from plugin.services.create_codes import Creation
from plugin.services.creator_fields import CreatorFields
from plugin.services.settle_codes import Settling
from plugin.store.campaigns import all_campaigns, enrolled_creators
from plugin.store.code_lookup import codes_of_campaign
from plugin.store.runs import latest_run
from tests import cast
from tests.shopify_in_process import InProcessAdmin, stand_in

FORM = {
    "name": "Pasqua 23",
    "starts_on": "2026-11-20",
    "ends_on": "2026-11-30",
    "kind": "percentage",
    "percent": "12.5",
    "items": "all",
    "minimum": "subtotal",
    "minimum_subtotal": "20",
    "who": "all",
    "code_template": "PASQUA23_{FIRST}",
    "code_seed": "seed",
}


@pytest.fixture
def shopify(app, now):
    """Ana's Shopify, in process."""
    admin = InProcessAdmin(stand_in(cast.ANA, now))
    app.extensions["clients"] = lambda shop_id, moment: admin
    return admin


@pytest.fixture
def ours(database, ana, ben, browse, shopify, now):
    """Ana's browser; both shops have Cleo and Åsa, and Ben has a campaign of the same name."""
    for shop_id in (ana, ben):
        with database.shop(shop_id) as session:
            for person in (cast.CLEO, cast.ASA):
                add_creator(session, CreatorFields(name=person.name, handles=person.handles), now)
    assert browse(cast.BEN).post("/campaigns/new", {**FORM, "name": "Ben's secret"}).status_code == 200
    return browse(cast.ANA)


@pytest.fixture
def kept(ours, database, ana):
    """The number of Ana's draft."""
    ours.post("/campaigns/new", FORM)
    with database.shop(ana) as session:
        return all_campaigns(session)[0].id


@pytest.fixture
def live(kept, ours, database, ana, shopify, now):
    """The number of Ana's campaign, its two codes created."""
    ours.post(f"/campaigns/{kept}/launch")
    work(database, ana, kept, shopify, now)
    return kept


def codes(database, shop_id, campaign_id):
    with database.shop(shop_id) as session:
        return {code.code: code for code in codes_of_campaign(session, campaign_id)}


def work(database, shop_id, campaign_id, shopify, now):
    """What the worker would do about the campaign's codes."""
    with database.shop(shop_id) as session:
        run = latest_run(session, "create_codes", campaign_id)
        ids = [code.id for code in codes_of_campaign(session, campaign_id)]
    if run is not None:
        Creation(database, shopify, shop_id, run.id, lambda: now).run(ids)
    Settling(database, shopify, shop_id, lambda: now).run(ids)


def words(answer):
    """What a page says: its text, and the headings and labels its components show."""
    assert answer.status_code == 200, answer.text
    shown = re.sub(r'\b(?:heading|label|error)="([^"]*)"', r"> \1 <", answer.text)
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", shown).split()))


def test_without_a_campaign_the_list_leads_to_the_first(browse, ana, ben, shopify):
    page = browse(cast.ANA).get("/campaigns")
    assert "No campaign yet" in words(page)
    assert 'href="/campaigns/new"' in page.text


def test_the_form_shows_every_code_before_anything_is_created(ours, shopify):
    assert 'value="2026-11-21"' in ours.get("/campaigns/new").text
    preview = words(ours.post("/campaigns/preview", FORM))
    assert "PASQUA23_CLEO" in preview
    assert "PASQUA23_ASA" in preview
    assert shopify.mutations == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"code_template": "SAME"}, "SAME2", id="alike, numbered"),
        pytest.param({"code_template": "SAME"}, "says nothing of the creator", id="alike, warned of"),
        pytest.param({"code_template": "{HANDLE}"}, "CLEOCLOUD", id="handle"),
        pytest.param({"code_template": "{CREATR}"}, "is no placeholder", id="misspelt"),
        pytest.param({"code_template": "X_{VALUE}_{FIRST}"}, "X_12-5_CLEO", id="value"),
        pytest.param({"who": "some"}, "Choose creators", id="nobody chosen"),
        pytest.param({"percent": "", "code_template": "{VALUE}{FIRST}"}, "0CLEO", id="terms not written yet"),
    ],
)
def test_the_preview_follows_the_form(ours, changes, said):
    assert said in words(ours.post("/campaigns/preview", {**FORM, **changes}))


def test_the_preview_tells_what_the_shop_has(ours, live, shopify):
    shopify.shop.discounts.popitem()
    told = words(ours.post("/campaigns/preview/shop", {**FORM, "code_template": "PASQUA23_{FIRST}"}))
    assert "free in your shop" in told
    next(iter(shopify.shop.discounts.values())).codes[0].code = "NEW_CLEO"
    told = words(ours.post("/campaigns/preview/shop", {**FORM, "code_template": "NEW_{FIRST}"}))
    assert "already has one of these codes" in told
    assert "NEW_CLEO" in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"name": " "}, "Give the campaign a name.", id="name"),
        pytest.param({"starts_on": "soon"}, "soon is no day", id="day"),
        pytest.param({"ends_on": "2026-11-01"}, "lies before the first", id="order of days"),
        pytest.param({"percent": "a lot"}, "a lot is not a number", id="no number"),
        pytest.param({"percent": "101"}, "at most 100", id="too much"),
        pytest.param(
            {"kind": "fixed_amount", "amount": "5.005"}, "more digits than EUR has", id="half a cent"
        ),
        pytest.param({"kind": "fixed_amount", "amount": "five"}, "five is not an amount", id="no amount"),
        pytest.param({"minimum_subtotal": ""}, "how much has to be spent", id="no minimum"),
        pytest.param({"usage_limit": "-1"}, "is not a whole number", id="limit"),
        pytest.param({"items": "products"}, "at least one product", id="no product"),
        pytest.param({"code_template": "{X}"}, "is no placeholder", id="template"),
        pytest.param({"kind": "theft"}, "Choose one of the list", id="another kind"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(ours, changes, said, database, ana):
    answer = ours.post("/campaigns/new", {**FORM, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    typed = next(iter(changes.values()))
    assert not typed.strip() or typed in answer.text or "theft" in changes.values()
    with database.shop(ana) as session:
        assert all_campaigns(session) == []


def test_everything_wrong_is_said_at_once(ours):
    answer = ours.post("/campaigns/new", {**FORM, "name": "", "percent": "x", "code_template": ""})
    assert "3 things need another look" in answer.text


def test_a_draft_is_shown_created_and_paused(ours, kept, database, ana, shopify, now):
    draft = words(ours.get(f"/campaigns/{kept}"))
    assert "12.50% off" in draft
    assert "From a spend of €20.00" in draft
    assert "Create 2 codes in Shopify" in draft
    assert shopify.mutations == 0
    ours.post(f"/campaigns/{kept}/launch")
    page = ours.get(f"/campaigns/{kept}")
    assert "0 of 2 created" in words(page)
    assert 'hx-trigger="load delay:2s"' in page.text
    work(database, ana, kept, shopify, now)
    assert "Active" in words(ours.get(f"/campaigns/{kept}"))
    ours.post(f"/campaigns/{kept}/pause")
    assert "Pausing" in words(ours.get(f"/campaigns/{kept}"))
    work(database, ana, kept, shopify, now)
    assert {code.status for code in codes(database, ana, kept).values()} == {"paused"}
    ours.post(f"/campaigns/{kept}/resume")
    work(database, ana, kept, shopify, now)
    ours.post(f"/campaigns/{kept}/retire")
    work(database, ana, kept, shopify, now)
    assert {code.status for code in codes(database, ana, kept).values()} == {"retired"}


def test_the_list_and_its_csv(ours, live):
    listed = words(ours.get("/campaigns"))
    assert "Pasqua 23" in listed
    assert "Live" in listed
    assert "secret" not in listed
    table = ours.get("/campaigns.csv").text
    assert "Pasqua 23,Live,2026-11-20,2026-11-30,2,2,0.00,EUR,0" in table
    assert "secret" not in table


def test_what_shopify_said_is_shown_as_it_stands(ours, live, database, ana):
    """Shopify's own words can hold anything: a percent sign that is no place, markup."""
    said = "Percentage must be 0% to 100% <b>at most</b>, not %(value)s."
    with database.shop(ana) as session:
        row = codes_of_campaign(session, live)[0]
        row.status, row.last_error = "failed", said
        number = row.id
    for path in (f"/campaigns/{live}", f"/codes/{number}"):
        page = ours.get(path)
        assert page.status_code == 200
        assert str(escape(said)) in page.text
    assert said in ours.get(f"/campaigns/{live}/codes.csv").text


def test_the_codes_as_csv(ours, live):
    lines = ours.get(f"/campaigns/{live}/codes.csv").text.splitlines()
    assert lines[1].startswith(
        "Cleo Cloud,PASQUA23_CLEO,https://anas-atelier.myshopify.com/discount/PASQUA23_CLEO,Active"
    )


def test_a_code_of_the_shop_is_adopted_or_renamed_by_choice(ours, kept, database, ana, shopify, now):
    ours.post(f"/campaigns/{kept}/launch")
    work(database, ana, kept, shopify, now)
    ours.post("/campaigns/new", {**FORM, "name": "Second", "code_template": "SHOP_{FIRST}"})
    with database.shop(ana) as session:
        second = all_campaigns(session)[0].id
    taken = list(shopify.shop.discounts.values())
    taken[0].codes[0].code, taken[1].codes[0].code = "SHOP_CLEO", "SHOP_ASA"
    look_up_plan(shopify, database, ana, second, now)
    assert "Your shop already has 2 of these codes" in words(ours.get(f"/campaigns/{second}"))
    rows = codes(database, ana, second)
    assert "12.50% off" in words(ours.get(f"/codes/{rows['SHOP_CLEO'].id}"))
    ours.post(f"/codes/{rows['SHOP_CLEO'].id}/adopt")
    bad = ours.post(f"/codes/{rows['SHOP_ASA'].id}/rename", {"code": "Å S A"})
    assert bad.status_code == 422
    assert "It could be ASA" in bad.text
    ours.post(f"/codes/{rows['SHOP_ASA'].id}/rename", {"code": "asa_new"})
    ours.post(f"/campaigns/{second}/launch")
    work(database, ana, second, shopify, now)
    assert {code.code: (code.status, code.origin) for code in codes(database, ana, second).values()} == {
        "SHOP_CLEO": ("active", "adopted"),
        "ASA_NEW": ("active", "created"),
    }


def test_drift_is_shown_in_words_and_answered(ours, live, database, ana, shopify, now):
    code = codes(database, ana, live)["PASQUA23_CLEO"]
    discount = shopify.shop.discount_by_code("PASQUA23_CLEO")
    discount.usage_limit = 5
    check_codes(database, shopify, ana, [code.id], lambda: now)
    assert "One code was changed in Shopify" in words(ours.get(f"/campaigns/{live}"))
    assert "Usage limit none 5" in words(ours.get(f"/codes/{code.id}"))
    ours.post(f"/codes/{code.id}/accept")
    assert "Changed in Shopify" not in words(ours.get(f"/codes/{code.id}"))
    ours.post(f"/codes/{code.id}/campaign-terms")
    assert codes(database, ana, live)["PASQUA23_CLEO"].own_terms is None


def test_one_code_is_paused_on_its_own_page(ours, live, database, ana, shopify, now):
    code = codes(database, ana, live)["PASQUA23_CLEO"]
    for deed, status in (("pause", "paused"), ("resume", "active"), ("retire", "retired")):
        assert ours.post(f"/codes/{code.id}/{deed}").status_code == 200
        work(database, ana, live, shopify, now)
        assert codes(database, ana, live)["PASQUA23_CLEO"].status == status


def test_a_campaign_is_edited_with_what_stands_in_it(ours, live, database, ana, shopify, now):
    page = ours.get(f"/campaigns/{live}/edit").text
    assert 'value="12.5"' in page
    assert 'value="2026-11-30"' in page
    cleo = codes(database, ana, live)["PASQUA23_CLEO"].creator_id
    changed = {**FORM, "percent": "20", "who": "some", "creator": [str(cleo)]}
    assert "being changed in Shopify" in ours.post(f"/campaigns/{live}/edit", changed).headers["HX-Trigger"]
    rows = codes(database, ana, live)
    assert rows["PASQUA23_ASA"].wanted == "retired"
    with database.shop(ana) as session:
        assert all_campaigns(session)[0].terms["percent"] == "20"


def test_creators_are_picked_by_search_and_stay_picked(ours):
    found = ours.post("/campaigns/creators", {"creator_search": "asa", "creator": ["1"]}).text
    assert re.search(r'value="1"[^>]*checked', found)
    assert "Åsa" in found
    assert found.count("<s-checkbox") == 2


def test_products_are_found_in_shopify(ours):
    found = words(ours.post("/campaigns/items", {"items": "products", "item_search": "cup"}))
    chosen = ours.post("/campaigns/items", {"items": "products", "item_ids": "gid://shopify/Product/12"}).text
    assert re.search(r"Linen apron[^>]*checked", chosen)
    assert "Ceramic cup" in found
    assert "Linen apron" not in found
    assert "Spring table" in ours.post("/campaigns/items", {"items": "collections"}).text


def test_a_code_of_the_shop_is_attached_and_detached(ours, database, ana):
    assert "Choose a creator" in ours.post("/campaigns/attach", {"code": "OLD"}).text
    assert ours.post("/campaigns/attach", {"code": " ", "creator": "1"}).status_code == 422
    ours.post("/campaigns/attach", {"code": "OLD", "creator": "1"})
    ours.post("/campaigns/attach", {"code": "WELCOME", "creator": "everybody"})
    listed = words(ours.get("/campaigns"))
    assert "OLD" in listed
    assert "Everybody" in listed
    with database.shop(ana) as session:
        from plugin.store.code_lookup import attached_codes

        first = attached_codes(session)[0].code.id
    assert "The shop's own" in words(ours.get(f"/codes/{first}"))
    ours.post(f"/codes/{first}/detach")
    assert "WELCOME" not in words(ours.get("/campaigns"))


@pytest.mark.parametrize("path", ["/campaigns/1", "/campaigns/1/edit", "/campaigns/1/codes.csv", "/codes/1"])
def test_another_shops_pages_are_not_there(ours, kept, path):
    answer = ours.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/campaigns/1/launch", "/campaigns/1/pause", "/campaigns/1/retire", "/codes/1/pause", "/codes/1/retire"],
)
def test_another_shops_things_cannot_be_moved(ours, kept, path, database, ben):
    assert ours.post(path).status_code == 404
    assert {code.status for code in codes(database, ben, 1).values()} == {"planned"}


def test_a_creator_whose_name_makes_no_code_is_given_one(ours, database, ana, now):
    with database.shop(ana) as session:
        add_creator(session, CreatorFields(name="★★★"), now)
    ours.post("/campaigns/new", FORM)
    with database.shop(ana) as session:
        campaign_id = all_campaigns(session)[0].id
        star = max(row.id for row in enrolled_creators(session, campaign_id))
    assert "One creator without a code" in words(ours.get(f"/campaigns/{campaign_id}"))
    path = f"/campaigns/{campaign_id}/codes"
    assert (
        "taken already" in ours.post(path, {"creator": star, "code": "pasqua23_cleo"}).headers["HX-Trigger"]
    )
    ours.post(path, {"creator": star, "code": "star"})
    assert codes(database, ana, campaign_id)["STAR"].creator_id == star
    assert "without a code" not in words(ours.get(f"/campaigns/{campaign_id}"))
    assert ours.post(path, {"creator": star, "code": "again"}).status_code == 409


@pytest.mark.parametrize("whose", ["²", "9" * 30, "-1", ""])
def test_a_creator_who_is_no_number_is_refused(ours, whose):
    given = {"code": "OLD", "creator": whose}
    page = ours.get("/campaigns/attach", query_string=given)
    assert (page.status_code, "Choose a creator" in page.text) == (422, True)
    page = ours.post("/campaigns/attach", given)
    assert (page.status_code, "Choose a creator" in page.text) == (422, True)
