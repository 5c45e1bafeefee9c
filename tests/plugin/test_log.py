"""Logs hold no secret, whoever writes them and whatever goes wrong."""

import io
import json
import logging

import pytest
import structlog
from sqlalchemy import text

from plugin.log import redact, set_up_logging
from tests import cast

SECRETS = ("shpat_secret", cast.SAM.email, "Bearer abc", "id-token-abc", cast.CLIENT_SECRET)


@pytest.fixture
def logged(settings):
    """Everything logged so far, as text; logging is as it was before afterwards."""
    import dataclasses

    root = logging.getLogger()
    before = (root.handlers[:], root.level, structlog.get_config())
    set_up_logging(dataclasses.replace(settings, log_format="json", log_level="DEBUG"))
    stream = io.StringIO()
    root.handlers[0].setStream(stream)
    yield stream.getvalue
    root.handlers[:], level, config = before
    root.setLevel(level)
    structlog.configure(**config)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        *[
            (name, False)
            for name in ("token", "access_token", "id_token", "Authorization", "client_secret", "api_key")
        ],
        *[
            (name, False)
            for name in ("body", "raw_body", "payload", "email", "customer", "customer_id", "phone")
        ],
        *[
            (name, False)
            for name in ("first_name", "address1", "headers", "cookie", "X-Shopify-Hmac-Sha256", "signature")
        ],
        *[
            (name, True)
            for name in ("shop", "topic", "id", "shop_id", "outcome", "path", "status", "ms", "refreshed")
        ],
    ],
)
def test_what_is_shown_goes_by_name(name, shown):
    assert (redact(None, "info", {name: "value"})[name] == "value") == shown


def test_names_are_looked_for_at_any_depth():
    given = {"event": "x", "more": {"deep": [{"access_token": "shpat_secret", "n": 1}]}, "raw": b"x"}
    shown = {"event": "x", "more": {"deep": [{"access_token": "[redacted]", "n": 1}]}, "raw": "[redacted]"}
    assert redact(None, "info", given) == shown


def test_our_lines_are_json_with_what_was_bound(logged):
    structlog.contextvars.bind_contextvars(request_id="r-1")
    structlog.get_logger().info("webhook kept", shop=cast.ANA.domain, token="shpat_secret")
    line = json.loads(logged())
    structlog.contextvars.clear_contextvars()
    assert (line["event"], line["shop"], line["token"]) == ("webhook kept", cast.ANA.domain, "[redacted]")
    assert (line["level"], line["request_id"]) == ("info", "r-1")


def test_libraries_lines_are_written_alike(logged):
    logging.getLogger("some.library").warning("careful", extra={"access_token": "shpat_secret"})
    assert json.loads(logged())["event"] == "careful"
    assert "shpat_secret" not in logged()


def test_an_errors_message_is_not_shown_but_its_places_are(logged, _engine):
    try:
        with _engine.connect() as connection:
            connection.execute(text("select cast(:given as int)"), {"given": cast.SAM.email})
    except Exception:
        structlog.get_logger().exception("it failed")
        logging.getLogger("a.library").exception("it failed there")
    for raw in logged().splitlines():
        line = json.loads(raw)
        assert line["error"].startswith("DataError")
        assert any("test_log.py" in place for place in line["trace"])
    assert cast.SAM.email not in logged()


def test_a_crashing_request_shows_its_path_and_no_query(logged, settings, database):
    from flask import Blueprint

    from plugin.app import create_app

    broken = Blueprint("broken", __name__)

    @broken.get("/broken")
    def crash():
        raise RuntimeError("shpat_secret")

    client = create_app(settings, broken, database=database).test_client()
    answer = client.get(
        "/broken?id_token=id-token-abc&email=" + cast.SAM.email,
        headers={"Authorization": "Bearer abc", "X-Request-Id": "request-42"},
    )
    assert answer.status_code == 500
    lines = [json.loads(line) for line in logged().splitlines()]
    assert {line["request_id"] for line in lines} == {"request-42"}
    assert [line["path"] for line in lines] == ["/broken", "/broken"]
    assert [secret for secret in SECRETS if secret in logged() + answer.get_data(as_text=True)] == []


def test_webhooks_and_installs_leave_no_secret(logged, settings, database, now):
    from plugin.app import create_app
    from plugin.services.open_admin import open_admin
    from tests.standin_line import Clock, staff, standin
    from tests.webhooks.conftest import signed_headers
    from webhooks.drain import Drain
    from webhooks.receive import blueprint

    line = standin(Clock())
    verified = staff(line, cast.ANA)
    open_admin(database, settings, verified, now, line.http)
    client = create_app(settings, blueprint, database=database).test_client()
    body = json.dumps({"id": "no number", "email": cast.SAM.email, "note": cast.SAM.first_name}).encode()
    for headers in (signed_headers(body), signed_headers(body, **{"X-Shopify-Hmac-Sha256": "wrong"})):
        client.post("/webhooks", data=body, headers=headers)
    Drain(database, settings).drain_all()
    grants = [grant for shop in line.world.shops.values() for grant in shop.installation.tokens]
    secrets = [*SECRETS, verified.id_token.raw, cast.SAM.first_name, *settings.encryption_keys]
    secrets += [token for grant in grants for token in (grant.access_token, grant.refresh_token)]
    assert "webhook kept" in logged()
    assert "delivery parked" in logged()
    assert [secret for secret in secrets if secret in logged()] == []
