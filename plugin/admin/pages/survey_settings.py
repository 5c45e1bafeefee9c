"""The survey's settings: who is asked, and the invented name."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.names import SURVEY_CHANNELS
from plugin.admin.schemas.survey import read_survey, typed_survey
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext
from plugin.app import parts
from plugin.attribution.survey.channels import FIRST_HEARD, WHY_TODAY, channels_of
from plugin.errors import InputError
from plugin.services.survey.save_settings import StandingSurvey, save_survey, standing_survey


@blueprint.get("/survey/settings")
def survey_settings() -> str:
    """The settings as they stand."""
    with shop_session() as session:
        standing = standing_survey(session, parts().settings, now())
    decoy = standing.decoy
    typed = typed_survey(standing.settings, decoy.name if decoy else "", decoy.handle if decoy else "")
    return _page(standing, typed, {})


@blueprint.post("/survey/settings")
def save_survey_settings() -> ResponseReturnValue:
    """Put the settings in force, or show the form again with what is wrong and all that was typed."""
    with shop_session() as session:
        standing = standing_survey(session, parts().settings, now())
    read = read_survey(request.form, standing.settings)
    if isinstance(read, dict):
        return _page(standing, request.form.to_dict(), read), 422
    chosen, name, handle = read
    try:
        with shop_session() as session:
            changed = save_survey(
                session, parts().settings, chosen, decoy_name=name, decoy_handle=handle, now=now()
            )
    except InputError as error:
        return _page(standing, request.form.to_dict(), {error.field or "decoy_name": error.args[0]}), 422
    told = (
        gettext("Saved. It holds for every order from now on.")
        if changed
        else gettext("Nothing was changed.")
    )
    return done("/survey/settings", told)


def _page(standing: StandingSurvey, typed: dict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "admin/survey_settings.html",
        standing=standing,
        typed=typed,
        errors=errors,
        channels={
            question: [SURVEY_CHANNELS[name] for name in channels_of(question)]
            for question in (FIRST_HEARD, WHY_TODAY)
        },
    )
