"""Puts blueprints into a Flask app, with the parts they share. It knows no blueprint by name."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, current_app

from plugin.settings import Settings
from plugin.store.database import Database


@dataclass(frozen=True, slots=True)
class Parts:
    """What the edges hand to services: the settings and the database."""

    settings: Settings
    database: Database


def create_app(settings: Settings, *blueprints: Blueprint, database: Database | None = None) -> Flask:
    """An app that serves `blueprints`; one of `plugin.wsgi`, `webhooks.wsgi` and `storefront.wsgi` calls it."""
    app = Flask("plugin", static_folder=None, template_folder=None)
    app.extensions["earmark"] = Parts(settings, database or Database.from_settings(settings))
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app


def parts() -> Parts:
    """The parts of the app that serves the current request."""
    found: Parts = current_app.extensions["earmark"]
    return found
