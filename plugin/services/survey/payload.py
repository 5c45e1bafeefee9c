"""An answer as the extension, or the web pixel, sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from plugin.attribution.survey.masking import LONGEST_TEXT
from plugin.services.survey.refusals import AnswerRefusedError

ORDER = re.compile(r"(?:gid://shopify/(?:Order|OrderIdentity)/)?(\d{1,18})")
LONGEST_WAIT = 86_400_000
"""Milliseconds; a page left open over night says nothing about how quickly somebody chose."""
PAGES = {
    "thank-you": "thank_you",
    "purchase.thank-you.block.render": "thank_you",
    "order-status": "order_status",
    "customer-account.order-status.block.render": "order_status",
}
"""What the extension calls the pages -> what we call them."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer. `option` None: skipped. `path` holds the first list's choice where a second was opened."""

    impression: str
    question: str
    option: str | None
    text: str | None
    path: tuple[str, ...]
    searched: bool
    milliseconds: int | None
    order_id: int | None
    checkout_token: str | None
    page: str | None


class AnswerSchema(Schema):
    """The body of POST /post-purchase-survey. What it does not know is left alone: a page may be newer."""

    class Meta:
        """Read leniently where it does no harm."""

        unknown = EXCLUDE

    impression = fields.String(required=True, validate=validate.Length(1, 64))
    question = fields.String(required=True, validate=validate.Length(1, 40))
    option = fields.String(required=True, allow_none=True, validate=validate.Length(1, 60))
    text = fields.String(allow_none=True, load_default=None)
    path = fields.List(
        fields.String(validate=validate.Length(1, 60)), load_default=list, validate=validate.Length(max=3)
    )
    searched = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    milliseconds = fields.Integer(
        allow_none=True, load_default=None, strict=True, validate=validate.Range(0, LONGEST_WAIT)
    )
    order = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=80))
    token = fields.String(allow_none=True, load_default=None, validate=validate.Length(1, 200))
    target = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=80))


_SCHEMA = AnswerSchema()


def read_answer(payload: Any) -> GivenAnswer:
    """The answer in a JSON body; raises `AnswerRefusedError` naming the field that cannot be read."""
    try:
        found = _SCHEMA.load(payload)
    except ValidationError as error:
        messages: Any = error.messages
        name = min(messages) if isinstance(messages, dict) else "_schema"
        first = messages[name] if isinstance(messages, dict) else messages
        raise AnswerRefusedError(
            "unreadable",
            f"The answer cannot be read: {name}: {_first(first)}",
            field=None if name == "_schema" else name,
        ) from error
    for name in ("impression", "question", "option", "token"):
        if "\x00" in (found[name] or ""):
            raise AnswerRefusedError("unreadable", f"{name}: A null character.", field=name)
    text = found["text"]
    if text is not None and len(text) > LONGEST_TEXT:
        raise AnswerRefusedError(
            "text_too_long", f"The text is longer than {LONGEST_TEXT} characters.", field="text"
        )
    return GivenAnswer(
        impression=found["impression"],
        question=found["question"],
        option=found["option"],
        text=text,
        path=tuple(found["path"]),
        searched=found["searched"],
        milliseconds=found["milliseconds"],
        order_id=read_order(found["order"]),
        checkout_token=found["token"] or None,
        page=read_page(found["target"]) if found["target"] else None,
    )


def read_order(given: str | None) -> int | None:
    """An order's number, from itself or from Shopify's id of it; None where none is given."""
    if not given:
        return None
    found = ORDER.fullmatch(given)
    if found is None:
        raise AnswerRefusedError("unreadable", "The order is no number of an order.", field="order")
    return int(found[1])


def read_page(given: str) -> str:
    """Which page it is: thank_you or order_status."""
    page = PAGES.get(given)
    if page is None:
        raise AnswerRefusedError(
            "unreadable", f"The target is none of {', '.join(sorted(PAGES))}.", field="target"
        )
    return page


def _first(messages: Any) -> str:
    """The first sentence of marshmallow's nested messages."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return str(messages)
