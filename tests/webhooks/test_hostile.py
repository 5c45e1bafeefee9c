"""Hostile input over HTTP, at both doors under gunicorn: right answer, right fate, and the process lives."""

from __future__ import annotations

import http.client
import io
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from werkzeug.test import create_environ, run_wsgi_app

from plugin.app import create_app
from plugin.settings import Settings
from plugin.store.deliveries import Delivery
from tests import cast
from tests.bench.load import Messages, saturate
from tests.bench.receivers import OURS, Receiver, receiver
from tests.bench.receiving import requests
from tests.webhooks.conftest import signed_headers
from tests.webhooks.doors import AsgiClient
from tests.webhooks.hostile import BOMB, MOST, ORDER, REFUSED, TAKEN, Case
from webhooks import asgi_door
from webhooks.drain import Drain
from webhooks.receive import blueprint

pytestmark = pytest.mark.xdist_group("hostile")
DRIPPING = 12
"""Connections that send byte by byte; the Flask door has threads left for others."""


@pytest.fixture(scope="module")
def running(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Receiver]]:
    """Both doors, as the Procfile starts them, one process each."""
    folder = tmp_path_factory.mktemp("doors")
    settings = Settings(
        environment="test", client_id=cast.CLIENT_ID, client_secret=cast.CLIENT_SECRET,
        app_url="https://earmark.test", encryption_keys=(Fernet.generate_key().decode(),),
        database_url=postgres, data_dir=folder,
    )  # fmt: skip
    with ExitStack() as stack:
        here = SimpleNamespace(settings=settings)
        yield {name: stack.enter_context(receiver(name, here, folder, None)) for name in OURS}


@pytest.fixture(params=OURS)
def door(request, running, database) -> Receiver:
    """One door after the other, in front of the tests' database."""
    return running[request.param]


@contextmanager
def line_to(door: Receiver) -> Iterator[http.client.HTTPConnection]:
    line = http.client.HTTPConnection("127.0.0.1", door.port, timeout=20)
    try:
        yield line
    finally:
        line.close()


def status_of(door: Receiver, body, headers: dict[str, str]) -> int:
    """Send a request on a connection of its own; the answer's status."""
    with line_to(door) as line:
        line.putrequest("POST", "/webhooks")
        for name, value in headers.items():
            line.putheader(name, value.encode("utf-8"))
        if isinstance(body, bytes):
            line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
        else:
            line.putheader("Transfer-Encoding", "chunked")
            line.endheaders(body, encode_chunked=True)
        return line.getresponse().status


def raw_status(door: Receiver, message: bytes) -> int | None:
    """Send bytes as they are; the answer's status, None where the connection is closed without one."""
    with socket.create_connection(("127.0.0.1", door.port), timeout=20) as line:
        line.sendall(message)
        said = line.recv(1000)
    return int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/1.") else None


def head_of(case: Case, *more: str) -> bytes:
    lines = [f"{name}: {value}" for name, value in case.sent().items()]
    return "\r\n".join(["POST /webhooks HTTP/1.1", "Host: localhost", *lines, *more, "", ""]).encode()


def grown(door: Receiver) -> int:
    """The most memory (bytes) that the door's workers have ever held."""
    children = Path(f"/proc/{door.process.pid}/task/{door.process.pid}/children").read_text().split()
    status = [Path(f"/proc/{pid}/status").read_text() for pid in children]
    return max(int(text.split("VmHWM:")[1].split()[0]) * 1024 for text in status)


def workers(door: Receiver) -> str:
    return Path(f"/proc/{door.process.pid}/task/{door.process.pid}/children").read_text()


def test_each_case_has_its_answer_and_its_fate(door, database, settings, ana, ben, now):
    at_first = workers(door)
    answers = {case.name: status_of(door, case.body, case.sent()) for case in (*REFUSED, *TAKEN)}
    assert answers == {case.name: case.status for case in (*REFUSED, *TAKEN)}
    with database.everywhere() as session:
        kept = {row.webhook_id: row.body for row in session.scalars(select(Delivery))}
    assert kept == {case.name: case.body for case in TAKEN}
    Drain(database, settings, clock=lambda: now).drain_all()
    with database.everywhere() as session:
        states = {row.webhook_id: row.state for row in session.scalars(select(Delivery))}
        shops = {row.webhook_id: row.shop_id for row in session.scalars(select(Delivery))}
    assert states == {case.name: case.state for case in TAKEN}
    assert ben not in shops.values()
    assert workers(door) == at_first


def test_a_body_in_pieces_is_kept_whole_and_ends_where_it_is_too_large(door, database, ana, ben):
    headers = signed_headers(ORDER, **{"X-Shopify-Webhook-Id": "in_pieces"})
    assert status_of(door, iter([ORDER[:5], ORDER[5:6], ORDER[6:]]), headers) == 200
    with database.shop(ana) as session:
        assert session.scalars(select(Delivery)).one().body == ORDER
    case = Case("endless", b"")
    head, piece = head_of(case, "Transfer-Encoding: chunked"), b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", door.port), timeout=20) as line:
        line.sendall(head)
        try:
            for _ in range(30 * 16):
                line.sendall(piece)
            line.sendall(b"0\r\n\r\n")
            said = line.recv(1000)
        except ConnectionError:  # it has answered and hung up before it had heard all
            said = b""
    assert not said or said.split(b" ", 2)[1] == b"413"
    assert raw_status(door, head + b"zz\r\nno length\r\n") in {400, None}
    with database.everywhere() as session:
        assert len(session.scalars(select(Delivery)).all()) == 1


def test_thirty_megabytes_are_refused_before_they_are_read(door, database):
    before = grown(door)
    message = head_of(Case("large", b""), f"Content-Length: {30 * 1024 * 1024}") + b" " * 50_000
    assert raw_status(door, message) == 413
    assert grown(door) - before < 6 * MOST
    assert grown(door) < 3 * BOMB


def test_who_sends_drop_by_drop_keeps_nobody_else_waiting(door, database, ana):
    case = Case("slow", ORDER)
    whole = head_of(case, f"Content-Length: {len(ORDER)}") + ORDER
    at_first = workers(door)
    with ExitStack() as stack:
        slow = []
        for number in range(DRIPPING):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", door.port), timeout=20))
            said = 40 if number % 2 else len(whole) - 20  # in the headers, in the body
            line.sendall(whole[:said])
            slow.append((line, said))
        for drop in range(5):
            for line, said in slow:
                line.sendall(whole[said + drop : said + drop + 1])
            began = time.monotonic()
            headers = signed_headers(ORDER, **{"X-Shopify-Webhook-Id": f"quick-{drop}"})
            assert status_of(door, ORDER, headers) == 200
            assert time.monotonic() - began < 5
        line, said = slow[0]
        line.sendall(whole[said + 5 :])
        assert line.recv(1000).split(b" ", 2)[1] == b"200"
    assert workers(door) == at_first
    assert os.path.exists(f"/proc/{door.process.pid}")
    with database.shop(ana) as session:
        kept = {row.webhook_id for row in session.scalars(select(Delivery))}
    assert kept == {"slow", *(f"quick-{drop}" for drop in range(5))}


def test_a_body_that_takes_too_long_is_given_up(settings, database, monkeypatch):
    monkeypatch.setattr(asgi_door, "BODY_SECONDS", -1.0)
    client = AsgiClient(asgi_door.AsgiDoor(settings, database))
    answer = client.post("/webhooks", data=ORDER, headers=signed_headers(ORDER))
    assert (answer.status_code, answer.headers["Connection"]) == (408, "close")
    client.close()


class Torn(io.RawIOBase):
    """A body whose sender hangs up half-way."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        raise ConnectionResetError


def test_who_hangs_up_half_way_is_no_crash_of_ours(settings, database):
    app = create_app(settings, blueprint, database=database)
    torn = create_environ("/webhooks", method="POST", headers={"Content-Length": "9"})
    torn |= {"wsgi.input": Torn(), "wsgi.input_terminated": True}
    with capture_logs(processors=[merge_contextvars]) as logs:
        _, status, _ = run_wsgi_app(app.wsgi_app, torn)
        app.test_client().post("/webhooks", data=b"{}", headers={"X-Request-Id": "second-one"})
    assert status == "400 Bad Request"
    assert [(row["event"], row["request_id"]) for row in logs] == [("webhook refused", "second-one")]


def test_while_the_database_stands_still_everybody_is_told_so_in_time(door, database, _engine, ana):
    """Far more senders than the Flask door has threads, and a lock on the inbox."""
    heads, tails = requests([ORDER])
    with _engine.connect() as blocker:
        blocker.execute(text("lock table kept_webhooks in access exclusive mode"))
        during = saturate(door.port, Messages(heads, tails, "during"), lines=150, seconds=2.4)
        blocker.rollback()
    assert set(during.statuses) == {503}
    assert (during.unanswered, max(during.latencies) < 5) == (0, True)
    deadline = time.monotonic() + 10
    while status_of(door, ORDER, signed_headers(ORDER, **{"X-Shopify-Webhook-Id": "found_again"})) != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    after = saturate(door.port, Messages(heads, tails, "after"), lines=150, seconds=0.5)
    assert (after.unanswered, 200 in after.statuses, set(after.statuses) <= {200, 503}) == (0, True, True)
    assert max(after.latencies) < 5
    with database.shop(ana) as session:
        kept = list(session.scalars(select(Delivery.webhook_id)))
    answered = [name for name in kept if not name.startswith("during")]
    assert len(answered) >= after.acknowledged + 1
