"""Puts blueprints into a Flask app, with the parts they share. It knows no blueprint by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from plugin import metrics_page, requests_seen
from plugin.services.readiness import readiness
from plugin.settings import Settings
from plugin.store.database import Database

LARGEST_REQUEST = 16 * 1024 * 1024
"""Bytes; nothing people upload comes near. The receiver has a limit of its own."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the edges hand to services: the settings and the database."""

    settings: Settings
    database: Database


def create_app(settings: Settings, *blueprints: Blueprint, database: Database | None = None) -> Flask:
    """An app that serves `blueprints`; one of `plugin.wsgi`, `webhooks.wsgi` and `storefront.wsgi` calls it.

    Every app answers GET /healthz and GET /readyz, logs its requests by path, and sends safe headers where a
    blueprint set none of its own. Errors no blueprint has handled are answered here, in JSON or as a plain
    page.
    """
    app = Flask("plugin", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.extensions["earmark"] = Parts(settings, database or Database.from_settings(settings))
    requests_seen.watch(app, production=settings.production)
    app.add_url_rule(requests_seen.HEALTHZ, view_func=healthz)
    app.add_url_rule(requests_seen.READYZ, view_func=readyz)
    app.add_url_rule(requests_seen.METRICS, view_func=metrics)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app


def parts() -> Parts:
    """The parts of the app that serves the current request."""
    found: Parts = current_app.extensions["earmark"]
    return found


def healthz() -> ResponseReturnValue:
    """200 while this process answers: whoever restarts processes asks here."""
    return {"status": "ok"}


def readyz() -> ResponseReturnValue:
    """200 while it can do its work, else 503: whoever sends requests here or elsewhere asks this. It tells
    nothing of any shop, because anybody may ask.
    """
    found = readiness(parts().database, datetime.now(UTC))
    return found.as_json(), 200 if found.ready else 503


def metrics() -> ResponseReturnValue:
    """The numbers for Prometheus, for who has the token."""
    found = parts()
    status, body, headers = metrics_page.metrics_page(
        found.settings, found.database, request.headers.get("Authorization"), datetime.now(UTC)
    )
    return Response(body, status, headers)
