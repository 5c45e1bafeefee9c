"""Typed texts of the survey: what was decided about one reaches its answers, and what nobody could read is
read again.
"""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.survey.map_text import REMAP, remap_all
from plugin.services.survey.read_later import READ_AGAIN
from plugin.services.survey.text_queue import read_again


@tasks.task(name=REMAP, pass_context=True, retry=Patience(attempts=5, first_pause=5))
def remap_answers(context: JobContext, *, shop_id: int, text_key: str) -> None:
    """Have the answers with a text mean what was decided, and their orders decided again."""
    worker: Worker = context.additional_context["worker"]
    remap_all(worker.database, shop_id, text_key, datetime.now(UTC))


@tasks.task(name=READ_AGAIN, pass_context=True, retry=Patience(attempts=3, first_pause=30))
def read_texts_again(context: JobContext, *, shop_id: int) -> None:
    """Read the texts that wait once more, because creators have new names."""
    worker: Worker = context.additional_context["worker"]
    read_again(worker.database, worker.settings, shop_id, datetime.now(UTC))
