"""The bare ASGI door of the receiver: no framework between the server and `take`.

It answers what the Flask door answers, with the same headers; a request costs it a fraction. Whoever sends
slowly is sent away, and a body is given up as soon as it is too large.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog

from plugin.metrics_page import metrics_page
from plugin.requests_seen import HEALTHZ, METRICS, READYZ, UNEXPECTED, request_id, safe_headers
from plugin.services.group_commit import GroupCommit
from plugin.services.readiness import readiness
from plugin.settings import Settings
from plugin.shopify.verify.webhook import READ
from plugin.store.database import Database
from webhooks.taking import (
    DISCARD_SECONDS,
    LARGEST_BODY,
    MOST_DISCARDED,
    ONLY_POST,
    PATHS,
    TOO_LARGE,
    Answer,
    take,
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_SECONDS = 10.0
"""How long a body may take to arrive; Shopify itself gives up after five seconds."""
NOT_FOUND = Answer(404, {"error": "There is nothing here; webhooks are posted to /webhooks."})
LIVES = Answer(200, {"status": "ok"})
MORE_TO_COME = Answer(TOO_LARGE.status, TOO_LARGE.content)
"""`TOO_LARGE` to one who is still sending."""
OTHERS_READ = ("content-length", "x-request-id")
NAMES = {name.encode(): name for name in (*READ, *OTHERS_READ)}
"""The headers that are read, by their names as they come: in lower case, as ASGI has it."""
TOO_SLOW = Answer(408, {"error": "The body took too long to arrive."}, {"Connection": "close"})

log = structlog.get_logger()


class SenderGoneError(Exception):
    """The sender hung up before its body was complete; there is nobody to answer."""


class AsgiDoor:
    """An ASGI application: POST /webhooks, POST /webhooks/compliance and GET /healthz and GET
    /readyz."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.group = GroupCommit.to(database.url())
        self._headers = _encoded(safe_headers(settings.production))

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            raise ValueError(f"The receiver speaks HTTP, not {scope['type']}.")
        headers = _decoded(scope["headers"])
        seen_as = request_id(headers.get("x-request-id"))
        try:
            answer = await self._answer(scope, headers, receive)
        except SenderGoneError:
            return
        except Exception as error:
            log.error("request crashed", path=scope["path"], request_id=seen_as, exc_info=error)
            answer = Answer(500, {"error": UNEXPECTED})
        await self._send(answer, seen_as, send)
        if answer is MORE_TO_COME:
            await _discard(receive)

    async def _answer(self, scope: Message, headers: dict[str, str], receive: Receive) -> Answer:
        path, method = scope["path"], scope["method"]
        if path in PATHS:
            if method != "POST":
                return ONLY_POST
            body = await _body(headers, receive)
            if isinstance(body, Answer):
                return body
            return await take(self.settings, self.group, headers, body)
        if path == HEALTHZ:
            return LIVES
        if path == READYZ:
            found = await asyncio.to_thread(readiness, self.database, datetime.now(UTC))
            return Answer(200 if found.ready else 503, found.as_json())
        if path == METRICS and method == "GET":
            return await asyncio.to_thread(self._metrics, scope)
        return NOT_FOUND

    def _metrics(self, scope: Message) -> Answer:
        given = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        status, body, headers = metrics_page(self.settings, self.database, given, datetime.now(UTC))
        kind = headers.pop("Content-Type").encode()
        return Answer(status, headers=headers, body=body, kind=kind)

    async def _send(self, answer: Answer, seen_as: str, send: Send) -> None:
        content = answer.body
        headers = [
            *self._headers,
            (b"content-type", answer.kind),
            (b"content-length", b"%d" % len(content)),
            (b"x-request-id", seen_as.encode()),
        ]
        if answer.headers:
            headers += _encoded(answer.headers)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.group.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _body(headers: dict[str, str], receive: Receive) -> bytes | Answer:
    """The whole body, or the answer to one that is too large or too slow."""
    said = headers.get("content-length", "")
    if said.isdecimal() and int(said) > LARGEST_BODY:
        return MORE_TO_COME
    chunks: list[bytes] = []
    size = 0
    began = time.monotonic()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise SenderGoneError
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > LARGEST_BODY:
            return MORE_TO_COME if message.get("more_body") else TOO_LARGE
        if not message.get("more_body"):
            return b"".join(chunks)
        # Between two pieces the server's own timeout counts; drop by drop, this.
        if time.monotonic() - began > BODY_SECONDS:
            return TOO_SLOW


async def _discard(receive: Receive) -> None:
    """Hear the rest of a body that was refused, and keep none of it."""
    size = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DISCARD_SECONDS):
            while size < MOST_DISCARDED:
                message = await receive()
                if not message.get("more_body"):
                    return
                size += len(message["body"])


def _decoded(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers that are read, as text; one that comes twice is joined, as WSGI does it."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key = NAMES.get(name)
        if key is not None:
            text = value.decode("latin-1")
            headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
