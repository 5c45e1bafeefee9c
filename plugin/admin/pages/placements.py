"""What App Bridge says about the app's blocks, sent by the page that shows it."""

from __future__ import annotations

from flask import Response, request

from plugin.admin.blueprint import blueprint
from plugin.admin.session import now, shop_session
from plugin.services.note_placements import note_placements

MOST = 50
"""Places taken from one request; the app has three."""


@blueprint.post("/placements")
def placements() -> Response:
    """`placed` as often as there are places. 205 where the page must be drawn again, else 204."""
    with shop_session() as session:
        news = note_placements(session, request.form.getlist("placed")[:MOST], now())
    return Response(status=205 if news else 204)
