"""Pages of the online store: made, changed and deleted through the Admin API.

For shops in which the app proxy cannot serve creators' pages. The metafield `seo.hidden` keeps a page out of
search engines, the sitemap and the shop's own search (Shopify's help, "Hide a page from search engines").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plugin.errors import ShopifyError
from plugin.shopify.admin import Admin

CREATE = """
mutation MakePage($page: PageCreateInput!) {
  pageCreate(page: $page) { page { id handle } userErrors { field message code } }
}
"""
CHANGE = """
mutation ChangePage($id: ID!, $page: PageUpdateInput!) {
  pageUpdate(id: $id, page: $page) { page { id handle } userErrors { field message code } }
}
"""
DELETE = """
mutation DeletePage($id: ID!) {
  pageDelete(id: $id) { deletedPageId userErrors { field message code } }
}
"""
FIND = """
query PageWithHandle($query: String!) {
  pages(first: 5, query: $query) {
    nodes { id handle metafield(namespace: "earmark", key: "mark") { value } }
  }
}
"""
HIDDEN = {"namespace": "seo", "key": "hidden", "type": "number_integer", "value": "1"}
GONE = "NOT_FOUND"


class PageRefusedError(ShopifyError):
    """Shopify refuses the page; the message is Shopify's own."""


@dataclass(frozen=True, slots=True)
class StandingPage:
    """A page of the online store, at `/pages/<handle>`."""

    gid: str
    handle: str


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A page as it should stand: `body` is HTML. `mark` is kept with it, so that our own work is known again
    after an answer was lost. A page that is not `published` is seen by staff alone.
    """

    title: str
    handle: str
    body: str
    mark: str
    published: bool = True


def create_page(client: Admin, wanted: WantedPage) -> StandingPage:
    """Make the page; where one with its handle and mark stands already, change that one.

    Raises `PageRefusedError`; a handle that somebody else's page has is one reason.
    """
    found = _marked(client, wanted)
    if found is not None:
        return change_page(client, found.gid, wanted) or found
    metafields = [
        HIDDEN,
        {"namespace": "earmark", "key": "mark", "type": "single_line_text_field", "value": wanted.mark},
    ]
    data = client.run(CREATE, {"page": _input(wanted) | {"metafields": metafields}})["pageCreate"]
    _refuse(data["userErrors"])
    return StandingPage(data["page"]["id"], data["page"]["handle"])


def change_page(client: Admin, gid: str, wanted: WantedPage) -> StandingPage | None:
    """Bring the page to what is wanted; None where somebody has deleted it. Raises `PageRefusedError`."""
    data = client.run(CHANGE, {"id": gid, "page": _input(wanted) | {"metafields": [HIDDEN]}})["pageUpdate"]
    if _is_gone(data["userErrors"]):
        return None
    _refuse(data["userErrors"])
    return StandingPage(data["page"]["id"], data["page"]["handle"])


def delete_page(client: Admin, gid: str) -> None:
    """Delete the page; one that is gone already counts as done."""
    errors = client.run(DELETE, {"id": gid})["pageDelete"]["userErrors"]
    if not _is_gone(errors):
        _refuse(errors)


def _input(wanted: WantedPage) -> dict[str, Any]:
    return {
        "title": wanted.title,
        "handle": wanted.handle,
        "body": wanted.body,
        "isPublished": wanted.published,
    }


def _marked(client: Admin, wanted: WantedPage) -> StandingPage | None:
    rows = client.run(FIND, {"query": f"handle:{wanted.handle}"})["pages"]["nodes"]
    for row in rows:
        if row["handle"] == wanted.handle and (row["metafield"] or {}).get("value") == wanted.mark:
            return StandingPage(row["id"], row["handle"])
    return None


def _is_gone(errors: Sequence[dict[str, Any]]) -> bool:
    return any(error["code"] == GONE for error in errors)


def _refuse(errors: Sequence[dict[str, Any]]) -> None:
    if errors:
        raise PageRefusedError(errors[0]["message"], code=errors[0]["code"] or "")
