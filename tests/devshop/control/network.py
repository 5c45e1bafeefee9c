"""Control: deliveries, faults, and how fast the stand-in's clock runs."""

from __future__ import annotations

import json

from flask import Response, jsonify, request

from tests.devshop.api.faults import NAMES
from tests.devshop.control import blueprint
from tests.devshop.control.given import TIMING, body, world
from tests.devshop.control.views import delivery_view
from tests.devshop.webhooks import Faults, drained

LONGEST_WAIT = 120.0
SETTABLE = ("duplicate", "reorder", "delay", "loss", "hold_seconds", "delay_seconds")


@blueprint.get("/control/api/deliveries")
def deliveries() -> Response:
    """The log, newest first."""
    wanted = {name: value for name in ("shop", "topic", "outcome") if (value := request.args.get(name))}
    with world().deliveries.changed:
        rows = list(world().deliveries.log)
    rows = [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]
    newest = rows[::-1][: int(request.args.get("limit", 100))]
    return jsonify(total=len(rows), deliveries=[delivery_view(row) for row in newest])


@blueprint.get("/control/api/deliveries/<int:number>")
def one_delivery(number: int) -> Response:
    """One delivery with its body, which long after the delivery is null."""
    with world().deliveries.changed:
        found = next((row for row in world().deliveries.log if row.number == number), None)
    if found is None:
        raise LookupError(f"No delivery {number} in the log.")
    return jsonify(delivery_view(found) | {"body": json.loads(found.body) if found.body else None})


@blueprint.get("/control/api/drained")
def wait_until_quiet() -> Response:
    """Wait until nothing is under way, at most `timeout` seconds (120 at the most)."""
    timeout = min(float(request.args.get("timeout", 30)), LONGEST_WAIT)
    return jsonify(drained=drained(world(), timeout), under_way=len(world().deliveries.open))


@blueprint.post("/control/api/faults")
def faults() -> Response:
    """Set what goes wrong with webhooks; what is not given is off."""
    given = body(*SETTABLE, "seed")
    values = {name: float(given[name]) for name in SETTABLE if name in given}
    world().faults = Faults(**values, seed=int(given.get("seed", 1)))
    return jsonify({name: getattr(world().faults, name) for name in (*SETTABLE, "seed")})


@blueprint.post("/control/api/api-faults")
def api_faults() -> Response:
    """Set what goes wrong with the Admin API; what is not given is off."""
    given = body(*NAMES)
    world().api_faults = {name: float(value) for name, value in given.items()}
    return jsonify(world().api_faults)


@blueprint.post("/control/api/timing")
def timing() -> Response:
    """Set how long tokens live, and what retries, the wait for shop/redact and for journeys shrink
    to.
    """
    given = body(*TIMING)
    here = world()
    for name, value in given.items():
        if float(value) <= 0:
            raise ValueError(f"{name} must be more than 0 seconds.")
        setattr(here, name, int(value) if name == "token_seconds" else float(value))
    return jsonify({name: getattr(here, name) for name in TIMING})
