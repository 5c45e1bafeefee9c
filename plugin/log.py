"""Structured logs: JSON in production, readable lines in development, and no secret in either.

Everything goes through one processor that blanks fields by name, so that a careless `log.info(...,
token=token)` or a library's own record shows nothing. Values are never searched for secrets: what has a
harmless name must be harmless.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from plugin.sentry import report
from plugin.settings import Settings

SECRET_NAMES = re.compile(
    r"token|secret|authorization|password|cookie|hmac|signature|api_?key|encryption|credential|private|"
    r"body|payload|^headers$|query_string|"
    r"e?mail|phone|first_?name|last_?name|address|zip|birth|customer(?!_export)",
    re.IGNORECASE,
)
"""Field names whose value is blanked. `shop`, `topic`, `id` and the like pass."""
BLANK = "[redacted]"
QUIET = ("httpx", "httpcore", "alembic", "procrastinate", "asyncio", "werkzeug")
"""Libraries that say at INFO what we say ourselves, or log addresses with their query."""


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank every field whose name says it may be secret or personal, at any depth."""
    return {name: _clean(name, value) for name, value in event.items()}


def _clean(name: str, value: Any) -> Any:
    if SECRET_NAMES.search(name) and value not in (None, True, False):
        return BLANK
    if isinstance(value, Mapping):
        return {str(inner): _clean(str(inner), row) for inner, row in value.items()}
    if isinstance(value, list | tuple):
        return [_clean("", row) for row in value]
    if isinstance(value, bytes):
        return BLANK
    return value


def safe_traceback(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Show an exception as its type and the places it passed, without its message and without local values.

    Messages of foreign errors hold what was being worked on: SQL parameters, a body's text, an address with
    its token.
    """
    info = event.pop("exc_info", None)
    if not info:
        return event
    error = (
        info
        if isinstance(info, BaseException)
        else (info[1] if isinstance(info, tuple) else sys.exc_info()[1])
    )
    if error is not None:
        event["error"] = " < ".join(_chain(error))
        event["trace"] = _places(error)
    return event


def _chain(error: BaseException) -> list[str]:
    names: list[str] = []
    current: BaseException | None = error
    while current is not None and len(names) < 5:
        names.append(type(current).__name__)
        current = current.__cause__ or current.__context__
    return names


def _places(error: BaseException) -> list[str]:
    places = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{'/'.join(code.co_filename.split('/')[-3:])}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return places


def set_up_logging(settings: Settings) -> None:
    """Send structlog's and the libraries' records to standard error in the settings' format and level."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        report,
        safe_traceback,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
