"""What Earmark asks Shopify about URL redirects: find, read, create, change and delete them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plugin.errors import ShopifyError
from plugin.shopify.admin import Admin

BATCH = 100
"""How many redirects are read in one request, at one point each."""
FOUND = 10
"""How many redirects a search gives; one path has one, and one target of ours seldom more."""

READ = """
query ReadRedirects($ids: [ID!]!) {
  nodes(ids: $ids) { id ... on UrlRedirect { path target } }
}
"""
FIND = """
query FindRedirects($path: String!, $target: String!, $first: Int!) {
  byPath: urlRedirects(first: $first, query: $path) { nodes { id path target } }
  byTarget: urlRedirects(first: $first, query: $target) { nodes { id path target } }
}
"""
CREATE = """
mutation CreateRedirect($redirect: UrlRedirectInput!) {
  changed: urlRedirectCreate(urlRedirect: $redirect) {
    urlRedirect { id }
    userErrors { field message code }
  }
}
"""
UPDATE = """
mutation ChangeRedirect($id: ID!, $redirect: UrlRedirectInput!) {
  changed: urlRedirectUpdate(id: $id, urlRedirect: $redirect) {
    urlRedirect { id }
    userErrors { field message code }
  }
}
"""
DELETE = """
mutation DeleteRedirect($id: ID!) {
  changed: urlRedirectDelete(id: $id) {
    deletedUrlRedirectId
    userErrors { field message code }
  }
}
"""


@dataclass(frozen=True, slots=True)
class StandingRedirect:
    """A redirect as it stands in the shop. Shopify compares paths without regard to case."""

    gid: str
    path: str
    target: str


@dataclass(frozen=True, slots=True)
class FoundRedirects:
    """`at_path` is the redirect of a path, None where it is free; `to_target` every one that leads to a
    target.
    """

    at_path: StandingRedirect | None
    to_target: tuple[StandingRedirect, ...]


class RedirectRefusedError(ShopifyError):
    """Shopify answered with user errors. `code` is the first one's: CREATE_FAILED, UPDATE_FAILED,
    DELETE_FAILED or DOES_NOT_EXIST.
    """


def read_redirects(client: Admin, gids: Iterable[str]) -> dict[str, StandingRedirect]:
    """The redirects with these ids, by id; one that was deleted is missing."""
    wanted = list(gids)
    found: dict[str, StandingRedirect] = {}
    for start in range(0, len(wanted), BATCH):
        nodes = client.run(READ, {"ids": wanted[start : start + BATCH]})["nodes"]
        found |= {node["id"]: _read(node) for node in nodes if node and "path" in node}
    return found


def find_redirects(client: Admin, path: str, target: str) -> FoundRedirects:
    """What stands at `path`, and what leads to `target`. Shopify's search may find more; what differs is
    left out.
    """
    searches = {"path": f"path:{_quoted(path)}", "target": f"target:{_quoted(target)}", "first": FOUND}
    data = client.run(FIND, searches)
    at_path = (_read(node) for node in data["byPath"]["nodes"])
    to_target = (_read(node) for node in data["byTarget"]["nodes"])
    return FoundRedirects(
        next((row for row in at_path if row.path.casefold() == path.casefold()), None),
        tuple(row for row in to_target if row.target == target),
    )


def create_redirect(client: Admin, path: str, target: str) -> str:
    """Have `path` lead to `target`; the redirect's global id. Raises `RedirectRefusedError`."""
    return _changed(client, CREATE, {"redirect": {"path": path, "target": target}})


def change_redirect(client: Admin, gid: str, path: str, target: str) -> str:
    """Give a redirect another path and target; its global id. Raises `RedirectRefusedError`."""
    return _changed(client, UPDATE, {"id": gid, "redirect": {"path": path, "target": target}})


def delete_redirect(client: Admin, gid: str) -> None:
    """Delete a redirect; one that is gone already is as good. Raises `RedirectRefusedError`."""
    try:
        _changed(client, DELETE, {"id": gid})
    except RedirectRefusedError as error:
        if error.code != "DOES_NOT_EXIST":
            raise


def _changed(client: Admin, document: str, variables: dict[str, Any]) -> str:
    answer = client.run(document, variables)["changed"]
    errors = answer["userErrors"]
    if errors:
        told = "; ".join(str(error["message"]) for error in errors)
        raise RedirectRefusedError(told, code=errors[0].get("code") or "")
    gid = answer.get("deletedUrlRedirectId") or (answer.get("urlRedirect") or {}).get("id")
    if not gid:
        raise ShopifyError("Shopify changed no redirect and gave no reason.", retryable=True)
    return str(gid)


def _read(node: dict[str, Any]) -> StandingRedirect:
    return StandingRedirect(node["id"], node["path"], node["target"])


def _quoted(value: str) -> str:
    # Inside quotes only these two mean anything to Shopify's search.
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
