"""The shop, its catalogue, and records by their global id."""

from __future__ import annotations

from tests.devshop.catalogue import ANA, BEN


def test_the_shop_as_an_install_reads_it(admin):
    query = """{ shop { name myshopifyDomain currencyCode ianaTimezone timezoneOffsetMinutes taxesIncluded
      billingAddress { countryCodeV2 } plan { publicDisplayName } primaryDomain { url } }
      shopLocales { locale primary published } }"""
    found = admin.data(query)
    assert found["shop"]["myshopifyDomain"] == ANA
    assert (found["shop"]["currencyCode"], found["shop"]["ianaTimezone"]) == ("EUR", "Europe/Rome")
    assert found["shop"]["timezoneOffsetMinutes"] == 60
    assert found["shop"]["billingAddress"] == {"countryCodeV2": "IT"}
    assert found["shopLocales"][0]["primary"] is True
    assert admin.data(query, shop=BEN)["shop"]["currencyCode"] == "USD"


def test_products_are_searched_for_a_picker(admin, ana):
    query = """query($q: String) { products(first: 5, query: $q) { nodes { id title handle
      priceRangeV2 { minVariantPrice { amount } } collections(first: 1) { nodes { title } } } } }"""
    (found,) = admin.data(query, {"q": "title:mug"})["products"]["nodes"]
    assert found["title"] == "Stoneware Mug"
    assert found["collections"]["nodes"] == [{"title": "Table & Kitchen"}]
    by_handle = "query($h: String!) { productByIdentifier(identifier: {handle: $h}) { id } }"
    assert admin.data(by_handle, {"h": found["handle"]}) == {"productByIdentifier": {"id": found["id"]}}
    assert admin.data(by_handle, {"h": found["handle"]}, shop=BEN) == {"productByIdentifier": None}


def test_records_are_found_by_global_id(admin, ana):
    product, collection = next(iter(ana.products)), next(iter(ana.collections))
    ids = [
        f"gid://shopify/Product/{product}",
        f"gid://shopify/Collection/{collection}",
        "gid://shopify/Product/1",
    ]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Product { title } } }"
    found = admin.data(query, {"ids": ids})["nodes"]
    assert [row and row["__typename"] for row in found] == ["Product", "Collection", None]
    assert admin.data(query, {"ids": ids}, shop=BEN)["nodes"] == [None, None, None]


def test_a_node_needs_the_scope_of_its_type(admin, ana):
    admin.grant("write_discounts")
    body = admin.ask(
        "query($id: ID!) { node(id: $id) { id } }",
        {"id": f"gid://shopify/Product/{next(iter(ana.products))}"},
    )
    assert body["data"] == {"node": None}
    assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
