"""Jobs: what Shopify does in the background. Here the work is done before the answer leaves."""

from __future__ import annotations

from typing import Any

from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record, query


def finished_job(call: Call, *, done: bool = True) -> Record:
    """A job that was done. `done=False` shows it as Shopify shows one it has only taken in; asked again, it
    is done.
    """
    return {"id": gid("Job", call.world.next_id()), "done": done, "query": None}


@query("job")
def job(call: Call, arguments: dict[str, Any]) -> Record:
    """A job by its id: every job of the stand-in is done by the time it is asked for."""
    return {"id": arguments["id"], "done": True, "query": None}
