"""A drain that is killed in the middle of a batch has done nothing of it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from plugin.services.check_books import check_books
from tests import order_bodies as bodies
from tests.conftest import ROOT
from tests.webhooks.test_batch import cleo, everything, row  # noqa: F401  cleo is a fixture
from webhooks.drain import Drain

KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import create_engine
from plugin.services import record_orders
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.embedded import driver_url
from webhooks.drain import Drain

url, key, folder, where = sys.argv[1:]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
import webhooks.batch
owner, name = {
    "before_refunds": (record_orders, "write_refunds"),
    "before_marks": (record_orders, "mark_first_orders"),
    "before_verdicts": (webhooks.batch, "settle_deliveries"),
}[where]
setattr(owner, name, die)
settings = Settings(environment="test", client_id="a", client_secret="b", app_url="https://earmark.test",
    encryption_keys=(key,), database_url=url, data_dir=Path(folder))
Drain(Database(create_engine(driver_url(url))), settings).drain_all()
"""


@pytest.mark.usefixtures("cleo")
@pytest.mark.parametrize("where", ["before_refunds", "before_marks", "before_verdicts"])
def test_killed_in_the_middle_nothing_is_half_done(
    database, settings, put, inbox, due, ana, ben, now, postgres, tmp_path, where
):
    for number in range(1, 6):
        put(ana, "orders/create", row(number))
        put(
            ana,
            "refunds/create",
            bodies.refund(500 + number, number, lines=[bodies.refund_line(1, 1, "19.00")]),
        )
    died = subprocess.run(
        [sys.executable, "-c", KILLED, postgres, settings.encryption_keys[0], str(tmp_path), where],
        cwd=ROOT, timeout=60, capture_output=True, check=False,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    left = everything(database, ana)
    assert [left[name] for name in ("orders", "refunds", "evidence", "decisions", "entries")] == [[]] * 5
    assert {(row.state, row.attempts) for row in inbox()} == {("waiting", 1)}
    due()
    assert Drain(database, settings, clock=lambda: now).drain_all() == 10
    assert {row.state for row in inbox()} == {"handled"}
    with database.shop(ana) as session:
        checked = check_books(session)
        assert (checked.orders, checked.balanced) == (5, True)
    assert everything(database, ben)["orders"] == []
