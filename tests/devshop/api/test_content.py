"""Pages, URL redirects and the web pixel."""

from __future__ import annotations

import pytest

from tests.devshop.catalogue import BEN

PAGE = """mutation($page: PageCreateInput!) {
  pageCreate(page: $page) {
    page { id title handle body bodySummary isPublished templateSuffix
      metafield(namespace: "seo", key: "hidden") { type value } }
    userErrors { field code message }
  }
}"""
REDIRECT = """mutation($redirect: UrlRedirectInput!) {
  urlRedirectCreate(urlRedirect: $redirect) {
    urlRedirect { id path target }
    userErrors { field code message }
  }
}"""
PIXEL = """mutation($settings: JSON!) {
  webPixelCreate(webPixel: {settings: $settings}) { webPixel { id settings } userErrors { field code
    message } }
}"""


def page(admin, **given):
    return admin.data(PAGE, {"page": {"title": "Cleo's picks", **given}})["pageCreate"]


def redirect(admin, path, target="/?creator=cleo", **more):
    return admin.data(REDIRECT, {"redirect": {"path": path, "target": target}}, **more)["urlRedirectCreate"]


def test_a_page_hidden_from_search(admin, ana, ben):
    hidden = {"namespace": "seo", "key": "hidden", "type": "number_integer", "value": "1"}
    answer = page(admin, body="<p>Her <b>mugs</b> &amp; bowls</p>", metafields=[hidden])
    assert answer["userErrors"] == []
    assert answer["page"]["handle"] == "cleos-picks"
    assert answer["page"]["bodySummary"] == "Her mugs & bowls"
    assert answer["page"]["metafield"] == {"type": "number_integer", "value": "1"}
    (kept,) = ana.pages.values()
    assert kept.hidden_from_search()
    assert kept.is_published(admin.world.now())
    assert ben.pages == {}


def test_handles_are_made_free(admin):
    assert [page(admin)["page"]["handle"] for _ in range(3)] == [
        "cleos-picks",
        "cleos-picks-1",
        "cleos-picks-2",
    ]
    assert page(admin, title="Åsa Ångström, 2026!")["page"]["handle"] == "asa-angstrom-2026"


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        pytest.param({"title": " "}, ["page", "title"], "BLANK", id="blank title"),
        pytest.param({"title": "x" * 256}, ["page", "title"], "TOO_LONG", id="long title"),
        pytest.param({"handle": "taken"}, ["page", "handle"], "TAKEN", id="taken handle"),
        pytest.param({"body": "x" * 524_289}, ["page", "body"], "TOO_BIG", id="big body"),
        pytest.param(
            {"isPublished": True, "publishDate": "2027-01-01T00:00:00Z"},
            ["page"],
            "INVALID_PUBLISH_DATE",
            id="published in the future",
        ),
        pytest.param(
            {"metafields": [{"namespace": "seo", "key": "hidden", "type": "number_integer", "value": "yes"}]},
            ["page", "metafields", "0", "value"],
            "INVALID_VALUE",
            id="metafield of another type",
        ),
    ],
)
def test_pages_that_are_refused(admin, given, field, code):
    page(admin, title="Other", handle="taken")
    answer = page(admin, **given)
    assert answer["page"] is None
    assert [(row["field"], row["code"]) for row in answer["userErrors"]] == [(field, code)]


def test_a_page_is_changed_and_leaves_a_redirect(admin, ana):
    identifier = page(admin)["page"]["id"]
    update = """mutation($id: ID!, $page: PageUpdateInput!) {
      pageUpdate(id: $id, page: $page) { page { handle title isPublished } userErrors { code } } }"""
    given = {"handle": "cleo", "redirectNewHandle": True, "isPublished": False}
    answer = admin.data(update, {"id": identifier, "page": given})["pageUpdate"]
    assert answer["page"] == {"handle": "cleo", "title": "Cleo's picks", "isPublished": False}
    assert [(row.path, row.target) for row in ana.redirects.values()] == [
        ("/pages/cleos-picks", "/pages/cleo")
    ]
    missing = admin.data(update, {"id": identifier, "page": {}}, shop=BEN)["pageUpdate"]
    assert missing["userErrors"] == [{"code": "NOT_FOUND"}]
    admin.data("mutation($id: ID!) { pageDelete(id: $id) { deletedPageId } }", {"id": identifier})
    assert ana.pages == {}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        pytest.param("cleo", "/cleo", id="without slash"),
        pytest.param("/cleo/", "/cleo", id="slash behind"),
        pytest.param("https://anas-atelier.myshopify.com/cleo?x=1", "/cleo?x=1", id="whole address"),
    ],
)
def test_a_redirects_path_is_put_in_shape(admin, path, kept):
    assert redirect(admin, path)["urlRedirect"]["path"] == kept


@pytest.mark.parametrize(
    ("path", "target", "message"),
    [
        pytest.param("/taken", "/x", "Path has already been taken", id="taken"),
        pytest.param("/TAKEN", "/x", "Path has already been taken", id="taken in another case"),
        pytest.param("", "/x", "Path can't be blank", id="no path"),
        pytest.param("/x", "", "Target can't be blank", id="no target"),
        pytest.param("/apps/earmark", "/x", "Path cannot be redirected", id="Shopify's own path"),
    ],
)
def test_redirects_that_are_refused(admin, path, target, message):
    redirect(admin, "/taken")
    answer = redirect(admin, path, target)
    assert answer["urlRedirect"] is None
    assert [(row["message"], row["code"]) for row in answer["userErrors"]] == [(message, "CREATE_FAILED")]


def test_redirects_are_each_shops_own(admin):
    identifier = redirect(admin, "/cleo")["urlRedirect"]["id"]
    assert redirect(admin, "/cleo", shop=BEN)["userErrors"] == []
    read = "query($id: ID!) { urlRedirect(id: $id) { path } urlRedirectsCount { count } }"
    assert admin.data(read, {"id": identifier}) == {
        "urlRedirect": {"path": "/cleo"},
        "urlRedirectsCount": {"count": 1},
    }
    assert admin.data(read, {"id": identifier}, shop=BEN)["urlRedirect"] is None
    delete = "mutation($id: ID!) { urlRedirectDelete(id: $id) { deletedUrlRedirectId userErrors { code } } }"
    assert admin.data(delete, {"id": identifier}, shop=BEN)["urlRedirectDelete"]["userErrors"] == [
        {"code": "DOES_NOT_EXIST"}
    ]
    assert admin.data(delete, {"id": identifier})["urlRedirectDelete"]["deletedUrlRedirectId"] == identifier


def test_one_pixel_per_shop(admin):
    assert admin.ask("{ webPixel { id } }")["errors"][0]["extensions"]["code"] == "RESOURCE_NOT_FOUND"
    created = admin.data(PIXEL, {"settings": '{"accountID": "1"}'})["webPixelCreate"]
    assert created["webPixel"]["settings"] == '{"accountID":"1"}'
    again = admin.data(PIXEL, {"settings": {"accountID": "2"}})["webPixelCreate"]
    assert again["userErrors"] == [{"field": None, "code": "TAKEN", "message": "Web pixel is taken."}]
    assert admin.data(PIXEL, {"settings": {"accountID": "3"}}, shop=BEN)["webPixelCreate"]["userErrors"] == []
    assert admin.data("{ webPixel { settings } }") == {"webPixel": {"settings": '{"accountID":"1"}'}}


def test_pixel_settings_must_be_an_object(admin):
    answer = admin.data(PIXEL, {"settings": "not json"})["webPixelCreate"]
    assert [row["code"] for row in answer["userErrors"]] == ["INVALID_CONFIGURATION_JSON"]
