"""Which tests go to the same worker of pytest-xdist (`make test`: two workers, `--dist loadgroup`).

A file stays together, so that what its tests share is made once. The journeys all stay together, because the
stack of processes they use is made once per worker and takes a quarter of a minute. The groups are told here,
and not by the mark `xdist_group`: pytest 9.2 no longer reads what pytest-xdist 3.8 makes of that mark.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

STACK = "tests/journeys/"


class ByFile(LoadScopeScheduling):
    """Hands out whole files, and all journeys as one."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """The group of the test called `nodeid`."""
    return STACK if nodeid.startswith(STACK) else nodeid.split("::", 1)[0]


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    """The scheduler for `--dist loadgroup`; pytest-xdist's own for everything else."""
    return ByFile(config, log) if config.getvalue("dist") == "loadgroup" else None
