"""The ASGI door as the tests of both doors call it: like Flask's test client."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import Headers

from webhooks.asgi_door import AsgiDoor


@dataclass(frozen=True)
class Reply:
    """An answer, read as Flask's are."""

    status_code: int
    headers: Headers
    data: bytes

    def get_data(self, as_text: bool = False) -> bytes | str:
        return self.data.decode() if as_text else self.data

    def get_json(self) -> Any:
        return json.loads(self.data)


class AsgiClient:
    """Calls the door on a loop of its own, as gunicorn's worker does."""

    def __init__(self, door: AsgiDoor) -> None:
        self.door = door
        self.runner = asyncio.Runner()

    def close(self) -> None:
        self.runner.run(self.door.group.close())
        self.runner.close()

    def get(self, path: str, headers: dict[str, str] | None = None) -> Reply:
        return self.runner.run(self.call("GET", path, b"", headers or {}))

    def post(self, path: str, data: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        return self.runner.run(self.call("POST", path, data, headers or {}))

    async def call(
        self, method: str, path: str, body: bytes, headers: dict[str, str], pieces: int = 2
    ) -> Reply:
        step = max(1, -(-len(body) // pieces))
        chunks = [body[at : at + step] for at in range(0, len(body), step)] or [b""]
        waiting = [
            {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
            for number, chunk in enumerate(chunks, start=1)
        ]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return waiting.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
            ],
        }
        await self.door(scope, receive, send)
        start, content = sent
        return Reply(
            start["status"],
            Headers([(name.decode(), value.decode()) for name, value in start["headers"]]),
            content["body"],
        )
