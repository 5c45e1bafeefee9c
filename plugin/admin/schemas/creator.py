"""The form of a creator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from plugin.errors import InputError
from plugin.services.creator_fields import CreatorFields, clean_name, clean_note, clean_words, split_words
from plugin.services.handles import normal_handle
from plugin.store.creators import PLATFORMS


class Cleaned(fields.Field[Any]):
    """A text that one of the services' rules reads; its error is the rule's own sentence."""

    def __init__(self, rule: Callable[[str], Any], **more: Any) -> None:
        """`rule` gives the clean value of what was typed or raises `InputError`."""
        super().__init__(**more)
        self.rule = rule

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_kwargs: Any
    ) -> Any:
        try:
            return self.rule(str(value))
        except InputError as error:
            raise ValidationError([error.args[0]]) from error


def _handle(platform: str) -> Cleaned:
    return Cleaned(lambda typed: normal_handle(platform, typed), load_default="")


class CreatorForm(Schema):
    """name, one field per platform, aliases and tags (parted by commas), note. A field left out is empty."""

    class Meta:
        """What else a form carries is none of ours."""

        unknown = EXCLUDE

    name = Cleaned(clean_name, required=True)
    instagram = _handle("instagram")
    youtube = _handle("youtube")
    tiktok = _handle("tiktok")
    podcast = _handle("podcast")
    blog = _handle("blog")
    other = _handle("other")
    aliases = Cleaned(lambda typed: clean_words(split_words(typed), "aliases"), load_default=())
    tags = Cleaned(lambda typed: clean_words(split_words(typed), "tags"), load_default=())
    note = Cleaned(clean_note, load_default="")

    @post_load
    def _as_fields(self, data: dict[str, Any], **_kwargs: Any) -> CreatorFields:
        handles = {platform: data.pop(platform) for platform in PLATFORMS}
        return CreatorFields(handles={key: handle for key, handle in handles.items() if handle}, **data)


def read_creator(form: Mapping[str, str]) -> tuple[CreatorFields | None, dict[str, str]]:
    """The creator in `form`, or None and what is wrong: field -> sentence, every field at once."""
    try:
        return CreatorForm().load({"name": "", **form}), {}
    except ValidationError as error:
        return None, {name: told[0] for name, told in error.messages_dict.items()}
