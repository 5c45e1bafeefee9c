"""The worker: `python -m plugin.jobs`. SIGTERM lets the jobs in hand finish; run as many
workers as needed.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil

import procrastinate
import structlog

import plugin.jobs
from plugin.jobs.app import Worker, tasks
from plugin.log import set_up_logging
from plugin.metrics_port import WORKER, serve_metrics
from plugin.sentry import set_up_sentry
from plugin.services.shop_access import ShopifyClients
from plugin.settings import Settings
from plugin.store.database import Database

CONCURRENCY = 4
"""Jobs at once; each runs in a thread of its own and mostly waits for Shopify."""
LOOK_SECONDS = 0.5
"""How often the worker looks for jobs nobody rang for. A new job rings; a job that may begin because the one
before it under the same lock has ended does not, nor does one whose pause is over: batches of codes would
stand still for Procrastinate's usual five seconds between one and the next.
"""
GRACE_SECONDS = 25.0
"""How long jobs in hand may take to finish; hosts kill after thirty."""

log = structlog.get_logger()


def import_tasks() -> None:
    """Import every module of `plugin.jobs`, so that all tasks are known."""
    for module in pkgutil.iter_modules(plugin.jobs.__path__, "plugin.jobs."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


async def work(settings: Settings, *, wait: bool = True) -> None:
    """Run jobs until a signal comes, or, without `wait`, until none is due."""
    import_tasks()
    database = Database.from_settings(settings, pool_size=CONCURRENCY)
    worker = Worker(settings, database, ShopifyClients(database, settings))
    connector = procrastinate.PsycopgConnector(conninfo=database.url(), min_size=1, max_size=CONCURRENCY + 2)
    with tasks.replace_connector(connector) as app:
        async with app.open_async():
            log.info("worker started", known=len(app.tasks))
            await app.run_worker_async(
                wait=wait,
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=LOOK_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
                additional_context={"worker": worker},
                install_signal_handlers=wait,
            )
    log.info("worker stopped")


def main() -> None:
    """Run one worker by the environment's settings."""
    settings = Settings.from_env()
    set_up_logging(settings)
    set_up_sentry(settings, "worker")
    serve_metrics(settings, Database.from_settings(settings, pool_size=1), WORKER)
    asyncio.run(work(settings))


if __name__ == "__main__":
    main()
