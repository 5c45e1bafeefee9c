"""The blueprint of what shoppers meet. Each of its modules registers its addresses here."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("storefront", __name__, template_folder="templates")
