"""The addresses the queues post to. An address whose setting is missing is not there (404).

They answer as the other doors do: 200 once it is durable, and what the queue takes for "come again" (503)
while it cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog
from flask import Blueprint, Response, abort, current_app, request

from plugin.app import parts
from plugin.errors import EarmarkError, InputError, NotVerifiedError
from plugin.services.group_thread import group_thread
from plugin.services.keep_webhook import arrival_of
from webhooks.clouds import eventbridge, pubsub
from webhooks.clouds.delivered import Delivered
from webhooks.taking import LARGEST_BODY, TAKEN, Answer, not_kept

LARGEST_MESSAGE = LARGEST_BODY * 3 // 2
"""Bytes: Pub/Sub's base64 makes three into four, and the envelope comes on top."""

blueprint = Blueprint("clouds", __name__)
log = structlog.get_logger()


@blueprint.post(pubsub.PATH)
def from_pubsub() -> Response:
    """A push of Pub/Sub's."""
    settings = parts().settings
    if settings.pubsub_service_account is None:
        abort(404)
    keys = current_app.extensions.get("googles_keys")
    return _take(lambda headers: pubsub.verify(settings, headers, keys), pubsub.deliver)


@blueprint.post(eventbridge.PATH)
def from_eventbridge() -> Response:
    """An event of EventBridge's."""
    settings = parts().settings
    if settings.eventbridge_api_key is None:
        abort(404)
    return _take(lambda headers: eventbridge.verify(settings, headers), eventbridge.deliver)


def _take(
    verify: Callable[[Mapping[str, str]], None],
    deliver: Callable[[Mapping[str, str], bytes], Delivered],
) -> Response:
    request.max_content_length = LARGEST_MESSAGE
    headers = dict(request.headers.items())
    try:
        verify(headers)
        found = deliver(headers, request.get_data(cache=False))
        arrival = arrival_of(found.webhook, found.body, datetime.now(UTC))
        group_thread(parts().database.url()).keep(arrival)
    except NotVerifiedError as error:
        log.warning("queue refused", path=request.path, reason=error.code)
        return _said(Answer(401, {"error": str(error)}))
    except InputError as error:
        log.warning("message refused", path=request.path, reason=error.field)
        return _said(Answer(400, {"error": str(error)}))
    except EarmarkError as error:
        return _said(not_kept(error))
    return _said(TAKEN)


def _said(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers, content_type="application/json")
