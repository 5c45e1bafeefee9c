"""What every app has, whatever blueprint it serves."""

import dataclasses

import pytest
from flask import Blueprint, abort
from sqlalchemy import create_engine

from plugin import server
from plugin.app import create_app
from plugin.errors import ConflictError, InputError, ShopifyError
from plugin.store.database import Database

thing = Blueprint("thing", __name__)


@thing.get("/fails/<what>")
def fails(what: str):
    """Fail in one of several ways."""
    errors = {
        "input": InputError("The code holds a space: take it out."),
        "conflict": ConflictError("It exists already: choose another name."),
        "shopify": ShopifyError("secret detail"),
        "crash": KeyError("secret detail"),
    }
    if what == "missing":
        abort(404)
    raise errors[what]


@pytest.fixture
def client(settings, database):
    return create_app(settings, thing, database=database).test_client()


def test_a_process_lives_and_says_whether_it_can_work(client, settings):
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["status"]) == (200, "ready")
    nowhere = Database(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2"))
    alone = create_app(settings, database=nowhere).test_client()
    assert alone.get("/healthz").status_code == 200
    answer = alone.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {
        "status": "not ready",
        "database": "away",
        "migrations": "unknown",
        "oldest_waiting_seconds": None,
    }


@pytest.mark.parametrize(
    ("what", "status", "said"),
    [
        ("input", 400, "The code holds a space: take it out."),
        ("conflict", 409, "It exists already: choose another name."),
        ("shopify", 502, "Something went wrong on our side. It has been noted; please try again."),
        ("crash", 500, "Something went wrong on our side. It has been noted; please try again."),
    ],
)
def test_errors_are_answered_in_the_callers_language(client, what, status, said):
    plain = client.get(f"/fails/{what}", headers={"Accept": "application/json", "X-Request-Id": "request-42"})
    assert (plain.status_code, plain.get_json()) == (status, {"error": said, "request_id": "request-42"})
    page = client.get(f"/fails/{what}", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert said in page.get_data(as_text=True)


def test_what_is_not_there_is_a_404(client):
    for path in ("/fails/missing", "/nowhere"):
        assert client.get(path, headers={"Accept": "application/json"}).status_code == 404


def test_a_page_of_errors_runs_no_script(client):
    page = client.get("/nowhere/<script>alert(1)</script>", headers={"Accept": "text/html"})
    assert b"<script>" not in page.get_data()


def test_headers_are_safe_by_default(client):
    headers = client.get("/healthz").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_production_insists_on_https(settings, database):
    app = create_app(dataclasses.replace(settings, environment="production"), database=database)
    assert "max-age" in app.test_client().get("/healthz").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("given", ["short", "with space", "x" * 65, "<script>alert(1)"])
def test_an_odd_request_id_is_replaced(client, given):
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] != given


def test_the_server_writes_no_addresses():
    assert server.accesslog is None
    assert server.control_socket_disable is True
    assert server.worker_class == "gthread"
