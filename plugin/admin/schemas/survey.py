"""The form of the survey's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from plugin.attribution.survey.settings import LONGEST_QUIET_DAYS, SurveySettings
from plugin.errors import InputError
from plugin.language import N_

WHOLE = N_("Enter a whole number.")
TICKS = ("on", "thank_you", "order_status", "first_orders_only", "decoy")
PERCENTS = ("fraction", "decoy_fraction", "closer_fraction")


class _Whole(fields.Integer):
    """A whole number as a person types one."""

    default_error_messages = {"invalid": WHOLE, "too_large": WHOLE}  # noqa: RUF012  marshmallow's own way


class SurveyForm(Schema):
    """Ticks (there or not), percents 0..100, days, and the invented name. What is left out is 0 or empty."""

    class Meta:
        """What else a form carries is none of ours."""

        unknown = EXCLUDE

    fraction = _Whole(required=True)
    quiet_days = _Whole(required=True)
    decoy_fraction = _Whole(required=True)
    closer_fraction = _Whole(required=True)
    decoy_name = fields.String(load_default="", validate=validate.Length(max=120))
    decoy_handle = fields.String(load_default="", validate=validate.Length(max=60))


def read_survey(
    form: Mapping[str, str], standing: SurveySettings
) -> tuple[SurveySettings, str, str] | dict[str, str]:
    """The settings in `form` with the invented name and its handle; or what is wrong, field -> sentence."""
    # A field the browser leaves out because it is empty is no number either.
    numbers: dict[str, str] = {name: form.get(name) or "" for name in (*PERCENTS, "quiet_days")}
    try:
        read: dict[str, Any] = SurveyForm().load({**form, **numbers})
    except ValidationError as error:
        return {name: told[0] for name, told in error.messages_dict.items()}
    ticks = {name: form.get(name) == "on" for name in TICKS}
    percents = {name: read[name] / 100 for name in PERCENTS}
    try:
        chosen = replace(standing, **ticks, **percents, quiet_days=read["quiet_days"])
    except InputError as error:
        return {error.field or "fraction": error.args[0]}
    return chosen, read["decoy_name"], read["decoy_handle"]


def typed_survey(standing: SurveySettings, decoy_name: str, decoy_handle: str) -> dict[str, str]:
    """The form as it stands before anybody has typed."""
    ticks = {name: "on" for name in TICKS if getattr(standing, name)}
    percents = {name: f"{getattr(standing, name) * 100:.0f}" for name in PERCENTS}
    return {
        **ticks,
        **percents,
        "quiet_days": str(standing.quiet_days),
        "decoy_name": decoy_name,
        "decoy_handle": decoy_handle,
        "longest_quiet_days": str(LONGEST_QUIET_DAYS),
    }
