"""Reading what Shopify answers when something is wrong: HTTP statuses and GraphQL errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from plugin.errors import ShopifyError, ThrottledError

REFUSALS = {
    402: ("payment_required", "The shop is frozen until its bill is paid."),
    403: ("forbidden", "Shopify forbids the app to ask this."),
    404: ("not_found", "There is no such shop, or it has closed."),
    423: ("locked", "The shop is locked by Shopify."),
}
DEFAULT_WAIT = 2.0
"""Seconds to wait after a 429 that does not say how long."""


@dataclass(frozen=True, slots=True)
class GraphqlProblem:
    """One of an answer's top-level errors. `path` is the field it is about, dotted."""

    code: str
    message: str
    path: str = ""


def problems_in(errors: Any) -> tuple[GraphqlProblem, ...]:
    """The `errors` of an answer, whatever their shape (Shopify sends a bare text for some)."""
    if not errors:
        return ()
    rows = errors if isinstance(errors, list) else [errors]
    return tuple(_problem(row) for row in rows)


def _problem(row: Any) -> GraphqlProblem:
    if not isinstance(row, dict):
        return GraphqlProblem("", str(row))
    extensions = row.get("extensions")
    details = extensions if isinstance(extensions, dict) else {}
    code, message = str(details.get("code") or ""), str(row.get("message") or "Shopify gave no reason.")
    needed = details.get("requiredAccess")
    if code == "ACCESS_DENIED" and needed and str(needed) not in message:
        message = f"{message} Needed: {needed}."
    path = row.get("path")
    return GraphqlProblem(code, message, ".".join(map(str, path)) if isinstance(path, list) else "")


def raise_for_status(response: httpx.Response, shop: str) -> None:
    """Raise for anything but a 200: `ThrottledError` for 429, retryable for 5xx, a named refusal else."""
    status = response.status_code
    if status == 200:
        return
    if status == 429:
        raise ThrottledError(f"{shop} is asked too often.", wait_seconds=_retry_after(response))
    if status == 430 or status >= 500:
        raise ShopifyError(f"Shopify answered {status} for {shop}.", code=f"http_{status}", retryable=True)
    code, message = REFUSALS.get(status, (f"http_{status}", f"Shopify answered {status}."))
    raise ShopifyError(f"{message} ({shop})", code=code)


def _retry_after(response: httpx.Response) -> float:
    try:
        return max(0.1, float(response.headers.get("Retry-After", DEFAULT_WAIT)))
    except ValueError:
        return DEFAULT_WAIT
