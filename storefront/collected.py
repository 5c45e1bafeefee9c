"""The shape of a message of the web pixel. Fields that are not named here are cut."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from plugin.services.visits.shopper_events import KINDS, SURVEY_ANSWER

MOST_EVENTS = 40
_NAME = validate.Regexp(r"[\x21-\x7e]{1,80}\Z", error="1 to 80 letters, digits and signs.")
_TOKEN = validate.Regexp(r"[A-Za-z0-9_-]{1,128}\Z", error="Up to 128 letters, digits, - and _.")
_HOST = validate.Regexp(r"[\w.-]{1,253}\Z", error="A host's name.")
_COUNTRY = validate.Regexp(r"[A-Z]{2}\Z", error="Two capital letters.")


class ShopifyNumber(fields.Field[int]):
    """Shopify's number of something, alone or at the end of its gid."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> int:
        number = str(value).rpartition("/")[2] if isinstance(value, str | int) else ""
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise ValidationError("A number of up to 18 digits, or a gid.")
        return int(number)


class Utm(Schema):
    """The parameters of the address a session began at, without `utm_`."""

    class Meta:
        unknown = EXCLUDE

    source = fields.String(validate=validate.Length(max=255))
    medium = fields.String(validate=validate.Length(max=255))
    campaign = fields.String(validate=validate.Length(max=255))
    content = fields.String(validate=validate.Length(max=255))
    term = fields.String(validate=validate.Length(max=255))


class CollectedEvent(Schema):
    """One event; see `plugin.services.visits.shopper_events.ToldEvent`."""

    class Meta:
        unknown = EXCLUDE

    id = fields.String(required=True, validate=_NAME)
    kind = fields.String(required=True, validate=validate.OneOf([*KINDS, SURVEY_ANSWER]))
    at = fields.AwareDateTime(required=True, default_timezone=None)
    ref = fields.String(validate=validate.Length(max=40))
    session = fields.String(validate=validate.Length(max=40))
    utm = fields.Nested(Utm)
    landing = fields.String(validate=validate.OneOf(["welcome", "product", "picks"]))
    referrer = fields.String(validate=_HOST)
    product = ShopifyNumber()
    checkout = fields.String(validate=_TOKEN)
    order = ShopifyNumber()
    country = fields.String(validate=_COUNTRY)
    consent = fields.String(validate=validate.OneOf(["granted", "denied", "unknown"]))
    answer = fields.Dict(keys=fields.String())

    @validates_schema
    def _no_null_character(self, data: dict[str, Any], **_: Any) -> None:
        """PostgreSQL can store none, and no browser sends one."""
        texts = [*data.values(), *data.get("utm", {}).values()]
        if any(isinstance(text, str) and "\x00" in text for text in texts):
            raise ValidationError("A null character.")


class CollectedMessage(Schema):
    """A whole message: the shop as the pixel's settings name it, and what happened."""

    class Meta:
        unknown = EXCLUDE

    shop = fields.String(required=True)
    events = fields.List(
        fields.Nested(CollectedEvent), required=True, validate=validate.Length(min=1, max=MOST_EVENTS)
    )


MESSAGE = CollectedMessage()
