"""One real stack for all journeys of a test process, and a shop of its own for each.

Where PgBouncer is installed (in CI always), all of it runs through one in transaction mode. One worker runs
them all (see `tests.workers`). After every test the faults are off again, all processes live, and nothing
that must not be written down is in the database or in a log.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from plugin.store.embedded import start_embedded
from tests.browser import chromium, page
from tests.cast import ANA
from tests.devshop.stack import Stack, running
from tests.journeys.discretion import assert_discreet
from tests.journeys.merchant import Merchant
from tests.servers import pgbouncer
from tests.servers.pgbouncer import Pooler

__all__ = ["chromium", "page"]

OpenShop = Callable[..., Merchant]
NUMBERS = itertools.count(1)
USUAL_TIMING = {"token_seconds": 3600, "retry_seconds": 4, "redact_seconds": 240}


@pytest.fixture(scope="session")
def pooler() -> Iterator[Pooler | None]:
    """PgBouncer in front of the stack's PostgreSQL; None where it is not installed."""
    binary = pgbouncer.program()
    if binary is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="earmark-stack-pg-"))
    with pgbouncer.pooled(start_embedded(folder / "postgres"), binary) as found:
        yield found
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def stack(pooler: Pooler | None) -> Iterator[Stack]:
    """The Procfile's processes, PostgreSQL and the stand-in, on free ports."""
    folder = Path(tempfile.mkdtemp(prefix="earmark-stack-"))
    database = {"DATABASE_URL": pooler.url, "DATABASE_DIRECT_URL": pooler.direct_url} if pooler else {}
    with running(folder, **database) as found:
        yield found
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def opening(stack: Stack) -> Iterator[OpenShop]:
    """A way to open shops; at the end everything is as usual again and nothing hidden was written down."""
    opened: list[Merchant] = []

    def open_one(like: str = ANA.domain, **more: str) -> Merchant:
        domain = f"journey-{next(NUMBERS)}.myshopify.com"
        merchant = Merchant(stack.standin_url, stack.app_url, domain)
        asked = {"domain": domain, "like": like, **more}
        merchant.standin.post("/control/api/shops", json=asked).raise_for_status()
        opened.append(merchant)
        return merchant

    control = f"{stack.standin_url}/control/api"
    httpx.post(f"{control}/timing", json=USUAL_TIMING).raise_for_status()
    yield open_one
    # A test that failed half-way may have left one killed; the next ones are not to suffer for it.
    stack.restart(*({"web", "inbox", "worker"} - stack.processes.keys()))
    for faults in ("faults", "api-faults"):
        httpx.post(f"{control}/{faults}", json={}).raise_for_status()
    stack.check_alive()
    assert_discreet(stack, opened)


@pytest.fixture
def new_shop(stack: Stack) -> Iterator[OpenShop]:
    """`new_shop(like=BEN.domain)` opens a shop no other test has; the app is not installed in it yet."""
    with opening(stack) as open_one:
        yield open_one


@pytest.fixture(scope="module")
def shared_shop(stack: Stack) -> Iterator[OpenShop]:
    """As `new_shop`, for a shop that all tests of a file read."""
    with opening(stack) as open_one:
        yield open_one


@pytest.fixture
def shop(new_shop: OpenShop) -> Merchant:
    """A shop in euros with the app installed and opened once."""
    merchant = new_shop()
    merchant.install()
    merchant.open("/").raise_for_status()
    return merchant
