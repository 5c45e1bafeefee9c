"""Crashes reported to Sentry, where SENTRY_DSN says whereto: what broke and where, and nothing of whom.

A report is what the log has, and no more: the error's type and the places it passed. Messages of errors are
left out, for they hold what was being worked on (SQL parameters, a body's text, an address with its token);
so are bodies, headers, addresses, local variables, users, and whatever the library would gather by itself.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from plugin.settings import Settings

KEPT = frozenset(
    {
        "event_id",
        "timestamp",
        "level",
        "platform",
        "exception",
        "tags",
        "environment",
        "sdk",
        "type",
    }
)
"""What of a report is sent at all."""
KEPT_OF_PLACE = frozenset({"filename", "abs_path", "function", "module", "lineno", "in_app"})
LEVELS = frozenset({"error", "critical"})
_on = False


def set_up_sentry(settings: Settings, process: str) -> None:
    """Report from now on as `process` (web, receiver, inbox, worker). Without SENTRY_DSN it does nothing."""
    global _on  # noqa: PLW0603  one process has one logger, and it asks here
    if settings.sentry_dsn is None:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        environment=settings.environment,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        server_name="",
        # Nothing is hooked into Flask, SQL or HTTP: what is reported is what is logged as a crash.
        default_integrations=False,
        auto_enabling_integrations=False,
        before_send=scrubbed,
    )
    sentry_sdk.set_tag("process", process)
    _on = True


def report(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A step of the log: what is logged as a crash is reported, too. Before the error is made safe."""
    if not _on or event.get("level") not in LEVELS:
        return event
    found = event.get("exc_info")
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        import sentry_sdk

        sentry_sdk.capture_exception(error)
    return event


def scrubbed(event: Any, _hint: Any) -> Any:
    """The report without anything personal or secret: built from what may be sent, not by taking away."""
    kept = {name: value for name, value in event.items() if name in KEPT}
    for row in (kept.get("exception") or {}).get("values") or ():
        row.pop("value", None)
        mechanism = row.get("mechanism")
        row["mechanism"] = {"type": "log", "handled": True} if mechanism else None
        frames = (row.get("stacktrace") or {}).get("frames") or []
        row["stacktrace"] = {
            "frames": [{name: frame[name] for name in KEPT_OF_PLACE if name in frame} for frame in frames]
        }
    return kept
