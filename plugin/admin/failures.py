"""Pages for what goes wrong, inside the shell and in plain words."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from plugin.admin.wording import gettext, language
from plugin.errors import EarmarkError
from plugin.language import N_

HEADINGS = {
    400: N_("That cannot be read"),
    401: N_("Please open Earmark again"),
    404: N_("There is nothing here"),
    405: N_("That cannot be done here"),
    409: N_("Something changed in the meantime"),
    410: N_("Earmark is not installed in this shop"),
    413: N_("That file is too large"),
    500: N_("Something went wrong on our side"),
    502: N_("Shopify did not answer as expected"),
}
ADVICE = {
    404: N_("The address may be old, or the thing may have been removed. Nothing was changed."),
    405: N_("Go back and use the buttons on the page."),
    413: N_("Split the file and send the parts one after the other."),
    500: N_("Nothing was saved. Try again in a moment; if it happens again, tell us when it happened."),
}


def register(blueprint: Blueprint) -> None:
    """Answer every error of an admin route with a page of the admin."""
    blueprint.register_error_handler(EarmarkError, _ours)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(500, _broken)


def failure_page(status: int, explanation: str = "") -> ResponseReturnValue:
    """The page for `status`; `explanation` (already in the reader's language) stands in for the general
    advice."""
    heading = gettext(HEADINGS.get(status, HEADINGS[500]))
    advice = explanation or (gettext(ADVICE[status]) if status in ADVICE else "")
    template = "admin/failure.html" if "visitor" in g else "admin/outside.html"
    return render_template(template, heading_text=heading, advice=advice, status=status), status


def _ours(error: EarmarkError) -> ResponseReturnValue:
    if error.status == 500:
        raise error
    return failure_page(error.status, language().text(error.args[0]) if error.args else "")


def _http(error: HTTPException) -> ResponseReturnValue:
    return failure_page(error.code or 500)


def _broken(_error: InternalServerError) -> ResponseReturnValue:
    # Flask has logged the error with its traceback before it asks for this page.
    return failure_page(500)
