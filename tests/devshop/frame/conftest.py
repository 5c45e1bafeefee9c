"""The admin served for real, around a small app that checks tokens as a Shopify app does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import jwt
import pytest
from flask import Flask, Response, jsonify, redirect, request
from playwright.sync_api import Page
from werkzeug.wrappers import Response as BaseResponse

from tests import cast
from tests.browser import chromium, page, serve
from tests.devshop.app import create_devshop
from tests.devshop.world import World

__all__ = ["chromium", "page"]

DOCUMENT = """<!doctype html><html><head><title>{title}</title>
<script src="{admin}/shopifycloud/app-bridge.js" data-api-key="{key}"></script>
<script src="{admin}/shopifycloud/polaris.js"></script></head><body>
<s-app-nav><s-link href="/" rel="home">Home</s-link><s-link href="/creators">Creators</s-link>
<s-link href="/orders?page=2">Orders</s-link></s-app-nav>
<s-page heading="{title}"><s-section><s-link href="/creators">All creators</s-link>
<form data-save-bar data-discard-confirmation method="post" action="/save">
<s-text-field label="Name" name="name" value="Åsa"></s-text-field></form>
</s-section></s-page></body></html>"""


@dataclass
class SmallApp:
    """An embedded app with nothing in it. `documents` are the paths whose document was sent, in order."""

    world: World
    admin: str = ""
    documents: list[str] = field(default_factory=list)
    saved: list[dict[str, str]] = field(default_factory=list)
    stale_answers: int = 0
    patched: int = 0

    def claims(self, token: str | None) -> dict[str, str] | None:
        """The ID token's claims, or None where it does not hold."""
        try:
            return jwt.decode(token or "", cast.CLIENT_SECRET, algorithms=["HS256"], audience=cast.CLIENT_ID)
        except jwt.InvalidTokenError:
            return None

    def flask(self) -> Flask:
        """Its routes."""
        app = Flask("small")

        @app.get("/patch")
        def patch() -> str:
            self.patched += 1
            source = f"{self.admin}/shopifycloud/app-bridge.js"
            return f'<script data-api-key="{cast.CLIENT_ID}" src="{source}"></script>'

        @app.get("/api/who")
        def who() -> Response | tuple[Response, int]:
            claims = self.claims(request.headers.get("Authorization", "").removeprefix("Bearer "))
            return jsonify(claims) if claims else (jsonify(error="no token"), 401)

        @app.post("/api/stale")
        def stale() -> Response | tuple[str, int, dict[str, str]]:
            if self.stale_answers:
                self.stale_answers -= 1
                return "", 401, {"X-Shopify-Retry-Invalid-Session-Request": "1"}
            return jsonify(body=request.get_data(as_text=True))

        @app.post("/save")
        def save() -> BaseResponse:
            self.saved.append(request.form.to_dict())
            return redirect("/", 303)

        @app.get("/", defaults={"path": ""})
        @app.get("/<path:path>")
        def document(path: str) -> BaseResponse | str:
            if self.claims(request.args.get("id_token")) is None:
                return redirect(
                    f"/patch?shop={request.args.get('shop', '')}&shopify-reload={quote(request.full_path)}"
                )
            self.documents.append(request.path)
            return DOCUMENT.format(title=path.title() or "Overview", admin=self.admin, key=cast.CLIENT_ID)

        return app


@dataclass
class Stage:
    """Both sides running: the admin's address and the app in its iframe."""

    admin: str
    app: SmallApp
    app_url: str

    def path(self, inside: str = "") -> str:
        """The address of the app at `inside` in the admin of Ana's shop."""
        return f"{self.admin}/store/anas-atelier/apps/earmark{inside}"


@pytest.fixture
def stage(world: World, page: Page) -> Iterator[Stage]:
    """The admin and the small app, each on a port of its own. The clock is the real one: tokens expire.

    The page is closed before the servers are, so that nothing it still asks for goes unanswered.
    """
    from datetime import UTC, datetime

    world.clock = lambda: datetime.now(UTC)
    app = SmallApp(world)
    with serve(app.flask()) as app_url, serve(create_devshop(world)) as admin:
        world.app_url, app.admin = app_url, admin
        yield Stage(admin, app, app_url)
        page.close()
