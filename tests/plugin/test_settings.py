"""Settings are read strictly: what is wrong is named in a sentence, and nothing secret is shown."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from plugin.errors import SettingsError
from plugin.settings import Settings
from tests.conftest import ROOT

KEY = Fernet.generate_key().decode()
GOOD = {
    "EARMARK_ENV": "production",
    "DATABASE_URL": "postgresql://db.example.com/earmark",
    "SHOPIFY_API_KEY": "client",
    "SHOPIFY_API_SECRET": "hush-hush",
    "EARMARK_APP_URL": "https://app.example.com/",
    "EARMARK_ENCRYPTION_KEYS": KEY,
}


def test_a_whole_environment_is_read():
    found = Settings.from_env(GOOD)
    assert found.production
    assert found.app_url == "https://app.example.com"
    assert found.shopify_assets == "https://cdn.shopify.com"
    assert found.log_format == "json"
    assert found.old_client_secret is None


def test_development_needs_no_database_and_no_https():
    found = Settings.from_env(
        {**GOOD, "EARMARK_ENV": "", "DATABASE_URL": "", "EARMARK_APP_URL": "http://127.0.0.1:8000"}
    )
    assert (found.environment, found.database_url, found.log_format) == ("development", None, "console")


def test_two_keys_are_two_keys():
    second = Fernet.generate_key().decode()
    found = Settings.from_env({**GOOD, "EARMARK_ENCRYPTION_KEYS": f"{second}, {KEY}"})
    assert found.encryption_keys == (second, KEY)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"EARMARK_ENV": "prod"}, "EARMARK_ENV is 'prod'; it must be one of", id="environment"),
        pytest.param({"SHOPIFY_API_KEY": ""}, "SHOPIFY_API_KEY is not set", id="client_id"),
        pytest.param({"SHOPIFY_API_SECRET": " "}, "SHOPIFY_API_SECRET is not set", id="blank_secret"),
        pytest.param({"DATABASE_URL": ""}, "embedded PostgreSQL is not for production", id="no_database"),
        pytest.param(
            {"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL must start with postgresql://", id="sqlite"
        ),
        pytest.param({"EARMARK_APP_URL": "http://x.example.com"}, "must begin with https://", id="http"),
        pytest.param(
            {"EARMARK_APP_URL": "app.example.com"}, "EARMARK_APP_URL is 'app.example.com'", id="no_scheme"
        ),
        pytest.param({"EARMARK_APP_URL": "https://x.example.com?a=1"}, "plain address", id="query"),
        pytest.param(
            {"SHOPIFY_STANDIN_URL": "http://127.0.0.1:4000"}, "must not face production", id="standin"
        ),
        pytest.param({"EARMARK_ENCRYPTION_KEYS": f"{KEY},short"}, "key 2 is not a Fernet key", id="bad_key"),
        pytest.param({"EARMARK_ENCRYPTION_KEYS": ""}, "EARMARK_ENCRYPTION_KEYS is not set", id="no_key"),
        pytest.param({"EARMARK_LOG_LEVEL": "loud"}, "EARMARK_LOG_LEVEL is 'loud'", id="log_level"),
        pytest.param({"EARMARK_LOG_FORMAT": "xml"}, "EARMARK_LOG_FORMAT is 'xml'", id="log_format"),
    ],
)
def test_a_wrong_value_is_named(changes, says):
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, **changes})
    assert says in str(refused.value)


def test_no_secret_is_shown():
    shown = repr(Settings.from_env({**GOOD, "SHOPIFY_API_SECRET_OLD": "older-hush"}))
    for secret in ("hush-hush", "older-hush", KEY, "db.example.com"):
        assert secret not in shown


def test_a_bad_key_is_not_repeated():
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, "EARMARK_ENCRYPTION_KEYS": "half-a-secret"})
    assert "half-a-secret" not in str(refused.value)


def test_the_start_stops_with_the_sentence():
    """gunicorn's entry point ends with the sentence and no page of traceback about something else."""
    env = {**os.environ, **GOOD, "EARMARK_ENV": "prod"}
    result = subprocess.run(
        [sys.executable, "-m", "webhooks.drain"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode != 0
    assert "EARMARK_ENV is 'prod'; it must be one of" in result.stderr + result.stdout
