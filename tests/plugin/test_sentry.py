"""What a report of a crash holds, and what it never does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sentry_sdk
import structlog
from sentry_sdk.transport import Transport

from plugin import sentry
from plugin.errors import SettingsError
from plugin.log import set_up_logging
from plugin.settings import Settings
from tests import cast

DSN = "https://key@sentry.example.test/1"


class Post(Transport):
    """Keeps what would be sent."""

    sent: list[str] = []  # noqa: RUF012

    def capture_envelope(self, envelope):
        self.sent.append(json.dumps([json.loads(item.payload.get_bytes()) for item in envelope.items]))


@pytest.fixture
def reports(settings, monkeypatch):
    """Sentry set up with a transport that keeps what would be sent; the kept."""
    monkeypatch.setattr(sentry, "_on", False)
    begin = sentry_sdk.init
    monkeypatch.setattr(sentry_sdk, "init", lambda **given: begin(**given, transport=Post))
    Post.sent.clear()
    set_up_logging(settings)
    sentry.set_up_sentry(replace(settings, sentry_dsn=DSN), "inbox")
    yield Post.sent
    begin()


def crash(secret: str) -> Exception:
    try:
        address = f"{secret} {cast.SAM.email}"
        raise ValueError(f"insert failed: {address}")
    except ValueError as error:
        return error


def test_a_crash_is_reported_by_type_and_place_alone(reports):
    structlog.get_logger().error("request crashed", path="/x", token="shpat_1", exc_info=crash("shpat_1"))
    sentry_sdk.flush(2)
    [report] = reports
    assert "ValueError" in report
    assert "test_sentry" in report
    assert '"process": "inbox"' in report
    for never in ("shpat_1", cast.SAM.email, "insert failed", "/x"):
        assert never not in report


def test_what_is_no_crash_is_not_reported(reports):
    log = structlog.get_logger()
    log.warning("batch not handled", exc_info=crash("a"))
    log.error("webhook not kept", reason="x")
    sentry_sdk.flush(2)
    assert reports == []


def test_whatever_a_library_gathers_is_left_out():
    event = {
        "event_id": "1",
        "request": {"data": "body", "headers": {"Authorization": "x"}, "url": "https://a/?id_token=x"},
        "user": {"ip_address": "1.2.3.4"},
        "extra": {"sys.argv": ["x"]},
        "breadcrumbs": {"values": [{"message": "select"}]},
        "contexts": {"trace": {}},
        "server_name": "host",
        "logentry": {"message": "said"},
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "value": "secret",
                    "mechanism": {"data": {"code": "x"}},
                    "stacktrace": {"frames": [{"function": "f", "vars": {"a": "b"}, "context_line": "s"}]},
                }
            ]
        },
    }
    assert sentry.scrubbed(event, None) == {
        "event_id": "1",
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "mechanism": {"type": "log", "handled": True},
                    "stacktrace": {"frames": [{"function": "f"}]},
                }
            ]
        },
    }


def test_without_a_dsn_nothing_is_set_up(settings, monkeypatch):
    monkeypatch.setattr(sentry, "_on", False)
    sentry.set_up_sentry(settings, "web")
    assert sentry._on is False


def test_a_missing_package_stops_the_start_with_a_sentence(monkeypatch, settings):
    from plugin import settings as subject

    monkeypatch.setattr(subject, "find_spec", lambda name: None)
    env = {
        "SHOPIFY_API_KEY": "a", "SHOPIFY_API_SECRET": "b", "EARMARK_APP_URL": "https://a.test",
        "EARMARK_ENCRYPTION_KEYS": settings.encryption_keys[0], "SENTRY_DSN": DSN,
    }  # fmt: skip
    with pytest.raises(SettingsError, match="pip install sentry-sdk"):
        Settings.from_env(env)
