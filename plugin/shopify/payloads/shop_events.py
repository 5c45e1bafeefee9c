"""Bodies of the topics about the app itself and about privacy."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from plugin.errors import UnreadablePayloadError

Body = TypeVar("Body", bound=msgspec.Struct)


class CustomerId(msgspec.Struct):
    """The person a privacy request is about; mail and phone, which Shopify sends too, are not read."""

    id: int


class DataRequestId(msgspec.Struct):
    """Shopify's number of the request."""

    id: int


class CustomerDataRequest(msgspec.Struct):
    """customers/data_request: a buyer asks the shop what is known about them."""

    shop_domain: str
    customer: CustomerId
    data_request: DataRequestId
    orders_requested: list[int] = []


class CustomerRedact(msgspec.Struct):
    """customers/redact: a buyer wants to be forgotten."""

    shop_domain: str
    customer: CustomerId
    orders_to_redact: list[int] = []


class ShopRedact(msgspec.Struct):
    """shop/redact: 48 hours after an uninstall everything about the shop is to go."""

    shop_domain: str


class AppUninstalled(msgspec.Struct):
    """app/uninstalled; the body is the shop. Its domain is required: only the body is signed, so any other
    body of ours (an order's, say) sent anew under this topic would uninstall whichever shop the header names.
    """

    myshopify_domain: str


class ScopesUpdate(msgspec.Struct):
    """app/scopes_update: the access scopes now granted."""

    current: list[str]


def read_body(body: bytes, shape: type[Body]) -> Body:
    """`body` as `shape`; numbers may come as text. Raises `UnreadablePayloadError` naming the field, never
    its value.
    """
    try:
        return msgspec.json.decode(body, type=shape, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadablePayloadError(f"The body cannot be read: {_without_values(error)}") from error


def _without_values(error: Exception) -> str:
    if isinstance(error, msgspec.ValidationError):
        return str(error)
    return "it is no JSON" if isinstance(error, msgspec.DecodeError) else "it is no UTF-8 text"
