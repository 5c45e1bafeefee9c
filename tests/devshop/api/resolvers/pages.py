"""Pages of the online store."""

from __future__ import annotations

import html
import re
from typing import Any

from anyascii import anyascii

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, Record, mutation, node, query
from tests.devshop.api.resolvers import metafields
from tests.devshop.api.resolvers.user_errors import MAX_TEXT, length_errors, user_error
from tests.devshop.api.search import Search
from tests.devshop.content import Page, UrlRedirect

MAX_BODY = 524_288
SORTS = {
    "ID": lambda row: row.id,
    "TITLE": lambda row: row.title.casefold(),
    "UPDATED_AT": lambda row: row.updated_at,
    "PUBLISHED_AT": lambda row: (row.published_at is not None, row.published_at),
    "RELEVANCE": lambda row: row.id,
}


@query("page")
def page(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One page by its id."""
    row = call.shop.pages.get(number_of(arguments["id"], "Page") or 0)
    return show(call, row) if row else None


@query("pages")
def pages(call: Call, arguments: dict[str, Any]) -> Record:
    """Pages, by search."""
    rows = search(call).keep(list(call.shop.pages.values()), arguments.get("query"))
    sort = SORTS.get(arguments.get("sortKey") or "ID", SORTS["ID"])
    return connection(rows, arguments, lambda row: show(call, row), sort=sort)


@query("pagesCount")
def pages_count(call: Call, arguments: dict[str, Any]) -> Record:
    """How many pages the shop has."""
    return count(len(call.shop.pages), arguments)


@node("Page")
def _node(call: Call, identifier: str) -> Record | None:
    return page(call, {"id": identifier})


@mutation("pageCreate")
def create(call: Call, arguments: dict[str, Any]) -> Record:
    """A new page, published unless told otherwise. A handle made from the title gets a number where it is
    taken.
    """
    given = arguments["page"]
    errors = check(call, given, existing=None)
    if errors:
        return {"page": None, "userErrors": errors}
    now = call.now.replace(microsecond=0)
    row = Page(
        id=call.world.next_id(),
        title=given["title"],
        handle=handle_of(given["handle"]) if given.get("handle") else free_handle(call, given["title"]),
        body=given.get("body") or "",
        created_at=now,
        updated_at=now,
        published_at=given.get("publishDate") or (None if given.get("isPublished") is False else now),
        template_suffix=given.get("templateSuffix"),
    )
    metafields.write(call, row.metafields, given.get("metafields"))
    call.shop.pages[row.id] = row
    return {"page": show(call, row), "userErrors": []}


@mutation("pageUpdate")
def update(call: Call, arguments: dict[str, Any]) -> Record:
    """Change what the input names; `redirectNewHandle` leaves a redirect from the old address."""
    row = call.shop.pages.get(number_of(arguments["id"], "Page") or 0)
    if row is None:
        return {"page": None, "userErrors": [user_error(["id"], "Page does not exist", "NOT_FOUND")]}
    given = arguments["page"]
    errors = check(call, given, existing=row)
    if errors:
        return {"page": None, "userErrors": errors}
    now = call.now.replace(microsecond=0)
    for name, attribute in {"title": "title", "body": "body", "templateSuffix": "template_suffix"}.items():
        if name in given:
            setattr(row, attribute, given[name])
    if given.get("handle"):
        old, row.handle = row.handle, handle_of(given["handle"])
        if given.get("redirectNewHandle") and old != row.handle:
            redirect = UrlRedirect(call.world.next_id(), f"/pages/{old}", f"/pages/{row.handle}")
            call.shop.redirects[redirect.id] = redirect
    if given.get("publishDate") is not None:
        row.published_at = given["publishDate"]
    elif given.get("isPublished") is not None:
        row.published_at = (row.published_at or now) if given["isPublished"] else None
    metafields.write(call, row.metafields, given.get("metafields"))
    row.updated_at = now
    return {"page": show(call, row), "userErrors": []}


@mutation("pageDelete")
def delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Delete a page."""
    row = call.shop.pages.pop(number_of(arguments["id"], "Page") or 0, None)
    if row is None:
        return {"deletedPageId": None, "userErrors": [user_error(["id"], "Page does not exist", "NOT_FOUND")]}
    return {"deletedPageId": gid("Page", row.id), "userErrors": []}


def show(call: Call, row: Page) -> Record:
    """One page."""
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", row.body)).split())
    return {
        "__typename": "Page",
        "id": gid("Page", row.id),
        "title": row.title,
        "handle": row.handle,
        "body": row.body,
        "bodySummary": plain if len(plain) <= 150 else f"{plain[:147].rstrip()}...",
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
        "publishedAt": row.published_at,
        "isPublished": row.is_published(call.now),
        "templateSuffix": row.template_suffix,
        **metafields.fields(row.metafields),
    }


def search(call: Call) -> Search[Page]:
    """The filters of `pages`."""
    return Search(
        fields={
            "id": lambda row: row.id,
            "title": lambda row: row.title,
            "handle": lambda row: row.handle,
            "created_at": lambda row: row.created_at,
            "updated_at": lambda row: row.updated_at,
            "published_at": lambda row: row.published_at,
            "published_status": lambda row: "published" if row.is_published(call.now) else "unpublished",
        },
        text=lambda row: f"{row.title} {row.body}",
    )


def check(call: Call, given: dict[str, Any], existing: Page | None) -> list[Record]:
    """Why Shopify would not keep a page; empty where it would."""
    errors = length_errors(
        ["page", "title"], "Title", given.get("title"), needed=existing is None or "title" in given
    )
    handle = given.get("handle")
    if handle and len(handle) > MAX_TEXT:
        said = f"Handle is too long (maximum is {MAX_TEXT} characters)"
        errors.append(user_error(["page", "handle"], said, "TOO_LONG"))
    elif handle and any(
        row is not existing and row.handle == handle_of(handle) for row in call.shop.pages.values()
    ):
        errors.append(user_error(["page", "handle"], "Handle has already been taken", "TAKEN"))
    if len((given.get("body") or "").encode()) > MAX_BODY:
        errors.append(user_error(["page", "body"], "Body (html) is too big (maximum is 512 KB)", "TOO_BIG"))
    publish = given.get("publishDate")
    if given.get("isPublished") and publish is not None and publish > call.now:
        said = "Can’t set isPublished to true and also set a future publish date."
        errors.append(user_error(["page"], said, "INVALID_PUBLISH_DATE"))
    return errors + metafields.check(["page"], given.get("metafields"))


def handle_of(text: str) -> str:
    """The handle Shopify makes of a text: ASCII, lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9_]+", "-", anyascii(text.replace("'", "")).lower()).strip("-")


def free_handle(call: Call, title: str) -> str:
    """A handle from the title, with the first free number behind it where it is taken."""
    wanted = handle_of(title) or "page"
    taken = {row.handle for row in call.shop.pages.values()}
    if wanted not in taken:
        return wanted
    number = 1
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
