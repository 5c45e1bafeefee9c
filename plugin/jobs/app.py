"""The Procrastinate app, and what every task is given."""

from __future__ import annotations

from dataclasses import dataclass

import procrastinate

from plugin.settings import Settings
from plugin.store.database import Database

tasks = procrastinate.Blueprint()
"""Every file in `plugin/jobs/` that holds tasks registers them here, under the names that `enqueue` uses."""


@dataclass(frozen=True, slots=True)
class Worker:
    """The parts a task works with; a task finds it as `context.additional_context["worker"]`."""

    settings: Settings
    database: Database
