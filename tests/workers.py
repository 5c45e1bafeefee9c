"""Which tests go to the same worker of pytest-xdist (`make test`: two workers, `--dist loadgroup`).

A file stays together, so that what its tests share is made once. The journeys all stay together, because the
stack of processes they use is made once per worker and takes a quarter of a minute. The groups are told here,
and not by the mark `xdist_group`: pytest 9.2 no longer reads what pytest-xdist 3.8 makes of that mark.

What takes longest begins first, so that at the end no worker waits for the other. pytest-xdist's own order,
by the number of tests, put the single long ones last.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

STACK = "tests/journeys/"
LONGEST_FIRST = (
    STACK,
    "tests/faults/",
    "tests/plugin/services/codes/test_create_codes.py",
    "tests/devshop/test_demo.py",
    "tests/webhooks/test_batch.py",
    "tests/storefront/",
    "tests/plugin/shopify/test_orders.py",
    "tests/webhooks/",
    "tests/plugin/admin/",
)
"""By the seconds they took; what is not named follows as it was collected."""


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
    if config.getvalue("dist") != "loadgroup":
        return None
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take longest first; every worker does it alike."""
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    places = (place for place, name in enumerate(LONGEST_FIRST) if nodeid.startswith(name))
    return next(places, len(LONGEST_FIRST))
