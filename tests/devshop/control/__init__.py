"""The control page at /control and its JSON API under /control/api."""

from flask import Blueprint

blueprint = Blueprint("control", __name__)
