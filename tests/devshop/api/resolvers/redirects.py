"""URL redirects of the online store."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, Record, mutation, node, query
from tests.devshop.api.resolvers.jobs import finished_job
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.api.search import Search
from tests.devshop.content import UrlRedirect

UNKNOWN = "Redirect does not exist"
RESERVED = ("/apps", "/application", "/cart", "/carts", "/orders", "/shop", "/services")
"""Paths that Shopify serves itself and does not redirect."""
MAX_PATH = 1024
SEARCH: Search[UrlRedirect] = Search(
    fields={"id": lambda row: row.id, "path": lambda row: row.path, "target": lambda row: row.target},
    text=lambda row: f"{row.path} {row.target}",
)
SORTS = {"ID": lambda row: row.id, "PATH": lambda row: row.path, "RELEVANCE": lambda row: row.id}


@query("urlRedirect")
def url_redirect(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One redirect by its id."""
    row = call.shop.redirects.get(number_of(arguments["id"], "UrlRedirect") or 0)
    return show(row) if row else None


@query("urlRedirects")
def url_redirects(call: Call, arguments: dict[str, Any]) -> Record:
    """Redirects, by search."""
    rows = SEARCH.keep(list(call.shop.redirects.values()), arguments.get("query"))
    return connection(rows, arguments, show, sort=SORTS.get(arguments.get("sortKey") or "ID", SORTS["ID"]))


@query("urlRedirectsCount")
def url_redirects_count(call: Call, arguments: dict[str, Any]) -> Record:
    """How many redirects a search finds."""
    return count(len(SEARCH.keep(list(call.shop.redirects.values()), arguments.get("query"))), arguments)


@node("UrlRedirect")
def _node(call: Call, identifier: str) -> Record | None:
    return url_redirect(call, {"id": identifier})


@mutation("urlRedirectCreate")
def create(call: Call, arguments: dict[str, Any]) -> Record:
    """A new redirect; its path must not be taken, without regard to case."""
    given = arguments["urlRedirect"]
    path, target = clean_path(given.get("path") or ""), (given.get("target") or "").strip()
    errors = check(call, path, target, existing=None)
    if errors:
        return {"urlRedirect": None, "userErrors": errors}
    row = UrlRedirect(call.world.next_id(), path, clean_target(target))
    call.shop.redirects[row.id] = row
    return {"urlRedirect": show(row), "userErrors": []}


@mutation("urlRedirectUpdate")
def update(call: Call, arguments: dict[str, Any]) -> Record:
    """Change path or target."""
    row = call.shop.redirects.get(number_of(arguments["id"], "UrlRedirect") or 0)
    if row is None:
        return {"urlRedirect": None, "userErrors": [user_error(["id"], UNKNOWN, "DOES_NOT_EXIST")]}
    given = arguments["urlRedirect"]
    path = clean_path(given["path"]) if given.get("path") is not None else row.path
    target = (given["target"] if given.get("target") is not None else row.target).strip()
    errors = check(call, path, target, existing=row)
    if errors:
        return {"urlRedirect": None, "userErrors": errors}
    row.path, row.target = path, clean_target(target)
    return {"urlRedirect": show(row), "userErrors": []}


@mutation("urlRedirectDelete")
def delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Remove a redirect."""
    row = call.shop.redirects.pop(number_of(arguments["id"], "UrlRedirect") or 0, None)
    if row is None:
        return {"deletedUrlRedirectId": None, "userErrors": [user_error(["id"], UNKNOWN, "DOES_NOT_EXIST")]}
    return {"deletedUrlRedirectId": gid("UrlRedirect", row.id), "userErrors": []}


@mutation("urlRedirectBulkDeleteByIds")
def bulk_delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Remove many redirects."""
    if not arguments["ids"]:
        return {"job": None, "userErrors": [user_error(["ids"], "IDs can't be empty", "IDS_EMPTY")]}
    for identifier in arguments["ids"]:
        call.shop.redirects.pop(number_of(identifier, "UrlRedirect") or 0, None)
    return {"job": finished_job(call, done=False), "userErrors": []}


def show(row: UrlRedirect) -> Record:
    """One redirect."""
    return {
        "__typename": "UrlRedirect",
        "id": gid("UrlRedirect", row.id),
        "path": row.path,
        "target": row.target,
    }


def check(call: Call, path: str, target: str, existing: UrlRedirect | None) -> list[Record]:
    """Why Shopify would not keep a redirect from `path` to `target`; empty where it would."""
    failed = "UPDATE_FAILED" if existing else "CREATE_FAILED"
    errors = []
    field = ["urlRedirect", "path"]
    if not path.strip("/") and path != "/":
        errors.append(user_error(field, "Path can't be blank", failed))
    elif path == "/" or any(path == row or path.startswith(f"{row}/") for row in RESERVED):
        errors.append(user_error(field, "Path cannot be redirected", failed))
    elif len(path) > MAX_PATH:
        errors.append(user_error(field, f"Path is too long (maximum is {MAX_PATH} characters)", failed))
    elif any(
        row is not existing and row.path.casefold() == path.casefold() for row in call.shop.redirects.values()
    ):
        errors.append(user_error(field, "Path has already been taken", failed))
    if not target:
        errors.append(user_error(["urlRedirect", "target"], "Target can't be blank", failed))
    elif clean_target(target).casefold() == path.casefold():
        errors.append(user_error(["urlRedirect", "target"], "Target can't be the same as path", failed))
    return errors


def clean_path(path: str) -> str:
    """The path as Shopify keeps it: without host, with a leading and without a trailing slash."""
    text = path.strip()
    if re.match(r"https?://", text):
        parts = urlsplit(text)
        text = parts.path + (f"?{parts.query}" if parts.query else "")
    if not text:
        return ""
    return "/" + text.strip("/")


def clean_target(target: str) -> str:
    """The target as Shopify keeps it: a full address as given, anything else with a leading slash."""
    return target if re.match(r"https?://", target) else "/" + target.lstrip("/")
