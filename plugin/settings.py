"""Settings: one frozen object, read strictly from the environment.

A missing or wrong value stops the start with a sentence that names the variable. Every variable is listed
in the README; a test fails on one that is not.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from plugin.errors import SettingsError

Environment = Literal["development", "test", "production"]
API_VERSION = "2026-10"
"""The Admin API version every request names (supported by Shopify until 2027-10-01)."""
SHORTEST_KEY = 32
"""Characters of a key that others send us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says. `repr` shows no secret.

    environment         EARMARK_ENV: development (default), test or production
    database_url        DATABASE_URL: postgresql://…; None means the embedded PostgreSQL (never in production)
    database_direct_url DATABASE_DIRECT_URL: the same database past PgBouncer, where DATABASE_URL leads there
    database_replica_url DATABASE_REPLICA_URL: a streaming replica, on which reports are read, or None
    data_dir            EARMARK_DATA_DIR: where the embedded PostgreSQL keeps its files
    client_id           SHOPIFY_API_KEY: the app's client id
    client_secret       SHOPIFY_API_SECRET: the app's client secret
    old_client_secret   SHOPIFY_API_SECRET_OLD: the previous secret while it is being rotated, or None
    pubsub_service_account PUBSUB_SERVICE_ACCOUNT: whose token a push of Google Pub/Sub carries, or None
    eventbridge_api_key EVENTBRIDGE_API_KEY: what an event of Amazon EventBridge carries, or None
    app_url             EARMARK_APP_URL: the public https address of this app
    encryption_keys     EARMARK_ENCRYPTION_KEYS: Fernet keys, comma separated; the first encrypts, all decrypt
    standin_url         SHOPIFY_STANDIN_URL: the stand-in Shopify of demo and tests; refused in production
    metrics_token       EARMARK_METRICS_TOKEN: the bearer token that opens GET /metrics; None: there is none
    metrics_port        EARMARK_METRICS_PORT: where drain and worker serve their own /metrics, or None
    sentry_dsn          SENTRY_DSN: where crashes are reported, or None
    log_level           EARMARK_LOG_LEVEL: DEBUG, INFO (default), WARNING or ERROR
    log_format          EARMARK_LOG_FORMAT: json (production default) or console
    """

    environment: Environment
    client_id: str
    client_secret: str = field(repr=False)
    app_url: str
    encryption_keys: tuple[str, ...] = field(repr=False)
    database_url: str | None = field(default=None, repr=False)
    database_direct_url: str | None = field(default=None, repr=False)
    database_replica_url: str | None = field(default=None, repr=False)
    data_dir: Path = Path(".data")
    old_client_secret: str | None = field(default=None, repr=False)
    pubsub_service_account: str | None = None
    eventbridge_api_key: str | None = field(default=None, repr=False)
    standin_url: str | None = None
    metrics_token: str | None = field(default=None, repr=False)
    metrics_port: int | None = None
    sentry_dsn: str | None = field(default=None, repr=False)
    log_level: str = "INFO"
    log_format: Literal["json", "console"] = "json"

    @property
    def production(self) -> bool:
        """Whether this is a live deployment."""
        return self.environment == "production"

    @property
    def shopify_assets(self) -> str:
        """The origin that serves App Bridge and the Polaris components: Shopify's CDN, or the stand-in."""
        return self.standin_url or "https://cdn.shopify.com"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment; raise `SettingsError` naming the variable that is missing or wrong."""
        environment = _choice(env, "EARMARK_ENV", ("development", "test", "production"), "development")
        live = environment == "production"
        database_url = _postgres(env, "DATABASE_URL")
        if live and not database_url:
            raise SettingsError("DATABASE_URL is not set. The embedded PostgreSQL is not for production.")
        for name in ("DATABASE_DIRECT_URL", "DATABASE_REPLICA_URL"):
            if env.get(name) and not database_url:
                raise SettingsError(f"{name} is set without DATABASE_URL, to which it belongs.")
        named = env.get("SHOPIFY_STANDIN_URL")
        standin_url = _url(env, "SHOPIFY_STANDIN_URL", https=False) if named else None
        if live and standin_url:
            raise SettingsError("SHOPIFY_STANDIN_URL is set. The stand-in Shopify must not face production.")
        return cls(
            environment=environment,  # type: ignore[arg-type]
            database_url=database_url,
            database_direct_url=_postgres(env, "DATABASE_DIRECT_URL"),
            database_replica_url=_postgres(env, "DATABASE_REPLICA_URL"),
            data_dir=Path(env.get("EARMARK_DATA_DIR") or ".data").absolute(),
            client_id=_text(env, "SHOPIFY_API_KEY"),
            client_secret=_text(env, "SHOPIFY_API_SECRET"),
            old_client_secret=env.get("SHOPIFY_API_SECRET_OLD") or None,
            pubsub_service_account=env.get("PUBSUB_SERVICE_ACCOUNT") or None,
            eventbridge_api_key=_key(env, "EVENTBRIDGE_API_KEY"),
            app_url=_url(env, "EARMARK_APP_URL", https=live),
            encryption_keys=_fernet_keys(env, "EARMARK_ENCRYPTION_KEYS"),
            standin_url=standin_url,
            metrics_token=_key(env, "EARMARK_METRICS_TOKEN"),
            metrics_port=_metrics_port(env),
            sentry_dsn=_sentry_dsn(env),
            log_level=_choice(env, "EARMARK_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
            log_format=_choice(env, "EARMARK_LOG_FORMAT", ("json", "console"), "json" if live else "console"),  # type: ignore[arg-type]
        )


VARIABLES: dict[str, str] = {
    "environment": "EARMARK_ENV",
    "database_url": "DATABASE_URL",
    "database_direct_url": "DATABASE_DIRECT_URL",
    "database_replica_url": "DATABASE_REPLICA_URL",
    "data_dir": "EARMARK_DATA_DIR",
    "client_id": "SHOPIFY_API_KEY",
    "client_secret": "SHOPIFY_API_SECRET",
    "old_client_secret": "SHOPIFY_API_SECRET_OLD",
    "pubsub_service_account": "PUBSUB_SERVICE_ACCOUNT",
    "eventbridge_api_key": "EVENTBRIDGE_API_KEY",
    "app_url": "EARMARK_APP_URL",
    "encryption_keys": "EARMARK_ENCRYPTION_KEYS",
    "standin_url": "SHOPIFY_STANDIN_URL",
    "metrics_token": "EARMARK_METRICS_TOKEN",
    "metrics_port": "EARMARK_METRICS_PORT",
    "sentry_dsn": "SENTRY_DSN",
    "log_level": "EARMARK_LOG_LEVEL",
    "log_format": "EARMARK_LOG_FORMAT",
}
"""Setting -> environment variable; the README lists every one."""

if set(VARIABLES) != {row.name for row in fields(Settings)}:
    raise SettingsError("plugin.settings.VARIABLES and the fields of Settings have drifted apart.")


def _text(env: Mapping[str, str], name: str) -> str:
    value = (env.get(name) or "").strip()
    if not value:
        raise SettingsError(f"{name} is not set. The README's settings table says what it is for.")
    return value


def _postgres(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(name) or None
    if value and not value.startswith(("postgresql://", "postgres://")):
        raise SettingsError(f"{name} must start with postgresql://; Earmark runs on nothing else.")
    return value


def _key(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(name) or None
    if value and len(value) < SHORTEST_KEY:
        raise SettingsError(
            f"{name} has {len(value)} characters; a key that cannot be guessed has {SHORTEST_KEY}."
        )
    return value


def _metrics_port(env: Mapping[str, str]) -> int | None:
    value = env.get("EARMARK_METRICS_PORT") or None
    if value is None:
        return None
    if not value.isdecimal() or not 1 <= int(value) <= 65_500:
        raise SettingsError(f"EARMARK_METRICS_PORT is {value!r}; it must be a whole number from 1 to 65500.")
    if not env.get("EARMARK_METRICS_TOKEN"):
        raise SettingsError("EARMARK_METRICS_PORT is set without EARMARK_METRICS_TOKEN, which guards it.")
    return int(value)


def _sentry_dsn(env: Mapping[str, str]) -> str | None:
    if not env.get("SENTRY_DSN"):
        return None
    _url(env, "SENTRY_DSN", https=False)
    if find_spec("sentry_sdk") is None:
        raise SettingsError(
            "SENTRY_DSN is set, but the package that reports there is not installed: "
            "`pip install sentry-sdk`, or take the variable away."
        )
    return env["SENTRY_DSN"]


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = (env.get(name) or default).strip()
    if value not in allowed:
        raise SettingsError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def _url(env: Mapping[str, str], name: str, *, https: bool) -> str:
    value = _text(env, name).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise SettingsError(
            f"{name} is {value!r}; it must be a plain address such as https://app.example.com."
        )
    if https and parts.scheme != "https":
        raise SettingsError(f"{name} is {value!r}; in production it must begin with https://.")
    return value


def _fernet_keys(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in _text(env, name).split(",") if key.strip())
    for number, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError as error:
            raise SettingsError(
                f"{name}: key {number} is not a Fernet key (32 bytes, url-safe base64). "
                "`make key` prints a new one."
            ) from error
    return keys
