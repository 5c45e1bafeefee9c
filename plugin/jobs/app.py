"""The Procrastinate app, and what every task is given."""

from __future__ import annotations

from dataclasses import dataclass

import procrastinate

from plugin.services.shop_access import Clients
from plugin.settings import Settings
from plugin.store.database import Database

# The connector is never opened: the worker replaces it by one for its own database.
tasks = procrastinate.App(connector=procrastinate.PsycopgConnector())
"""Every file in `plugin/jobs/` that holds tasks registers them here, under the names that `enqueue` uses."""


@dataclass(frozen=True, slots=True)
class Worker:
    """The parts a task works with; a task finds it as `context.additional_context["worker"]`."""

    settings: Settings
    database: Database
    clients: Clients
