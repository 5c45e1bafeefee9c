"""The first page: what creators brought in."""

from __future__ import annotations

from flask import render_template

from plugin.admin.blueprint import blueprint


@blueprint.get("/")
def overview() -> str:
    """The overview."""
    return render_template("admin/overview.html")
