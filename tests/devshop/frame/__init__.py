"""The stand-in's admin: start page, the frame around the app, App Bridge and Polaris look-alikes."""

from flask import Blueprint

blueprint = Blueprint("frame", __name__, template_folder="templates")

from tests.devshop.frame import (  # noqa: E402,F401  the routes register themselves on `blueprint`
    assets,
    editors,
    pages,
    theme_editor,
)
