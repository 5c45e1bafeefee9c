"""The survey as buyers meet it: GET and POST /post-purchase-survey, and a search for creators below it, at
the app's own address.

The extensions on the thank-you and order-status pages run in a worker without an origin, so that every
answer, refusals too, is readable by anybody (`Access-Control-Allow-Origin: *`); no cookie and no credential
takes part but the session token in `Authorization`, which names the shop.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import wraps
from typing import Any, Protocol

import msgspec
from flask import Response, current_app, jsonify, request
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from werkzeug.exceptions import HTTPException

from plugin.app import parts
from plugin.attribution.survey.asking import NotAsked
from plugin.errors import DatabaseAwayError, NotVerifiedError
from plugin.language import language_for
from plugin.services.survey.payload import read_order, read_page
from plugin.services.survey.refusals import AnswerRefusedError
from plugin.services.survey.roster import Rosters
from plugin.services.survey.search_creators import search_creators
from plugin.services.survey.show_survey import show_survey
from plugin.services.survey.take_answer import take_answer
from plugin.services.visits.visitor import straight, visitor_hash
from plugin.shopify.verify.checkout import VerifiedCheckout, verify_checkout
from storefront.blueprint import blueprint
from storefront.kept import OpenShop, kept
from storefront.rate_limits import RateLimit
from storefront.survey_shapes import creator_shape, shown_shape

LARGEST_BODY = 4 * 1024
"""Bytes. The longest answer has under two thousand."""
REQUESTS_OF_A_TOKEN = 60
REQUESTS_OF_A_VISITOR = 300
"""Of one address and browser: behind one address a whole office can shop."""
REQUESTS_OF_A_SHOP = 15_000
"""In a minute and a process, as are the other two; this one is 250 a second."""
COME_AGAIN = "5"
"""Seconds a page is asked to wait while the database is away."""
ANYBODY = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "7200",
}


class _Answering(Protocol):
    def __call__(self, shopper: VerifiedCheckout, shop: OpenShop | None) -> Response: ...


class QuestionSchema(Schema):
    """The query of GET /post-purchase-survey."""

    class Meta:
        """Shopify and browsers may add what they like."""

        unknown = EXCLUDE

    target = fields.String(required=True, validate=validate.Length(1, 80))
    order = fields.String(load_default="", validate=validate.Length(max=80))
    token = fields.String(load_default="", validate=validate.Length(max=200))
    lang = fields.String(load_default="en", validate=validate.Length(max=35))
    first = fields.String(load_default="", validate=validate.OneOf(["", "0", "1"]))


_QUESTION = QuestionSchema()


class TooManyError(Exception):
    """A sender asks more often than a person could; `seconds` until they may again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} seconds")
        self.seconds = seconds


class Desk:
    """What the survey keeps in memory for one app: rosters, and how often whom it has heard."""

    def __init__(self) -> None:
        self.rosters = Rosters()
        self.of_tokens = RateLimit(REQUESTS_OF_A_TOKEN)
        self.of_visitors = RateLimit(REQUESTS_OF_A_VISITOR)
        self.of_shops = RateLimit(REQUESTS_OF_A_SHOP)


def desk() -> Desk:
    """The desk of the app that serves the current request."""
    found: Desk = current_app.extensions.setdefault("survey_desk", Desk())
    return found


def answering(view: _Answering) -> Any:
    """A view for a verified shopper's page: any refusal becomes JSON that the page may read. `shop` is None
    where it does not have the app.
    """

    @wraps(view)
    def answer() -> Response:
        request.max_content_length = LARGEST_BODY
        try:
            shopper = verify_checkout(parts().settings, request.headers.get("Authorization"))
            _count(shopper)
            made = view(shopper=shopper, shop=kept().shop(shopper.shop, None))
        except NotVerifiedError as error:
            made = _refusal(401, "token", str(error))
        except AnswerRefusedError as error:
            made = _refusal(error.status, error.code, str(error), field=error.field)
        except TooManyError as error:
            made = _refusal(429, "too_many", "Too many requests. Come again in a moment.")
            made.headers["Retry-After"] = str(error.seconds)
        except HTTPException as error:
            code = "too_large" if error.code == 413 else "unreadable"
            made = _refusal(error.code or 400, code, f"An answer has {LARGEST_BODY} bytes at most.")
        except DatabaseAwayError:
            made = _refusal(503, "away", "Come again in a moment.")
            made.headers["Retry-After"] = COME_AGAIN
        made.headers.update(ANYBODY)
        return made

    return answer


@blueprint.route("/post-purchase-survey", methods=["OPTIONS"], provide_automatic_options=False)
@blueprint.route("/post-purchase-survey/creators", methods=["OPTIONS"], provide_automatic_options=False)
def survey_preflight() -> Response:
    """Anybody may ask, from anywhere."""
    return Response(status=204, headers=PREFLIGHT)


@blueprint.get("/post-purchase-survey", provide_automatic_options=False, endpoint="survey")
@answering
def survey(shopper: VerifiedCheckout, shop: OpenShop | None) -> Response:
    """What this checkout is asked, or that it is not and why."""
    asked = _query()
    page, order_id = read_page(asked["target"]), read_order(asked["order"])
    if shop is None:
        return jsonify(ask=False, reason=NotAsked.NOT_INSTALLED)
    with parts().database.shop(shop.id) as session:
        shown = show_survey(
            session,
            parts().settings,
            desk().rosters,
            page=page,
            order_id=order_id,
            checkout_token=asked["token"] or None,
            customer_id=shopper.customer_id,
            first={"1": True, "0": False}.get(asked["first"]),
            language=language_for(asked["lang"]).name,
            now=_now(),
        )
        if isinstance(shown, NotAsked):
            return jsonify(ask=False, reason=shown)
        return jsonify(shown_shape(shown))


@blueprint.post("/post-purchase-survey", provide_automatic_options=False, endpoint="survey_answer")
@answering
def survey_answer(shopper: VerifiedCheckout, shop: OpenShop | None) -> Response:
    """Store an answer; what is answered is durable."""
    del shopper
    try:
        payload = msgspec.json.decode(request.get_data(cache=False))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AnswerRefusedError("unreadable", "The body is no JSON.") from error
    with parts().database.shop(_installed(shop)) as session:
        taken = take_answer(session, parts().settings, payload, _now(), rosters=desk().rosters)
    until = taken.changeable_until
    return jsonify(stored=True, changeable_until=until.isoformat() if until else None)


@blueprint.get("/post-purchase-survey/creators", provide_automatic_options=False, endpoint="survey_creators")
@answering
def survey_creators(shopper: VerifiedCheckout, shop: OpenShop | None) -> Response:
    """Creators by what a buyer types, where the roster is too long to be sent."""
    del shopper
    impression, typed = request.args.get("impression", ""), request.args.get("q", "")
    if "\x00" in impression + typed:
        raise AnswerRefusedError("unreadable", "A search has no null character.", field="q")
    with parts().database.shop(_installed(shop)) as session:
        roster = desk().rosters.roster(session, parts().settings, _now())
        found = search_creators(session, roster, impression, typed)
        return jsonify(creators=[creator_shape(roster, row) for row in found])


def _installed(shop: OpenShop | None) -> int:
    if shop is None:
        raise AnswerRefusedError("unknown_impression", "This survey was not shown in this shop.")
    return shop.id


def _query() -> dict[str, str]:
    given = request.args.to_dict()
    try:
        read: dict[str, str] = _QUESTION.load(given)
    except ValidationError as error:
        messages: Any = error.messages
        name = min(messages)
        raise AnswerRefusedError(
            "unreadable", f"{name}: {' '.join(map(str, messages[name]))}", field=name
        ) from error
    if any("\x00" in value for value in read.values()):
        raise AnswerRefusedError("unreadable", "A parameter has no null character.")
    return read


def _count(shopper: VerifiedCheckout) -> None:
    """Count the request; raises `TooManyError`."""
    address = straight(request.headers, request.remote_addr)
    agent = request.headers.get("User-Agent") or ""
    visitor = visitor_hash(parts().settings, shopper.shop, address, agent, datetime.now(UTC))
    mine = desk()
    for limit, sender in (
        (mine.of_tokens, (shopper.shop, shopper.token_id or visitor)),
        (mine.of_visitors, (shopper.shop, visitor)),
        (mine.of_shops, shopper.shop),
    ):
        if not limit.allows(sender):
            raise TooManyError(limit.seconds_left())


def _refusal(status: int, code: str, message: str, *, field: str | None = None) -> Response:
    named = {"field": field} if field else {}
    answer = jsonify(error=message, code=code, **named)
    answer.status_code = status
    return answer


def _now() -> datetime:
    moment: datetime = current_app.extensions.get("clock", lambda: datetime.now(UTC))()
    return moment
